//! The event service: what waits for a user is done or rejected, and events are counted.

use everwire_mock_server::DEFAULT_CONVERSATION;
use serde_json::{Value, json};

use crate::support::{At, Io, Rig, api, start, until};

async fn respond(at: &At, body: Value) {
    let reply = at.post(&api("/events/respond_to_confirmation"), &body.to_string()).await;
    assert_eq!((reply.status, reply.json()), (200, json!({ "success": true })));
}

/// A server, and a Socket.IO client whose actions wait there.
async fn with_actions(names: &[&str]) -> (Rig, Io, Vec<Value>) {
    let rig = start(|_| {}).await;
    let mut io = Io::begin(&rig, &DEFAULT_CONVERSATION.to_string()).await;
    for name in names {
        let action = json!(["oh_user_action", { "action": name, "args": { "command": "ls" } }]);
        io.send(&format!("42{action}")).await;
        assert_eq!(io.oh_event().await["action"], *name);
    }
    let stored = rig.stored().await;
    (rig, io, stored)
}

#[tokio::test]
async fn each_action_without_an_observation_is_rejected_once_for_the_reason_given() {
    let (rig, mut io, before) = with_actions(&["run", "edit"]).await;
    respond(&rig, json!({ "accept": false, "reason": "too risky" })).await;
    let stored = rig.stored().await;
    let (old, new) = stored.split_at(before.len());
    assert_eq!((old, new.len()), (&*before, 2));
    for (observation, action) in new.iter().zip(&before[before.len() - 2..]) {
        assert_eq!(
            (&observation["kind"], &observation["source"]),
            (&json!("UserRejectObservation"), &json!("environment"))
        );
        assert_eq!(observation["action_id"], action["id"]);
        for field in ["tool_name", "tool_call_id"] {
            assert!(action[field].is_string());
            assert_eq!(observation[field], action[field]);
        }
        assert_eq!(observation["rejection_reason"], "too risky");
        assert_eq!(observation["rejection_source"], "user");
    }
    for cause in [2, 3] {
        let event = io.oh_event().await;
        assert_eq!((&event["observation"], &event["cause"]), (&json!("user_rejected"), &json!(cause)));
    }
    // There is nothing left to reject.
    respond(&rig, json!({ "accept": false })).await;
    assert_eq!(rig.stored().await, stored);
}

#[tokio::test]
async fn a_rejection_without_a_reason_has_the_agent_servers() {
    let (rig, ..) = with_actions(&["run"]).await;
    respond(&rig, json!({ "accept": false })).await;
    assert_eq!(rig.stored().await.last().expect("one")["rejection_reason"], "User rejected the action.");
}

#[tokio::test]
async fn what_is_accepted_the_agent_does_and_then_there_is_nothing_to_reject() {
    let (rig, _io, before) = with_actions(&["run"]).await;
    respond(&rig, json!({ "accept": true })).await;
    let stored = rig.stored().await;
    let new = &stored[before.len()..];
    assert_eq!(new.len(), 3);
    assert_eq!((&new[0]["key"], &new[0]["value"]), (&json!("execution_status"), &json!("running")));
    assert_eq!(
        (&new[1]["kind"], &new[1]["action_id"]),
        (&json!("ObservationEvent"), &before.last().expect("one")["id"])
    );
    assert_eq!(new[2]["value"], "finished");
    respond(&rig, json!({ "accept": false })).await;
    assert_eq!(rig.stored().await, stored);
}

#[tokio::test]
async fn an_agent_that_runs_already_goes_on() {
    let (rig, mut io, _) = with_actions(&["run"]).await;
    let running = json!(["oh_user_action", { "action": "change_agent_state", "args": { "agent_state": "running" } }]);
    io.send(&format!("42{running}")).await;
    until(|| async { rig.stored().await.last().is_some_and(|event| event["value"] == "running") }).await;
    let stored = rig.stored().await;
    respond(&rig, json!({ "accept": true })).await;
    assert_eq!(rig.stored().await, stored);
}

#[tokio::test]
async fn the_app_servers_way_to_count_takes_a_conversation_for_a_filter() {
    let rig = start(|_| {}).await;
    let other = rig.post("/api/conversations", "").await.json()["id"].as_str().expect("an id").to_owned();
    rig.say("a").await;
    rig.say("b").await;
    let count = async |query: &str| rig.get(&format!("/api/v1/events/count?{query}")).await.json();
    assert_eq!(count(&format!("conversation_id__eq={DEFAULT_CONVERSATION}")).await, 2);
    assert_eq!(count(&format!("conversation_id__eq={other}")).await, 0);
    assert_eq!(count("conversation_id__eq=11111111-1111-4111-8111-111111111111").await, 0);
    assert_eq!(count("").await, 2);
    assert_eq!(count("timestamp__lt=2000-01-01T00:00:00").await, 0);
    assert_eq!(count("timestamp__gte=2000-01-01T00:00:00").await, 2);
}
