//! Bad input is refused by name, and nothing happens.

use std::time::Duration;

use everwire::WebSocket;
use everwire::core::{CloseFrameError, Cursor};
use everwire::web::{Builder, Heartbeat, OpenError, Queue, Resume, Storage};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::rig::{Rig, quick};

const FINE: &str = "wss://127.0.0.1:9/";

fn refused(builder: Builder) -> String {
    builder.open().err().unwrap().to_string()
}

#[wasm_bindgen_test]
fn each_url_is_one() {
    let error = |url: &str| WebSocket::builder(url).open().err().unwrap();
    assert_eq!(error("secret"), OpenError::Url);
    assert_eq!(error(""), OpenError::Url);
    assert_eq!(error("ftp://h"), OpenError::Scheme("ftp:".into()));
    assert_eq!(error("ws://h/#x"), OpenError::Fragment);
    assert_eq!(WebSocket::builder(FINE).fallback("secret").open().err(), Some(OpenError::Url));
    assert_eq!(WebSocket::builder(FINE).fallback("ws://h").open().err(), Some(OpenError::Insecure));
}

#[wasm_bindgen_test]
fn each_number_is_in_its_range() {
    let fine = || WebSocket::builder(FINE);
    let long = Duration::from_secs(3_000_000);
    assert_eq!(refused(fine().min_delay(long)), "min_delay: it takes a number of milliseconds from 0 to 2147483647");
    for (name, builder) in [
        ("max_delay", fine().max_delay(long)),
        ("grow_factor", fine().grow_factor(0.5)),
        ("min_uptime", fine().min_uptime(Duration::MAX)),
        ("connection_timeout", fine().connection_timeout(Duration::ZERO)),
        ("close_timeout", fine().close_timeout(long)),
        ("Heartbeat::interval", fine().heartbeat(Heartbeat::silent().interval(Duration::ZERO))),
        ("Heartbeat::timeout", fine().heartbeat(Heartbeat::new("x").timeout(long))),
        ("Queue::ttl", fine().queue(Queue::new().ttl(Duration::ZERO))),
        ("Queue::high_water_mark", fine().queue(Queue::new().high_water_mark(0))),
        ("Resume::window", fine().resume(Resume::new(|_| None).window(1_000_001))),
        ("fallback", (0..255).fold(fine(), |builder, _| builder.fallback(FINE))),
    ] {
        assert!(refused(builder).starts_with(&format!("{name}: it takes ")), "{name}");
    }
}

#[wasm_bindgen_test]
fn storage_needs_something_to_store() {
    let error = refused(WebSocket::builder(FINE).storage(Storage::local("x")));
    assert_eq!(error, "storage: it does nothing without `resume`; add that");
    let resume = || Resume::new(|_| Some(Cursor::number(1.0)));
    assert!(WebSocket::builder(FINE).resume(resume()).storage(Storage::local("x")).open().is_ok());
}

#[wasm_bindgen_test]
fn a_protocol_is_a_token() {
    assert!(refused(WebSocket::builder(FINE).protocols(["a b"])).starts_with("protocols: \"a b\""));
}

#[wasm_bindgen_test]
async fn a_close_frame_is_one_that_may_be_sent() {
    let rig = Rig::open(quick("/echo?rig=frame"));
    rig.until_open().await;
    assert_eq!(rig.sender.close(1001, ""), Err(CloseFrameError::Code));
    assert_eq!(rig.sender.close(None, &"x".repeat(124)), Err(CloseFrameError::Reason));
    rig.sender.try_send("still open").unwrap();
    rig.until_texts(&["still open"]).await;
    rig.end().await;
}
