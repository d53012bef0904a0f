//! Typed messages, over the wire and from JavaScript.

use everwire::{Event, Message};
use serde::{Deserialize, Serialize};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::rig::{Rig, js, quick};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Chat {
    text: String,
    #[serde(default)]
    seen: Vec<u32>,
}

#[wasm_bindgen_test]
async fn a_value_goes_there_and_back() {
    let chat = Chat { text: "hé\n".into(), seen: vec![1, 2] };
    let rig = Rig::open(quick("/echo?rig=json"));
    rig.sender.try_send(Message::from_json(&chat).unwrap()).unwrap();
    rig.until("it comes", |rig| !rig.texts().is_empty()).await;
    let back = rig.events().into_iter().find_map(|event| match event {
        Event::Message(message) => Some(message.json::<Chat>().unwrap()),
        _ => None,
    });
    assert_eq!(back, Some(chat));
    rig.end().await;
}

#[wasm_bindgen_test]
fn values_of_javascript_are_messages() {
    let message = |code: &str| Message::from_js(&js(&format!("return {code}")));
    assert_eq!(message("'text'").unwrap(), Message::from("text"));
    assert_eq!(message("new Uint8Array([1, 2, 3, 4]).buffer").unwrap(), Message::from(vec![1, 2, 3, 4]));
    assert_eq!(message("new Uint8Array([1, 2, 3, 4]).subarray(1, 3)").unwrap(), Message::from(vec![2, 3]));
    let chat: Chat = message("{ text: 'x', seen: [1, 2] }").unwrap().json().unwrap();
    assert_eq!(chat, Chat { text: "x".into(), seen: vec![1, 2] });
    assert_eq!(message("[1n, null, true, 0.5]").unwrap(), Message::from("[1,null,true,0.5]"));
    assert!(message("() => {}").is_err());
}
