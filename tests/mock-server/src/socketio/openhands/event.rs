//! Events as OpenHands 0.62 writes them: `id`, `timestamp`, `source`, `message`, then an action with its `args` or an
//! observation with `content` and `extras`.

use jiff::Zoned;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::raw;

/// An event without its id.
pub(super) enum Event {
    /// The agent introduces itself: what a conversation begins with.
    Introduction,
    /// The agent's state has changed.
    State(&'static str),
    /// The agent says something.
    Reply(String),
    /// What a client said.
    Action(Action),
}

/// What a client said, understood.
pub(super) struct Action {
    pub(super) name: String,
    args: Box<RawValue>,
}

impl Action {
    /// Reads `{"action": …, "args": {…}}`; `None`: it is none.
    pub(super) fn parse(text: &RawValue) -> Option<Self> {
        let mut fields: std::collections::HashMap<String, Box<RawValue>> = serde_json::from_str(text.get()).ok()?;
        let name = serde_json::from_str(fields.remove("action")?.get()).ok()?;
        Some(Self { name, args: fields.remove("args").unwrap_or_else(|| raw("{}".to_owned())) })
    }

    /// What a user message says, or which state is asked for.
    pub(super) fn arg(&self, name: &str) -> String {
        let args: Value = serde_json::from_str(self.args.get()).unwrap_or_default();
        args[name].as_str().unwrap_or_default().to_owned()
    }
}

impl Event {
    /// As it is stored.
    pub(super) fn stored(&self, id: usize) -> String {
        let source = match self {
            Self::State(_) => "environment",
            Self::Introduction | Self::Reply(_) => "agent",
            Self::Action(_) => "user",
        };
        let now = Zoned::now().datetime();
        format!(r#"{{"id":{id},"timestamp":"{now:.6}","source":"{source}",{}}}"#, self.rest())
    }

    /// As it is sent when it happens, if it is; where it comes from the environment, it is shown as the agent's.
    pub(super) fn live(&self, stored: &str) -> Option<String> {
        match self {
            Self::Action(action) if action.name == "null" => None,
            Self::State(_) => Some(stored.replacen(r#""source":"environment""#, r#""source":"agent""#, 1)),
            _ => Some(stored.to_owned()),
        }
    }

    fn rest(&self) -> String {
        match self {
            Self::Introduction => {
                let text = "I say what you say.";
                format!(
                    r#""message":"{text}","action":"system","args":{{"content":"{text}","tools":[],"openhands_version":"0.62.0","agent_class":"Echo"}}"#
                )
            }
            Self::State(state) => state_changed(state),
            Self::Reply(text) => {
                let text = json!(text);
                format!(
                    r#""message":{text},"action":"message","args":{{"content":{text},"image_urls":null,"wait_for_response":true}}"#
                )
            }
            Self::Action(action) => {
                let (message, name) = (json!(action.arg("content")), json!(action.name));
                format!(r#""message":{message},"action":{name},"args":{}"#, action.args.get())
            }
        }
    }
}

/// A change of the agent's state that is no stored event: without id and time.
pub(super) fn unstored(state: &str) -> String {
    format!("{{{}}}", state_changed(state))
}

fn state_changed(state: &str) -> String {
    format!(
        r#""message":"","observation":"agent_state_changed","content":"","extras":{{"agent_state":"{state}","reason":""}}"#
    )
}
