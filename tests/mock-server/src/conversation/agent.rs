//! Agent loops: which run, for whom, and since when each is silent. There is no language model: an agent answers each
//! message with what was said.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use serde_json::value::RawValue;
use uuid::Uuid;

use super::log::Conversation;
use super::what::Waiting;

/// Milliseconds on a clock that all nodes share, or on this node's own.
pub(super) type Millis = u64;

/// A conversation and who is in it.
pub(super) struct Place {
    pub(super) conversation: Arc<Conversation>,
    /// Who began it over Socket.IO, where that is known.
    pub(super) user: Option<String>,
    pub(super) agent: Option<Agent>,
    /// Socket.IO connections, and the nodes that have them.
    pub(super) connections: HashMap<Uuid, Uuid>,
    pub(super) waiting: Vec<Waiting>,
}

/// An agent that runs.
pub(super) struct Agent {
    pub(super) id: Uuid,
    pub(super) state: String,
    pub(super) last_updated_at: Millis,
    /// Which of two that were updated in one millisecond was so later.
    pub(super) turn: u64,
    /// What happened before a client came, until one comes or the wait is over.
    pub(super) held: Option<Vec<Box<RawValue>>>,
}

impl Place {
    pub(super) fn new(id: &str) -> Self {
        Self {
            conversation: Conversation::new(id),
            user: None,
            agent: None,
            connections: HashMap::new(),
            waiting: Vec::new(),
        }
    }

    /// Whether it could be idle, if only its agent were silent for long enough.
    pub(super) fn may_be_idle(&self) -> bool {
        self.connections.is_empty() && self.agent.as_ref().is_some_and(|agent| agent.state != "running")
    }

    /// Whether what this agent does is held back.
    pub(super) fn holds_back(&self, agent: Uuid) -> bool {
        self.agent.as_ref().is_some_and(|running| running.id == agent && running.held.is_some())
    }

    /// Whether its agent is silent for so long, not at work, and has no clients.
    pub(super) fn is_idle(&self, now: Millis, close_delay: Duration) -> bool {
        let silence = |agent: &Agent| Duration::from_millis(now.saturating_sub(agent.last_updated_at));
        self.may_be_idle() && self.agent.as_ref().is_some_and(|agent| silence(agent) >= close_delay)
    }
}

/// The conversation that was silent for the longest, where so many run already. Where nobody knows the user, everybody's
/// count.
pub(super) fn one_too_many(places: &HashMap<String, Place>, user: Option<&str>, max: usize) -> Option<String> {
    let of_user = |place: &Place| user.is_none() || place.user.as_deref() == user;
    let running = places.iter().filter(|(_, place)| of_user(place));
    let running = running.filter_map(|(id, place)| Some((place.agent.as_ref()?.turn, id)));
    let running: Vec<_> = running.collect();
    let is_full = running.len() >= max;
    running.into_iter().min().filter(|_| is_full).map(|(_, id)| id.clone())
}

/// The states that a client may ask for.
pub(super) fn state(name: &str) -> Option<&'static str> {
    ["running", "paused", "stopped", "awaiting_user_input", "finished"].into_iter().find(|state| *state == name)
}
