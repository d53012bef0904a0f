//! The proxy's control port: what it shows, what it refuses.

use serde_json::json;

use crate::support::{proxied, until};

#[tokio::test]
async fn it_counts_connections_and_opened_sockets() {
    let rig = proxied(|_| {}).await;
    let none = json!({
        "handshake": null, "link": [], "listening": true, "connections": 0, "accepted": 0, "opened": 0,
    });
    assert_eq!(rig.control.faults().await, none);
    let mut client = rig.at.open("/echo").await;
    client.echoes("x").await;
    until(|| async { rig.control.faults().await["opened"] == 1 }).await;
    let status = rig.control.faults().await;
    assert_eq!((&status["connections"], &status["accepted"]), (&json!(1), &json!(1)));
    client.close().await;
    rig.control.connections(0).await;
}

#[tokio::test]
async fn a_wrong_order_is_a_400_that_names_the_field_and_does_nothing() {
    let rig = proxied(|_| {}).await;
    let mut client = rig.at.open("/echo").await;
    for (path, order, field) in [
        ("/faults", "", "body"),
        ("/faults", "[]", "body"),
        ("/faults", r#"{"kind":"forbid"}"#, "kind"),
        ("/faults", r#"{"kind":"close","code":65536}"#, "code"),
        ("/faults", r#"{"kind":"throttle","bytes_per_second":0}"#, "bytes_per_second"),
        ("/faults", r#"{"kind":"reset","sockets":2}"#, "sockets"),
        ("/schedule", "", "body"),
        ("/schedule", "{}", "seed"),
        ("/schedule", r#"{"seed":9007199254740992}"#, "seed"),
        ("/schedule", r#"{"seed":1,"speed":2}"#, "speed"),
        ("/schedule", r#"[{"at_ms":0,"fault":{"kind":"reset"}},{"at_ms":0}]"#, "[1].fault"),
    ] {
        let reply = rig.control.post(path, order).await;
        assert_eq!(reply.status, 400, "{order}");
        let error = reply.json()["error"].as_str().expect("an error").to_owned();
        assert!(error.starts_with(&format!("{field}: ")), "{order} gave {error}");
    }
    client.echoes("x").await;
}

#[tokio::test]
async fn a_page_from_anywhere_may_order() {
    let rig = proxied(|_| {}).await;
    let reply = rig.control.get("/faults").await;
    assert_eq!(reply.header("access-control-allow-origin"), Some("*"));
    assert_eq!(reply.header("cache-control"), Some("no-store"));
}
