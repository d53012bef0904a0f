//! The proxy's faults that end live connections below WebSocket, each once.

use std::io::ErrorKind;

use serde_json::json;
use tokio::io::AsyncWriteExt;

use crate::support::{ProxyRig, Raw, Seen, knock, proxied};

async fn strike(rig: &ProxyRig, kind: &str) {
    let status = rig.control.fault(json!({ "kind": kind })).await;
    assert_eq!(status["connections"], 0);
}

#[tokio::test]
async fn reset_is_an_rst_on_both_sides() {
    let rig = proxied(|_| {}).await;
    let mut client = rig.at.open("/echo").await;
    client.echoes("x").await;
    strike(&rig, "reset").await;
    assert_eq!(client.next().await, Seen::Reset);
    rig.direct.connections(0).await;
}

#[tokio::test]
async fn drop_is_a_fin_without_a_close_frame() {
    let rig = proxied(|_| {}).await;
    let mut client = rig.at.open("/echo").await;
    strike(&rig, "drop").await;
    assert_eq!(client.next().await, Seen::Fin);
    rig.direct.connections(0).await;
}

#[tokio::test]
async fn silent_leaves_both_sides_up_and_neither_reads_nor_writes() {
    let rig = proxied(|_| {}).await;
    let mut client = Raw::open(&rig.at).await;
    strike(&rig, "silent").await;
    client.send(0x81, b"anybody there?").await;
    client.0.shutdown().await.expect("our side of the connection is up");
    rig.meanwhile().await;
    client.sees_nothing_yet();
    rig.direct.connections(1).await;
    // Nor does the server's own end reach the client.
    rig.direct.fault(json!({ "kind": "reset" })).await;
    rig.meanwhile().await;
    client.sees_nothing_yet();
}

#[tokio::test]
async fn a_handshake_under_way_is_struck_too() {
    let rig = proxied(|_| {}).await;
    rig.direct.fault(json!({ "kind": "hang" })).await;
    let mut client = Raw(knock(&rig.at).await);
    rig.control.connections(1).await;
    strike(&rig, "reset").await;
    assert_eq!(client.rest().await, (Vec::new(), Err(ErrorKind::ConnectionReset)));
}

#[tokio::test]
async fn who_has_seen_open_is_always_hit_and_who_comes_after_is_spared() {
    let rig = proxied(|_| {}).await;
    for _ in 0..50 {
        let mut client = rig.at.open("/echo").await;
        rig.control.fault(json!({ "kind": "reset" })).await;
        assert_eq!(client.next().await, Seen::Reset);
    }
    rig.at.open("/echo").await.echoes("x").await;
}

#[tokio::test]
async fn a_strike_hits_only_connections_under_its_path() {
    let rig = proxied(|_| {}).await;
    let mut echo = rig.at.open("/echo").await;
    let mut events = rig.at.subscribe("").await;
    let left = rig.control.fault(json!({ "kind": "reset", "path": "/sockets/" })).await;
    assert_eq!(left["connections"], 1);
    assert_eq!(events.next().await, Seen::Reset);
    echo.echoes("x").await;
}
