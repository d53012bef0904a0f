//! Text functions for JavaScript: it has parsed the URL and escaped the id with the engine's own functions. Each takes
//! lines of text and gives text.

use wasm_bindgen::prelude::*;

use super::client::answer;
use crate::core::{
    Page, Target, build_http_base_url, build_websocket_url, cut, extract_base_host, is_secure, merge_query,
};

/// `kind` 0: the base host; 1: the base URL for HTTP; 2: the URL of a conversation's socket; false where there is none. The
/// text is six lines: the page's protocol and host, the id, and the target's protocol, host and path; an empty host means
/// that there is no target. 3: the URL of the first line with the query of the second.
#[wasm_bindgen]
pub fn url(kind: u32) -> bool {
    answer(|parts| {
        let (protocol, parts) = cut(parts, b'\n');
        let (page_host, parts) = cut(parts, b'\n');
        let (id, parts) = cut(parts, b'\n');
        let (target_protocol, parts) = cut(parts, b'\n');
        let (host, path) = cut(parts, b'\n');
        let page = Page { secure: is_secure(protocol), host: page_host };
        let target =
            if host.is_empty() { None } else { Some(Target { secure: is_secure(target_protocol), host, path }) };
        match kind {
            0 => Some(extract_base_host(target, page).into()),
            1 => Some(build_http_base_url(target, page)),
            2 => build_websocket_url(id, target, page),
            _ => Some(merge_query(protocol, page_host)),
        }
    })
}
