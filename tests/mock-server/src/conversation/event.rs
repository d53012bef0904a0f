//! Events as the agent server writes them: bare JSON objects, `kind` says which.

use axum::extract::ws::Utf8Bytes;
use jiff::civil::DateTime;
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::clock;
use super::oh_event::INTRODUCTION;
use super::what::{Waiting, What};

/// A stored event.
pub(super) fn stored(what: &What, id: Uuid, timestamp: DateTime) -> Utf8Bytes {
    let text = |text: &str| json!({ "type": "text", "text": text });
    let message = |role: &str, said: &str| json!({ "llm_message": { "role": role, "content": [text(said)] } });
    let (source, kind, rest) = match what {
        What::Said { source, message } => (&**source, "MessageEvent", json!({ "llm_message": message })),
        What::Reply(said) => ("agent", "MessageEvent", message("assistant", said)),
        What::Action(action) if action.name == "message" => {
            ("user", "MessageEvent", message("user", &action.arg("content")))
        }
        What::Action(action) => {
            let args: Value = serde_json::from_str(action.args.get()).unwrap_or_default();
            ("user", "ActionEvent", json!({ "tool_name": action.name, "tool_call_id": id, "action": args }))
        }
        What::Observation { of, rejection } => observation(of, rejection.as_deref()),
        What::Introduction => {
            ("agent", "SystemPromptEvent", json!({ "system_prompt": text(INTRODUCTION), "tools": [] }))
        }
        What::State(state) => {
            let status = json!({ "key": "execution_status", "value": status(state) });
            ("environment", "ConversationStateUpdateEvent", status)
        }
    };
    event(id, timestamp, source, kind, rest)
}

fn observation(of: &Waiting, rejection: Option<&str>) -> (&'static str, &'static str, Value) {
    let (kind, what) = match rejection {
        Some(reason) => ("UserRejectObservation", json!({ "rejection_reason": reason, "rejection_source": "user" })),
        None => ("ObservationEvent", json!({ "observation": { "content": [], "is_error": false } })),
    };
    let mut rest = json!({ "tool_name": of.tool, "tool_call_id": of.event, "action_id": of.event });
    if let (Value::Object(rest), Value::Object(what)) = (&mut rest, what) {
        rest.extend(what);
    }
    ("environment", kind, rest)
}

/// What the agent server calls a state of the other generation's agent.
fn status(state: &str) -> &str {
    match state {
        "running" | "finished" => state,
        "paused" | "stopped" => "paused",
        _ => "idle",
    }
}

/// The synthetic first frame of every connection; its id is new each time and it is never stored.
pub(super) fn full_state(timestamp: DateTime, conversation: &str) -> Utf8Bytes {
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
pub(super) fn server_error(code: &str, detail: &str) -> Utf8Bytes {
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
