//! Opening, exchanging, closing, coming back.

use std::time::Duration;

use everwire::core::{Cause, Fate, Phase};
use everwire::web::Heartbeat;
use everwire::{Event, Message};
use futures_util::{SinkExt, StreamExt};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::rig::{Rig, fault, quick};

#[wasm_bindgen_test]
async fn it_connects_sends_receives_and_closes() {
    let rig = Rig::open(quick("/echo?rig=exchange"));
    assert_eq!(rig.sender.try_send("queued before the opening"), Ok(Fate::Queued));
    rig.until_open().await;
    assert_eq!(rig.sender.try_send("sent"), Ok(Fate::Sent));
    assert_eq!(rig.sender.try_send(vec![0, 255, 7]), Ok(Fate::Sent));
    rig.until("the bytes come back", |rig| {
        rig.count(|event| *event == Event::Message(Message::Binary(vec![0, 255, 7]))) == 1
    })
    .await;
    assert_eq!(rig.texts(), ["queued before the opening", "sent"]);
    rig.sender.close(4000, "done").unwrap();
    rig.until("it is closed", |rig| rig.phase() == Phase::Closed).await;
    let close = rig.closes().pop().unwrap();
    assert_eq!((close.code, close.reason.as_str(), close.clean), (4000, "done", true));
    assert_eq!(rig.sender.state().last_close, Some(close));
    assert_eq!(rig.causes(), [Cause::Connect, Cause::Opened, Cause::ClosedByUser, Cause::ClosedByUser]);
}

#[wasm_bindgen_test]
async fn the_whole_is_a_stream_and_a_sink() {
    let mut socket = quick("/echo?rig=whole").open().unwrap();
    socket.send("one".into()).await.unwrap();
    let mut events = Vec::new();
    while events.last() != Some(&Event::Message("one".into())) {
        events.push(socket.next().await.unwrap());
    }
    assert_eq!(events, [Event::Open, Event::Message("one".into())]);
    SinkExt::close(&mut socket).await.unwrap();
    let rest: Vec<Event> = socket.collect().await;
    assert!(matches!(rest[..], [Event::Close { code: 1005, clean: true, .. }]), "{rest:?}");
}

#[wasm_bindgen_test]
async fn it_comes_back_after_a_reset() {
    let rig = Rig::open(quick("/echo?rig=reset"));
    rig.until_open().await;
    fault(r#"{"kind":"reset","path":"/echo?rig=reset"}"#).await;
    rig.until_opened(2).await;
    let close = rig.closes().pop().unwrap();
    assert_eq!((close.code, close.clean, close.cause), (1006, false, Cause::ConnectionLost), "the browser's own words");
    let announced = |event: &Event| matches!(event, Event::Reconnecting { attempt: 1, delay: Some(_) });
    assert_eq!(rig.count(announced), 1);
    assert_eq!(rig.sender.try_send("after"), Ok(Fate::Sent));
    rig.until_texts(&["after"]).await;
    let counters = rig.sender.counters();
    assert_eq!((counters.attempts, counters.opened, counters.sent, counters.received), (2, 2, 1, 1));
    rig.end().await;
}

#[wasm_bindgen_test]
async fn the_servers_close_code_is_told_and_a_fatal_one_ends_it() {
    let rig = Rig::open(quick("/echo?rig=code"));
    rig.until_open().await;
    fault(r#"{"kind":"close","code":4123,"reason":"why","path":"/echo?rig=code"}"#).await;
    rig.until_opened(2).await;
    let close = rig.closes().remove(0);
    assert_eq!((close.code, close.reason.as_str(), close.clean), (4123, "why", true));
    fault(r#"{"kind":"close","code":4001,"path":"/echo?rig=code"}"#).await;
    rig.until("it ends", |rig| rig.phase() == Phase::Closed).await;
    assert_eq!(rig.closes().pop().unwrap().cause, Cause::ClosedByServer);
    assert!(rig.sender.try_send("late").is_err());
}

#[wasm_bindgen_test]
async fn after_the_end_it_can_be_opened_again() {
    let rig = Rig::open(quick("/echo?rig=again"));
    rig.until_open().await;
    rig.end().await;
    rig.sender.reconnect();
    rig.until_opened(2).await;
    // What is there is dropped for a fresh one, and the call itself calls nobody back.
    rig.sender.reconnect();
    assert_eq!(rig.phase(), Phase::Connecting);
    rig.until_opened(3).await;
    assert_eq!(rig.closes().pop().unwrap().cause, Cause::Reconnect);
    rig.end().await;
}

#[wasm_bindgen_test]
async fn a_silent_link_is_given_up() {
    let heartbeat = Heartbeat::new("ping")
        .interval(Duration::from_millis(100))
        .timeout(Duration::from_millis(300))
        .is_reply(|message| message.as_text() == Some("ping"));
    let rig = Rig::open(quick("/echo?rig=heartbeat").heartbeat(heartbeat));
    rig.until_open().await;
    fault(r#"{"kind":"silent","path":"/echo?rig=heartbeat"}"#).await;
    rig.until_opened(2).await;
    let close = rig.closes().remove(0);
    assert_eq!((close.code, close.cause), (1006, Cause::HeartbeatTimedOut));
    assert!(rig.texts().is_empty(), "an answer to a heartbeat is no message");
    rig.end().await;
}

#[wasm_bindgen_test]
async fn a_half_open_connection_is_given_up_when_it_is_closed() {
    let rig = Rig::open(quick("/echo?rig=silent").close_timeout(Duration::from_millis(100)));
    rig.until_open().await;
    fault(r#"{"kind":"silent","path":"/echo?rig=silent"}"#).await;
    rig.end().await;
    let close = rig.closes().pop().unwrap();
    assert_eq!((close.code, close.cause), (1006, Cause::CloseTimedOut));
}
