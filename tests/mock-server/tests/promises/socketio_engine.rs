//! Engine.IO: handshakes, pings, sizes, ends.

use std::time::Duration;

use crate::support::{Io, SOCKET_IO, Seen, rejected, start};

#[tokio::test]
async fn the_open_packet_says_what_the_server_was_started_with() {
    let rig = start(|_| {}).await;
    let io = Io::open(&rig, "").await;
    assert_eq!(io.open["upgrades"], serde_json::json!([]));
    assert_eq!(io.open["pingInterval"], 25_000);
    assert_eq!(io.open["pingTimeout"], 20_000);
    assert_eq!(io.open["maxPayload"], 4 << 20);
    assert_ne!(io.open["sid"], Io::open(&rig, "").await.open["sid"]);
}

#[tokio::test]
async fn only_protocol_4_over_websocket_is_spoken() {
    let rig = start(|_| {}).await;
    for query in ["EIO=3&transport=websocket", "transport=websocket", "EIO=4&transport=polling", "EIO=4", ""] {
        assert_eq!(rejected(rig.0, &format!("/socket.io/?{query}"), &[]).await, 403, "{query}");
    }
    for (query, code, message) in [
        ("EIO=3&transport=polling", 5, "Unsupported protocol version"),
        ("EIO=4&transport=polling", 0, "Transport unknown"),
        ("EIO=4&transport=websocket", 3, "Bad request"),
    ] {
        let reply = rig.get(&format!("/socket.io/?{query}")).await;
        assert_eq!((reply.status, reply.json()["code"].clone()), (400, code.into()), "{query}");
        assert_eq!(reply.json()["message"], message);
    }
}

#[tokio::test]
async fn a_path_prefix_is_taken_too() {
    let rig = start(|config| config.socketio.path_prefix = "/runtime/55313".to_owned()).await;
    for path in ["/socket.io/", "/socket.io", "/runtime/55313/socket.io/"] {
        let mut io = Io::from(rig.open(&format!("{path}?EIO=4&transport=websocket")).await).await;
        io.connect("/test", "").await;
    }
    assert_eq!(rejected(rig.0, "/elsewhere/socket.io/?EIO=4&transport=websocket", &[]).await, 404);
}

#[tokio::test]
async fn the_server_pings_and_who_answers_stays() {
    let rig = start(|config| {
        config.socketio.ping_interval = Duration::from_millis(20);
        config.socketio.ping_timeout = Duration::from_secs(60);
    })
    .await;
    let mut client = rig.open(SOCKET_IO).await;
    client.next().await;
    for _ in 0..5 {
        // Each ping but the first comes only after the answer to the one before.
        assert_eq!(client.see().await, Seen::Text("2".to_owned()));
        client.send("3").await;
    }
}

#[tokio::test]
async fn who_does_not_answer_is_closed() {
    let rig = start(|config| {
        config.socketio.ping_interval = Duration::from_millis(20);
        config.socketio.ping_timeout = Duration::from_millis(20);
    })
    .await;
    let mut client = rig.open(SOCKET_IO).await;
    client.next().await;
    assert_eq!(client.see().await, Seen::Text("2".to_owned()));
    assert_eq!(client.see().await, Seen::Closed);
}

#[tokio::test]
async fn who_connects_to_nothing_is_closed() {
    let rig = start(|config| config.socketio.connect_timeout = Duration::from_millis(50)).await;
    let mut joined = Io::open(&rig, "").await;
    joined.connect("/test", "").await;
    let mut idle = Io::open(&rig, "").await;
    idle.closed().await;
    let mut refused = Io::open(&rig, "").await;
    refused.ask("40/nowhere,").await;
    refused.closed().await;
    assert_eq!(joined.ask(r#"42/test,1["echo"]"#).await, "43/test,1[]");
}

#[tokio::test]
async fn a_frame_above_the_limit_is_closed_with_1009_one_at_the_limit_is_not() {
    let rig = start(|config| config.socketio.max_payload = 1000).await;
    let frame = |length: usize| {
        let rest = r#"42/test,1["echo",""]"#.len();
        format!(r#"42/test,1["echo","{}"]"#, "x".repeat(length - rest))
    };
    let (mut io, _) = Io::join(&rig, "/test", "").await;
    assert_eq!(io.ask(&frame(1000)).await.len(), 1000 - r#""echo","#.len());
    io.send(&frame(1001)).await;
    assert_eq!(io.client.next().await, Seen::Close(1009, "message too big".to_owned()));
}

#[tokio::test]
async fn what_is_no_packet_of_engine_io_closes() {
    let rig = start(|_| {}).await;
    for frame in ["1", "2", "2probe", "5", "9", "", "x"] {
        let (mut io, _) = Io::join(&rig, "/test", "").await;
        io.send(frame).await;
        io.closed().await;
    }
    let (mut io, _) = Io::join(&rig, "/test", "").await;
    io.send("6").await;
    io.send("3").await;
    assert_eq!(io.ask(r#"42/test,1["echo"]"#).await, "43/test,1[]");
}

#[tokio::test]
async fn a_client_that_does_not_read_is_ended_once_too_much_waits_for_it() {
    let rig = start(|config| config.socketio.max_unsent_bytes = 1 << 20).await;
    let (mut slow, _) = Io::join(&rig, "/plain", "").await;
    let (mut quick, _) = Io::join(&rig, "/plain", "").await;
    let large = "x".repeat(100_000);
    let mut sent = 0;
    while rig.faults().await["connections"] == 2 {
        assert!(sent < 1000, "100 MB are in nobody's hands");
        let frame = format!(r#"42/plain,["all","large","{large}"]"#);
        assert_eq!(quick.ask(&frame).await.len(), frame.len() - r#""all","#.len());
        sent += 1;
    }
    let mut received = 0;
    while let Seen::Text(_) = slow.client.next().await {
        received += 1;
    }
    assert!(received < sent);
}

#[tokio::test]
async fn a_stopping_server_closes_with_1012() {
    let rig = start(|_| {}).await;
    let (mut io, _) = Io::join(&rig, "/test", "").await;
    let stopping = tokio::spawn(rig.server.stop());
    assert_eq!(io.client.closed().await.0, 1012);
    stopping.await.expect("stopped");
}
