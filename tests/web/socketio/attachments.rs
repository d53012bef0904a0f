//! Bytes, both ways.

use everwire::core::Fate;
use everwire::web::socketio::Attachment;
use serde::{Deserialize, Serialize};
use wasm_bindgen_test::wasm_bindgen_test;

use super::rig::{Rig, quick};
use crate::rig::js;

#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
struct Picture {
    title: String,
    png: Attachment,
    layers: Vec<Attachment>,
}

fn picture() -> Picture {
    let layers = vec![vec![].into(), vec![3].into()];
    Picture { title: "a dot".into(), png: vec![0, 255, 7].into(), layers }
}

#[wasm_bindgen_test]
async fn they_come_back_in_events_and_acknowledgements() {
    let rig = Rig::open(quick("bytes"), "/plain");
    rig.sender.emit("echo", (picture(), 1)).unwrap();
    let answer = rig.sender.emit_with_ack::<Picture>("echo", (picture(),), None);
    rig.until("it comes back", |rig| rig.args("echo").len() == 1).await;
    assert_eq!(rig.args("echo")[0].all::<(Picture, u8)>().unwrap(), (picture(), 1));
    assert_eq!(answer.await, Ok(picture()));
    let bytes = rig.sender.emit_with_ack::<Vec<u8>>("bytes", (300,), None).await.unwrap();
    assert_eq!(bytes, (0..300).map(|n| n as u8).collect::<Vec<u8>>());
    rig.end().await;
}

#[wasm_bindgen_test]
async fn a_servers_question_is_answered_with_some() {
    let rig = Rig::joined(quick("asked-bytes"), "/plain").await;
    rig.sender.emit("ask", ("picture", picture())).unwrap();
    let everwire::SocketEvent::Event { args, ack: Some(ack), .. } = rig.take("picture").await else { panic!("no ack") };
    let came: Picture = args.get(0).unwrap();
    assert_eq!(ack.send((came,)), Ok(Fate::Sent));
    rig.until("it is passed back", |rig| rig.firsts::<Picture>("answer") == [picture()]).await;
    rig.end().await;
}

#[wasm_bindgen_test]
async fn more_than_the_browser_has_sent_is_no_reason_to_wait() {
    let rig = Rig::joined(quick("much"), "/plain").await;
    // As a slow link has it.
    js("globalThis.__buffered = Object.getOwnPropertyDescriptor(WebSocket.prototype, 'bufferedAmount');
        Object.defineProperty(WebSocket.prototype, 'bufferedAmount', { configurable: true, get: () => 1e9 });");
    let fate = rig.sender.emit("echo", (Attachment(vec![7; 1 << 20]),));
    js("Object.defineProperty(WebSocket.prototype, 'bufferedAmount', __buffered);");
    assert_eq!(fate, Ok(Fate::Sent));
    rig.until("it comes back", |rig| rig.args("echo").len() == 1).await;
    assert_eq!(rig.firsts::<Attachment>("echo")[0].0.len(), 1 << 20);
    rig.end().await;
}
