//! `/sockets/events/{id}`: what one client can cost the others.

use std::time::Duration;

use serde_json::json;

use crate::support::{Seen, api, events, message, said, start};

#[tokio::test]
async fn one_subscriber_too_many_is_closed_with_1013_and_a_free_place_is_given_again() {
    let rig = start(|_| {}).await;
    let mut clients = Vec::new();
    for _ in 0..50 {
        clients.push(rig.subscribe("").await);
    }
    let mut extra = rig.open(&events("")).await;
    assert_eq!(extra.closed().await.0, 1013);
    clients.pop().expect("one of 50").close().await;
    loop {
        // The place is free a moment after the close handshake.
        let mut next = rig.open(&events("")).await;
        match next.next().await {
            Seen::Text(_) => break,
            seen => assert!(matches!(seen, Seen::Close(1013, _)), "{seen:?}"),
        }
    }
}

#[tokio::test]
async fn a_subscriber_that_does_not_read_is_closed_with_1013_and_delays_nobody() {
    let rig = start(|config| {
        config.limits.max_lag = 4;
        config.limits.close_timeout = Duration::from_secs(60);
    })
    .await;
    let mut slow = rig.subscribe("").await;
    let mut quick = rig.subscribe("").await;
    let mut sent = 0;
    let large = "x".repeat(1 << 20);
    while rig.faults().await["connections"] == 2 {
        assert!(sent < 100, "100 MiB are in nobody's hands");
        rig.say(&large).await;
        assert_eq!(said(&quick.json().await).len(), large.len());
        sent += 1;
    }
    let mut received = 0;
    let end = loop {
        match slow.next().await {
            Seen::Text(_) => received += 1,
            end => break end,
        }
    };
    assert_eq!(end, Seen::Close(1013, "slow_consumer".to_owned()));
    assert!(received < sent);
    rig.say("after").await;
    assert_eq!(said(&quick.json().await), "after");
}

#[tokio::test]
async fn a_long_replay_is_no_lag() {
    let rig = start(|config| config.limits.max_lag = 4).await;
    for n in 0..50 {
        rig.say(&n.to_string()).await;
    }
    let mut client = rig.subscribe("resend_mode=all").await;
    rig.say("50").await;
    for n in 0..=50 {
        assert_eq!(said(&client.json().await), n.to_string());
    }
}

#[tokio::test]
async fn a_full_store_refuses_what_is_new_and_keeps_what_it_has() {
    let rig = start(|config| config.limits.max_stored_bytes = 2000).await;
    let mut client = rig.subscribe("").await;
    let kept = rig.say("kept").await;
    assert_eq!(client.json().await["id"], *kept);
    assert_eq!(rig.post(&api("/events"), &message(&"x".repeat(2000))).await.status, 507);
    client.send(&message(&"x".repeat(2000))).await;
    assert_eq!(client.json().await["kind"], "ServerErrorEvent");
    client.send(&message("fits")).await;
    assert_eq!(said(&client.json().await), "fits");
    assert_eq!(rig.stored().await[0]["id"], *kept);
}

#[tokio::test]
async fn conversations_are_limited_too() {
    let rig = start(|config| config.limits.max_conversations = 2).await;
    assert_eq!(rig.post("/api/conversations", "").await.status, 201);
    assert_eq!(rig.post("/api/conversations", &json!({}).to_string()).await.status, 507);
}
