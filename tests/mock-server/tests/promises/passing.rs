//! Frames that no log keeps: what they may cost the server, and what it costs to miss one.

use std::time::Duration;

use everwire_mock_server::DEFAULT_CONVERSATION;
use serde_json::{Value, json};

use crate::support::{At, Client, Seen, api, start, until};

async fn session(at: &At) -> Client {
    let mut client = at.open(&format!("/sockets/session/{DEFAULT_CONVERSATION}")).await;
    assert_eq!(client.json().await["type"], "sync");
    assert_eq!(client.json().await["type"], "transient");
    client
}

fn delta(order: usize, size: usize) -> Value {
    json!({ "type": "delta", "item_id": "i", "order": order, "content": "x".repeat(size) })
}

async fn pass(at: &At, envelope: &Value) {
    assert_eq!(at.post(&api("/frames"), &envelope.to_string()).await.status, 200);
}

/// Bytes of the default conversation's that wait for whoever reads slowly.
async fn waiting(at: &At) -> u64 {
    let state = at.get("/state").await.json();
    let all = state["conversations"].as_array().expect("conversations");
    let default = all.iter().find(|one| one["id"] == DEFAULT_CONVERSATION.to_string()).expect("the default one");
    default["passing_bytes"].as_u64().expect("a number")
}

#[tokio::test]
async fn what_passes_where_nobody_is_or_all_have_gone_is_not_kept() {
    let rig = start(|_| {}).await;
    pass(&rig, &delta(0, 1000)).await;
    assert_eq!(waiting(&rig).await, 0);
    let mut client = session(&rig).await;
    pass(&rig, &delta(1, 1000)).await;
    assert_eq!(client.json().await["order"], 1);
    assert!(waiting(&rig).await > 1000);
    client.close().await;
    until(|| async { waiting(&rig).await == 0 }).await;
    let mut next = session(&rig).await;
    pass(&rig, &delta(2, 1000)).await;
    assert_eq!(next.json().await["order"], 2);
}

#[tokio::test]
async fn what_waits_is_bounded_in_bytes_and_who_keeps_up_misses_nothing() {
    let rig = start(|config| config.limits.max_passing_bytes = 5000).await;
    let mut client = session(&rig).await;
    for order in 0..20 {
        pass(&rig, &delta(order, 1000)).await;
        assert_eq!(client.json().await["order"], order);
        assert!(waiting(&rig).await <= 5000);
    }
    // One that is too large by itself passes too.
    pass(&rig, &delta(20, 10_000)).await;
    assert_eq!(client.json().await["order"], 20);
}

#[tokio::test]
async fn who_missed_a_frame_is_closed_with_slow_consumer_and_gets_nothing_after_it() {
    let rig = start(|config| {
        // So the lag alone closes nobody.
        config.limits.max_lag = 1_000_000;
        config.limits.max_passing_bytes = 3 << 20;
        config.limits.close_timeout = Duration::from_secs(60);
    })
    .await;
    let mut slow = session(&rig).await;
    // More than the sockets' buffers take.
    for order in 0..64 {
        pass(&rig, &delta(order, 1 << 20)).await;
    }
    let mut received = 0;
    let end = loop {
        match slow.next().await {
            Seen::Text(text) => {
                let frame: Value = serde_json::from_str(&text).expect("JSON");
                assert_eq!(frame["order"], received);
                received += 1;
            }
            end => break end,
        }
    };
    assert_eq!(end, Seen::Close(1013, "slow_consumer".to_owned()));
    assert!(received < 64);
}
