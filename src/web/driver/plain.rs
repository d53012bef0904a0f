//! Plain messages: sent, kept, delivered.

use std::cell::{Cell, RefCell};
use std::task::Waker;

use futures_channel::oneshot;

use super::payloads::{Payload, Payloads};
use super::{AtHand, Driver, Protocol};
use crate::core::{
    self, CloseFrame, Config, Counters, Cursor, Effect, Facts, Fate, Id, Input, Machine, Number, Outcome, Outgoing,
    Phase,
};
use crate::web::error::DeliverError;
use crate::web::event::{Error, Event, Loss};
use crate::web::inbox::Inbox;
use crate::web::message::Message;
use crate::web::options::{Link, Options};
use crate::web::storage;

/// How a [`deliver`](crate::web::Sender::deliver) ended.
pub(in crate::web) type Settled = Result<(), DeliverError>;

/// What the driver has besides its machine.
pub(in crate::web) struct Plain {
    options: Options,
    payloads: RefCell<Payloads>,
    inbox: Inbox<Event>,
    /// Tasks that wait until something can be sent.
    senders: RefCell<Vec<Waker>>,
    /// The last attempt to store failed, and was told.
    unstored: Cell<bool>,
}

pub(in crate::web) enum Content {
    /// The message that is sent, until it is kept or handed over; and who waits for its end.
    Outgoing(Option<Message>, Option<oneshot::Sender<Settled>>),
    /// The message that has come, until it is delivered.
    Incoming(Option<Message>),
}

impl Driver {
    /// A driver that waits for [`connect`](Driver::connect).
    pub(in crate::web) fn new(link: Link, options: Options, config: Config, seed: u64) -> Driver {
        let plain = Plain {
            options,
            payloads: RefCell::default(),
            inbox: Inbox::default(),
            senders: RefCell::default(),
            unstored: Cell::new(false),
        };
        let driver = Driver::run(link, plain, Machine::new(config, seed));
        driver.restore();
        driver
    }

    pub(in crate::web) fn connect(&self) {
        self.attach();
        self.step(Input::Connect, AtHand::Nothing);
    }

    pub(in crate::web) fn reconnect(&self) {
        self.attach();
        self.step(Input::Reconnect, AtHand::Nothing);
    }

    pub(in crate::web) fn disconnect(&self, frame: CloseFrame) {
        self.step(Input::Disconnect, AtHand::Frame(frame));
    }

    /// Sends a message or keeps it; one with an id until it is acknowledged, which then is told to `settle`.
    ///
    /// # Errors
    /// Gives it back where it was not taken.
    pub(in crate::web) fn send(
        &self,
        message: Message,
        id: Option<&str>,
        timeout: Option<u32>,
        settle: Option<oneshot::Sender<Settled>>,
    ) -> Result<Fate, (Fate, Message)> {
        let size = size_of(&message);
        let effects = self.begin(Input::Send(Outgoing { size, buffered: self.buffered(), id, timeout }));
        let fate = effects.iter().find_map(|effect| if let Effect::Sent(fate) = effect { Some(*fate) } else { None });
        match fate {
            Some(fate @ (Fate::Sent | Fate::Queued)) => {
                self.carry_out(effects, AtHand::Content(Content::Outgoing(Some(message), settle)));
                Ok(fate)
            }
            refused => {
                self.carry_out(effects, AtHand::Nothing);
                Err((refused.unwrap_or(Fate::Dropped), message))
            }
        }
    }

    pub(in crate::web) fn options(&self) -> &Options {
        &self.protocol().options
    }

    pub(in crate::web) fn inbox(&self) -> &Inbox<Event> {
        &self.protocol().inbox
    }

    pub(in crate::web) fn counters(&self) -> Counters {
        self.with(|machine| machine.counters())
    }

    pub(in crate::web) fn cursor(&self) -> Option<Cursor> {
        self.with(|machine| machine.cursor().cloned())
    }

    /// Whether a message that is sent now is the next to leave, if the transport takes it.
    pub(in crate::web) fn hands_over(&self) -> bool {
        self.with(|machine| machine.hands_over())
    }

    /// Wakes this task when anything has happened.
    pub(in crate::web) fn wake_later(&self, waker: &Waker) {
        let waker = waker.clone();
        let mut senders = self.protocol().senders.borrow_mut();
        if !senders.iter().any(|other| other.will_wake(&waker)) {
            senders.push(waker);
        }
    }

    fn tell(&self, event: Event) {
        self.inbox().push(event);
        self.inbox().wake();
    }

    /// Goes on where the user says, or where an earlier page was.
    fn restore(&self) {
        let Options { start, storage, .. } = self.options();
        self.with(|machine| machine.restore(start.clone(), []));
        let Some(storage) = storage else { return };
        match storage.load() {
            Ok(stored) => {
                let keys = stored.keys.iter().map(String::as_str);
                self.with(|machine| machine.restore(stored.cursor, keys));
            }
            Err(detail) => self.tell(Event::Error(Error::Storage { detail })),
        }
    }

