//! What a client may say: `{"role": "user", "content": [{"type": "text", "text": "x"}]}`, over a socket or REST.

use serde_json::{Value, json};

/// A message, understood.
#[derive(Debug)]
pub(crate) struct UserMessage {
    pub(super) source: &'static str,
    /// As it goes into the event's `llm_message`.
    pub(super) message: Value,
}

impl UserMessage {
    /// Reads a message from a JSON value. `run` and other extras change nothing: there is no agent here.
    pub(crate) fn from_json(value: &Value) -> Result<Self, &'static str> {
        let source = match value["role"].as_str() {
            Some("user") => "user",
            Some("assistant") => "agent",
            Some("system" | "tool") => "environment",
            _ => return Err("role: must be \"user\", \"assistant\", \"system\" or \"tool\""),
        };
        let Some(content) = value["content"].as_array() else {
            return Err("content: must be a list of contents such as {\"type\": \"text\", \"text\": \"…\"}");
        };
        for item in content {
            match item["type"].as_str() {
                Some("text") if item["text"].is_string() => {}
                Some("image") if item["image_urls"].is_array() => {}
                _ => {
                    return Err("content: each must be a text with \"text\", or an image with \"image_urls\"");
                }
            }
        }
        Ok(Self { source, message: json!({ "role": value["role"], "content": content }) })
    }
}
