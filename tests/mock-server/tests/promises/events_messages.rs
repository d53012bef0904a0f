//! `/sockets/events/{id}`: what clients say.

use tokio_tungstenite::tungstenite::Message;

use crate::support::{message, said, start};

#[tokio::test]
async fn what_one_says_every_subscriber_gets_the_sender_too() {
    let rig = start(|_| {}).await;
    let (mut one, mut two) = (rig.subscribe("").await, rig.subscribe("").await);
    one.send(r#"{"role":"user","content":[{"type":"text","text":"hello"}]}"#).await;
    let event = one.json().await;
    assert_eq!(said(&event), "hello");
    assert_eq!(event["source"], "user");
    assert_eq!(event["llm_message"]["role"], "user");
    assert_eq!(event["timestamp"].as_str().map(str::len), Some("2026-11-22T18:32:05.123456".len()));
    assert_eq!(two.json().await, event);
    assert_eq!(rig.stored().await, [event]);
}

#[tokio::test]
async fn what_is_posted_every_subscriber_gets() {
    let rig = start(|_| {}).await;
    let mut client = rig.subscribe("").await;
    let id = rig.say("posted").await;
    let event = client.json().await;
    assert_eq!(event["id"], *id);
    assert_eq!(said(&event), "posted");
}

#[tokio::test]
async fn a_frame_that_is_no_message_gives_its_sender_a_server_error_event_and_stays_open() {
    let rig = start(|_| {}).await;
    let (mut client, mut other) = (rig.subscribe("").await, rig.subscribe("").await);
    for (frame, code) in [
        (Message::text("{not json"), "JSONDecodeError"),
        (Message::text("[]"), "ValidationError"),
        (Message::text("{}"), "ValidationError"),
        (Message::text(r#"{"role":"nobody","content":[]}"#), "ValidationError"),
        (Message::text(r#"{"role":"user","content":"x"}"#), "ValidationError"),
        (Message::text(r#"{"role":"user","content":[{"type":"text"}]}"#), "ValidationError"),
        (Message::binary("{}"), "KeyError"),
    ] {
        client.send_message(frame).await;
        let event = client.json().await;
        assert_eq!(event["kind"], "ServerErrorEvent");
        assert_eq!(event["code"], code);
        assert!(event["detail"].is_string() && event["id"].is_string() && event["timestamp"].is_string());
    }
    client.send(&message("still here")).await;
    assert_eq!(said(&client.json().await), "still here");
    assert_eq!(said(&other.json().await), "still here");
    assert_eq!(rig.stored().await.len(), 1);
}

#[tokio::test]
async fn a_conversation_hears_nothing_of_another() {
    let rig = start(|_| {}).await;
    let created = rig.post("/api/conversations", "{}").await.json();
    let id = created["id"].as_str().expect("an id");
    let mut other = rig.open(&format!("/sockets/events/{id}")).await;
    assert_eq!(other.json().await["value"]["id"], *id);
    rig.say("elsewhere").await;
    other.send(&message("here")).await;
    assert_eq!(said(&other.json().await), "here");
}
