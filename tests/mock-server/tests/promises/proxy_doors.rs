//! The proxy's faults before the handshake.

use std::io::ErrorKind;

use serde_json::json;
use tokio::net::TcpStream;

use crate::support::{Raw, knock, proxied, until};

#[tokio::test]
async fn refuse_really_closes_the_port_and_gives_the_same_back() {
    let rig = proxied(|_| {}).await;
    for _ in 0..20 {
        let status = rig.control.fault(json!({ "kind": "refuse" })).await;
        assert_eq!((&status["listening"], &status["handshake"]["kind"]), (&json!(false), &json!("refuse")));
        let error = TcpStream::connect(rig.at.0).await.expect_err("nobody listens");
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
        let status = rig.control.fault(json!({ "kind": "none" })).await;
        assert_eq!((&status["listening"], &status["handshake"]), (&json!(true), &json!(null)));
        rig.at.open("/echo").await.echoes("x").await;
    }
}

#[tokio::test]
async fn a_closed_port_stays_reserved() {
    let rig = proxied(|_| {}).await;
    rig.control.fault(json!({ "kind": "refuse" })).await;
    let strict = socket2::Socket::new(socket2::Domain::IPV4, socket2::Type::STREAM, None).expect("a socket");
    assert_eq!(strict.bind(&rig.at.0.into()).expect_err("it is taken").kind(), ErrorKind::AddrInUse);
}

#[tokio::test]
async fn hang_accepts_and_never_answers_not_even_afterwards() {
    let rig = proxied(|_| {}).await;
    rig.control.fault(json!({ "kind": "hang" })).await;
    let hung = Raw(knock(&rig.at).await);
    rig.control.connections(1).await;
    rig.control.fault(json!({ "kind": "none" })).await;
    rig.at.open("/echo").await.echoes("x").await;
    rig.meanwhile().await;
    hung.sees_nothing_yet();
    // The witness and the one before it.
    assert_eq!(rig.direct.faults().await["handshakes"], 2);
}

#[tokio::test]
async fn who_gives_up_on_a_hung_handshake_leaves_its_place() {
    let rig = proxied(|config| config.max_connections = 2).await;
    rig.control.fault(json!({ "kind": "hang" })).await;
    for n in 1..=5 {
        let stream = knock(&rig.at).await;
        until(|| async { rig.control.faults().await["accepted"] == n }).await;
        drop(stream);
    }
    rig.control.connections(0).await;
}

#[tokio::test]
async fn live_sockets_notice_nothing() {
    let rig = proxied(|_| {}).await;
    let mut client = rig.at.open("/echo").await;
    for kind in ["refuse", "hang"] {
        rig.control.fault(json!({ "kind": kind })).await;
        client.echoes(kind).await;
    }
}

#[tokio::test]
async fn a_fault_with_a_duration_ends_by_itself() {
    let rig = proxied(|_| {}).await;
    let status = rig.control.fault(json!({ "kind": "refuse", "duration_ms": 60_000 })).await;
    let remaining = status["handshake"]["remaining_ms"].as_u64().expect("a number");
    assert!((1..=60_000).contains(&remaining), "{remaining}");
    rig.control.fault(json!({ "kind": "refuse", "duration_ms": 1 })).await;
    until(|| async { TcpStream::connect(rig.at.0).await.is_ok() }).await;
    assert!(rig.control.faults().await["handshake"].is_null());
}
