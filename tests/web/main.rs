//! The browser driver in a real browser, against the mock server: `wasm-pack test --headless --chrome`.
//!
//! `EVERWIRE_TEST_SERVER` is the mock server's URL at compile time; `cargo xtask test wasm-pack-chromium` sets it.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(target_arch = "wasm32")]

mod rig;

use everwire::core::{CloseFrame, Config, Event, Fate, NumberOption, Phase};
use everwire::web::{Location, build_http_base_url, build_websocket_url, extract_base_host};
use rig::{Rig, fault};
use wasm_bindgen::JsValue;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

/// Delays short enough for a test.
fn quick() -> Config {
    let mut config = Config::default();
    config.set(NumberOption::MinReconnectionDelay, 50.0).unwrap();
    config.set(NumberOption::MaxReconnectionDelay, 200.0).unwrap();
    config
}

#[wasm_bindgen_test]
async fn it_connects_sends_and_receives() {
    let rig = Rig::connect("/echo?rig=exchange", quick());
    assert_eq!(rig.send("queued before the opening"), Fate::Queued);
    rig.until_open().await;
    assert_eq!(rig.send("sent"), Fate::Sent);
    rig.until("both come back", |rig| rig.messages() == ["queued before the opening", "sent"]).await;
    rig.driver.disconnect(CloseFrame::new(Some(4000), "done".into()).unwrap());
    rig.until("it is closed", |rig| rig.phase() == Phase::Closed).await;
    let close = rig.closes().pop().unwrap();
    assert_eq!((close.code, close.reason.as_str(), close.clean), (4000, "done", true));
}

#[wasm_bindgen_test]
async fn it_comes_back_after_a_reset() {
    let rig = Rig::connect("/echo?rig=reset", quick());
    rig.until_open().await;
    fault(r#"{"kind":"reset","path":"/echo?rig=reset"}"#).await;
    rig.until("it is open again", |rig| rig.count(|event| *event == Event::Open) == 2).await;
    let close = rig.closes().pop().unwrap();
    assert_eq!((close.code, close.clean), (1006, false), "the browser's own words");
    assert_eq!(rig.send("after"), Fate::Sent);
    rig.until("it comes back", |rig| rig.messages() == ["after"]).await;
    rig.end().await;
}

#[wasm_bindgen_test]
async fn the_servers_close_code_is_told() {
    let rig = Rig::connect("/echo?rig=code", quick());
    rig.until_open().await;
    fault(r#"{"kind":"close","code":4123,"reason":"why","path":"/echo?rig=code"}"#).await;
    rig.until("it is told", |rig| !rig.closes().is_empty()).await;
    let close = rig.closes().remove(0);
    assert_eq!((close.code, close.reason.as_str(), close.clean), (4123, "why", true));
    rig.end().await;
}

#[wasm_bindgen_test]
async fn a_handshake_that_hangs_ends_at_its_deadline() {
    fault(r#"{"kind":"hang","path":"/echo?rig=hang"}"#).await;
    let mut config = quick();
    config.set(NumberOption::ConnectionTimeout, 300.0).unwrap();
    let rig = Rig::connect("/echo?rig=hang", config);
    rig.until("two attempts have failed", |rig| rig.closes().len() >= 2).await;
    fault(r#"{"kind":"none"}"#).await;
    rig.until_open().await;
    rig.end().await;
}

#[wasm_bindgen_test]
async fn a_half_open_connection_is_given_up_when_it_is_closed() {
    let mut config = quick();
    config.set(NumberOption::CloseTimeout, 100.0).unwrap();
    let rig = Rig::connect("/echo?rig=silent", config);
    rig.until_open().await;
    fault(r#"{"kind":"silent","path":"/echo?rig=silent"}"#).await;
    rig.end().await;
    assert_eq!(rig.closes().pop().unwrap().code, 1006);
}

#[wasm_bindgen_test]
async fn a_url_that_is_none_is_an_attempt_that_failed() {
    let mut config = quick();
    config.set(NumberOption::MaxRetries, 1.0).unwrap();
    let rig = Rig::connect_to("not a url", config);
    rig.until("it gives up", |rig| rig.phase() == Phase::Closed).await;
    assert_eq!(rig.closes().len(), 2);
    assert_eq!(rig.count(|event| matches!(event, Event::Error(_, Some(_)))), 2, "with what the constructor threw");
}

#[wasm_bindgen_test]
async fn a_call_never_calls_back_before_it_returns() {
    let rig = Rig::connect("/echo?rig=order", quick());
    assert_eq!(rig.count(|_| true), 0);
    rig.until_open().await;
    let before = rig.count(|_| true);
    rig.driver.reconnect(CloseFrame::default());
    assert_eq!(rig.count(|_| true), before);
    rig.until("it is open again", |rig| rig.count(|event| *event == Event::Open) == 2).await;
    rig.end().await;
}

#[wasm_bindgen_test]
async fn a_callback_may_call_back() {
    let rig = Rig::connect("/echo?rig=reentrant", quick());
    let driver = rig.driver.clone();
    rig.on_event(move |event| {
        if *event == Event::Open {
            assert_eq!(driver.send(JsValue::from_str("from the callback"), 17), Fate::Sent);
        }
        if matches!(event, Event::Message(_)) {
            driver.disconnect(CloseFrame::default());
            driver.disconnect(CloseFrame::default());
        }
    });
    rig.until("it closed itself", |rig| rig.phase() == Phase::Closed).await;
    assert_eq!(rig.messages(), ["from the callback"]);
}

#[wasm_bindgen_test]
fn the_url_functions_use_the_engines_parser() {
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
