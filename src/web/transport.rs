//! One WebSocket, with its four handlers attached for as long as this value lives.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{BinaryType, CloseEvent, MessageEvent, WebSocket};

use super::message::Message;
use super::sys::{self, Global, Object};
use crate::core::{Close, CloseFrame, Id};

type Handler = Closure<dyn Fn(JsValue)>;

const EVENTS: [&str; 4] = ["onopen", "onmessage", "onerror", "onclose"];

/// What an attempt connects to and how it begins.
pub(super) struct Resolved {
    pub(super) url: String,
    /// The first frames, the one that authenticates first.
    pub(super) greeting: Vec<Message>,
}

/// What a WebSocket reports.
pub(super) enum Report {
    Opened,
    Message(JsValue),
    Error,
    Closed(Close, String),
}

pub(super) struct Transport {
    pub(super) id: Id,
    pub(super) socket: WebSocket,
    /// Until it was sent.
    pub(super) greeting: Vec<Message>,
    _handlers: [Handler; EVENTS.len()],
}

impl Transport {
    /// # Errors
    /// What the constructor threw, or that there is none, in words that hold no URL.
    pub(super) fn open(
        id: Id,
        resolved: Resolved,
        protocols: &[String],
        report: impl Fn(Report) + Clone + 'static,
    ) -> Result<Transport, String> {
        let class = Global::web_socket();
        if class.is_undefined() {
            return Err("there is no WebSocket class here; Node has one from version 22 on".into());
        }
        let offered: Array = protocols.iter().map(JsValue::from).collect();
        let arguments = Array::of2(&resolved.url.into(), &offered);
        let socket = Reflect::construct(class.unchecked_ref::<Function>(), &arguments)
            .map_err(|thrown| format!("the WebSocket constructor threw {}", sys::name_of(&thrown)))?;
        let handlers = EVENTS.map(|name| {
            let report = report.clone();
            let handler = Closure::new(move |event| report(read(name, event)));
            socket.unchecked_ref::<Object>().set(name, handler.as_ref());
            handler
        });
        // A class that a test or a page put in place is no instance of the runtime's own.
        let socket: WebSocket = socket.unchecked_into();
        socket.set_binary_type(BinaryType::Arraybuffer);
        Ok(Transport { id, socket, greeting: resolved.greeting, _handlers: handlers })
    }
}

impl Drop for Transport {
    fn drop(&mut self) {
        // Not null: an `error` that nobody listens to ends the process where the class is an EventEmitter (Node's `ws`).
        for name in EVENTS {
            self.socket.unchecked_ref::<Object>().set(name, &Global::no_operation());
        }
    }
}

/// Starts the closing handshake.
pub(super) fn close(socket: &WebSocket, frame: &CloseFrame) {
    // It throws only for a frame that no `CloseFrame` can hold.
    let _ = match frame.code() {
        None => socket.close(),
        Some(code) => socket.close_with_code_and_reason(code, frame.reason()),
    };
}

/// Hands a message over.
///
/// # Errors
/// What it threw. A real WebSocket throws only while it connects, and then nothing is handed to it.
pub(super) fn write(socket: &WebSocket, message: &Message) -> Result<(), String> {
    let written = match message {
        Message::Text(text) => socket.send_with_str(text),
        Message::Binary(bytes) => socket.send_with_u8_array(bytes),
    };
    written.map_err(|thrown| sys::name_of(&thrown))
}

fn read(name: &str, event: JsValue) -> Report {
    // The first letter after `on` tells them apart.
    match name.as_bytes().get(2) {
        Some(b'o') => Report::Opened,
        Some(b'm') => Report::Message(event.unchecked_into::<MessageEvent>().data()),
        Some(b'e') => Report::Error,
        _ => {
            let event: CloseEvent = event.unchecked_into();
            Report::Closed(Close { code: event.code(), clean: event.was_clean() }, event.reason())
        }
    }
}
