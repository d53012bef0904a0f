//! The Rust API in a dedicated worker, which has no window: as `tests/web`, and run with it.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(target_arch = "wasm32")]

#[allow(dead_code)] // It serves `tests/web`, too.
#[path = "../web/rig.rs"]
mod rig;

use std::time::Duration;

use everwire::Event;
use everwire::core::{Cause, Cursor, Jitter, Phase};
use everwire::web::{Error, Resume, Storage};
use rig::{Rig, fault, js, quick};
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_dedicated_worker);

#[wasm_bindgen_test]
async fn it_connects_and_comes_back_when_the_network_does() {
    assert!(js("return typeof window").as_string().as_deref() == Some("undefined"), "this is a worker");
    let long = Duration::from_secs(3_000);
    let rig = Rig::open(quick("/echo?rig=worker").min_delay(long).max_delay(long).jitter(Jitter::None));
    rig.sender.try_send("hello").unwrap();
    rig.until_texts(&["hello"]).await;
    fault(r#"{"kind":"reset","path":"/echo?rig=worker"}"#).await;
    rig.until("it waits", |rig| rig.phase() == Phase::Waiting).await;
    js("self.dispatchEvent(new Event('online'))");
    rig.until_opened(2).await;
    assert!(rig.causes().contains(&Cause::Online));
    rig.end().await;
}

#[wasm_bindgen_test]
async fn a_storage_that_is_not_there_is_told_and_harmless() {
    let resume = Resume::new(|_| Some(Cursor::number(1.0)));
    let rig = Rig::open(quick("/echo?rig=nowhere&greet=new").resume(resume).storage(Storage::local("x")));
    rig.until_texts(&["new"]).await;
    rig.end().await;
    // Once for loading, once for storing.
    assert_eq!(rig.count(|event| matches!(event, Event::Error(Error::Storage { .. }))), 2);
}
