//! Who keeps the connection, and calls from within the user's own functions.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use everwire::core::{Phase, Verdict};
use everwire::{Event, Sender};
use futures_util::StreamExt;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::rig::{Rig, fault, js, quick};

/// Keeps the last WebSocket that was made in reach of the test.
fn spy() {
    js("globalThis.__real = globalThis.__real ?? WebSocket;
        globalThis.WebSocket = function (...given) { return globalThis.__last = new __real(...given); };");
}

fn ready_state() -> Option<f64> {
    js("return __last.readyState").as_f64()
}

#[wasm_bindgen_test]
async fn the_last_part_that_is_dropped_closes_the_connection() {
    spy();
    let (sender, mut receiver) = quick("/echo?rig=dropped").open().unwrap().split();
    while receiver.next().await != Some(Event::Open) {}
    js("globalThis.WebSocket = __real");
    let clone = sender.clone();
    drop(sender);
    drop(receiver);
    assert_eq!(ready_state(), Some(1.0));
    clone.try_send("goes out").unwrap();
    drop(clone);
    assert_eq!(ready_state(), Some(2.0), "the closing handshake runs");
}

#[wasm_bindgen_test]
async fn a_connection_that_is_dropped_before_it_is_open_opens_nothing() {
    js("globalThis.__real = globalThis.__real ?? WebSocket; globalThis.__made = 0;
        globalThis.WebSocket = function (...given) { __made += 1; return new __real(...given); };");
    drop(quick("/echo?rig=never").open().unwrap());
    // The attempt's own task has had its turn when this one's has come.
    let rig = Rig::open(quick("/echo?rig=after"));
    rig.until_open().await;
    rig.end().await;
    js("globalThis.WebSocket = __real");
    assert_eq!(js("return __made").as_f64(), Some(1.0));
}

#[wasm_bindgen_test]
async fn nothing_is_kept_after_the_end() {
    let kept = Rc::new(());
    let builder = |name: &str| {
        let kept = Rc::clone(&kept);
        quick(&format!("/echo?rig={name}")).judge(move |_, _| {
            let _ = &kept;
            Verdict::Unsaid
        })
    };
    let ended = Rig::open(builder("ended"));
    ended.until_open().await;
    ended.end().await;
    drop(ended);
    assert_eq!(Rc::strong_count(&kept), 1);
    let waiting = Rig::open(builder("waiting"));
    waiting.until_open().await;
    fault(r#"{"kind":"reset","path":"/echo?rig=waiting"}"#).await;
    waiting.until("it waits", |rig| rig.phase() == Phase::Waiting).await;
    drop(waiting);
    assert_eq!(Rc::strong_count(&kept), 1);
}

#[wasm_bindgen_test]
async fn the_users_functions_may_call() {
    let sender: Rc<OnceCell<Sender>> = Rc::default();
    let said: Rc<RefCell<Vec<Phase>>> = Rc::default();
    let (inner, seen) = (Rc::clone(&sender), Rc::clone(&said));
    let rig = Rig::open(quick("/echo?rig=reentrant").acknowledges(move |message| {
        let sender = inner.get()?;
        seen.borrow_mut().push(sender.state().phase);
        if message.as_text() == Some("first") {
            sender.try_send("second").ok()?;
        } else {
            sender.close(None, "").ok()?;
            sender.reconnect();
            sender.close(None, "").ok()?;
        }
        None
    }));
    sender.set(rig.sender.clone()).ok().unwrap();
    rig.sender.try_send("first").unwrap();
    rig.until("it closed itself", |rig| rig.phase() == Phase::Closed).await;
    assert_eq!(rig.texts(), ["first"], "what was closed delivers nothing more");
    assert_eq!(*said.borrow(), [Phase::Open, Phase::Open]);
    assert_eq!(rig.sender.counters().attempts, 2);
}
