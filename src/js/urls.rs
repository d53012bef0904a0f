//! OpenHands' URL functions, for JavaScript. The shell has parsed the URL and escaped the id with the engine's own
//! functions.

use wasm_bindgen::prelude::*;

use crate::core::{Page, Target, build_http_base_url, build_websocket_url, cut, extract_base_host, is_secure};

/// `kind` 0: the base host; 1: the base URL for HTTP; else the URL of a conversation's socket. `parts` are six lines: the
/// page's protocol and host, the id, and the target's protocol, host and path; an empty host means that there is no target.
/// (One export with one text, as each costs a hundred bytes.)
#[wasm_bindgen(js_name = conversationUrl)]
pub fn conversation_url(kind: u32, parts: &str) -> JsValue {
    let (protocol, parts) = cut(parts, b'\n');
    let (page_host, parts) = cut(parts, b'\n');
    let (id, parts) = cut(parts, b'\n');
    let (target_protocol, parts) = cut(parts, b'\n');
    let (host, path) = cut(parts, b'\n');
    let page = Page { secure: is_secure(protocol), host: page_host };
    let target = if host.is_empty() { None } else { Some(Target { secure: is_secure(target_protocol), host, path }) };
    // As values: a `String` that is returned brings the code that shrinks it.
    match kind {
        0 => extract_base_host(target, page).into(),
        1 => build_http_base_url(target, page).into(),
        _ => build_websocket_url(id, target, page).into(),
    }
}
