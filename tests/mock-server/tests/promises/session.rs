//! `/sockets/session/{id}`: a conversation in envelopes.

use std::time::Duration;

use everwire_mock_server::DEFAULT_CONVERSATION;
use serde_json::{Value, json};

use crate::support::{At, Client, Io, Seen, api, message, rejected, said, start};

fn session(query: &str) -> String {
    format!("/sockets/session/{DEFAULT_CONVERSATION}?{query}")
}

/// Opens a session and takes its `sync`.
async fn sync(at: &At, query: &str) -> (Client, Value) {
    let mut client = at.open(&session(query)).await;
    let sync = client.json().await;
    assert_eq!(sync["type"], "sync");
    (client, sync)
}

/// What a `durable` envelope says, with its place.
fn durable(envelope: &Value) -> (u64, &str) {
    assert_eq!(envelope["type"], "durable", "{envelope}");
    (envelope["seq"].as_u64().expect("a place"), said(&envelope["event"]))
}

fn is_snapshot(envelope: &Value) -> bool {
    envelope["type"] == "transient" && envelope["event"]["key"] == "full_state"
}

async fn pass(at: &At, envelope: &Value) -> u16 {
    at.post(&api("/frames"), &envelope.to_string()).await.status
}

#[tokio::test]
async fn after_seq_asks_for_nothing_for_all_or_for_what_is_above_it() {
    let rig = start(|_| {}).await;
    let (_, empty) = sync(&rig, "after_seq=-1").await;
    assert_eq!(empty, json!({ "type": "sync", "from_seq": -1 }));
    for text in ["0", "1", "2"] {
        rig.say(text).await;
    }
    let through = |from: Value| json!({ "type": "sync", "from_seq": from, "through_seq": 2 });
    for (query, from, replayed) in
        [("-1", -1, 0..3), ("-9", -9, 0..3), ("0", 0, 1..3), ("1", 1, 2..3), ("2", 2, 3..3), ("7", 7, 3..3)]
    {
        let (mut client, sync) = sync(&rig, &format!("after_seq={query}")).await;
        assert_eq!(sync, through(json!(from)));
        for seq in replayed {
            assert_eq!(durable(&client.json().await), (seq, &*seq.to_string()), "{query}");
        }
        assert!(is_snapshot(&client.json().await), "{query}");
    }
    let (mut live, sync) = sync(&rig, "").await;
    assert_eq!(sync, json!({ "type": "sync", "through_seq": 2 }));
    assert!(is_snapshot(&live.json().await));
    rig.say("3").await;
    assert_eq!(durable(&live.json().await), (3, "3"));
}

