//! `/sockets/events/{id}`: who gets in, and how the others are turned away.

use std::time::Duration;

use serde_json::json;
use tokio_tungstenite::tungstenite::Message;

use crate::support::{Client, Rig, events, rejected, start};

async fn locked() -> Rig {
    start(|config| config.session_api_key = Some("secret".to_owned())).await
}

#[tokio::test]
async fn a_wrong_key_in_url_or_header_is_403_before_the_upgrade() {
    let rig = locked().await;
    assert_eq!(rejected(rig.0, &events("session_api_key=wrong"), &[]).await, 403);
    assert_eq!(rejected(rig.0, &events("session_api_key="), &[]).await, 403);
    assert_eq!(rejected(rig.0, &events(""), &[("x-session-api-key", "wrong")]).await, 403);
    // The URL goes before the header.
    let header = [("x-session-api-key", "secret")];
    assert_eq!(rejected(rig.0, &events("session_api_key=wrong"), &header).await, 403);
}

#[tokio::test]
async fn the_right_key_in_url_or_header_lets_in_at_once() {
    let rig = locked().await;
    rig.subscribe("session_api_key=secret").await;
    let mut client = Client::open(rig.0, &events(""), &[("x-session-api-key", "secret")]).await;
    assert_eq!(client.json().await["key"], "full_state");
}

#[tokio::test]
async fn nonsense_in_the_url_is_403_before_the_upgrade() {
    let rig = start(|_| {}).await;
    for query in [
        "resend_mode=some",
        "resend_mode=",
        "resend_mode=since&after_timestamp=2026-11-22T18:32:05+00:00",
        "resend_mode=since&after_timestamp=yesterday",
        "after_timestamp=2026-11-22T18:32:05.123456+00:00",
        "resend_all=perhaps",
    ] {
        assert_eq!(rejected(rig.0, &events(query), &[]).await, 403, "{query}");
    }
    assert_eq!(rejected(rig.0, "/sockets/events/7", &[]).await, 403);
}

#[tokio::test]
async fn an_auth_frame_lets_in() {
    let rig = locked().await;
    let mut client = rig.open(&events("")).await;
    client.send(&json!({ "type": "auth", "session_api_key": "secret" }).to_string()).await;
    assert_eq!(client.json().await["key"], "full_state");
}

#[tokio::test]
async fn any_other_first_frame_is_closed_with_4001() {
    let rig = locked().await;
    for frame in [
        Message::text(r#"{"type":"auth","session_api_key":"wrong"}"#),
        Message::text(r#"{"type":"auth","session_api_key":null}"#),
        Message::text(r#"{"type":"auth"}"#),
        Message::text(r#"{"type":"hello","session_api_key":"secret"}"#),
        Message::text(r#"["auth","secret"]"#),
        Message::text("secret"),
        Message::binary(r#"{"type":"auth","session_api_key":"secret"}"#),
    ] {
        let mut client = rig.open(&events("")).await;
        client.send_message(frame.clone()).await;
        assert_eq!(client.closed().await, (4001, "Authentication failed".to_owned()), "{frame}");
    }
}

#[tokio::test]
async fn no_auth_frame_in_time_is_closed_with_4001() {
    let rig = start(|config| {
        config.session_api_key = Some("secret".to_owned());
        config.limits.auth_timeout = Duration::from_millis(50);
    })
    .await;
    let mut client = rig.open(&events("")).await;
    assert_eq!(client.closed().await, (4001, "Authentication failed".to_owned()));
}

#[tokio::test]
async fn an_unknown_conversation_is_closed_with_4004_after_the_key_was_checked() {
    let rig = locked().await;
    let unknown = "/sockets/events/11111111-1111-4111-8111-111111111111";
    let mut client = rig.open(&format!("{unknown}?session_api_key=secret")).await;
    assert_eq!(client.closed().await.0, 4004);
    let mut client = rig.open(unknown).await;
    client.send("no key").await;
    assert_eq!(client.closed().await.0, 4001);
}

#[tokio::test]
async fn a_server_without_a_key_lets_everybody_in_and_ignores_their_keys() {
    let rig = start(|_| {}).await;
    rig.subscribe("session_api_key=anything").await;
    let mut client = rig.subscribe("").await;
    // A client that cannot know sends its auth frame anyway; it is no message and no error.
    client.send(r#"{"type":"auth","session_api_key":"anything"}"#).await;
    let id = rig.say("next").await;
    assert_eq!(client.json().await["id"], *id);
    assert_eq!(rig.stored().await.len(), 1);
}
