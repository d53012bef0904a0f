//! What changes conversations, and what comes of it. Everything that decides an outcome is in the command or in what
//! earlier commands have done, so that all nodes that hear the same commands in one order come to the same.

use std::time::Duration;

use jiff::civil::DateTime;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;
use uuid::Uuid;

use super::what::{Action, What};
use crate::config::Config;

/// A command on its way.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Submission {
    /// Who submitted it knows it by this. Events that come of it get the ids that follow.
    pub(super) ticket: Uuid,
    /// The submitting node's clock, which new events are dated with.
    pub(super) now: DateTime,
    pub(super) rules: Rules,
    pub(super) command: Command,
}

impl Submission {
    pub(super) fn new(command: Command, rules: Rules) -> Self {
        Self { ticket: Uuid::new_v4(), now: super::clock::now(), rules, command }
    }
}

/// What the submitting node was told of outcomes on its command line. Nodes may have been told different things, and must
/// come to the same all the same.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Rules {
    pub(super) max_conversations: usize,
    pub(super) max_stored_bytes: usize,
    pub(super) max_concurrent_conversations: usize,
    pub(super) close_delay: Duration,
}

impl Rules {
    pub(super) fn of(config: &Config) -> Self {
        let (limits, openhands) = (&config.limits, &config.socketio.openhands);
        Self {
            max_conversations: limits.max_conversations,
            max_stored_bytes: limits.max_stored_bytes,
            max_concurrent_conversations: openhands.max_concurrent_conversations,
            close_delay: openhands.close_delay,
        }
    }
}

/// A change.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Command {
    /// A conversation begins, if there is none of that id.
    Create { id: String },
    /// Something happened.
    Append { id: String, what: What },
    /// An envelope goes to whoever is there.
    Pass { id: String, envelope: Box<RawValue> },
    /// An agent starts where none runs.
    Start { id: String, user: Option<String> },
    /// A connection is in the room, and an agent starts where none runs.
    Join { id: String, user: Option<String>, connection: Uuid, node: Uuid },
    /// A connection is in the room still, though its node was taken for gone. Where no agent runs, it is about to hear so.
    Remain { id: String, connection: Uuid, node: Uuid },
    /// A connection is gone.
    Leave { id: String, connection: Uuid },
    /// A client says something to an agent that runs.
    Act { id: String, action: Action },
    /// A user lets the actions that have no observation be done, or not: `rejection` is why not.
    Confirm { id: String, rejection: Option<String> },
    /// An agent is stopped.
    Stop { id: String },
    /// What an agent did is held back no longer.
    Release { id: String, agent: Uuid },
    /// Agents that were silent for too long and have no clients are stopped.
    CleanUp,
    /// A node is gone, and its connections with it.
    NodeGone { node: Uuid },
}

/// What came of a command.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// It was done.
    Done,
    /// An event has this id.
    Appended(Uuid),
    /// It was nothing new.
    Nothing,
    /// There is no such conversation, or nobody listens in it.
    NotFound,
    /// There is no room for more.
    Full,
    /// The nodes' Redis did not take it.
    Unreachable,
}
