//! Events as OpenHands 0.62 writes them, over Socket.IO: `id`, `timestamp`, `source`, `message`, then an action with its
//! `args` or an observation with `content` and `extras`.

use jiff::civil::DateTime;
use serde_json::value::RawValue;
use serde_json::{Value, json};

use super::what::{Waiting, What};
use super::{clock, raw};

/// What the agent introduces itself with.
pub(super) const INTRODUCTION: &str = "I say what you say.";

/// As it is stored.
pub(super) fn stored(what: &What, id: usize, timestamp: DateTime) -> Box<RawValue> {
    let source = match what {
        What::Said { source, .. } => source,
        What::State(_) | What::Observation { .. } => "environment",
        What::Introduction | What::Reply(_) => "agent",
        What::Action(_) => "user",
    };
    let time = clock::text(timestamp);
    raw(format!(r#"{{"id":{id},"timestamp":"{time}","source":"{source}",{}}}"#, rest(what)))
}

/// As it is sent when it happens, if it is; where it comes from the environment, it is shown as the agent's.
pub(super) fn live(what: &What, stored: &RawValue) -> Option<Box<RawValue>> {
    match what {
        What::Action(action) if action.name == "null" => None,
        What::State(_) => Some(raw(stored.get().replacen(r#""source":"environment""#, r#""source":"agent""#, 1))),
        _ => Some(stored.to_owned()),
    }
}

fn rest(what: &What) -> String {
    match what {
        What::Said { message, .. } => said(message),
        What::Introduction => format!(
            r#""message":"{INTRODUCTION}","action":"system","args":{{"content":"{INTRODUCTION}","tools":[],"openhands_version":"0.62.0","agent_class":"Echo"}}"#
        ),
        What::State(state) => format!(
            r#""message":"","observation":"agent_state_changed","content":"","extras":{{"agent_state":"{state}","reason":""}}"#
        ),
        What::Reply(text) => {
            let text = json!(text);
            format!(
                r#""message":{text},"action":"message","args":{{"content":{text},"image_urls":null,"wait_for_response":true}}"#
            )
        }
        What::Action(action) => {
            let (message, name) = (json!(action.arg("content")), json!(action.name));
            format!(r#""message":{message},"action":{name},"args":{}"#, action.args.get())
        }
        What::Observation { of, rejection } => observation(of, rejection.as_deref()),
    }
}

fn observation(of: &Waiting, rejection: Option<&str>) -> String {
    let (name, content) = (json!(rejection.map_or(&*of.tool, |_| "user_rejected")), json!(rejection.unwrap_or("")));
    format!(r#""cause":{},"message":{content},"observation":{name},"content":{content},"extras":{{}}"#, of.seq)
}

fn said(message: &Value) -> String {
    let contents = || message["content"].as_array().into_iter().flatten();
    let text = json!(contents().filter_map(|item| item["text"].as_str()).collect::<Vec<_>>().join("\n"));
    let images: Vec<&Value> = contents().filter_map(|item| item["image_urls"].as_array()).flatten().collect();
    format!(
        r#""message":{text},"action":"message","args":{{"content":{text},"image_urls":{},"wait_for_response":false}}"#,
        json!(images)
    )
}