#[tokio::test]
async fn keys_ids_and_codes_are_those_of_events() {
    let rig = start(|config| {
        config.session_api_key = Some("secret".to_owned());
        config.limits.max_subscribers = 1;
    })
    .await;
    let unknown = "/sockets/session/5f0c2f6e-1111-4222-8333-444455556666";
    assert_eq!(rejected(rig.0, &session("session_api_key=wrong"), &[]).await, 403);
    assert_eq!(rejected(rig.0, "/sockets/session/x?session_api_key=secret", &[]).await, 403);
    assert_eq!(rejected(rig.0, &session("session_api_key=secret&after_seq=x"), &[]).await, 403);
    assert_eq!(rig.open(&format!("{unknown}?session_api_key=secret")).await.closed().await.0, 4004);
    let mut client = rig.open(&session("")).await;
    client.send(r#"{"type":"auth","session_api_key":"wrong"}"#).await;
    assert_eq!(client.closed().await, (4001, "Authentication failed".to_owned()));
    let mut client = rig.open(&session("")).await;
    client.send(r#"{"type":"auth","session_api_key":"secret"}"#).await;
    assert_eq!(client.json().await["type"], "sync");
    assert_eq!(rig.open(&session("session_api_key=secret")).await.closed().await.0, 1013);
}

#[tokio::test]
async fn what_passes_goes_to_whoever_is_there_in_its_turn_and_is_never_replayed() {
    let rig = start(|_| {}).await;
    let (mut client, _) = sync(&rig, "").await;
    assert!(is_snapshot(&client.json().await));
    let mut bare = rig.subscribe("").await;
    let item = |rest: Value| {
        let mut envelope = json!({ "item_id": "i", "attempt": 1 });
        envelope.as_object_mut().expect("an object").extend(rest.as_object().expect("an object").clone());
        envelope
    };
    let passing = [
        json!({ "type": "transient", "event": { "kind": "Typing", "id": "t" } }),
        item(json!({ "type": "item_started" })),
        item(json!({ "type": "delta", "order": 0, "content": "Hel" })),
        item(json!({ "type": "item_aborted", "reason": "cancelled" })),
        json!({ "type": "of tomorrow" }),
        json!({ "type": "error", "code": "Oops", "detail": "nothing" }),
    ];
    for (n, envelope) in passing.iter().enumerate() {
        assert_eq!(pass(&rig, envelope).await, 200, "{envelope}");
        rig.say(&n.to_string()).await;
    }
    for (n, envelope) in passing.iter().enumerate() {
        assert_eq!(client.json().await, *envelope);
        assert_eq!(durable(&client.json().await), (n as u64, &*n.to_string()));
    }
    // Of all that, a subscriber to bare events sees the event.
    assert_eq!(bare.json().await["kind"], "Typing");
    for n in 0..passing.len() {
        assert_eq!(said(&bare.json().await), n.to_string());
    }
    let (mut late, _) = sync(&rig, "after_seq=-1").await;
    for n in 0..passing.len() {
        assert_eq!(durable(&late.json().await).0, n as u64);
    }
    assert!(is_snapshot(&late.json().await));
}

#[tokio::test]
async fn an_envelope_that_is_none_is_422() {
    let rig = start(|_| {}).await;
    for bad in [
        json!({}),
        json!({ "type": "durable", "seq": 1, "event": {} }),
        json!({ "type": "sync" }),
        json!({ "type": "transient" }),
        json!({ "type": "delta", "item_id": "i", "order": 0 }),
        json!({ "type": "item_started" }),
        json!({ "type": "item_aborted", "item_id": "i" }),
        json!([]),
    ] {
        assert_eq!(pass(&rig, &bad).await, 422, "{bad}");
    }
}

#[tokio::test]
async fn a_frame_that_is_no_message_gives_its_sender_an_error_and_one_that_is_becomes_durable() {
    let rig = start(|_| {}).await;
    let (mut client, _) = sync(&rig, "").await;
    assert!(is_snapshot(&client.json().await));
    for (frame, code) in [("{", "JSONDecodeError"), (r#"{"role":"nobody"}"#, "ValidationError")] {
        client.send(frame).await;
        let error = client.json().await;
        assert_eq!((&error["type"], &error["code"]), (&json!("error"), &json!(code)));
        assert!(error["detail"].is_string());
    }
    client.send(&message("hi")).await;
    assert_eq!(durable(&client.json().await), (0, "hi"));
}

#[tokio::test]
async fn a_frame_above_the_limit_ends_the_session_before_it() {
    let rig = start(|config| config.limits.max_frame_bytes = 4096).await;
    rig.say("small").await;
    rig.say(&"x".repeat(4096)).await;
    let (mut client, _) = sync(&rig, "after_seq=-1").await;
    assert_eq!(durable(&client.json().await), (0, "small"));
    assert_eq!(client.closed().await, (1013, "frame_too_large".to_owned()));
}

#[tokio::test]
async fn a_session_that_does_not_read_is_closed_with_1013_whatever_it_misses() {
    let rig = start(|config| {
        config.limits.max_lag = 4;
        config.limits.close_timeout = Duration::from_secs(60);
    })
    .await;
    let (mut slow, _) = sync(&rig, "").await;
    let content = "x".repeat(1 << 20);
    let delta = json!({ "type": "delta", "item_id": "i", "order": 0, "content": content });
    let mut passed = 0;
    while rig.faults().await["connections"] == 1 {
        assert!(passed < 100, "100 MiB are in nobody's hands");
        assert_eq!(pass(&rig, &delta).await, 200);
        passed += 1;
    }
    let end = loop {
        match slow.next().await {
            Seen::Text(_) => {}
            end => break end,
        }
    };
    assert_eq!(end, Seen::Close(1013, "slow_consumer".to_owned()));
}

#[tokio::test]
async fn one_log_has_three_views() {
    let rig = start(|_| {}).await;
    let id = DEFAULT_CONVERSATION;
    rig.say("from REST").await;
    let mut io = Io::open(&rig, &format!("&conversation_id={id}")).await;
    io.send("40").await;
    let data = io.next().await;
    let event: Value = serde_json::from_str(data.strip_prefix("42").expect("an event")).expect("JSON");
    assert_eq!(event[1]["id"], 0);
    assert_eq!(event[1]["args"]["content"], "from REST");
    let action = json!(["oh_user_action", { "action": "message", "args": { "content": "from Socket.IO" } }]);
    io.send(&format!("42{action}")).await;
    let (mut client, _) = sync(&rig, "after_seq=-1").await;
    assert_eq!(durable(&client.json().await), (0, "from REST"));
    // The agent that started has said that it waits.
    let state = client.json().await;
    assert_eq!((&state["seq"], &state["event"]["key"]), (&json!(1), &json!("execution_status")));
    let mut rest = Vec::new();
    while rest.len() < 2 {
        let envelope = client.json().await;
        if !is_snapshot(&envelope) {
            rest.push(envelope);
        }
    }
    assert_eq!(durable(&rest[0]), (2, "from Socket.IO"));
    assert_eq!(durable(&rest[1]), (3, "You said: from Socket.IO"));
    let stored = rig.stored().await;
    assert_eq!((stored.len(), &stored[2]), (4, &rest[0]["event"]));
}
