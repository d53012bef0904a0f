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
use crate::core::{CloseFrame, Config, Effect, Event, Fate, Id, Input, Machine, Millis, Phase, Snapshot, merge_query};

/// What the driver asks of whoever uses it.
pub trait Host: 'static {
    /// Find URL, protocols and query of attempt `id`, and answer with [`Driver::resolved`] or
    /// [`Driver::resolve_failed`], now or later.
    fn resolve(&self, id: Id);

    /// Take an event. An error is reported as uncaught and changes nothing.
    ///
    /// # Errors
    /// Whatever a callback threw.
    fn deliver(&self, event: Event<JsValue>) -> Result<(), JsValue>;
}

/// What an attempt connects to.
#[derive(Clone, Debug)]
pub struct Resolved {
    /// The URL, a string.
    pub url: JsValue,
    /// A string, an array of strings, or undefined.
    pub protocols: JsValue,
    /// Encoded query parameters (`a=1&b=2`) to merge into the URL; may be empty.
    pub query: String,
}

/// A machine with its WebSocket, timer and clock. Clones share them.
///
/// It holds itself and its host while anything goes on, so that garbage collection never closes a socket; in a
/// terminal state it lets go of the host, which has to be [attached](Driver::attach) again.
pub struct Driver<H>(Rc<Inner<H>>);

struct Inner<H> {
    machine: RefCell<Machine<JsValue>>,
    clock: Clock,
    transport: Cell<Option<Transport>>,
    resolved: Cell<Option<Resolved>>,
    /// The WebSocket class, or undefined for the runtime's own.
    class: JsValue,
    host: Cell<Option<Rc<H>>>,
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
    pub fn new(config: Config, seed: u64, class: JsValue) -> Driver<H> {
        Driver(Rc::new(Inner {
            machine: RefCell::new(Machine::new(config, seed)),
            clock: Clock::default(),
            transport: Cell::default(),
            resolved: Cell::default(),
            class,
            host: Cell::new(None),
            events: Cell::default(),
            delivering: Cell::new(false),
        }))
    }

    /// A seed that differs each time.
    pub fn random_seed() -> u64 {
        (js_sys::Math::random() * (1u64 << 53) as f64) as u64
    }

    /// Changes its configuration.
    ///
    /// # Errors
    /// What `change` says; then nothing is changed.
    pub fn configure<E>(&self, change: impl FnOnce(&mut Config) -> Result<(), E>) -> Result<(), E> {
        let mut machine = self.0.machine.borrow_mut();
        let mut config = machine.config().clone();
        change(&mut config)?;
        machine.set_config(config);
        Ok(())
    }

    /// Gives it a host, where it has none. Every call of a user needs one to answer to.
    pub fn attach(&self, host: impl FnOnce() -> H) {
        let attached = self.0.host.take();
        self.0.host.set(attached.or_else(|| Some(Rc::new(host()))));
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
        // A browser knows of a close before it says so; what is sent then is lost without a word.
        self.0.machine.borrow().hands_over()
            && self.socket().is_some_and(|socket| socket.ready_state() == WebSocket::OPEN)
    }

    /// Sends a message of `size` bytes, or keeps it until there is a connection.
    pub fn send(&self, payload: JsValue, size: u32) -> Fate {
        self.call(Input::Send { payload, size, writable: self.hands_over() })
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

    /// What a user may see of the machine.
    pub fn snapshot(&self) -> Snapshot {
        self.0.machine.borrow().snapshot()
    }

    /// The WebSocket of the current connection or attempt.
    pub fn socket(&self) -> Option<WebSocket> {
        self.look(|transport| Some(transport.socket.clone()))
    }

    /// A call by the user, who must not be called back before it returns.
    fn call(&self, input: Input<JsValue>) -> Fate {
        let fate = self.step(input, self.0.clock.now());
        if !self.0.delivering.get() {
            let events = self.0.events.take();
            if !events.is_empty() {
                let driver = self.clone();
                sys::microtask(move || driver.deliver());
            }
            self.0.events.set(events);
        }
        fate
    }

    /// Something that happened by itself: events may be delivered right away.
    fn happened(&self, input: Input<JsValue>, now: Millis) {
        self.step(input, now);
        self.deliver();
    }

    fn step(&self, input: Input<JsValue>, now: Millis) -> Fate {
        if let Input::Closed(id, _) = &input {
            self.release(*id);
        }
        let effects = self.0.machine.borrow_mut().step(input, now);
        let mut fate = Fate::Sent;
        for effect in effects {
            match effect {
                Effect::Emit(event) => {
                    let mut events = self.0.events.take();
                    events.push(event);
                    self.0.events.set(events);
                }
                Effect::Sent(answer) => fate = answer,
                Effect::Resolve(id) => self.host(|host| host.resolve(id)),
                Effect::Open(id) => self.open(id, now),
                Effect::Write(id, message) => self.write(id, &message),
                Effect::Close(id, frame) => {
                    if let Some(socket) = self.socket_of(id) {
                        Transport::close(&socket, &frame);
                    }
                }
                Effect::Abandon(id, frame) => {
                    // Deaf first: a class may answer at once.
                    if let Some(socket) = self.release(id) {
                        Transport::close(&socket, &frame);
                    }
                }
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
        let Some(Resolved { mut url, protocols, query }) = self.0.resolved.take() else {
            return;
        };
        if !query.is_empty() {
            url = merge_query(&url.as_string().unwrap_or_default(), &query).into();
        }
        let driver = self.clone();
        let report = move |input| driver.happened(input, driver.0.clock.now());
        match Transport::open(id, &self.0.class, &url, &protocols, report) {
            Ok(transport) => self.0.transport.set(Some(transport)),
            Err(error) => {
                self.step(Input::OpenFailed(id, error), now);
            }
        }
    }

    fn write(&self, id: Id, message: &JsValue) {
        let Some(socket) = self.socket_of(id) else { return };
        // An open WebSocket takes everything that the shell lets through; a class of the user's own may not.
        if let Err(error) = socket.unchecked_ref::<sys::Sender>().send(message) {
            sys::report(&error);
        }
    }

    fn socket_of(&self, id: Id) -> Option<WebSocket> {
        self.look(|transport| if transport.id == id { Some(transport.socket.clone()) } else { None })
    }

    fn look<T>(&self, at: impl FnOnce(&Transport) -> Option<T>) -> Option<T> {
        let transport = self.0.transport.take();
        let seen = transport.as_ref().and_then(at);
        self.0.transport.set(transport);
        seen
    }

    /// Detaches from transport `id`, if it is the current one.
    fn release(&self, id: Id) -> Option<WebSocket> {
        let socket = self.socket_of(id)?;
        self.0.transport.take();
        Some(socket)
    }

    fn deliver(&self) {
        if self.0.delivering.replace(true) {
            return;
        }
        loop {
            let events = self.0.events.take();
            if events.is_empty() {
                break;
            }
            for event in events {
                self.host(|host| {
                    if let Err(error) = host.deliver(event) {
                        sys::report(&error);
                    }
                });
            }
        }
        self.0.delivering.set(false);
        // Nothing can happen any more unless the user calls: let go of the host, so that it may be collected.
        if matches!(self.snapshot().phase, Phase::Idle | Phase::Closed) {
            self.0.host.take();
        }
    }

    fn host(&self, call: impl FnOnce(&H)) {
        let host = self.0.host.take();
        self.0.host.set(host.clone());
        if let Some(host) = host {
            call(&host);
        }
    }
}
