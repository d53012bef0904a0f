//! One WebSocket, with its four handlers attached for as long as this value lives.

use js_sys::{Array, Function, Reflect};
use wasm_bindgen::prelude::*;
use web_sys::{CloseEvent, WebSocket};

use super::sys;
use crate::core::{Close, CloseFrame, Id, Input};

type Handler = Closure<dyn Fn(JsValue)>;

pub(super) struct Transport {
    pub(super) id: Id,
    pub(super) socket: WebSocket,
    _handlers: [Handler; 4],
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
        let class = if class.is_undefined() { sys::Global::web_socket() } else { class.clone() };
        let arguments = Array::of2(url, protocols);
        let socket = Reflect::construct(class.unchecked_ref::<Function>(), &arguments)?;
        // A class that a test or a user put in place is no instance of the global one.
        let socket: WebSocket = socket.unchecked_into();

        let [on_open, on_message, on_error, on_close] = [report.clone(), report.clone(), report.clone(), report];
        let handlers: [Handler; 4] = [
            Closure::new(move |_| on_open(Input::Opened(id))),
            Closure::new(move |event| on_message(Input::Message(id, event))),
            Closure::new(move |event| on_error(Input::Error(id, event))),
            Closure::new(move |event: JsValue| on_close(Input::Closed(id, close(event.unchecked_ref())))),
        ];
        let [opened, message, error, closed] = &handlers;
        socket.set_onopen(Some(opened.as_ref().unchecked_ref()));
        socket.set_onmessage(Some(message.as_ref().unchecked_ref()));
        socket.set_onerror(Some(error.as_ref().unchecked_ref()));
        socket.set_onclose(Some(closed.as_ref().unchecked_ref()));
        Ok(Transport { id, socket, _handlers: handlers })
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
        self.socket.set_onopen(None);
        self.socket.set_onmessage(None);
        self.socket.set_onclose(None);
        // An `error` that nobody listens to ends the process where the class is an EventEmitter (Node's `ws`).
        self.socket.set_onerror(Some(&sys::Global::no_operation()));
    }
}

fn close(event: &CloseEvent) -> Close {
    Close { code: event.code(), reason: event.reason(), clean: event.was_clean() }
}
