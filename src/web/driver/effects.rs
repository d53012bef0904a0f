//! Carries out what the machine asks for.

use std::time::Duration;

use futures_channel::oneshot;

use super::payloads::Payload;
use super::{Driver, Settled};
use crate::core::{self, CloseFrame, Effect, Id, Input, Number, Outcome, Phase, Snapshot};
use crate::web::error::DeliverError;
use crate::web::event::{Error, Event, Loss};
use crate::web::message::Message;
use crate::web::state::Ended;
use crate::web::storage;
use crate::web::transport::{self, Resolved, Transport};

/// What a step is about, besides what the machine was told of it.
pub(super) enum AtHand {
    Nothing,
    /// The message that is sent, until it is kept or handed over; and who waits for its end.
    Outgoing(Option<Message>, Option<oneshot::Sender<Settled>>),
    /// The message that has come, until it is delivered.
    Incoming(Option<Message>),
    /// What the attempt needs, until it is opened.
    Resolved(Option<Resolved>),
    /// What went wrong.
    Detail(String),
    /// The reason of a close.
    Reason(String),
    /// The frame to close with.
    Frame(CloseFrame),
}

impl Driver {
    pub(super) fn effect(&self, effect: Effect, at_hand: &mut AtHand) {
        match effect {
            Effect::Resolve(id, endpoint) => self.resolve(id, endpoint),
            Effect::Open(id) => {
                if let AtHand::Resolved(resolved) = at_hand
                    && let Some(resolved) = resolved.take()
                {
                    self.open(id, resolved);
                }
            }
            Effect::Greet(id) => self.greet(id),
            Effect::Keep(number) => {
                if let AtHand::Outgoing(message, settle) = at_hand
                    && let Some(message) = message.take()
                {
                    self.0.payloads.borrow_mut().keep(number, Payload { message, settle: settle.take() });
                }
            }
            Effect::Write(id, number) => {
                // Out of the map meanwhile: nothing is borrowed while it is sent.
                let kept = self.0.payloads.borrow_mut().take(number);
                match (kept, at_hand) {
                    (Some(payload), _) => {
                        self.write(id, &payload.message);
                        self.0.payloads.borrow_mut().keep(number, payload);
                    }
                    (None, AtHand::Outgoing(Some(message), _)) => self.write(id, message),
                    (None, _) => {}
                }
            }
            Effect::Forget(number, outcome) => self.forget(number, outcome),
            Effect::Probe(id) => {
                if let Some(probe) = &self.0.options.probe {
                    self.write(id, probe);
                }
            }
            Effect::Close(id) => {
                if let Some(socket) = self.socket_of(id) {
                    transport::close(&socket, &frame(at_hand));
                }
            }
            Effect::Abandon(id) => {
                if let Some(transport) = self.release(id) {
                    let socket = transport.socket.clone();
                    // Deaf first: a replaced class may answer at once.
                    drop(transport);
                    transport::close(&socket, &frame(at_hand));
                }
            }
            // The answer was given when the machine gave it; the cursor is read from the machine.
            Effect::Sent(_) | Effect::Advance => {}
            Effect::Save => self.save(),
            Effect::Emit(event) => self.emit(event, at_hand),
        }
    }

    /// Goes on where the user says, or where an earlier page was.
    pub(super) fn restore(&self) {
        self.0.machine.borrow_mut().restore(self.0.options.resume.start.clone(), []);
        let Some(storage) = &self.0.options.storage else { return };
        match storage.load() {
            Ok(stored) => {
                let keys = stored.keys.iter().map(String::as_str);
                self.0.machine.borrow_mut().restore(stored.cursor, keys);
            }
            Err(detail) => self.tell(Event::Error(Error::Storage { detail })),
        }
    }

    fn save(&self) {
        let Some(storage) = &self.0.options.storage else { return };
        let text = {
            let machine = self.0.machine.borrow();
            storage::encode(machine.cursor(), machine.keys())
        };
        let saved = storage.save(&text);
        let failed_before = self.0.unstored.replace(saved.is_err());
        if let Err(detail) = saved
            && !failed_before
        {
            self.tell(Event::Error(Error::Storage { detail }));
        }
    }

