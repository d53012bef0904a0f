//! The client that the shell drives, and what it asks of the shell.

use std::cell::Cell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::WebSocket;

use crate::core::{CloseFrame, CloseFrameError, Config, Event, Fate, Id, Snapshot};
use crate::web::{Driver, Host, Resolved};

#[wasm_bindgen]
extern "C" {
    /// The TypeScript object that shows the client to its user.
    pub type Shell;

    #[wasm_bindgen(method)]
    fn resolve(this: &Shell, id: u32);

    #[wasm_bindgen(method, catch)]
    fn opened(this: &Shell) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn message(this: &Shell, event: JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn failed(this: &Shell, cause: &str, detail: JsValue) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn closed(this: &Shell, code: u16, reason: &str, clean: bool) -> Result<(), JsValue>;

    #[wasm_bindgen(method, catch)]
    fn changed(this: &Shell) -> Result<(), JsValue>;

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

/// Hands events to the shell.
struct ShellHost {
    shell: Shell,
    shown: Rc<Cell<Option<Snapshot>>>,
}

impl ShellHost {
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
        self.shell.resolve(id.0);
    }

    fn deliver(&self, event: Event<JsValue>) -> Result<(), JsValue> {
        match event {
            Event::State(snapshot) => {
                self.show(snapshot);
                self.shell.changed()
            }
            Event::Open => self.shell.opened(),
            Event::Message(event) => self.shell.message(event),
            Event::Error(cause, detail) => self.shell.failed(cause.name(), detail.unwrap_or_default()),
            Event::Close(close) => self.shell.closed(close.code, &close.reason, close.clean),
        }
    }
}

/// One connection that comes back by itself. The shell is only held while something goes on: so it may be collected
/// once nothing does, and has to be given anew with each call that starts something.
#[wasm_bindgen]
pub struct Client {
    driver: Driver<ShellHost>,
    shown: Rc<Cell<Option<Snapshot>>>,
}

#[wasm_bindgen]
impl Client {
    /// `class` is a WebSocket class or undefined; `seed` is NaN for one that differs each time.
    #[wasm_bindgen(constructor)]
    pub fn new(class: JsValue, seed: f64) -> Client {
        let seed = if seed.is_nan() { Driver::<ShellHost>::random_seed() } else { seed.to_bits() };
        Client { driver: Driver::new(Config::default(), seed, class), shown: Rc::default() }
    }

    /// Sets an option; says what it takes where it cannot take this.
    pub fn set(&self, name: &str, number: f64, text: &str) -> Option<String> {
        let set = self.driver.configure(|config| config.set_named(name, number, text));
        set.err().map(|error| error.takes.into())
    }

    pub fn connect(&self, shell: Shell) {
        self.attach(shell);
        self.driver.connect();
    }

    /// Says what is wrong with the close frame: 0 nothing, 1 the code, 2 the reason.
    pub fn reconnect(&self, shell: Shell, code: f64, reason: String) -> u8 {
        self.attach(shell);
        with_frame(code, reason, |frame| self.driver.reconnect(frame))
    }

    /// As `reconnect`.
    pub fn close(&self, shell: Shell, code: f64, reason: String) -> u8 {
        self.attach(shell);
        with_frame(code, reason, |frame| self.driver.disconnect(frame))
    }

    /// 0 sent, 1 queued, 2 dropped. With a negative size 3, and nothing done, where the message would have to be kept:
    /// then a copy with its true size is asked for.
    pub fn send(&self, message: JsValue, size: f64) -> u8 {
        if size < 0.0 && !self.driver.hands_over() {
            return 3;
        }
        match self.driver.send(message, size as u32) {
            Fate::Sent => 0,
            Fate::Queued => 1,
            Fate::Dropped => 2,
        }
    }

    /// Answers `resolve`.
    pub fn resolved(&self, id: u32, url: JsValue, protocols: JsValue, query: String) {
        self.driver.resolved(Id(id), Resolved { url, protocols, query });
    }

    /// Answers `resolve`.
    #[wasm_bindgen(js_name = resolveFailed)]
    pub fn resolve_failed(&self, id: u32, error: JsValue) {
        self.driver.resolve_failed(Id(id), error);
    }

    /// Gives the shell a new snapshot, if there is one.
    pub fn refresh(&self, shell: Shell) {
        self.host(shell).show(self.driver.snapshot());
    }

    #[wasm_bindgen(js_name = readyState)]
    pub fn ready_state(&self) -> u16 {
        self.driver.snapshot().phase.ready_state()
    }

    /// The WebSocket of the moment.
    pub fn socket(&self) -> Option<WebSocket> {
        self.driver.socket()
    }

    fn attach(&self, shell: Shell) {
        self.driver.attach(|| self.host(shell));
    }

    fn host(&self, shell: Shell) -> ShellHost {
        ShellHost { shell, shown: Rc::clone(&self.shown) }
    }
}

/// `code` is -1 for none.
fn with_frame(code: f64, reason: String, call: impl FnOnce(CloseFrame)) -> u8 {
    // What is no code becomes one that is refused.
    let code = if code == -1.0 { None } else { Some(code as u16) };
    match CloseFrame::new(code, reason) {
        Ok(frame) => {
            call(frame);
            0
        }
        Err(CloseFrameError::Code) => 1,
        Err(CloseFrameError::Reason) => 2,
    }
}
