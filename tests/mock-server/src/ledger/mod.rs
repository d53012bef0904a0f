//! Ledgers: what proves that numbered messages survive a fault, each once and in order.
//!
//! The server sends messages 1 to N, from the client's cursor on, and takes the client's numbered messages. Of each id
//! it keeps the first receipt and acknowledges every one, so a client may send again whatever it is unsure of. A receipt
//! is written down before its acknowledgement leaves: with a folder to write into, ledgers survive a kill.
//!
//! A live stream is numbered by the clock: what it brings forth while nobody is connected comes again for who has a
//! cursor, and for nobody else. Such a ledger is for watching, and makes way for another once nobody is connected.

mod book;
mod file;
mod flow;
mod receipt;
mod shelf;

pub(crate) use flow::{Flow, made};
pub(crate) use receipt::Receipt;
pub(crate) use shelf::{Ledger, Refused, Shelf};
