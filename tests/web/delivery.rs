//! `deliver` settles exactly once.

use std::time::Duration;

use everwire::core::Phase;
use everwire::web::{Builder, DeliverError, Heartbeat};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::rig::{Rig, fault, quick};

const LONG: Duration = Duration::from_secs(60);

/// What comes back acknowledges itself, where it begins so.
fn acknowledged(path: &str) -> Builder {
    quick(path).acknowledges(|message| message.as_text()?.strip_prefix("ack ").map(String::from))
}

#[wasm_bindgen_test]
async fn it_ends_with_the_acknowledgement() {
    let rig = Rig::open(acknowledged("/echo?rig=ack"));
    let early = rig.sender.deliver("ack 1", "1", LONG);
    rig.until_open().await;
    let later = rig.sender.deliver("ack 2", "2", LONG);
    assert_eq!(rig.sender.deliver("ack 2", "2", LONG).await, Err(DeliverError::Duplicate));
    assert_eq!((early.await, later.await), (Ok(()), Ok(())));
    assert_eq!(rig.sender.counters().acknowledged, 2);
    assert_eq!(rig.sender.state().queued, Default::default());
    rig.end().await;
}

#[wasm_bindgen_test]
async fn it_ends_with_its_time() {
    let rig = Rig::open(acknowledged("/echo?rig=late"));
    rig.until_open().await;
    let unanswered = rig.sender.deliver("no answer", "1", Duration::from_millis(50));
    assert_eq!(unanswered.await, Err(DeliverError::TimedOut));
    assert_eq!(rig.sender.deliver("no answer", "1", Duration::ZERO).await, Err(DeliverError::TimedOut));
    rig.end().await;
}

#[wasm_bindgen_test]
async fn it_is_sent_again_after_a_loss() {
    let heartbeat = Heartbeat::new("ping").interval(Duration::from_millis(100)).timeout(Duration::from_millis(300));
    let rig = Rig::open(acknowledged("/echo?rig=twice").heartbeat(heartbeat));
    rig.until_open().await;
    fault(r#"{"kind":"silent","path":"/echo?rig=twice"}"#).await;
    assert_eq!(rig.sender.deliver("ack 1", "1", LONG).await, Ok(()));
    assert_eq!(rig.sender.counters().resent, 1);
    rig.end().await;
}

#[wasm_bindgen_test]
async fn it_ends_with_the_connection() {
    let rig = Rig::open(acknowledged("/echo?rig=ended"));
    rig.until_open().await;
    let unanswered = rig.sender.deliver("no answer", "1", LONG);
    rig.end().await;
    assert_eq!(unanswered.await, Err(DeliverError::Closed));
    assert_eq!(rig.sender.deliver("ack 2", "2", LONG).await, Err(DeliverError::Closed));
    assert_eq!(rig.phase(), Phase::Closed);
}

#[wasm_bindgen_test]
async fn it_does_not_keep_the_connection() {
    let rig = Rig::open(acknowledged("/echo?rig=kept"));
    rig.until_open().await;
    let unanswered = rig.sender.deliver("no answer", "1", LONG);
    drop(rig);
    assert_eq!(unanswered.await, Err(DeliverError::Closed));
}

#[wasm_bindgen_test]
async fn it_needs_to_know_acknowledgements() {
    let rig = Rig::open(quick("/echo?rig=unknown"));
    assert_eq!(rig.sender.deliver("x", "1", LONG).await, Err(DeliverError::NoAcknowledgements));
    rig.end().await;
}
