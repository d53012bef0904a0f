//! What happens in a conversation, before it is written in the words of either generation.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::raw;

/// Something that happened.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum What {
    /// Somebody said something; `message` is what the agent server calls `llm_message`.
    Said { source: String, message: Value },
    /// The agent introduces itself: what a conversation begins with over Socket.IO.
    Introduction,
    /// The agent's state has changed.
    State(String),
    /// The agent says something.
    Reply(String),
    /// What a client said over Socket.IO.
    Action(Action),
    /// What came of an action that waited for it; `rejection` is why it was not done.
    Observation { of: Waiting, rejection: Option<String> },
}

/// An action without an observation.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Waiting {
    pub(super) event: Uuid,
    /// Its integer id.
    pub(super) seq: usize,
    pub(super) tool: String,
}

/// What a client said over Socket.IO, understood.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Action {
    pub(super) name: String,
    pub(super) args: Box<RawValue>,
}

impl Action {
    /// Reads `{"action": …, "args": {…}}`; `None`: it is none.
    pub(crate) fn parse(text: &RawValue) -> Option<Self> {
        let mut fields: std::collections::HashMap<String, Box<RawValue>> = serde_json::from_str(text.get()).ok()?;
        let name = serde_json::from_str(fields.remove("action")?.get()).ok()?;
        Some(Self { name, args: fields.remove("args").unwrap_or_else(|| raw("{}".to_owned())) })
    }

    /// Whether an observation is to follow. What is said has none, and a change of state is one.
    pub(super) fn waits(&self) -> bool {
        !matches!(&*self.name, "message" | "change_agent_state" | "null")
    }

    /// What a user message says, or which state is asked for.
    pub(super) fn arg(&self, name: &str) -> String {
        let args: Value = serde_json::from_str(self.args.get()).unwrap_or_default();
        args[name].as_str().unwrap_or_default().to_owned()
    }
}
