//! Faults that strike live sockets, each once.

use std::io::ErrorKind;
use std::time::Duration;

use serde_json::json;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Client, Rig, Seen, message, said, soon, start};

/// A client of either endpoint; both must behave alike below the frames.
async fn both(rig: &Rig) -> [Client; 2] {
    [rig.open("/echo").await, rig.subscribe("").await]
}

/// Writes to `/echo` and reads nothing, until every buffer is full and the server has stopped reading too.
async fn clog(client: &mut Client) {
    let large = Message::binary(vec![0; 4 << 20]);
    let wrote = tokio::time::timeout(Duration::from_millis(200), async {
        for _ in 0..16 {
            client.send_message(large.clone()).await;
        }
    });
    assert!(wrote.await.is_err(), "64 MiB fit into the buffers");
}

#[tokio::test]
async fn close_sends_a_close_frame_with_that_code_and_reason() {
    let rig = start(|_| {}).await;
    let [mut echo, mut events] = both(&rig).await;
    rig.fault(json!({ "kind": "close", "code": 1012, "reason": "restart" })).await;
    assert_eq!(echo.closed().await, (1012, "restart".to_owned()));
    assert_eq!(events.closed().await, (1012, "restart".to_owned()));
    for code in [1000, 1001, 1011, 1013, 3000, 4999] {
        let mut client = rig.open("/echo").await;
        rig.fault(json!({ "kind": "close", "code": code })).await;
        assert_eq!(client.closed().await, (code, String::new()));
    }
}

#[tokio::test]
async fn reset_is_a_tcp_rst() {
    let rig = start(|_| {}).await;
    let clients = both(&rig).await;
    rig.fault(json!({ "kind": "reset" })).await;
    for mut client in clients {
        assert_eq!(client.next().await, Seen::Reset);
    }
}

#[tokio::test]
async fn drop_is_a_fin_without_a_close_frame_even_where_the_server_has_unread_data() {
    let rig = start(|_| {}).await;
    let [mut echo, mut events] = both(&rig).await;
    let mut busy = rig.open("/echo").await;
    clog(&mut busy).await;
    rig.fault(json!({ "kind": "drop" })).await;
    assert_eq!(echo.next().await, Seen::Fin);
    assert_eq!(events.next().await, Seen::Fin);
    let mut rest = Vec::new();
    soon(busy.tcp().read_to_end(&mut rest)).await.expect("a FIN at the end, not an RST");
}

#[tokio::test]
async fn silent_leaves_the_connection_up_and_says_nothing_more_whatever_comes() {
    let rig = start(|config| {
        config.limits.ping_interval = Duration::from_millis(10);
        config.limits.close_timeout = Duration::from_millis(10);
    })
    .await;
    let clients = both(&rig).await;
    assert_eq!(rig.fault(json!({ "kind": "silent" })).await["connections"], 0);
    for mut client in clients {
        let before = received(&mut client);
        client.send(&message("anybody there?")).await;
        client.send_message(Message::Ping("?".into())).await;
        client.tcp().shutdown().await.expect("our side of the connection is up");
        // While a live client is pinged ten times, this one hears nothing: no data, no FIN, no RST.
        let mut live = rig.open("/echo").await;
        for _ in 0..10 {
            assert_eq!(live.see().await, Seen::Ping);
            live.send("x").await;
            assert_eq!(live.next().await, Seen::Text("x".to_owned()));
        }
        assert_eq!(received(&mut client), None, "before that: {before:?}");
    }
}

/// The bytes that are there to be read, if any; the end of the stream counts as some.
fn received(client: &mut Client) -> Option<Vec<u8>> {
    let mut bytes = vec![0; 1 << 16];
    match client.tcp().try_read(&mut bytes) {
        Ok(n) => Some(bytes[..n].to_vec()),
        Err(error) if error.kind() == ErrorKind::WouldBlock => None,
        Err(error) => panic!("{error}"),
    }
}

#[tokio::test]
async fn a_silent_subscriber_is_none_any_more() {
    let rig = start(|config| config.limits.max_subscribers = 1).await;
    let _silent = rig.subscribe("").await;
    rig.fault(json!({ "kind": "silent" })).await;
    loop {
        let mut next = rig.open(&crate::support::events("")).await;
        if let Seen::Text(_) = next.next().await {
            rig.say("hello").await;
            assert_eq!(said(&next.json().await), "hello");
            break;
        }
    }
}

#[tokio::test]
async fn a_strike_hits_only_sockets_under_its_path() {
    let rig = start(|_| {}).await;
    let [mut echo, mut events] = both(&rig).await;
    let left = rig.fault(json!({ "kind": "reset", "path": "/sockets/" })).await;
    assert_eq!(left["connections"], 1);
    assert_eq!(events.next().await, Seen::Reset);
    echo.send("x").await;
    assert_eq!(echo.next().await, Seen::Text("x".to_owned()));
}

#[tokio::test]
async fn a_strike_hits_once_and_spares_who_comes_after() {
    let rig = start(|_| {}).await;
    for kind in ["reset", "drop", "silent"] {
        let _struck = rig.open("/echo").await;
        rig.fault(json!({ "kind": kind })).await;
        let mut next = rig.open("/echo").await;
        next.send("x").await;
        assert_eq!(next.next().await, Seen::Text("x".to_owned()), "after {kind}");
    }
}

#[tokio::test]
async fn who_has_seen_open_is_always_hit() {
    let rig = start(|_| {}).await;
    for _ in 0..100 {
        let mut client = rig.open("/echo").await;
        rig.fault(json!({ "kind": "close", "code": 4000 })).await;
        assert_eq!(client.closed().await.0, 4000);
    }
}

#[tokio::test]
async fn a_client_that_does_not_read_is_struck_like_any_other() {
    let rig = start(|_| {}).await;
    let mut busy = rig.open("/echo").await;
    clog(&mut busy).await;
    rig.fault(json!({ "kind": "reset" })).await;
    let mut rest = Vec::new();
    let error = soon(busy.tcp().read_to_end(&mut rest)).await.expect_err("an RST");
    assert_eq!(error.kind(), ErrorKind::ConnectionReset);
}
