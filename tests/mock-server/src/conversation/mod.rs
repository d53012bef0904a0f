//! Conversations: append-only logs of events, and the agents that run in them.
//!
//! A subscriber is a cursor into a log, not a queue of its own. So nothing can be lost or doubled between replay and
//! live, there is one copy of each event however many listen, and who reads slowly holds up nobody.
//!
//! One [`machine`] has all of it, and [`command`]s are all that changes it. Where several nodes share a Redis, each has such
//! a machine, and all hear the same commands ([`shared`]).

mod agent;
mod clock;
mod command;
mod envelope;
mod event;
mod log;
mod machine;
mod message;
mod oh_event;
pub(crate) mod rest;
mod shared;
pub(crate) mod state;
mod store;
mod subscriber;
mod what;

pub(crate) use clock::parse as parse_timestamp;
pub(crate) use command::Outcome;
pub(crate) use message::UserMessage;
pub(crate) use store::Store;
pub(crate) use subscriber::{Resend, Subscriber, View};
pub(crate) use what::Action;

use serde_json::value::{RawValue, to_raw_value};
use uuid::Uuid;

/// The conversation that always exists, for demos and tests.
pub const DEFAULT_CONVERSATION: Uuid = Uuid::from_u128(0x00000000_0000_4000_8000_000000000000);

/// The id of a conversation, however a UUID is written.
pub(crate) fn canonical(id: &str) -> String {
    id.parse::<Uuid>().map_or_else(|_| id.to_owned(), |id| id.to_string())
}

/// A text that is JSON.
pub(crate) fn raw(json: String) -> Box<RawValue> {
    // Whoever writes it here writes JSON.
    RawValue::from_string(json).or_else(|_| to_raw_value(&())).unwrap_or_default()
}
