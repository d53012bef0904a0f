//! The URLs of OpenHands, and queries merged into URLs. The WHATWG parser is the `url` crate's here, the engine's there.

use everwire::core::{Page, Target, build_http_base_url, build_websocket_url, extract_base_host, merge_query};
use proptest::prelude::*;
use url::Url;

use crate::harness::seeded;

const HTTP: Page<'static> = Page { secure: false, host: "page.example:3000" };
const HTTPS: Page<'static> = Page { secure: true, host: "page.example" };

/// As the browser driver does.
fn parsed<T>(url: &str, build: impl FnOnce(Option<Target<'_>>) -> T) -> T {
    let Some(url) = Url::parse(url).ok().filter(Url::has_host) else { return build(None) };
    let host = match url.port() {
        Some(port) => format!("{}:{port}", url.host_str().unwrap()),
        None => url.host_str().unwrap().into(),
    };
    build(Some(Target { secure: matches!(url.scheme(), "https" | "wss"), host: &host, path: url.path() }))
}

fn socket(id: &str, url: &str, page: Page<'_>) -> Option<String> {
    parsed(url, |target| build_websocket_url(id, target, page))
}

#[test]
fn the_host_is_that_of_an_absolute_url_or_the_pages() {
    for (url, host) in [
        ("http://localhost:3000/api/conversations/1", "localhost:3000"),
        ("https://agent.example/api/conversations/1", "agent.example"),
        ("https://agent.example:443/x", "agent.example"),
        ("http://[::1]:8000/x", "[::1]:8000"),
        ("http://user:secret@h.example/x", "h.example"),
        ("HTTP://UPPER.example/x", "upper.example"),
        ("/api/conversations/1", "page.example:3000"),
        ("conversations/1", "page.example:3000"),
        ("http://", "page.example:3000"),
        ("http://a b/", "page.example:3000"),
        ("mailto:x@y.example", "page.example:3000"),
        ("", "page.example:3000"),
    ] {
        assert_eq!(parsed(url, |target| extract_base_host(target, HTTP).to_owned()), host, "{url}");
    }
}

#[test]
fn http_goes_by_the_pages_scheme() {
    let url = "https://agent.example:8443/api/conversations/1";
    assert_eq!(parsed(url, |target| build_http_base_url(target, HTTP)), "http://agent.example:8443");
    assert_eq!(parsed(url, |target| build_http_base_url(target, HTTPS)), "https://agent.example:8443");
    assert_eq!(build_http_base_url(None, HTTPS), "https://page.example");
}

#[test]
fn a_socket_is_secure_where_page_or_target_is() {
    let (plain, secure) = ("http://h:1/api/conversations/1", "https://h:1/api/conversations/1");
    assert_eq!(socket("1", plain, HTTP).unwrap(), "ws://h:1/sockets/events/1");
    assert_eq!(socket("1", plain, HTTPS).unwrap(), "wss://h:1/sockets/events/1");
    assert_eq!(socket("1", secure, HTTP).unwrap(), "wss://h:1/sockets/events/1");
    assert_eq!(socket("1", secure, HTTPS).unwrap(), "wss://h:1/sockets/events/1");
}

#[test]
fn a_prefix_before_the_api_is_kept() {
    for (url, expected) in [
        ("http://h/runtime/55313/api/conversations/1", "ws://h/runtime/55313/sockets/events/1"),
        ("http://h/api/conversations/1", "ws://h/sockets/events/1"),
        ("http://h/a/api/b/api/c", "ws://h/a/sockets/events/1"),
        ("http://h/elsewhere", "ws://h/sockets/events/1"),
        ("http://h/api", "ws://h/sockets/events/1"),
        ("http://h/%C3%A9/api/x", "ws://h/%C3%A9/sockets/events/1"),
    ] {
        assert_eq!(socket("1", url, HTTP).unwrap(), expected, "{url}");
    }
}

#[test]
fn without_an_id_there_is_no_socket() {
    for id in ["", ".", ".."] {
        assert_eq!(socket(id, "http://h/api/conversations/1", HTTP), None, "{id:?}");
    }
}

#[test]
fn a_socket_never_has_a_query() {
    assert_eq!(socket("1", "http://h/api/conversations/1?token=secret", HTTP).unwrap(), "ws://h/sockets/events/1");
}

#[test]
fn a_query_is_merged_into_what_is_there() {
    for (url, query, merged) in [
        ("ws://h/p", "a=1", "ws://h/p?a=1"),
        ("ws://h/p?", "a=1", "ws://h/p?a=1"),
        ("ws://h/p?b=2", "a=1", "ws://h/p?b=2&a=1"),
        ("ws://h/p?b=2&", "a=1", "ws://h/p?b=2&a=1"),
        ("ws://h/p?a=0&b=2&a=9", "a=1", "ws://h/p?b=2&a=1"),
        ("ws://h/p?a", "a=1", "ws://h/p?a=1"),
        ("ws://h/p?ab=1", "a=1", "ws://h/p?ab=1&a=1"),
        ("ws://h/p?b=x?y#f?g", "a=1", "ws://h/p?b=x?y&a=1#f?g"),
        ("ws://h/p?b=%20", "", "ws://h/p?b=%20"),
        ("ws://h/p?&b=1&#", "", "ws://h/p?&b=1&#"),
        ("", "a=1", "?a=1"),
    ] {
        assert_eq!(merge_query(url, query), merged, "{url} + {query}");
    }
}

proptest! {
    #![proptest_config(seeded())]

    #[test]
    fn merged_parameters_are_read_back_by_a_whatwg_parser(
        old in proptest::collection::vec(("[a-c]{1,2}", "[a-z&=#% é]{0,4}"), 0..4),
        new in proptest::collection::vec(("[a-c]{1,2}", "[a-z&=#% é]{0,4}"), 1..4),
    ) {
        let encode = |pairs: &[(String, String)]| {
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
        };
        let mut url = String::from("ws://h/p");
        if !old.is_empty() {
            url = url + "?" + &encode(&old);
        }
        let merged = Url::parse(&merge_query(&url, &encode(&new))).unwrap();
        let read: Vec<(String, String)> = merged.query_pairs().into_owned().collect();
        let kept = old.into_iter().filter(|(name, _)| !new.iter().any(|(other, _)| other == name));
        prop_assert_eq!(read, kept.chain(new.clone()).collect::<Vec<_>>());
    }

    #[test]
    fn no_text_makes_the_url_functions_panic(id in "\\PC{0,8}", url in "\\PC{0,40}", query in "\\PC{0,20}") {
        socket(&id, &url, HTTP);
        merge_query(&url, &query);
    }
}
