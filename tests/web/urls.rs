//! The URL functions of OpenHands.

use everwire::web::{Location, build_http_base_url, build_websocket_url, extract_base_host};
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn they_use_the_engines_parser() {
    let page = Location { protocol: "https:".into(), host: "page.example".into() };
    let url = Some("http://User:Secret@EXAMPLE.com:80/runtime/1/api/conversations/7");
    assert_eq!(extract_base_host(url, &page), "example.com");
    assert_eq!(build_http_base_url(url, &page), "https://example.com");
    assert_eq!(
        build_websocket_url("a b/ü", url, &page).as_deref(),
        Some("wss://example.com/runtime/1/sockets/events/a%20b%2F%C3%BC"),
    );
    for none in [None, Some(""), Some("/relative"), Some("http://"), Some("mailto:x@y")] {
        assert_eq!(extract_base_host(none, &page), "page.example", "{none:?}");
    }
}
