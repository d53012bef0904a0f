//! The sink waits; nothing is lost.

use std::cell::RefCell;

use everwire::core::{Fate, Overflow};
use everwire::web::{Loss, Queue, Refusal, SendError};
use everwire::{Event, WebSocket};
use futures_channel::oneshot;
use futures_util::{FutureExt, SinkExt};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::rig::{Rig, quick, quickly, url};

/// A URL that is there when the test says so.
fn held(
    path: &str,
) -> (oneshot::Sender<()>, impl Fn() -> futures_util::future::LocalBoxFuture<'static, Result<String, String>>) {
    let (release, released) = oneshot::channel();
    let released = RefCell::new(Some(released));
    let url = url(path);
    let provider = move || {
        let (released, url) = (released.take(), url.clone());
        async move {
            released.unwrap().await.unwrap();
            Ok(url)
        }
        .boxed_local()
    };
    (release, provider)
}

#[wasm_bindgen_test]
async fn while_there_is_no_connection_it_waits_for_room_in_the_queue() {
    let (release, provider) = held("/echo?rig=room");
    let rig = Rig::open(quickly(WebSocket::builder(provider)).queue(Queue::new().max_messages(2)));
    let mut sink = rig.sender.clone();
    assert_eq!(sink.feed("1".into()).now_or_never(), Some(Ok(())));
    assert_eq!(sink.feed("2".into()).now_or_never(), Some(Ok(())));
    assert_eq!(sink.feed("3".into()).now_or_never(), None, "the queue is at its cap");
    assert_eq!(sink.flush().now_or_never(), None, "nothing has left");
    assert_eq!(rig.sender.try_send("4").unwrap_err().refusal, Refusal::Full);
    release.send(()).unwrap();
    // Woken by what happens, not by anybody who looks.
    sink.send("3".into()).await.unwrap();
    rig.until_texts(&["1", "2", "3"]).await;
    rig.end().await;
    let error = SendError { refusal: Refusal::Closed, message: None };
    assert_eq!(sink.feed("5".into()).await, Err(error));
}

#[wasm_bindgen_test]
async fn a_message_too_large_for_what_is_left_of_the_queue_is_held() {
    let (release, provider) = held("/echo?rig=bytes");
    let rig = Rig::open(quickly(WebSocket::builder(provider)).queue(Queue::new().max_bytes(10)));
    let mut sink = rig.sender.clone();
    sink.feed("12345".into()).await.unwrap();
    sink.feed("123456".into()).await.unwrap();
    assert_eq!(rig.sender.state().queued.messages, 1);
    assert_eq!(sink.feed("1".into()).now_or_never(), None, "nothing overtakes it");
    release.send(()).unwrap();
    sink.send("larger than the whole queue".into()).await.unwrap();
    rig.until_texts(&["12345", "123456", "larger than the whole queue"]).await;
    rig.end().await;
}

#[wasm_bindgen_test]
async fn it_waits_while_the_browsers_buffer_is_over_the_high_water_mark() {
    let rig = Rig::open(quick("/echo?rig=mark").queue(Queue::new().high_water_mark(1)));
    rig.until_open().await;
    let large = "x".repeat(1_000_000);
    assert_eq!(rig.sender.try_send(large.as_str()), Ok(Fate::Sent));
    assert!(rig.sender.state().buffered > 0);
    let mut sink = rig.sender.clone();
    assert_eq!(sink.feed("second".into()).now_or_never(), Some(Ok(())));
    assert_eq!(sink.feed("third".into()).now_or_never(), None);
    sink.send("third".into()).await.unwrap();
    rig.until_texts(&[&large, "second", "third"]).await;
    rig.end().await;
}

#[wasm_bindgen_test]
async fn it_waits_also_where_nothing_may_be_queued() {
    let rig = Rig::open(quick("/echo?rig=none").queue(Queue::new().max_messages(0).high_water_mark(1)));
    let mut sink = rig.sender.clone();
    assert_eq!(sink.feed("early".into()).now_or_never(), None);
    rig.until_open().await;
    let large = "x".repeat(1_000_000);
    for message in [&large, "second", "third"] {
        sink.send(message.into()).await.unwrap();
    }
    rig.until_texts(&[&large, "second", "third"]).await;
    rig.end().await;
}

#[wasm_bindgen_test]
async fn what_is_dropped_for_a_newer_one_is_told() {
    let (release, provider) = held("/echo?rig=oldest");
    let queue = Queue::new().max_messages(1).overflow(Overflow::DropOldest);
    let rig = Rig::open(quickly(WebSocket::builder(provider)).queue(queue));
    assert_eq!(rig.sender.try_send("old"), Ok(Fate::Queued));
    assert_eq!(rig.sender.try_send("new"), Ok(Fate::Queued));
    release.send(()).unwrap();
    rig.until_texts(&["new"]).await;
    let dropped = Event::Dropped { message: "old".into(), loss: Loss::Overflowed };
    assert_eq!(rig.count(|event| *event == dropped), 1);
    rig.end().await;
}
