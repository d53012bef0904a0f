//! The proxy's faults that make a link slow. How slow is tested beside the code, on a clock of its own; here, that what
//! is held back comes in the end, whole.

use serde_json::{Value, json};

use crate::support::{Seen, proxied};

/// Holds a message back with this fault; clears it; the message comes.
async fn holds_back_until_cleared(fault: Value) {
    let rig = proxied(|_| {}).await;
    let mut client = rig.at.open("/echo").await;
    let status = rig.control.fault(fault.clone()).await;
    assert_eq!(status["link"][0]["kind"], fault["kind"]);
    let text = "x".repeat(1000);
    client.send(&text).await;
    rig.meanwhile().await;
    client.sees_nothing_yet().await;
    let status = rig.control.fault(json!({ "kind": "none" })).await;
    assert_eq!((&status["link"], &status["connections"]), (&json!([]), &json!(1)));
    assert_eq!(client.next().await, Seen::Text(text));
    client.echoes("y").await;
}

#[tokio::test]
async fn stall_stops_everything_until_it_is_over() {
    holds_back_until_cleared(json!({ "kind": "stall" })).await;
}

#[tokio::test]
async fn throttle_lets_so_many_bytes_a_second_through() {
    holds_back_until_cleared(json!({ "kind": "throttle", "bytes_per_second": 1 })).await;
}

#[tokio::test]
async fn delay_passes_everything_on_later() {
    holds_back_until_cleared(json!({ "kind": "delay", "delay_ms": 600_000 })).await;
}

#[tokio::test]
async fn a_stall_with_a_duration_ends_by_itself() {
    let rig = proxied(|_| {}).await;
    let mut client = rig.at.open("/echo").await;
    rig.control.fault(json!({ "kind": "stall", "duration_ms": 100 })).await;
    client.echoes("x").await;
}

#[tokio::test]
async fn frames_arrive_whole_one_byte_at_a_time() {
    let rig = proxied(|_| {}).await;
    rig.control.fault(json!({ "kind": "chunk", "bytes": 1 })).await;
    let mut client = rig.at.open("/echo").await;
    for size in [0, 1, 126, 10_000] {
        client.echoes(&"x".repeat(size)).await;
    }
    assert_eq!(client.close().await, 1000);
}

#[tokio::test]
async fn faults_of_different_sorts_stand_together_and_one_of_a_sort_at_a_time() {
    let rig = proxied(|_| {}).await;
    for order in [
        json!({ "kind": "chunk", "bytes": 1 }),
        json!({ "kind": "chunk", "bytes": 7 }),
        json!({ "kind": "delay", "delay_ms": 1 }),
        json!({ "kind": "throttle", "bytes_per_second": 100_000 }),
        json!({ "kind": "hang" }),
        json!({ "kind": "refuse" }),
    ] {
        rig.control.fault(order).await;
    }
    let status = rig.control.faults().await;
    assert_eq!(status["handshake"]["kind"], "refuse");
    let link = json!([
        { "kind": "chunk", "bytes": 7, "remaining_ms": null },
        { "kind": "delay", "delay_ms": 1, "remaining_ms": null },
        { "kind": "throttle", "bytes_per_second": 100_000, "remaining_ms": null },
    ]);
    assert_eq!(status["link"], link);
}
