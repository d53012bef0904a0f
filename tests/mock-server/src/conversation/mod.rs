//! Conversations: append-only logs of events, in memory.
//!
//! A subscriber is a cursor into a log, not a queue of its own. So nothing can be lost or doubled between replay and
//! live, there is one copy of each event however many listen, and who reads slowly holds up nobody.

mod clock;
mod event;
mod log;
mod message;
pub(crate) mod rest;
mod store;

pub(crate) use clock::parse as parse_timestamp;
pub(crate) use event::server_error;
pub(crate) use log::{Resend, Subscriber};
pub(crate) use message::UserMessage;
pub(crate) use store::Store;

use uuid::Uuid;

/// The conversation that always exists, for demos and tests.
pub const DEFAULT_CONVERSATION: Uuid = Uuid::from_u128(0x00000000_0000_4000_8000_000000000000);
