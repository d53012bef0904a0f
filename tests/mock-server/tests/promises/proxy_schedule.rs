//! Schedules, written and drawn.

use everwire_mock_server::Schedule;
use serde_json::{Value, json};

use crate::support::{Seen, proxied, until};

#[tokio::test]
async fn the_same_seed_gives_the_same_schedule() {
    let drawn = |seed| Schedule::random(seed).expect("a seed").take(1000).collect::<Vec<Value>>();
    assert_eq!(drawn(42), drawn(42));
    assert_ne!(drawn(42), drawn(43));
}

#[tokio::test]
async fn a_schedule_is_played_from_the_start_in_the_order_of_its_times() {
    let written = json!([
        { "at_ms": 2, "fault": { "kind": "chunk", "bytes": 5 }, "for_ms": 60_000 },
        { "at_ms": 1, "fault": { "kind": "chunk", "bytes": 3 }, "for_ms": 60_000 },
        { "at_ms": 2, "fault": { "kind": "refuse" } },
    ]);
    let schedule = Schedule::parse(written.to_string().as_bytes()).expect("a schedule");
    let rig = proxied(|config| config.schedule = Some(schedule)).await;
    until(|| async { rig.control.faults().await["handshake"]["kind"] == "refuse" }).await;
    let status = rig.control.faults().await;
    assert_eq!((&status["link"][0]["bytes"], &status["listening"]), (&json!(5), &json!(false)));
    assert!(status["link"][0]["remaining_ms"].is_number());
    until(|| async { rig.control.get("/schedule").await.json()["left"] == 0 }).await;
    assert_eq!(rig.control.get("/schedule").await.json(), json!({ "seed": null, "played": 3, "left": 0 }));
}

#[tokio::test]
async fn a_schedule_can_be_ordered_when_the_client_is_there() {
    let rig = proxied(|_| {}).await;
    let mut client = rig.at.open("/echo").await;
    let entries = json!([{ "at_ms": 0, "fault": { "kind": "close", "code": 4000 } }]);
    assert_eq!(rig.control.post("/schedule", &entries.to_string()).await.status, 200);
    assert_eq!(client.closed().await.0, 4000);
}

#[tokio::test]
async fn a_later_schedule_takes_the_place_of_an_earlier_one() {
    let rig = proxied(|config| config.schedule = Schedule::random(7).ok()).await;
    assert_eq!(rig.control.get("/schedule").await.json()["seed"], 7);
    let status = rig.control.post("/schedule", r#"{"seed":8}"#).await.json();
    assert_eq!((&status["seed"], &status["left"]), (&json!(8), &json!(null)));
    let status = rig.control.post("/schedule", "[]").await.json();
    assert_eq!(status, json!({ "seed": null, "played": 0, "left": 0 }));
    rig.control.fault(json!({ "kind": "none" })).await;
    let mut client = rig.at.open("/echo").await;
    client.send("x").await;
    assert_eq!(client.next().await, Seen::Text("x".to_owned()));
}
