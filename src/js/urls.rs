//! OpenHands' URL functions, for JavaScript: one export, as each costs a third of a kilobyte.

use wasm_bindgen::prelude::*;

use crate::web::{Location, build_http_base_url, build_websocket_url, extract_base_host};

/// `kind` 0: the base host; 1: the base URL for HTTP; else the URL of conversation `id`'s socket.
#[wasm_bindgen(js_name = conversationUrl)]
pub fn conversation_url(kind: u8, id: &str, url: Option<String>, protocol: String, host: String) -> Option<String> {
    let location = Location { protocol, host };
    match kind {
        0 => Some(extract_base_host(url.as_deref(), &location)),
        1 => Some(build_http_base_url(url.as_deref(), &location)),
        _ => build_websocket_url(id, url.as_deref(), &location),
    }
}
