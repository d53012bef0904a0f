//! Which agents run, by the binary's command line and on its clocks.

use everwire_mock_server::DEFAULT_CONVERSATION;
use serde_json::{Value, json};

use crate::support::{Io, NOTICE, Process, says, start, until};

async fn run(arguments: &[&str]) -> Process {
    Process::run(env!("CARGO_BIN_EXE_everwire-mock-server"), arguments).await.0
}

#[tokio::test]
async fn a_third_conversation_of_two_closes_the_oldest_with_the_notice_a_41_and_a_final_stopped() {
    let server = run(&["--max-concurrent-conversations", "2"]).await;
    let mut a = Io::begin(&server.at, "a").await;
    let mut other = Io::ask_for(&server.at, "conversation_id=a").await;
    assert_eq!(other.replayed().await, [0, 1]);
    let mut b = Io::begin(&server.at, "b").await;
    let _c = Io::begin(&server.at, "c").await;
    // All of its connections.
    for io in [&mut a, &mut other] {
        assert_eq!(io.next().await, NOTICE);
        assert_eq!(io.next().await, "41");
    }
    b.send(&says("still here")).await;
    assert_eq!(b.oh_event().await["message"], "still here");
    let state = server.conversation("a").await;
    assert_eq!((&state["agent"], &state["connections"], &state["events"]), (&Value::Null, &json!([]), &json!(3)));
    let mut back = Io::ask_for(&server.at, "conversation_id=a&latest_event_id=1").await;
    let last = back.oh_event().await;
    assert_eq!((&last["id"], &last["observation"]), (&json!(2), &json!("agent_state_changed")));
    assert_eq!(last["extras"]["agent_state"], "stopped");
}

#[tokio::test]
async fn the_clock_of_a_fast_server_stops_what_nobody_is_connected_to() {
    // 15 s and 15 s, a thousand times as fast.
    let server = run(&["--tick", "0.001"]).await;
    let mut attended = Io::begin(&server.at, "attended").await;
    drop(Io::begin(&server.at, "left").await);
    until(|| async { server.conversation("left").await["agent"].is_null() }).await;
    attended.send(&says("still here")).await;
    assert_eq!(attended.oh_event().await["id"], 2);
}

#[tokio::test]
async fn an_agent_at_work_is_not_stopped() {
    let server = run(&["--tick", "0.001"]).await;
    let mut at_work = Io::begin(&server.at, "at-work").await;
    at_work.send(r#"42["oh_user_action",{"action":"change_agent_state","args":{"agent_state":"running"}}]"#).await;
    assert_eq!(at_work.oh_event().await["id"], 2);
    assert_eq!(at_work.oh_event().await["extras"]["agent_state"], "running");
    drop(at_work);
    until(|| async { server.conversation("at-work").await["connections"] == json!([]) }).await;
    drop(Io::begin(&server.at, "left").await);
    until(|| async { server.conversation("left").await["agent"].is_null() }).await;
    assert_eq!(server.conversation("at-work").await["agent"]["state"], "running");
}

#[tokio::test]
async fn a_detached_conversation_can_be_attached_again_until_it_is_stopped() {
    let server = run(&[]).await;
    drop(Io::begin(&server.at, "a").await);
    until(|| async { server.conversation("a").await["connections"] == json!([]) }).await;
    let mut back = Io::ask_for(&server.at, "conversation_id=a&latest_event_id=1").await;
    assert!(back.replayed().await.is_empty());
    back.send(&says("back")).await;
    assert_eq!(back.oh_event().await["id"], 2);
}

#[tokio::test]
async fn what_an_agent_does_waits_for_a_client_until_the_wait_is_over() {
    let held = async |arguments: &[&str]| {
        let server = run(arguments).await;
        assert_eq!(server.at.post("/api/conversations/a/start", "").await.status, 200);
        let held = server.conversation("a").await["agent"]["held"].clone();
        (server, held)
    };
    let (_patient, two) = held(&[]).await;
    assert_eq!(two, 2);
    let (server, _) = held(&["--client-wait-timeout", "0.01"]).await;
    until(|| async { server.conversation("a").await["agent"]["held"] == 0 }).await;
    let mut io = Io::ask_for(&server.at, "conversation_id=a").await;
    assert_eq!(io.replayed().await, [0, 1]);
}

#[tokio::test]
async fn a_client_whose_message_cannot_be_stored_hears_an_error() {
    let rig = start(|config| config.limits.max_stored_bytes = 2000).await;
    let mut io = Io::begin(&rig, "a").await;
    io.send(&says(&"x".repeat(2000))).await;
    let error = io.oh_event().await;
    assert_eq!(error["error"], true);
    assert!(error["message"].as_str().is_some_and(|text| text.contains("memory limit")), "{error}");
}

#[tokio::test]
async fn the_state_names_limits_conversations_and_who_is_in_them() {
    let server = run(&["--max-concurrent-conversations", "7", "--close-delay", "2", "--tick", "0.5"]).await;
    let _io = Io::begin(&server.at, "a").await;
    let _bare = server.at.subscribe("").await;
    let state = server.at.get("/state").await.json();
    assert_eq!(state["nodes"], json!([state["node"]]));
    for (name, value) in [
        ("max_concurrent_conversations", 7),
        ("close_delay_ms", 1000),
        ("cleanup_interval_ms", 7500),
        ("client_wait_timeout_ms", 15_000),
    ] {
        assert_eq!(state[name], value, "{name}");
    }
    let of_a = server.conversation("a").await;
    assert_eq!((&of_a["events"], &of_a["agent"]["state"]), (&json!(2), &json!("awaiting_user_input")));
    assert_eq!(of_a["connections"][0]["node"], state["node"]);
    let default = server.conversation(&DEFAULT_CONVERSATION.to_string()).await;
    assert_eq!((&default["events"], &default["subscribers"], &default["agent"]), (&json!(0), &json!(1), &Value::Null));
}
