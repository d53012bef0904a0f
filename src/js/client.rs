//! The client that the shell drives, and what it asks of the shell.

use std::cell::Cell;

use wasm_bindgen::prelude::*;
use web_sys::WebSocket;

use crate::core::{CloseFrame, CloseFrameError, Config, Event, Fate, Id, Snapshot};
use crate::web::{Driver, Host, Resolved};

#[wasm_bindgen]
extern "C" {
    /// The TypeScript object that shows the client to its user. It never throws.
    pub type Shell;

    /// Something to do or to tell: one import for all, as each costs a hundred bytes.
    #[wasm_bindgen(method)]
    fn tell(this: &Shell, what: u32, number: u32, text: &str, value: JsValue);

    /// Takes a new snapshot. `due` is on the clock of `performance.now()`, or -1.
    #[wasm_bindgen(method)]
    fn snapshot(
        this: &Shell,
        phase: &str,
        cause: &str,
        attempt: u32,
        retrying: bool,
        due: f64,
        messages: u32,
        bytes: f64,
    );
}

/// What `Shell::tell` tells. The shell has the same list.
enum Tell {
    /// Resolve attempt `number`.
    Resolve,
    /// Call `deliver` in a microtask.
    Defer,
    /// Report `value` as uncaught.
    Report,
    Open,
    /// A message event: `value`.
    Message,
    /// A failure: `text` is its cause, `value` an exception or event.
    Error,
    /// The end of an attempt or connection: code `number`, reason `text`.
    Close,
    /// As `Close`, after a closing handshake.
    CleanClose,
    /// The transition that the last snapshot shows.
    State,
}

struct ShellHost {
    shell: Shell,
    shown: Cell<Option<Snapshot>>,
}

impl ShellHost {
    fn tell(&self, what: Tell, number: u32, text: &str, value: JsValue) {
        self.shell.tell(what as u32, number, text, value);
    }

    fn show(&self, snapshot: Snapshot) {
        if self.shown.replace(Some(snapshot)) == Some(snapshot) {
            return;
        }
        let Snapshot { phase, cause, attempt, retrying, next_attempt_at, queued } = snapshot;
        let due = next_attempt_at.map_or(-1.0, |at| at.0 as f64);
        let bytes = queued.bytes as f64;
        self.shell.snapshot(phase.name(), cause.name(), attempt, retrying, due, queued.messages, bytes);
    }
}

impl Host for ShellHost {
    fn resolve(&self, id: Id) {
        self.tell(Tell::Resolve, id.0, "", JsValue::UNDEFINED);
    }

    fn deliver(&self, event: Event<JsValue>) {
        let none = JsValue::UNDEFINED;
        match event {
            Event::Open => self.tell(Tell::Open, 0, "", none),
            Event::Message(event) => self.tell(Tell::Message, 0, "", event),
            Event::Error(cause, detail) => self.tell(Tell::Error, 0, cause.name(), detail.unwrap_or(none)),
            Event::Close(close) => {
                let what = if close.clean { Tell::CleanClose } else { Tell::Close };
                self.tell(what, close.code.into(), &close.reason, none);
            }
            Event::State(snapshot) => {
                self.show(snapshot);
                self.tell(Tell::State, 0, "", none);
            }
        }
    }

    fn defer(&self) {
        self.tell(Tell::Defer, 0, "", JsValue::UNDEFINED);
    }

    fn report(&self, error: JsValue) {
        self.tell(Tell::Report, 0, "", error);
    }
}

/// One connection that comes back by itself.
#[wasm_bindgen]
pub struct Client(Driver<ShellHost>);

#[wasm_bindgen]
impl Client {
    /// `class` is a WebSocket class or undefined.
    #[wasm_bindgen(constructor)]
    pub fn new(shell: Shell, class: JsValue, seed: f64) -> Client {
        let host = ShellHost { shell, shown: Cell::default() };
        Client(Driver::new(host, class, Config::default(), seed.to_bits()))
    }

    /// Sets an option; says what it takes where it cannot take this.
    pub fn set(&self, name: &str, number: f64, text: &str) -> Option<String> {
        let set = self.0.configure(|config| config.set_named(name, number, text));
        set.err().map(|error| error.takes.into())
    }

    pub fn connect(&self) {
        self.0.connect();
    }

    /// Disconnects, or connects afresh. Says what is wrong with the close frame: 0 nothing, 1 the code, 2 the reason.
    /// `code` is -1 for none.
    pub fn end(&self, reconnect: bool, code: f64, reason: String) -> u8 {
        // What is no code becomes one that is refused.
        let code = if code < 0.0 { None } else { Some(code as u16) };
        match CloseFrame::new(code, reason) {
            Err(CloseFrameError::Code) => return 1,
            Err(CloseFrameError::Reason) => return 2,
            Ok(frame) if reconnect => self.0.reconnect(frame),
            Ok(frame) => self.0.disconnect(frame),
        }
        0
    }

    /// 0 sent, 1 queued, 2 dropped. With a negative size 3, and nothing done, where the message would have to be kept:
    /// then a copy with its true size is asked for.
    pub fn send(&self, message: JsValue, size: f64) -> u8 {
        if size < 0.0 && !self.0.hands_over() {
            return 3;
        }
        match self.0.send(message, size as u32) {
            Fate::Sent => 0,
            Fate::Queued => 1,
            Fate::Dropped => 2,
        }
    }

    /// Answers `Tell::Resolve`.
    pub fn resolved(&self, id: u32, url: JsValue, protocols: JsValue, query: String) {
        self.0.resolved(Id(id), Resolved { url, protocols, query });
    }

    /// Answers `Tell::Resolve`.
    #[wasm_bindgen(js_name = resolveFailed)]
    pub fn resolve_failed(&self, id: u32, error: JsValue) {
        self.0.resolve_failed(Id(id), error);
    }

    /// Answers `Tell::Defer`.
    pub fn deliver(&self) {
        self.0.deliver();
    }

    /// Gives the shell a new snapshot, if there is one; says the `readyState`.
    pub fn refresh(&self) -> u16 {
        let snapshot = self.0.snapshot();
        self.0.host().show(snapshot);
        snapshot.phase.ready_state()
    }

    /// The WebSocket of the moment.
    pub fn socket(&self) -> Option<WebSocket> {
        self.0.socket()
    }
}
