//! Text functions for JavaScript: it has parsed the URL and escaped the id with the engine's own functions. Each takes
//! lines of text and gives text.

use wasm_bindgen::prelude::*;

use super::client::answer;
use crate::core::{Page, Target, cut, extract_base_host, http_base_url, is_secure, merge_query_into, websocket_url};

/// `kind` 0: the base host; 1: the base URL for HTTP; 2: the URL of a conversation's socket; nothing where there is none.
/// The text is six lines: the page's protocol and host, the id, and the target's protocol, host and path; an empty host
/// means that there is no target. 3: the URL of the first line with the query of the second.
#[wasm_bindgen]
pub fn url(kind: u32) {
    answer(|mut text, output| {
        let mut put = |part: &str| output.text(part);
        let mut lines = [""; 5];
        for line in &mut lines {
            (*line, text) = cut(text, b'\n');
        }
        let [protocol, page_host, id, target_protocol, host] = lines;
        let page = Page { secure: is_secure(protocol), host: page_host };
        let target = Target { secure: is_secure(target_protocol), host, path: text };
        let target = if host.is_empty() { None } else { Some(target) };
        match kind {
            0 => put(extract_base_host(target, page)),
            1 => http_base_url(target, page).into_iter().for_each(put),
            2 => websocket_url(id, target, page).into_iter().flatten().for_each(put),
            _ => merge_query_into(protocol, page_host, &mut put),
        }
    });
}
