//! What an attempt needs: URL, query, protocols, auth frame.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Duration;

use everwire::core::{Cause, Phase};
use everwire::web::Error;
use everwire::{Event, Message, WebSocket};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::rig::{Rig, fault, js, quick, quickly, url};

#[wasm_bindgen_test]
async fn each_attempt_asks_for_a_fresh_url() {
    let asked = Rc::new(Cell::new(0));
    let provider = move || {
        asked.set(asked.get() + 1);
        let fresh = url(&format!("/echo?rig=fresh&greet=token{}", asked.get()));
        async move { Ok::<_, String>(fresh) }
    };
    let rig = Rig::open(quickly(WebSocket::builder(provider)));
    rig.until_texts(&["token1"]).await;
    fault(r#"{"kind":"reset","path":"/echo?rig=fresh"}"#).await;
    rig.until_texts(&["token1", "token2"]).await;
    rig.end().await;
}

#[wasm_bindgen_test]
async fn the_auth_frame_is_first_on_every_connection() {
    let asked = Rc::new(Cell::new(0));
    let auth = move || {
        asked.set(asked.get() + 1);
        let frame = Message::from(format!("auth {}", asked.get()));
        async move { Ok::<_, String>(frame) }
    };
    let rig = Rig::open(quick("/echo?rig=auth").auth(auth));
    rig.sender.try_send("queued").unwrap();
    rig.until_texts(&["auth 1", "queued"]).await;
    fault(r#"{"kind":"reset","path":"/echo?rig=auth"}"#).await;
    rig.until_texts(&["auth 1", "queued", "auth 2"]).await;
    rig.end().await;
}

#[wasm_bindgen_test]
async fn query_and_protocols_reach_the_server() {
    let rig = Rig::open(quick("/echo?greet=old").query([("greet", "a&b=ü #")]).protocols(["chat.v2", "chat.v1"]));
    rig.until_texts(&["a&b=ü #"]).await;
    rig.end().await;
}

#[wasm_bindgen_test]
async fn another_url_is_fallen_over_to() {
    // Nothing listens on the discard port.
    let rig = Rig::open(quickly(WebSocket::builder("ws://127.0.0.1:9/")).fallback(url("/echo?greet=second")));
    rig.until_texts(&["second"]).await;
    assert_eq!(rig.closes().len(), 1);
    rig.end().await;
}

#[wasm_bindgen_test]
async fn a_url_that_cannot_be_had_is_an_attempt_that_failed() {
    let provider = || async { Err::<String, _>("no token") };
    let rig = Rig::open(quickly(WebSocket::builder(provider)).max_retries(1));
    rig.until("it gives up", |rig| rig.phase() == Phase::Closed).await;
    let failure = Event::Error(Error::Connection { cause: Cause::UrlFailed, detail: Some(r#""no token""#.into()) });
    assert_eq!(rig.count(|event| *event == failure), 2);
    assert_eq!(rig.closes().len(), 2);
}

#[wasm_bindgen_test]
async fn no_url_is_in_an_error() {
    for secret in ["secret", "ftp://h/?secret", "ws://h/#secret"] {
        let provider = move || async move { Ok::<_, String>(String::from(secret)) };
        let rig = Rig::open(quickly(WebSocket::builder(provider)).max_retries(0));
        rig.until("it gives up", |rig| rig.phase() == Phase::Closed).await;
        let told = format!("{:?}", rig.events());
        assert!(told.contains("detail: Some") && !told.contains("secret"), "{told}");
    }
}

#[wasm_bindgen_test]
async fn wss_never_becomes_ws() {
    let asked = Cell::new(0);
    let provider = move || {
        asked.set(asked.get() + 1);
        let secure = asked.get() == 1;
        // Nothing listens on the discard port.
        async move { Ok::<_, String>(if secure { "wss://127.0.0.1:9/".into() } else { url("/echo") }) }
    };
    let rig = Rig::open(quickly(WebSocket::builder(provider)).max_retries(1));
    rig.until("it gives up", |rig| rig.phase() == Phase::Closed).await;
    assert_eq!(rig.closes().pop().unwrap().cause, Cause::UrlFailed);
    assert_eq!(rig.opened(), 0);
}

#[wasm_bindgen_test]
async fn a_handshake_that_hangs_ends_at_its_deadline() {
    fault(r#"{"kind":"hang","path":"/echo?rig=hang"}"#).await;
    let rig = Rig::open(quick("/echo?rig=hang").connection_timeout(Duration::from_millis(300)));
    rig.until("two attempts have failed", |rig| rig.closes().len() >= 2).await;
    fault(r#"{"kind":"none"}"#).await;
    rig.until_opened(1).await;
    assert_eq!(rig.closes()[0].cause, Cause::AttemptTimedOut);
    rig.end().await;
}

#[wasm_bindgen_test]
async fn the_class_is_looked_up_at_the_time_of_the_call() {
    js("globalThis.__real = WebSocket; globalThis.__made = 0;
        globalThis.WebSocket = function (...given) { __made += 1; return new __real(...given); };");
    let rig = Rig::open(quick("/echo?rig=class"));
    rig.until_open().await;
    rig.end().await;
    js("globalThis.WebSocket = undefined;");
    let none = Rig::open(quick("/echo").max_retries(0));
    none.until("it gives up", |rig| rig.phase() == Phase::Closed).await;
    js("globalThis.WebSocket = __real;");
    assert_eq!(js("return __made").as_f64(), Some(1.0));
    assert_eq!(none.closes()[0].cause, Cause::HandshakeFailed);
}
