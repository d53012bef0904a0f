//! A client of OpenHands' Socket.IO generation, frame by frame.

use serde_json::{Value, json};

use super::{At, Io};

/// What a conversation hears whose agent is stopped for another one's.
pub(crate) const NOTICE: &str = r#"42["oh_event",{"status_update":true,"type":"error","id":"AGENT_ERROR$TOO_MANY_CONVERSATIONS","message":"Too many conversations at once. If you are still using this one, try reactivating it by prompting the agent to continue"}]"#;

impl Io {
    /// Opens a connection for a conversation and asks to be connected.
    pub(crate) async fn ask_for(at: &At, query: &str) -> Self {
        let mut io = Self::open(at, &format!("&{query}")).await;
        io.send("40").await;
        io
    }

    /// Connects to a new conversation and takes what it begins with.
    pub(crate) async fn begin(at: &At, conversation: &str) -> Self {
        let mut io = Self::ask_for(at, &format!("conversation_id={conversation}")).await;
        assert_eq!(io.replayed().await, [0, 1]);
        io
    }

    /// The `oh_event` of the next frame.
    pub(crate) async fn oh_event(&mut self) -> Value {
        let frame = self.next().await;
        let data = frame.strip_prefix("42").unwrap_or_else(|| panic!("{frame}"));
        let mut data: Vec<Value> = serde_json::from_str(data).expect("JSON");
        assert_eq!((data.len(), &data[0]), (2, &json!("oh_event")));
        data.pop().expect("an event")
    }

    /// The ids of the events before the answer to CONNECT, which is taken too.
    pub(crate) async fn replayed(&mut self) -> Vec<Value> {
        let mut ids = Vec::new();
        loop {
            let frame = self.next().await;
            if frame.starts_with("40{") {
                return ids;
            }
            self.seen = Some(frame);
            ids.push(self.oh_event().await["id"].clone());
        }
    }
}

/// A user's message as a frame.
pub(crate) fn says(text: &str) -> String {
    format!("42{}", json!(["oh_user_action", { "action": "message", "args": { "content": text } }]))
}
