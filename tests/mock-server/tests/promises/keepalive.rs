//! The server's pings.

use std::time::Duration;

use crate::support::{Rig, Seen, events, start};

const TARGETS: [&str; 2] = ["/echo", "/sockets/events/00000000-0000-4000-8000-000000000000"];

async fn impatient() -> Rig {
    start(|config| {
        config.limits.ping_interval = Duration::from_millis(50);
        config.limits.ping_timeout = Duration::from_millis(50);
    })
    .await
}

#[tokio::test]
async fn a_client_that_never_answers_is_closed_with_1011() {
    let rig = impatient().await;
    for target in TARGETS {
        // Only reading answers a ping, and this client does not read until the server has given it up.
        let mut client = rig.open(target).await;
        rig.connections(0).await;
        assert_eq!(client.closed_after_pings(1).await, (1011, "keepalive ping timeout".to_owned()));
    }
}

#[tokio::test]
async fn one_that_does_not_even_authenticate_is_too() {
    let rig = start(|config| {
        config.session_api_key = Some("secret".to_owned());
        config.limits.ping_interval = Duration::from_millis(50);
        config.limits.ping_timeout = Duration::from_millis(50);
    })
    .await;
    let mut client = rig.open(&events("")).await;
    rig.connections(0).await;
    assert_eq!(client.closed_after_pings(1).await.0, 1011);
}

#[tokio::test]
async fn one_that_answers_stays() {
    let rig = start(|config| {
        config.limits.ping_interval = Duration::from_millis(20);
        config.limits.ping_timeout = Duration::from_secs(60);
    })
    .await;
    let mut client = rig.open("/echo").await;
    for _ in 0..10 {
        // Each ping but the first comes only after the answer to the one before.
        assert_eq!(client.see().await, Seen::Ping);
    }
    client.send("x").await;
    assert_eq!(client.next().await, Seen::Text("x".to_owned()));
}
