//! Joining, emitting, leaving, coming back.

use std::time::Duration;

use everwire::SocketEvent;
use everwire::core::{Cause, Fate, Phase};
use everwire::web::Error;
use everwire::web::socketio::{AckError, ConnectError, EmitError, NamespaceError, Reason};
use wasm_bindgen_test::wasm_bindgen_test;

use super::rig::{Rig, path, quick, strike};
use crate::rig::fault;

#[wasm_bindgen_test]
async fn it_joins_emits_receives_and_leaves() {
    let rig = Rig::open(quick("exchange"), "/plain");
    assert_eq!(rig.sender.emit("echo", ("queued before it is joined",)), Ok(Fate::Queued));
    assert_eq!(rig.client.state().queued.messages, 1);
    assert_eq!((rig.sender.id(), rig.sender.is_connected()), (None, false));
    rig.until_joined(1).await;
    let Some(SocketEvent::Connect { id, recovered: false }) = rig.events().first().map(|event| match event {
        SocketEvent::Connect { id, recovered } => SocketEvent::Connect { id: id.clone(), recovered: *recovered },
        other => panic!("{other:?}"),
    }) else {
        panic!("{:?}", rig.events())
    };
    assert_eq!(rig.sender.id(), Some(id));
    assert_eq!(rig.sender.emit("echo", (1, "two", [3.5], None::<u8>)), Ok(Fate::Sent));
    rig.until("both come back", |rig| rig.args("echo").len() == 2).await;
    let echoed = rig.args("echo");
    assert_eq!(echoed[0].all::<(String,)>().unwrap(), ("queued before it is joined".into(),));
    assert_eq!(echoed[1].all::<(u8, &str, Vec<f32>, Option<u8>)>().unwrap(), (1, "two", vec![3.5], None));
    rig.sender.disconnect();
    rig.until_ended().await;
    assert_eq!(rig.reasons(), [Reason::User]);
    assert_eq!(rig.sender.emit("echo", ()), Err(EmitError::Closed));
    assert_eq!((rig.sender.id(), rig.sender.is_connected()), (None, false));
}

#[wasm_bindgen_test]
async fn it_comes_back_after_a_reset() {
    let rig = Rig::joined(quick("reset"), "/plain").await;
    strike("reset", "reset").await;
    rig.until_joined(2).await;
    assert_eq!(rig.reasons(), [Reason::TransportClose]);
    assert_eq!(rig.count(|event| matches!(event, SocketEvent::Reconnecting { attempt: 1, delay: Some(_) })), 1);
    assert_eq!(rig.recovered(), [false, false]);
    rig.sender.emit("echo", ("after",)).unwrap();
    rig.until("it comes back", |rig| rig.firsts::<String>("echo") == ["after"]).await;
    rig.end().await;
}

#[wasm_bindgen_test]
async fn a_server_that_leaves_is_not_asked_again_unless_the_user_wants_it() {
    let rig = Rig::joined(quick("dismissed"), "/plain").await;
    rig.sender.emit("disconnect me", ()).unwrap();
    rig.until_ended().await;
    assert_eq!(rig.reasons(), [Reason::Server]);
    rig.sender.connect();
    rig.until_joined(2).await;
    rig.end().await;
}

#[wasm_bindgen_test]
async fn namespaces_share_a_connection_and_the_last_one_ends_it() {
    let one = Rig::joined(quick("two"), "/plain").await;
    let two = Rig::of(one.client.clone(), "/test");
    two.until_joined(1).await;
    for rig in [&one, &two] {
        rig.sender.emit("echo", ("here",)).unwrap();
        rig.until("it comes back", |rig| rig.firsts::<String>("echo") == ["here"]).await;
    }
    one.sender.disconnect();
    one.until_ended().await;
    assert_eq!(two.client.state().phase, Phase::Open);
    strike("reset", "two").await;
    two.until_joined(2).await;
    one.take_all();
    assert_eq!(one.reasons(), [Reason::User], "what happens to the connection is no matter of one that was left");
    let client = two.client.clone();
    two.sender.disconnect();
    two.until_ended().await;
    assert!(matches!(client.state().phase, Phase::Closing | Phase::Closed));
    let opened = client.transitions().iter().filter(|transition| transition.phase == Phase::Open).count();
    assert_eq!(opened, 2);
}

