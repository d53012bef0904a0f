//! Faults that stand before the handshake until they are cleared.

use std::io::ErrorKind;

use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio_tungstenite::tungstenite::Error;

use crate::support::{Client, Rig, Seen, knock, rejected, soon, start, until};

async fn still_works(rig: &Rig) {
    let mut client = rig.open("/echo").await;
    client.send("x").await;
    assert_eq!(client.next().await, Seen::Text("x".to_owned()));
}

#[tokio::test]
async fn refuse_answers_a_handshake_with_an_rst() {
    let rig = start(|_| {}).await;
    rig.fault(json!({ "kind": "refuse" })).await;
    for _ in 0..3 {
        let mut stream = knock(&rig).await;
        let error = soon(stream.read(&mut [0; 1])).await.expect_err("an RST");
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    }
    assert!(matches!(Client::try_open(rig.0, "/echo", &[]).await, Err(Error::Io(_))));
    let status = rig.faults().await;
    assert_eq!((&status["handshakes"], &status["accepted"]), (&json!(4), &json!(0)));
    rig.fault(json!({ "kind": "none" })).await;
    still_works(&rig).await;
}

#[tokio::test]
async fn hang_never_answers_not_even_once_it_is_cleared() {
    let rig = start(|_| {}).await;
    rig.fault(json!({ "kind": "hang" })).await;
    let stream = knock(&rig).await;
    until(|| async { rig.faults().await["handshakes"] == 1 }).await;
    rig.fault(json!({ "kind": "none" })).await;
    still_works(&rig).await;
    assert_eq!(stream.try_read(&mut [0; 1]).expect_err("nothing").kind(), ErrorKind::WouldBlock);
}

#[tokio::test]
async fn who_gives_up_on_a_hung_handshake_leaves_its_place() {
    let rig = start(|config| config.limits.max_connections = 2).await;
    rig.fault(json!({ "kind": "hang" })).await;
    for n in 1..=5 {
        let stream = knock(&rig).await;
        until(|| async { rig.faults().await["handshakes"] == n }).await;
        drop(stream);
    }
}

#[tokio::test]
async fn forbid_answers_a_handshake_with_403() {
    let rig = start(|_| {}).await;
    rig.fault(json!({ "kind": "forbid" })).await;
    assert_eq!(rejected(rig.0, "/echo", &[]).await, 403);
    assert_eq!(rejected(rig.0, &crate::support::events(""), &[]).await, 403);
    rig.fault(json!({ "kind": "none" })).await;
    still_works(&rig).await;
}

#[tokio::test]
async fn a_fault_with_a_duration_ends_by_itself() {
    let rig = start(|_| {}).await;
    let status = rig.fault(json!({ "kind": "refuse", "duration_ms": 60_000 })).await;
    let remaining = status["handshake"]["remaining_ms"].as_u64().expect("a number");
    assert!((1..=60_000).contains(&remaining), "{remaining}");
    rig.fault(json!({ "kind": "refuse", "duration_ms": 300 })).await;
    until(|| async { rig.faults().await["handshake"].is_null() }).await;
    still_works(&rig).await;
}

#[tokio::test]
async fn a_later_fault_takes_the_place_of_an_earlier_one() {
    let rig = start(|_| {}).await;
    rig.fault(json!({ "kind": "refuse" })).await;
    let status = rig.fault(json!({ "kind": "forbid" })).await;
    assert_eq!(status["handshake"]["kind"], "forbid");
    assert_eq!(rejected(rig.0, "/echo", &[]).await, 403);
}

#[tokio::test]
async fn a_fault_stands_only_before_requests_under_its_path() {
    let rig = start(|_| {}).await;
    rig.fault(json!({ "kind": "forbid", "path": "/sockets/events/" })).await;
    assert_eq!(rejected(rig.0, &crate::support::events(""), &[]).await, 403);
    still_works(&rig).await;
}

#[tokio::test]
async fn live_sockets_and_plain_requests_notice_nothing() {
    let rig = start(|_| {}).await;
    let mut client = rig.open("/echo").await;
    for kind in ["refuse", "hang", "forbid"] {
        rig.fault(json!({ "kind": kind })).await;
        client.send(kind).await;
        assert_eq!(client.next().await, Seen::Text(kind.to_owned()));
        rig.say(kind).await;
    }
}

#[tokio::test]
async fn faults_for_different_requests_stand_side_by_side_and_are_cleared_by_themselves() {
    let rig = start(|_| {}).await;
    for path in ["/ledger/a", "/ledger/b"] {
        rig.fault(json!({ "kind": "forbid", "path": path })).await;
    }
    let refused = async |name: &str| Client::try_open(rig.0, &format!("/ledger/{name}?count=0"), &[]).await.is_err();
    assert_eq!((refused("a").await, refused("b").await, refused("c").await), (true, true, false));
    rig.fault(json!({ "kind": "none", "path": "/ledger/a" })).await;
    assert_eq!((refused("a").await, refused("b").await), (false, true));
    // One for all of them takes their place.
    rig.fault(json!({ "kind": "refuse", "path": "/ledger" })).await;
    rig.fault(json!({ "kind": "none", "path": "/ledger" })).await;
    assert!(!refused("b").await);
}
