//! Runs a [`Machine`] on a real WebSocket.
//!
//! Rules that keep re-entrant JavaScript harmless: the machine is borrowed only to step it; actions (open, write,
//! close) are carried out at once and in order; events are delivered from a queue, one at a time, with nothing
//! borrowed. A call by the user never calls the user back: its events follow in a microtask.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::WebSocket;

use super::clock::Clock;
use super::sys;
use super::transport::Transport;
use crate::core::{Close, CloseFrame, Config, Effect, Event, Fate, Id, Input, Machine, Millis, Snapshot};

/// What the driver asks of whoever uses it. None of it may throw.
///
/// ```no_run
/// use std::cell::OnceCell;
/// use std::rc::Rc;
///
/// use everwire::core::{Config, Event, Id};
/// use everwire::web::{Driver, Host, Resolved};
/// use wasm_bindgen::JsValue;
///
/// struct Console(Rc<OnceCell<Driver<Console>>>);
///
/// impl Host for Console {
///     fn resolve(&self, id: Id) {
///         let url = "wss://example.com/socket".into();
///         self.0.get().unwrap().resolved(id, Resolved { url, protocols: JsValue::UNDEFINED });
///     }
///     fn deliver(&self, event: Event<JsValue>) { /* show it */ }
///     fn defer(&self) { /* spawn_local(async { driver.deliver() }) */ }
///     fn report(&self, error: JsValue) { /* console.error */ }
/// }
///
/// let slot = Rc::new(OnceCell::new());
/// let seed = 42; // in an app, one that differs each time
/// let driver = Driver::new(Console(slot.clone()), JsValue::UNDEFINED, Config::default(), seed);
/// let _ = slot.set(driver.clone());
/// driver.connect();
/// ```
pub trait Host: 'static {
    /// Find URL and protocols of attempt `id`, and answer with [`Driver::resolved`] or
    /// [`Driver::resolve_failed`], now or later.
    fn resolve(&self, id: Id);

    /// Take an event.
    fn deliver(&self, event: Event<JsValue>);

    /// Call [`Driver::deliver`] soon, but not now: in a microtask.
    fn defer(&self);

    /// Report an exception that is nobody's answer, as an uncaught one.
    fn report(&self, error: JsValue);
}

/// What an attempt connects to.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The URL.
    pub url: String,
    /// A string, an array of strings, or undefined.
    pub protocols: JsValue,
}

/// A machine with its WebSocket, timer and clock. Clones share them. While anything goes on it holds itself and its
/// host, so that garbage collection never closes a socket.
pub struct Driver<H>(Rc<Inner<H>>);

struct Inner<H> {
    host: H,
    /// The WebSocket class, or undefined for the runtime's own.
    class: JsValue,
    machine: RefCell<Machine<JsValue>>,
    clock: Clock,
    resolved: Cell<Option<Resolved>>,
    /// Boxed, as it is taken out and put back whenever somebody looks.
    transport: Cell<Option<Box<Transport>>>,
    events: Cell<Vec<Event<JsValue>>>,
    delivering: Cell<bool>,
}

impl<H> Clone for Driver<H> {
    fn clone(&self) -> Self {
        Driver(Rc::clone(&self.0))
    }
}

impl<H: Host> Driver<H> {
    /// A driver that waits for [`connect`](Driver::connect). `class` is a WebSocket class, or undefined for the
    /// runtime's own; `seed` fixes the jitter.
    pub fn new(host: H, class: JsValue, config: Config, seed: u64) -> Driver<H> {
        Driver(Rc::new(Inner {
            host,
            class,
            machine: RefCell::new(Machine::new(config, seed)),
            clock: Clock::default(),
            resolved: Cell::default(),
            transport: Cell::default(),
            events: Cell::default(),
            delivering: Cell::new(false),
        }))
    }

    /// Changes its configuration.
    pub fn configure<T>(&self, change: impl FnOnce(&mut Config) -> T) -> T {
        change(self.0.machine.borrow_mut().config_mut())
    }

    /// Who is told.
    pub fn host(&self) -> &H {
        &self.0.host
    }

    /// Connects, unless something goes on already.
    pub fn connect(&self) {
        self.call(Input::Connect);
    }

    /// Drops what is there and connects afresh.
    pub fn reconnect(&self, frame: CloseFrame) {
        self.call(Input::Reconnect(frame));
    }

    /// Ends the connection, and all attempts.
    pub fn disconnect(&self, frame: CloseFrame) {
        self.call(Input::Disconnect(frame));
    }

    /// Whether a message sent now is handed to the socket at once. Where not, what is sent has to be a copy of
    /// anything that its owner may change.
    pub fn hands_over(&self) -> bool {
        self.0.machine.borrow().hands_over() && self.takes_messages()
    }

    /// Sends a message of `size` bytes, or keeps it until there is a connection.
    pub fn send(&self, payload: JsValue, size: u32) -> Fate {
        let writable = self.hands_over();
        self.call(Input::Send { payload, size, writable })
    }

