//! Ledgers: what proves that numbered messages survive a fault, each once and in order.
//!
//! The server sends messages 1 to N, from the client's cursor on, and takes the client's numbered messages. Of each id
//! it keeps the first receipt and acknowledges every one, so a client may send again whatever it is unsure of. A receipt
//! is written down before its acknowledgement leaves: with a folder to write into, ledgers survive a kill.

mod book;
mod file;
mod flow;
mod receipt;
mod shelf;

pub(crate) use flow::Flow;
pub(crate) use receipt::Receipt;
pub(crate) use shelf::{Ledger, Refused, Shelf};
