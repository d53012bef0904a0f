//! `/echo`.

use tokio_tungstenite::tungstenite::Message;

use crate::support::{Client, Seen, start};

#[tokio::test]
async fn every_data_frame_comes_back_as_it_went() {
    let rig = start(|_| {}).await;
    let mut client = rig.open("/echo").await;
    client.send("grüß dich").await;
    assert_eq!(client.next().await, Seen::Text("grüß dich".to_owned()));
    client.send("").await;
    assert_eq!(client.next().await, Seen::Text(String::new()));
    let large: Vec<u8> = (0..1_000_000_u32).map(|i| i as u8).collect();
    client.send_message(Message::binary(large.clone())).await;
    assert_eq!(client.next().await, Seen::Binary(large));
    assert_eq!(client.close().await, 1000);
    rig.connections(0).await;
}

#[tokio::test]
async fn the_first_subprotocol_offered_is_selected() {
    let rig = start(|_| {}).await;
    let client = Client::open(rig.0, "/echo", &[("sec-websocket-protocol", "v2.events, v1.events")]).await;
    assert_eq!(client.response.headers()["sec-websocket-protocol"], "v2.events");
    let client = rig.open("/echo").await;
    assert!(!client.response.headers().contains_key("sec-websocket-protocol"));
}

#[tokio::test]
async fn a_greeting_comes_first() {
    let rig = start(|_| {}).await;
    let mut client = rig.open("/echo?greet=hello%20you").await;
    assert_eq!(client.next().await, Seen::Text("hello you".to_owned()));
    client.send("x").await;
    assert_eq!(client.next().await, Seen::Text("x".to_owned()));
}

#[tokio::test]
async fn a_message_above_the_limit_is_closed_with_1009() {
    let rig = start(|config| config.limits.max_message_bytes = 1000).await;
    let mut client = rig.open("/echo").await;
    client.send(&"x".repeat(1000)).await;
    assert_eq!(client.next().await, Seen::Text("x".repeat(1000)));
    client.send(&"x".repeat(1001)).await;
    assert_eq!(client.closed().await.0, 1009);
}