    fn open(&self, id: Id, resolved: Resolved) {
        let driver = self.clone();
        match Transport::open(id, resolved, &self.0.options.protocols, move |report| driver.report(id, report)) {
            Ok(transport) => drop(self.0.transport.replace(Some(transport))),
            Err(detail) => self.step(Input::OpenFailed(id), AtHand::Detail(detail)),
        }
    }

    fn greet(&self, id: Id) {
        let greeting = match &mut *self.0.transport.borrow_mut() {
            Some(transport) if transport.id == id => std::mem::take(&mut transport.greeting),
            _ => Vec::new(),
        };
        for frame in &greeting {
            self.write(id, frame);
        }
    }

    fn write(&self, id: Id, message: &Message) {
        let Some(socket) = self.socket_of(id) else { return };
        // A real WebSocket that is open takes everything; one that a test or a page put in its place may not.
        if transport::write(&socket, message).is_err() {
            self.tell(Event::Dropped { message: message.clone(), loss: Loss::Refused });
        }
    }

    fn socket_of(&self, id: Id) -> Option<web_sys::WebSocket> {
        let transport = self.0.transport.borrow();
        transport.as_ref().filter(|transport| transport.id == id).map(|transport| transport.socket.clone())
    }

    fn forget(&self, number: Number, outcome: Outcome) {
        let payload = self.0.payloads.borrow_mut().take(number);
        let Some(Payload { message, settle }) = payload else { return };
        if let Some(settle) = settle {
            let settled = match outcome {
                Outcome::Sent | Outcome::Acknowledged => Ok(()),
                Outcome::Expired => Err(DeliverError::TimedOut),
                Outcome::Overflowed => Err(DeliverError::Overflowed),
                Outcome::Closed => Err(DeliverError::Closed),
            };
            // Nobody may be waiting any more.
            let _ = settle.send(settled);
            return;
        }
        let loss = match outcome {
            Outcome::Expired => Loss::Expired,
            Outcome::Overflowed => Loss::Overflowed,
            // Only a message with an id is given up when the connection ends, and one with an id settles.
            Outcome::Sent | Outcome::Acknowledged | Outcome::Closed => return,
        };
        self.tell(Event::Dropped { message, loss });
    }

    fn emit(&self, event: core::Event, at_hand: &mut AtHand) {
        let inbox = &self.0.inbox;
        match event {
            core::Event::State(snapshot) => self.moved(snapshot),
            core::Event::Open => {
                inbox.push(Event::Open);
                if self.snapshot().resumed {
                    inbox.push(Event::Resumed);
                }
            }
            core::Event::Message => {
                if let AtHand::Incoming(message) = at_hand
                    && let Some(message) = message.take()
                {
                    inbox.push(Event::Message(message));
                }
            }
            core::Event::Error(cause) => {
                let detail = if let AtHand::Detail(detail) = at_hand { Some(detail.clone()) } else { None };
                inbox.push(Event::Error(Error::Connection { cause, detail }));
            }
            core::Event::Close(close, cause) => {
                let reason = if let AtHand::Reason(reason) = at_hand { reason.clone() } else { String::new() };
                let ended = Ended { code: close.code, reason: reason.clone(), clean: close.clean, cause };
                self.0.history.borrow_mut().last_close = Some(ended);
                inbox.push(Event::Close { code: close.code, reason, clean: close.clean, cause });
            }
        }
    }

    fn moved(&self, snapshot: Snapshot) {
        let at = Duration::from_millis(js_sys::Date::now() as u64);
        self.0.history.borrow_mut().note(&snapshot, at);
        if snapshot.phase == Phase::Waiting {
            let now = self.0.clock.now();
            let delay = snapshot.next_attempt_at.map(|at| Duration::from_millis(at - now));
            self.0.inbox.push(Event::Reconnecting { attempt: snapshot.attempt, delay });
        }
    }
}

fn frame(at_hand: &AtHand) -> CloseFrame {
    if let AtHand::Frame(frame) = at_hand { frame.clone() } else { CloseFrame::default() }
}
