//! The client that the shell drives, and what it asks of the shell.

use std::cell::Cell;

use wasm_bindgen::prelude::*;
use web_sys::WebSocket;

use crate::core::{CloseFrame, CloseFrameError, Config, Event, Fate, Id, Snapshot, cut, merge_query};
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
    /// An option takes `text`.
    Refuse,
    Open,
    /// A message event: `value`.
    Message,
    /// A failure: `text` is its cause, `value` an exception or event.
    Error,
    /// The end of an attempt or connection: code `number`, reason `text`; `value` is true where the user wanted it.
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
        if let Event::State(snapshot) = event {
            self.show(snapshot);
        }
        let none = JsValue::UNDEFINED;
        let reason;
        let (what, number, text, value) = match event {
            Event::Open => (Tell::Open, 0, "", none),
            Event::Message(event) => (Tell::Message, 0, "", event),
            Event::Error(cause, detail) => (Tell::Error, 0, cause.name(), detail.unwrap_or(none)),
            Event::Close(close, cause) => {
                let what = if close.clean { Tell::CleanClose } else { Tell::Close };
                reason = close.reason;
                (what, close.code, reason.as_str(), cause.is_wanted().into())
            }
            Event::State(_) => (Tell::State, 0, "", none),
        };
        self.tell(what, number.into(), text, value);
    }

    fn defer(&self) {
        self.tell(Tell::Defer, 0, "", JsValue::UNDEFINED);
    }

    fn report(&self, error: JsValue) {
        self.tell(Tell::Report, 0, "", error);
    }
}

/// What `Client::call` does. The shell has the same list.
///
/// Answers are numbers: 0 where nothing else is said.
mod call {
    pub(super) const CONNECT: u32 = 0;
    /// Answers `Tell::Defer`.
    pub(super) const DELIVER: u32 = 1;
    /// Disconnects with code `number` (-1 for none) and reason `text`. 1: the code is wrong, 2: the reason is too long.
    pub(super) const DISCONNECT: u32 = 2;
    /// Connects afresh; the rest as `DISCONNECT`.
    pub(super) const RECONNECT: u32 = 3;
    /// Sends `value` of `number` bytes. 0 sent, 1 queued, 2 dropped. With a negative size 3, and nothing done, where it
    /// would have to be kept: then a copy with its true size is asked for.
    pub(super) const SEND: u32 = 4;
    /// Answers `Tell::Resolve` for attempt `number`: `text` is the URL, a line feed, and the query; `value` the protocols.
    pub(super) const RESOLVED: u32 = 5;
    /// Answers `Tell::Resolve` for attempt `number`: `value` is the error.
    pub(super) const FAILED: u32 = 6;
    /// Sets option `text` to `number`. 1: it cannot take this, and `Tell::Refuse` said what it takes.
    pub(super) const SET: u32 = 7;
    /// Gives the shell a new snapshot, if there is one. The `readyState`.
    pub(super) const REFRESH: u32 = 8;
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

    /// One export for all, as each costs a hundred bytes: see [`call`].
    pub fn call(&self, what: u32, number: f64, text: &str, value: JsValue) -> u32 {
        let Client(driver) = self;
        let id = Id(number as u32);
        match what {
            call::CONNECT => driver.connect(),
            call::DELIVER => driver.deliver(),
            call::DISCONNECT | call::RECONNECT => {
                // What is no code becomes one that is refused.
                let code = if number < 0.0 { None } else { Some(number as u16) };
                match CloseFrame::new(code, text.into()) {
                    Err(CloseFrameError::Code) => return 1,
                    Err(CloseFrameError::Reason) => return 2,
                    Ok(frame) if what == call::RECONNECT => driver.reconnect(frame),
                    Ok(frame) => driver.disconnect(frame),
                }
            }
            call::SEND if number < 0.0 && !driver.hands_over() => return 3,
            call::SEND => {
                return match driver.send(value, number as u32) {
                    Fate::Sent => 0,
                    Fate::Queued => 1,
                    Fate::Dropped => 2,
                };
            }
            call::RESOLVED => {
                let (url, query) = cut(text, b'\n');
                driver.resolved(id, Resolved { url: merge_query(url, query), protocols: value });
            }
            call::FAILED => driver.resolve_failed(id, value),
            call::SET => {
                if let Err(error) = driver.configure(|config| config.set_named(text, number)) {
                    driver.host().tell(Tell::Refuse, 0, error.takes, JsValue::UNDEFINED);
                    return 1;
                }
            }
            call::REFRESH => {
                let snapshot = driver.snapshot();
                driver.host().show(snapshot);
                return snapshot.phase.ready_state().into();
            }
            // The shell calls nothing else.
            _ => {}
        }
        0
    }

    /// The WebSocket of the moment.
    pub fn socket(&self) -> Option<WebSocket> {
        self.0.socket()
    }
}