    /// Answers [`Host::resolve`].
    pub fn resolved(&self, id: Id, resolved: Resolved) {
        self.0.resolved.set(Some(resolved));
        self.call(Input::Resolved(id));
        // An answer that came too late is of no use, and may hold a token.
        self.0.resolved.take();
    }

    /// Answers [`Host::resolve`].
    pub fn resolve_failed(&self, id: Id, error: JsValue) {
        self.call(Input::ResolveFailed(id, error));
    }

    /// Delivers the events that wait. For [`Host::defer`].
    pub fn deliver(&self) {
        if self.0.delivering.replace(true) {
            return;
        }
        loop {
            let events = self.0.events.take();
            if events.is_empty() {
                break;
            }
            for event in events {
                self.0.host.deliver(event);
            }
        }
        self.0.delivering.set(false);
    }

    /// What a user may see of the machine.
    pub fn snapshot(&self) -> Snapshot {
        self.0.machine.borrow().snapshot()
    }

    /// The WebSocket of the current connection or attempt.
    pub fn socket(&self) -> Option<WebSocket> {
        let transport = self.0.transport.take();
        let socket = transport.as_ref().map(|transport| transport.socket.clone());
        self.0.transport.set(transport);
        socket
    }

    /// A call by the user, who must not be called back before it returns: not even where a class answers at once.
    fn call(&self, input: Input<JsValue>) -> Fate {
        let delivering = self.0.delivering.replace(true);
        let fate = self.step(input, self.0.clock.now());
        self.0.delivering.set(delivering);
        let events = self.0.events.take();
        if !events.is_empty() && !delivering {
            self.0.host.defer();
        }
        self.0.events.set(events);
        fate
    }

    /// A browser knows of a close before it says so; what is sent then is lost without a word.
    fn takes_messages(&self) -> bool {
        self.socket().is_some_and(|socket| socket.ready_state() < WebSocket::CLOSING)
    }

    /// Something that happened by itself: its events may be delivered right away.
    fn happened(&self, input: Input<JsValue>, now: Millis) {
        // An opening that is over already is none, and its close follows.
        if matches!(input, Input::Opened(_)) && !self.takes_messages() {
            return;
        }
        self.step(input, now);
        self.deliver();
    }

    fn step(&self, input: Input<JsValue>, now: Millis) -> Fate {
        if let Input::Closed(id, _) = &input {
            self.release(*id);
        }
        let effects = self.0.machine.borrow_mut().step(input, now);
        let mut fate = Fate::Sent;
        let mut refused = false;
        for effect in effects {
            match effect {
                Effect::Emit(event) => {
                    let mut events = self.0.events.take();
                    events.push(event);
                    self.0.events.set(events);
                }
                // What the socket itself refused was not sent, whatever the machine thought.
                Effect::Sent(answer) => fate = if refused { Fate::Dropped } else { answer },
                Effect::Resolve(id) => self.0.host.resolve(id),
                Effect::Open(id) => self.open(id, now),
                Effect::Write(_, message) => refused = !self.write(&message),
                Effect::Close(_, frame) => {
                    if let Some(socket) = self.socket() {
                        Transport::close(&socket, &frame);
                    }
                }
                Effect::Abandon(id, frame) => self.abandon(id, &frame),
            }
        }
        let driver = self.clone();
        let deadline = self.0.machine.borrow().next_deadline();
        self.0.clock.arm(deadline, move || {
            let now = driver.0.clock.rang();
            driver.happened(Input::Tick, now);
        });
        fate
    }

    fn open(&self, id: Id, now: Millis) {
        let Some(Resolved { url, protocols }) = self.0.resolved.take() else { return };
        let driver = self.clone();
        let report = move |input| driver.happened(input, driver.0.clock.now());
        match Transport::open(id, &self.0.class, &url.into(), &protocols, report) {
            Ok(transport) if self.0.machine.borrow().awaits(id) => self.0.transport.set(Some(Box::new(transport))),
            // The class called back from its constructor, and nobody waits for this socket any more.
            Ok(transport) => {
                Transport::close(&transport.socket, &CloseFrame::default());
                self.step(Input::Closed(id, Close::abnormal()), now);
            }
            Err(error) => {
                self.step(Input::OpenFailed(id, error), now);
            }
        }
    }

    fn write(&self, message: &JsValue) -> bool {
        let Some(socket) = self.socket() else { return false };
        // An open WebSocket takes everything that the shell lets through; a class of the user's own may not.
        match socket.unchecked_ref::<sys::Object>().send(message) {
            Ok(()) => true,
            Err(error) => {
                self.0.host.report(error);
                false
            }
        }
    }

    fn abandon(&self, id: Id, frame: &CloseFrame) {
        // Deaf first: a class may answer at once.
        if let Some(socket) = self.release(id) {
            Transport::close(&socket, frame);
        }
    }

    /// Detaches from transport `id`, if it is the current one.
    fn release(&self, id: Id) -> Option<WebSocket> {
        let transport = self.0.transport.take();
        match transport {
            Some(transport) if transport.id == id => Some(transport.socket.clone()),
            other => {
                self.0.transport.set(other);
                None
            }
        }
    }
}
