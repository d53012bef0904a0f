//! The end of a server.

use std::time::Duration;

use serde_json::json;
use tokio::net::TcpStream;

use crate::support::{Client, events, soon, start, until};

#[tokio::test]
async fn every_socket_is_closed_with_1012_and_nobody_can_connect_any_more() {
    let rig = start(|config| config.session_api_key = Some("secret".to_owned())).await;
    let at = rig.at.clone();
    let mut clients: [Client; 3] = [
        rig.open("/echo").await,
        rig.subscribe("session_api_key=secret").await,
        // Not yet authenticated.
        rig.open(&events("")).await,
    ];
    let stopped = tokio::spawn(rig.server.stop());
    for client in &mut clients {
        assert_eq!(client.closed().await, (1012, String::new()));
    }
    soon(stopped).await.expect("stopped");
    assert!(TcpStream::connect(at.0).await.is_err());
}

#[tokio::test]
async fn clients_that_never_answer_hold_nothing_up() {
    let rig = start(|config| config.limits.close_timeout = Duration::from_millis(50)).await;
    let at = rig.at.clone();
    // It neither reads nor answers.
    let _deaf = at.open("/echo").await;
    let _silent = at.open("/sockets/events/00000000-0000-4000-8000-000000000000").await;
    at.fault(json!({ "kind": "silent", "path": "/sockets" })).await;
    at.fault(json!({ "kind": "hang" })).await;
    let hung = tokio::spawn(async move { Client::try_open(at.0, "/echo", &[]).await.is_err() });
    let at = &rig.at;
    until(|| async { at.faults().await["handshakes"] == 3 }).await;
    soon(rig.server.stop()).await;
    assert!(hung.await.expect("an end"), "a hung handshake came through");
}