    fn save(&self) {
        let Some(storage) = &self.options().storage else { return };
        let text = self.with(|machine| storage::encode(machine.cursor(), machine.keys()));
        let saved = storage.save(&text);
        let failed_before = self.protocol().unstored.replace(saved.is_err());
        if let Err(detail) = saved
            && !failed_before
        {
            self.tell(Event::Error(Error::Storage { detail }));
        }
    }

    fn keep(&self, number: Number, payload: Payload) {
        self.protocol().payloads.borrow_mut().keep(number, payload);
    }

    fn take(&self, number: Number) -> Option<Payload> {
        self.protocol().payloads.borrow_mut().take(number)
    }

    fn write(&self, id: Id, message: &Message) {
        if self.hand_over(id, message).is_err() {
            self.tell(Event::Dropped { message: message.clone(), loss: Loss::Refused });
        }
    }

    fn forget(&self, number: Number, outcome: Outcome) {
        let Some(Payload { message, settle }) = self.take(number) else { return };
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

    fn emit(&self, event: core::Event, at_hand: &mut AtHand<Content>) {
        let inbox = self.inbox();
        match event {
            core::Event::State(snapshot) => {
                if snapshot.phase == Phase::Waiting {
                    inbox.push(Event::Reconnecting { attempt: snapshot.attempt, delay: self.delay(&snapshot) });
                }
            }
            core::Event::Open => {
                inbox.push(Event::Open);
                if self.snapshot().resumed {
                    inbox.push(Event::Resumed);
                }
            }
            core::Event::Message => {
                if let AtHand::Content(Content::Incoming(message)) = at_hand
                    && let Some(message) = message.take()
                {
                    inbox.push(Event::Message(message));
                }
            }
            core::Event::Error(cause) => {
                inbox.push(Event::Error(Error::Connection { cause, detail: at_hand.detail() }));
            }
            core::Event::Close(close, cause) => {
                inbox.push(Event::Close { code: close.code, reason: at_hand.reason(), clean: close.clean, cause });
            }
        }
    }
}

impl Protocol for Plain {
    type Machine = Machine;
    type Content = Content;

    fn opened(driver: &Driver, id: Id) {
        driver.step(Input::Opened(id), AtHand::Nothing);
    }

    fn received(driver: &Driver, id: Id, message: Option<Message>) {
        let Some(message) = message else { return driver.tell(Event::Error(Error::Unreadable)) };
        let Options { is_reply, acknowledges, cursor, key, .. } = driver.options();
        let reply = is_reply.as_ref().is_some_and(|is_reply| is_reply(&message));
        let acknowledges = acknowledges.as_ref().and_then(|acknowledges| acknowledges(&message));
        let key = key.as_ref().and_then(|key| key(&message));
        let cursor = cursor.as_ref().and_then(|cursor| cursor(&message));
        let facts = Facts { reply, acknowledges: acknowledges.as_deref(), cursor, key: key.as_deref() };
        driver.step(Input::Message(id, facts), AtHand::Content(Content::Incoming(Some(message))));
    }

    fn effect(driver: &Driver, effect: Effect, at_hand: &mut AtHand<Content>) {
        match effect {
            Effect::Greet(id) => driver.take_greeting(id).iter().for_each(|frame| driver.write(id, frame)),
            Effect::Keep(number) => {
                if let AtHand::Content(Content::Outgoing(message, settle)) = at_hand
                    && let Some(message) = message.take()
                {
                    driver.keep(number, Payload { message, settle: settle.take() });
                }
            }
            Effect::Write(id, number) => {
                // Out of the map meanwhile: nothing is borrowed while it is sent.
                match (driver.take(number), at_hand) {
                    (Some(payload), _) => {
                        driver.write(id, &payload.message);
                        driver.keep(number, payload);
                    }
                    (None, AtHand::Content(Content::Outgoing(Some(message), _))) => driver.write(id, message),
                    (None, _) => {}
                }
            }
            Effect::Forget(number, outcome) => driver.forget(number, outcome),
            Effect::Probe(id) => {
                if let Some(probe) = &driver.options().probe {
                    driver.write(id, probe);
                }
            }
            Effect::Save => driver.save(),
            other => {
                driver.link_effect(other, at_hand);
                if let Effect::Emit(event) = other {
                    driver.emit(event, at_hand);
                }
            }
        }
    }

    fn wake(driver: &Driver) {
        let senders = driver.protocol().senders.take();
        senders.into_iter().for_each(Waker::wake);
        if driver.phase() == Phase::Closed || !driver.inbox().is_empty() {
            driver.inbox().wake();
        }
    }
}

/// More than 4 GiB is no message that a browser takes.
pub(in crate::web) fn size_of(message: &Message) -> u32 {
    u32::try_from(message.size()).unwrap_or(u32::MAX)
}
