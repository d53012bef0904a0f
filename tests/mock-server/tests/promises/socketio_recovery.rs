//! Connection state recovery.

use std::time::Duration;

use serde_json::json;

use crate::support::{Identity, Io, Rig, Seen, start};

/// The CONNECT with which a client asks for its session.
fn back(identity: &Identity, offset: &str) -> String {
    json!({ "pid": identity.pid, "offset": offset }).to_string()
}

/// Connects, joins a room, and sees one event, whose offset it gives.
async fn seen_one(rig: &Rig) -> (Io, Identity, String) {
    let (mut io, identity) = Io::join(rig, "/test", "").await;
    io.send(r#"42/test,["join","kitchen"]"#).await;
    io.send(r#"42/test,["count",1]"#).await;
    let (event, offset) = io.event().await;
    assert_eq!(event, json!(["number", { "id": 0 }]));
    (io, identity, offset)
}

/// Loses a connection; the server knows when this returns.
async fn lose(rig: &Rig, io: Io) {
    let before = rig.faults().await["connections"].as_u64().expect("a number");
    drop(io);
    rig.connections(before - 1).await;
}

#[tokio::test]
async fn a_lost_client_gets_its_identity_its_rooms_and_what_it_missed() {
    let rig = start(|_| {}).await;
    let (io, identity, offset) = seen_one(&rig).await;
    let (mut other, _) = Io::join(&rig, "/test", "").await;
    lose(&rig, io).await;
    for frame in [r#"["all","a",1]"#, r#"["room","elsewhere","no"]"#, r#"["room","kitchen","b"]"#, r#"["echo","no"]"#] {
        other.send(&format!("42/test,{frame}")).await;
    }
    assert_eq!(other.event().await.0, json!(["a", 1]));
    assert_eq!(other.event().await.0, json!(["echo", "no"]));

    let mut io = Io::open(&rig, "").await;
    io.send(&format!("40/test,{}", back(&identity, &offset))).await;
    assert_eq!(io.event().await.0, json!(["a", 1]));
    let (event, last) = io.event().await;
    assert_eq!(event, json!(["b"]));
    assert_eq!(io.connected("/test").await, identity);
    assert_eq!(io.ask(r#"42/test,1["rooms"]"#).await, r#"43/test,1[["kitchen"]]"#);
    other.send(r#"42/test,["room","kitchen","c"]"#).await;
    assert_eq!(io.event().await.0, json!(["c"]));

    // And again, from a later place.
    lose(&rig, io).await;
    let mut io = Io::open(&rig, "").await;
    io.send(&format!("40/test,{}", back(&identity, &last))).await;
    assert_eq!(io.event().await.0, json!(["c"]));
    assert_eq!(io.connected("/test").await, identity);
}

#[tokio::test]
async fn attachments_are_missed_and_brought_too() {
    let rig = start(|_| {}).await;
    let (io, identity, offset) = seen_one(&rig).await;
    let (mut other, _) = Io::join(&rig, "/test", "").await;
    lose(&rig, io).await;
    other.send(r#"451-/test,["all","picture",{"_placeholder":true,"num":0}]"#).await;
    other.client.send_message(tokio_tungstenite::tungstenite::Message::binary(vec![7])).await;
    let frame = other.next().await;
    assert!(frame.starts_with(r#"451-/test,["picture",{"_placeholder":true,"num":0},""#), "{frame}");
    let mut io = Io::open(&rig, "").await;
    assert_eq!(io.ask(&format!("40/test,{}", back(&identity, &offset))).await, frame);
    assert_eq!(io.client.next().await, Seen::Binary(vec![7]));
    assert_eq!(io.connected("/test").await, identity);
}

#[tokio::test]
async fn what_wants_an_acknowledgement_has_no_offset_and_is_not_sent_again() {
    let rig = start(|_| {}).await;
    let (mut io, identity, offset) = seen_one(&rig).await;
    assert_eq!(io.ask(r#"42/test,["ask","how"]"#).await, r#"42/test,0["how"]"#);
    lose(&rig, io).await;
    let mut io = Io::open(&rig, "").await;
    assert_eq!(io.connect("/test", &back(&identity, &offset)).await, identity);
}

#[tokio::test]
async fn a_session_is_given_back_once() {
    let rig = start(|_| {}).await;
    let (io, identity, offset) = seen_one(&rig).await;
    lose(&rig, io).await;
    let (mut first, _) = Io::join(&rig, "/plain", "").await;
    assert_eq!(first.connect("/test", &back(&identity, &offset)).await, identity);
    let mut second = Io::open(&rig, "").await;
    assert_ne!(second.connect("/test", &back(&identity, &offset)).await.sid, identity.sid);
}

#[tokio::test]
async fn what_is_unknown_or_was_left_on_purpose_is_a_new_session() {
    let rig = start(|_| {}).await;
    let (io, identity, offset) = seen_one(&rig).await;
    lose(&rig, io).await;
    let (millis, number) = offset.split_once('-').expect("an offset");
    let later = format!("{millis}-{}", number.parse::<u64>().expect("a number") + 1);
    let nobody = Identity { pid: Some("0".repeat(32)), ..identity.clone() };
    for auth in [
        back(&identity, &later),
        back(&identity, "0-0"),
        back(&identity, ""),
        back(&nobody, &offset),
        json!({ "pid": identity.pid }).to_string(),
        json!({ "pid": identity.pid, "offset": 0 }).to_string(),
        json!({ "pid": 1, "offset": offset }).to_string(),
    ] {
        let mut io = Io::open(&rig, "").await;
        let new = io.connect("/test", &auth).await;
        assert!(new.sid != identity.sid && new.pid != identity.pid, "{auth}");
    }
    let mut io = Io::open(&rig, "").await;
    assert_eq!(io.connect("/test", &back(&identity, &offset)).await, identity);

    for (frame, answer) in [("41/test,", None), (r#"42/test,["disconnect me"]"#, Some("41/test,"))] {
        let (mut io, identity, offset) = seen_one(&rig).await;
        io.send(frame).await;
        if let Some(answer) = answer {
            assert_eq!(io.next().await, answer);
        }
        lose(&rig, io).await;
        let mut io = Io::open(&rig, "").await;
        assert_ne!(io.connect("/test", &back(&identity, &offset)).await.sid, identity.sid);
    }
}

#[tokio::test]
async fn a_session_waits_no_longer_than_the_server_was_told() {
    let rig = start(|config| config.socketio.max_disconnection = Duration::ZERO).await;
    let (io, identity, offset) = seen_one(&rig).await;
    lose(&rig, io).await;
    let mut io = Io::open(&rig, "").await;
    assert_ne!(io.connect("/test", &back(&identity, &offset)).await.sid, identity.sid);
}

#[tokio::test]
async fn whoever_comes_back_is_not_asked_for_credentials_again() {
    let rig = start(|_| {}).await;
    let (io, identity, offset) = seen_one(&rig).await;
    lose(&rig, io).await;
    let mut io = Io::open(&rig, "").await;
    let auth = json!({ "pid": identity.pid, "offset": offset, "token": "wrong" }).to_string();
    assert_eq!(io.connect("/test", &auth).await, identity);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn amid_a_flood_nothing_is_lost_doubled_or_out_of_order() {
    const EVENTS: u64 = 2_000;
    let rig = start(|_| {}).await;
    let (mut io, identity, mut offset) = seen_one(&rig).await;
    let (mut writer, _) = Io::join(&rig, "/test", "").await;
    let writing = tokio::spawn(async move {
        for n in 0..EVENTS {
            writer.send(&format!(r#"42/test,["room","kitchen","n",{n}]"#)).await;
        }
        writer
    });
    let mut expected = 0;
    while expected < EVENTS {
        for _ in 0..200.min(EVENTS - expected) {
            let (event, at) = io.event().await;
            assert_eq!(event, json!(["n", expected]));
            (expected, offset) = (expected + 1, at);
        }
        io.client.tcp().set_zero_linger().expect("a connection");
        drop(io);
        // Before the server knows of the loss it has no session to give.
        io = loop {
            let mut io = Io::open(&rig, "").await;
            io.send(&format!("40/test,{}", back(&identity, &offset))).await;
            let first = io.next().await;
            if !first.starts_with("40/test,") || first.contains(&identity.sid) {
                io.seen = Some(first);
                break io;
            }
        };
        // Some of what it missed stands before the answer, and that is between two others.
        (io, expected, offset) = take_until_connected(io, expected, offset).await;
    }
    writing.await.expect("all written");
}

async fn take_until_connected(mut io: Io, mut expected: u64, mut offset: String) -> (Io, u64, String) {
    loop {
        let frame = io.next().await;
        if frame.starts_with("40/test,") {
            return (io, expected, offset);
        }
        let data: Vec<serde_json::Value> = serde_json::from_str(&frame["42/test,".len()..]).expect("JSON");
        assert_eq!((&data[0], &data[1]), (&json!("n"), &json!(expected)));
        (expected, offset) = (expected + 1, data[2].as_str().expect("an offset").to_owned());
    }
}
