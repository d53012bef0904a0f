//! One WebSocket, with its four handlers attached for as long as this value lives.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{CloseEvent, WebSocket};

use super::sys::{Global, Object};
use crate::core::{Close, CloseFrame, Id, Input};

type Handler = Closure<dyn Fn(JsValue)>;

const EVENTS: [&str; 4] = ["onopen", "onmessage", "onerror", "onclose"];

pub(super) struct Transport {
    pub(super) id: Id,
    pub(super) socket: WebSocket,
    _handlers: [Handler; EVENTS.len()],
}

impl Transport {
    /// # Errors
    /// What the constructor threw, or that there is none.
    pub(super) fn open(
        id: Id,
        class: &JsValue,
        url: &JsValue,
        protocols: &JsValue,
        report: impl Fn(Input<JsValue>) + Clone + 'static,
    ) -> Result<Transport, JsValue> {
        let class = if class.is_undefined() { Global::web_socket() } else { class.clone() };
        let socket = Reflect::construct(class.unchecked_ref::<Function>(), &Array::of2(url, protocols))?;
        let handlers = EVENTS.map(|name| {
            let report = report.clone();
            let handler = Closure::new(move |event| report(input(name, id, event)));
            socket.unchecked_ref::<Object>().set(name, handler.as_ref());
            handler
        });
        // A class that a test or a user put in place is no instance of the global one.
        Ok(Transport { id, socket: socket.unchecked_into(), _handlers: handlers })
    }

    /// Starts the closing handshake.
    pub(super) fn close(socket: &WebSocket, frame: &CloseFrame) {
        // It throws only for a frame that no `CloseFrame` can hold.
        let _ = match frame.code() {
            None => socket.close(),
            Some(code) => socket.close_with_code_and_reason(code, frame.reason()),
        };
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

fn input(name: &str, id: Id, event: JsValue) -> Input<JsValue> {
    // The first letter after `on` tells them apart.
    match name.as_bytes().get(2) {
        Some(b'o') => Input::Opened(id),
        Some(b'm') => Input::Message(id, event),
        Some(b'e') => Input::Error(id, event),
        _ => {
            let event: CloseEvent = event.unchecked_into();
            Input::Closed(id, Close { code: event.code(), reason: event.reason(), clean: event.was_clean() })
        }
    }
}
