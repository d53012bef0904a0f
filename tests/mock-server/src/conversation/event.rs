//! Events as they stand on the wire: bare JSON objects, `kind` says which.

use axum::extract::ws::Utf8Bytes;
use jiff::civil::DateTime;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::clock;

/// A stored `MessageEvent`.
pub(super) fn message(id: Uuid, timestamp: DateTime, source: &str, message: &Value) -> Utf8Bytes {
    event(id, timestamp, source, "MessageEvent", json!({ "llm_message": message }))
}

/// The synthetic first frame of every connection; its id is new each time and it is never stored.
pub(super) fn full_state(timestamp: DateTime, conversation: Uuid) -> Utf8Bytes {
    let value = json!({ "id": conversation, "execution_status": "idle" });
    event(
        Uuid::new_v4(),
        timestamp,
        "environment",
        "ConversationStateUpdateEvent",
        json!({ "key": "full_state", "value": value }),
    )
}

/// What a subscriber gets, alone, for a frame that cannot be understood. `code` is the name of the agent server's
/// exception.
pub(crate) fn server_error(code: &str, detail: &str) -> Utf8Bytes {
    event(Uuid::new_v4(), clock::now(), "environment", "ServerErrorEvent", json!({ "code": code, "detail": detail }))
}

fn event(id: Uuid, timestamp: DateTime, source: &str, kind: &str, rest: Value) -> Utf8Bytes {
    let mut event = Map::new();
    event.insert("id".to_owned(), json!(id));
    event.insert("timestamp".to_owned(), json!(clock::text(timestamp)));
    event.insert("source".to_owned(), json!(source));
    event.insert("kind".to_owned(), json!(kind));
    if let Value::Object(rest) = rest {
        event.extend(rest);
    }
    Value::Object(event).to_string().into()
}
