//! The proxy without a fault: as if it were not there.

use std::io::ErrorKind;

use serde_json::json;
use tokio::io::AsyncReadExt;
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Client, Raw, Seen, knock, proxied, rejected, soon, until};

#[tokio::test]
async fn what_is_sent_arrives_whole_and_in_order_both_ways() {
    let rig = proxied(|_| {}).await;
    let mut client = rig.at.open("/echo").await;
    for size in [0, 1, 125, 126, 65_535, 65_536, 3 << 20] {
        let payload: Vec<u8> = (0..size).map(|n| n as u8).collect();
        client.send_message(Message::binary(payload.clone())).await;
        assert_eq!(client.next().await, Seen::Binary(payload));
    }
    assert_eq!(client.close().await, 1000);
}

#[tokio::test]
async fn plain_requests_and_refused_handshakes_pass() {
    let rig = proxied(|_| {}).await;
    rig.at.say("hello").await;
    assert_eq!(rig.at.stored().await.len(), rig.direct.stored().await.len());
    assert_eq!(rejected(rig.at.0, "/sockets/events/7", &[]).await, 403);
    assert_eq!(rig.control.faults().await["opened"], 0);
}

#[tokio::test]
async fn what_ends_one_connection_ends_the_other_in_the_same_way() {
    let rig = proxied(|_| {}).await;
    for (kind, end) in [("reset", Seen::Reset), ("drop", Seen::Fin)] {
        let mut client = rig.at.open("/echo").await;
        rig.direct.fault(json!({ "kind": kind })).await;
        assert_eq!(client.next().await, end);
    }
    let mut client = rig.at.open("/echo").await;
    rig.direct.fault(json!({ "kind": "close", "code": 4000, "reason": "why" })).await;
    assert_eq!(client.closed().await, (4000, "why".to_owned()));
    drop(client);
    let raw = Raw::open(&rig.at).await;
    rig.direct.connections(1).await;
    raw.0.set_zero_linger().expect("a socket option");
    drop(raw);
    rig.direct.connections(0).await;
    rig.control.connections(0).await;
}

#[tokio::test]
async fn a_client_is_reset_where_the_server_is_gone() {
    let rig = proxied(|_| {}).await;
    rig.direct.server.stop().await;
    let mut stream = knock(&rig.at).await;
    let error = soon(stream.read(&mut [0; 1])).await.expect_err("an RST");
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn more_clients_than_there_is_room_for_wait() {
    let rig = proxied(|config| config.max_connections = 1).await;
    let mut first = rig.at.open("/echo").await;
    let at = rig.at.0;
    let second = tokio::spawn(async move { Client::open(at, "/echo", &[]).await.close().await });
    first.echoes("x").await;
    rig.meanwhile().await;
    assert_eq!(rig.control.faults().await["accepted"], 1);
    first.close().await;
    assert_eq!(soon(second).await.expect("an end"), 1000);
}

#[tokio::test]
async fn a_proxy_that_stops_ends_every_connection_and_listens_no_more() {
    let rig = proxied(|_| {}).await;
    let mut client = rig.at.open("/echo").await;
    soon(rig.proxy.stop()).await;
    assert!(matches!(client.next().await, Seen::Fin | Seen::Reset));
    rig.direct.connections(0).await;
    for at in [&rig.at, &rig.control] {
        until(|| async { tokio::net::TcpStream::connect(at.0).await.is_err() }).await;
    }
}
