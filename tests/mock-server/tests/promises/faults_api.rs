//! `/faults` itself: what it shows, what it refuses.

use serde_json::json;

use crate::support::{rejected, start};

#[tokio::test]
async fn it_counts_live_sockets_accepted_ones_and_handshakes() {
    let rig = start(|_| {}).await;
    let none = json!({ "handshake": null, "connections": 0, "accepted": 0, "handshakes": 0 });
    assert_eq!(rig.faults().await, none);
    let first = rig.open("/echo").await;
    let _second = rig.open("/echo").await;
    assert_eq!(rejected(rig.0, "/sockets/events/7", &[]).await, 403);
    assert_eq!(rejected(rig.0, "/nowhere", &[]).await, 404);
    first.close().await;
    rig.connections(1).await;
    let now = json!({ "handshake": null, "connections": 1, "accepted": 2, "handshakes": 4 });
    assert_eq!(rig.faults().await, now);
}

#[tokio::test]
async fn an_order_is_answered_as_a_look_is() {
    let rig = start(|_| {}).await;
    let _client = rig.open("/echo").await;
    let answer = rig.fault(json!({ "kind": "forbid" })).await;
    assert_eq!(answer["handshake"], json!({ "kind": "forbid", "remaining_ms": null }));
    assert_eq!(answer, rig.faults().await);
    // What was struck is off the list when the answer comes.
    assert_eq!(rig.fault(json!({ "kind": "reset" })).await["connections"], 0);
}

#[tokio::test]
async fn a_wrong_order_is_a_400_that_names_the_field_and_does_nothing() {
    let rig = start(|_| {}).await;
    let _client = rig.open("/echo").await;
    for (order, field) in [
        ("", "body"),
        (r#"{"kind":"explode"}"#, "kind"),
        (r#"{"kind":"close"}"#, "code"),
        (r#"{"kind":"close","code":1006}"#, "code"),
        (r#"{"kind":"reset","path":"echo"}"#, "path"),
        (r#"{"kind":"hang","duration_ms":1.5}"#, "duration_ms"),
        (r#"{"kind":"reset","sockets":2}"#, "sockets"),
    ] {
        let reply = rig.post("/faults", order).await;
        assert_eq!(reply.status, 400, "{order}");
        let error = reply.json()["error"].as_str().expect("an error").to_owned();
        assert!(error.starts_with(&format!("{field}: ")), "{order} gave {error}");
    }
    let status = rig.faults().await;
    assert_eq!(status["connections"], 1);
    assert!(status["handshake"].is_null());
}

#[tokio::test]
async fn it_needs_no_key() {
    let rig = start(|config| config.session_api_key = Some("secret".to_owned())).await;
    let reply = crate::support::send(rig.0, "GET", "/faults", &[], b"").await;
    assert_eq!(reply.status, 200);
}
