//! What a namespace is joined with, and what the server says to it.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::rc::Rc;

use everwire::SocketEvent;
use everwire::core::Cause;
use everwire::web::Error;
use everwire::web::socketio::ConnectError;
use serde::Deserialize;
use wasm_bindgen_test::wasm_bindgen_test;

use super::rig::{Rig, quick};

#[derive(Deserialize)]
struct Details {
    code: u16,
}

fn token(token: &str) -> BTreeMap<&'static str, String> {
    [("token", token.into())].into()
}

#[wasm_bindgen_test]
async fn a_server_that_refuses_says_why_and_is_not_asked_again() {
    let rig = Rig::open(quick("unauthorized").auth(token("wrong")), "/plain");
    rig.until_ended().await;
    let [ConnectError::Refused(refused)] = &rig.errors()[..] else { panic!("{:?}", rig.events()) };
    assert_eq!(refused.message(), "not authorized");
    assert_eq!(refused.data::<Details>().unwrap().code, 401);
    assert_eq!(rig.events().len(), 1);
}

#[wasm_bindgen_test]
async fn a_namespace_that_the_server_does_not_have_is_refused() {
    let rig = Rig::open(quick("unknown"), "/unknown");
    rig.until_ended().await;
    let [ConnectError::Refused(refused)] = &rig.errors()[..] else { panic!("{:?}", rig.events()) };
    assert_eq!(refused.message(), "Invalid namespace");
    assert_eq!(refused.data::<Option<u8>>(), Ok(None));
}

#[wasm_bindgen_test]
async fn who_joins_again_is_asked_again_who_it_is() {
    let asked = Rc::new(Cell::new(0));
    let count = Rc::clone(&asked);
    let builder = quick("asked-who").auth_with(move |namespace| {
        assert_eq!(namespace, "/plain");
        count.set(count.get() + 1);
        let times = count.get();
        async move {
            match times {
                1 => Err("no token yet"),
                2 => Ok(token("wrong")),
                _ => Ok(token("right")),
            }
        }
    });
    let rig = Rig::open(builder, "/plain");
    rig.until_ended().await;
    let [ConnectError::Failed(failed), ConnectError::Refused(_)] = &rig.errors()[..] else {
        panic!("{:?}", rig.events())
    };
    let detail = Some(r#"auth_with: "no token yet""#.into());
    assert_eq!(*failed, Error::Connection { cause: Cause::ConnectionLost, detail });
    rig.sender.connect();
    rig.until_joined(1).await;
    assert_eq!(asked.get(), 3);
    rig.end().await;
}

#[wasm_bindgen_test]
async fn events_may_come_before_the_namespace_is_joined() {
    let early = BTreeMap::from([("early", 2)]);
    let rig = Rig::joined(quick("early").auth(early), "/plain").await;
    let place = |wanted: fn(&SocketEvent) -> bool| rig.events().iter().position(wanted);
    assert_eq!(place(|event| matches!(event, SocketEvent::Connect { .. })), Some(2));
    assert_eq!(rig.firsts::<u8>("early"), [1, 2]);
    rig.end().await;
}
