//! OpenHands' URL functions, for JavaScript: one export, as each costs a third of a kilobyte. The shell has parsed the
//! URL and escaped the id with the engine's own functions.

use wasm_bindgen::prelude::*;

use crate::core::{Page, Target, build_http_base_url, build_websocket_url, extract_base_host};

/// `kind` 0: the base host; 1: the base URL for HTTP; else the URL of conversation `id`'s socket. An empty `host` means
/// that there is no target.
#[wasm_bindgen(js_name = conversationUrl)]
pub fn conversation_url(
    kind: u8,
    id: &str,
    secure: bool,
    host: &str,
    path: &str,
    page_secure: bool,
    page_host: &str,
) -> String {
    let page = Page { secure: page_secure, host: page_host };
    let target = if host.is_empty() { None } else { Some(Target { secure, host, path }) };
    match kind {
        0 => extract_base_host(target, page).into(),
        1 => build_http_base_url(target, page),
        _ => build_websocket_url(id, target, page).unwrap_or_default(),
    }
}