#[wasm_bindgen_test]
async fn a_namespace_has_one_socket_at_a_time_and_is_left_when_that_is_dropped() {
    let rig = Rig::joined(quick("dropped"), "/plain").await;
    let client = rig.client.clone();
    assert_eq!(client.namespace("/plain").err(), Some(NamespaceError::Taken));
    assert_eq!(client.namespace("plain").err(), Some(NamespaceError::Name));
    assert_eq!(client.namespace("/a,b").err(), Some(NamespaceError::Name));
    let kept = Rig::of(client.clone(), "/test");
    kept.until_joined(1).await;
    let unanswered = rig.sender.emit_with_ack::<()>("unheard", (), None);
    let clone = rig.sender.clone();
    drop(rig);
    assert_eq!(client.namespace("/plain").err(), Some(NamespaceError::Taken), "a sender is left");
    drop(clone);
    assert_eq!(unanswered.await, Err(AckError::Closed));
    let again = Rig::of(client, "/plain");
    again.until_joined(1).await;
    again.end().await;
}

#[wasm_bindgen_test]
async fn what_is_queued_in_a_namespace_that_is_dropped_does_not_go_out() {
    let client = quick("queued").build().unwrap();
    let kept = Rig::of(client.clone(), "/test");
    {
        let dropped = Rig::of(client.clone(), "/plain");
        assert_eq!(dropped.sender.emit("echo", ("never",)), Ok(Fate::Queued));
    }
    let again = Rig::of(client, "/plain");
    again.sender.emit("echo", ("new",)).unwrap();
    again.until("it comes back", |rig| !rig.args("echo").is_empty()).await;
    assert_eq!(again.firsts::<String>("echo"), ["new"]);
    kept.end().await;
    drop(again);
}

#[wasm_bindgen_test]
async fn an_attempt_that_fails_is_told_and_the_last_one_ends_it() {
    let order = |kind: &str| format!(r#"{{"kind":"{kind}","path":"{}"}}"#, path("refused"));
    fault(&order("refuse")).await;
    let rig = Rig::open(quick("refused").max_retries(1), "/plain");
    let unanswered = rig.sender.emit_with_ack::<()>("echo", (), None);
    rig.until_ended().await;
    assert_eq!(unanswered.await, Err(AckError::Closed));
    fault(r#"{"kind":"none"}"#).await;
    let failed = ConnectError::Failed(Error::Connection { cause: Cause::HandshakeFailed, detail: None });
    assert_eq!(rig.errors(), [failed.clone(), failed]);
    assert_eq!(rig.count(|event| matches!(event, SocketEvent::Reconnecting { attempt: 1, .. })), 1);
    assert_eq!(rig.sender.emit("echo", ()), Err(EmitError::Closed));
    rig.sender.connect();
    rig.until_joined(1).await;
    rig.end().await;
}

#[wasm_bindgen_test]
async fn a_fresh_connection_can_be_had() {
    let rig = Rig::open(quick("fresh"), "/plain");
    // What the user ends is no failure.
    rig.client.reconnect();
    rig.until_joined(1).await;
    rig.client.reconnect();
    assert_eq!(rig.client.state().phase, Phase::Connecting);
    rig.until_joined(2).await;
    assert_eq!((rig.reasons(), rig.errors()), (vec![Reason::TransportClose], vec![]));
    rig.end().await;
    rig.client.reconnect();
    assert_ne!(rig.client.state().phase, Phase::Connecting, "nobody wants a namespace");
}

#[wasm_bindgen_test]
async fn a_server_that_does_not_answer_is_given_up() {
    let wait = [("wait", true)].into_iter().collect::<std::collections::BTreeMap<_, _>>();
    let builder = quick("wait").auth(wait).connection_timeout(Duration::from_millis(300)).max_retries(0);
    let rig = Rig::open(builder, "/plain");
    rig.until_ended().await;
    let failed = ConnectError::Failed(Error::Connection { cause: Cause::AttemptTimedOut, detail: None });
    assert_eq!(rig.errors(), [failed]);
}
