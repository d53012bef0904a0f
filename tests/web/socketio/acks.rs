//! Acknowledgements, both ways.

use std::time::Duration;

use everwire::SocketEvent;
use everwire::core::Fate;
use everwire::web::socketio::{AckError, Args, EmitError};
use wasm_bindgen_test::wasm_bindgen_test;

use super::rig::{Rig, quick, strike};

const LONG: Duration = Duration::from_secs(60);

#[wasm_bindgen_test]
async fn it_settles_with_the_answer() {
    let rig = Rig::open(quick("answer"), "/plain");
    let early = rig.sender.emit_with_ack::<String>("echo", ("early",), LONG);
    rig.until_joined(1).await;
    let all = rig.sender.emit_with_ack::<Args>("echo", ("a", 2), None);
    let none = rig.sender.emit_with_ack::<Option<u8>>("echo", (), None);
    let wrong = rig.sender.emit_with_ack::<u8>("echo", ("text",), None);
    assert_eq!(early.await, Ok("early".into()));
    assert_eq!(all.await.unwrap().all::<(String, u8)>().unwrap(), ("a".into(), 2));
    assert_eq!(none.await, Ok(None));
    assert!(matches!(wrong.await, Err(AckError::Answer(_))));
    assert_eq!(rig.client.state().queued, Default::default());
    rig.end().await;
}

#[wasm_bindgen_test]
async fn it_settles_when_its_time_is_over_or_the_namespace_is_left() {
    let rig = Rig::joined(quick("unheard"), "/plain").await;
    let late = rig.sender.emit_with_ack::<()>("unheard", (), Duration::from_millis(50));
    assert_eq!(late.await, Err(AckError::TimedOut));
    let left = rig.sender.emit_with_ack::<()>("unheard", (), LONG);
    rig.end().await;
    assert_eq!(left.await, Err(AckError::Closed));
    let closed = rig.sender.emit_with_ack::<()>("unheard", (), LONG);
    assert_eq!(closed.await, Err(AckError::Emit(EmitError::Closed)));
}

#[wasm_bindgen_test]
async fn it_is_sent_again_after_a_loss() {
    let rig = Rig::joined(quick("again"), "/plain").await;
    strike("silent", "again").await;
    let lost = rig.sender.emit_with_ack::<String>("echo", ("lost",), LONG);
    let next = rig.sender.emit_with_ack::<String>("echo", ("next",), LONG);
    assert_eq!(rig.client.state().queued.unacknowledged, 2);
    rig.client.reconnect();
    assert_eq!((lost.await, next.await), (Ok("lost".into()), Ok("next".into())));
    rig.end().await;
}

#[wasm_bindgen_test]
async fn the_server_is_answered_once() {
    let rig = Rig::joined(quick("asked"), "/plain").await;
    rig.sender.emit("ask", ("sum", 1, 2)).unwrap();
    let SocketEvent::Event { args, ack: Some(ack), .. } = rig.take("sum").await else { panic!("no ack") };
    let (a, b): (i32, i32) = args.all().unwrap();
    assert_eq!(ack.send((a + b, "done")), Ok(Fate::Sent));
    rig.until("the answer is passed back", |rig| rig.args("answer").len() == 1).await;
    assert_eq!(rig.args("answer")[0].all::<(i32, String)>().unwrap(), (3, "done".into()));
    rig.end().await;
}

#[wasm_bindgen_test]
async fn nobody_waits_for_an_answer_on_another_connection() {
    let rig = Rig::joined(quick("stale"), "/plain").await;
    rig.sender.emit("ask", ("first",)).unwrap();
    rig.sender.emit("ask", ("second",)).unwrap();
    let SocketEvent::Event { ack: Some(first), .. } = rig.take("first").await else { panic!("no ack") };
    let SocketEvent::Event { ack: Some(second), .. } = rig.take("second").await else { panic!("no ack") };
    rig.client.reconnect();
    assert_eq!(first.send(()), Ok(Fate::Dropped));
    rig.until_joined(2).await;
    assert_eq!(second.send(()), Ok(Fate::Dropped));
    rig.sender.emit("echo", ("still there",)).unwrap();
    rig.until("it comes back", |rig| rig.args("echo").len() == 1).await;
    assert!(rig.args("answer").is_empty());
    rig.end().await;
}
