//! Runs a [`Machine`] on a real WebSocket.
//!
//! Rules that keep re-entrant code harmless:
//!
//! - The machine is borrowed only to step it, and no other borrow is held while foreign code runs (the user's functions,
//!   wakers, a replaced WebSocket class).
//! - Effects are carried out in their order: what a step causes while another step's are carried out comes after those.
//! - The user's task is woken when all is done. What it finds is in a queue, so nothing calls it back.
//!
//! While anything goes on, a driver is held by its timer, its WebSocket's handlers and its listeners, so it outlives its
//! user for a closing handshake. When the machine is closed they are gone.

mod effects;
mod payloads;
mod resolve;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
use std::task::Waker;

use futures_channel::oneshot;
use web_sys::WebSocket;

use self::effects::AtHand;
use self::payloads::Payloads;
use super::clock::Clock;
use super::error::DeliverError;
use super::event::{Error, Event};
use super::lifecycle::Lifecycle;
use super::message::Message;
use super::options::Options;
use super::sink::Inbox;
use super::state::{History, State, Transition};
use super::transport::{Report, Transport};
use crate::core::{
    CloseFrame, Config, Counters, Cursor, Effect, Facts, Fate, Id, Input, Machine, Millis, NOT_WRITABLE, Outgoing,
    Phase, Signal, Snapshot, Verdict, retry_hint,
};

/// How a [`deliver`](super::Sender::deliver) ended.
pub(super) type Settled = Result<(), DeliverError>;

/// A machine with its WebSocket, timer and clock. Clones share them.
#[derive(Clone)]
pub(super) struct Driver(Rc<Inner>);

struct Inner {
    options: Options,
    machine: RefCell<Machine>,
    clock: Clock,
    transport: RefCell<Option<Transport>>,
    payloads: RefCell<Payloads>,
    history: RefCell<History>,
    lifecycle: RefCell<Option<Lifecycle>>,
    inbox: Inbox,
    /// Tasks that wait until something can be sent.
    senders: RefCell<Vec<Waker>>,
    /// A `wss` URL was used: `ws` is no way back.
    secure: Cell<bool>,
    /// The last attempt to store failed, and was told.
    unstored: Cell<bool>,
    /// Effects that wait, each step's with what was at hand in it.
    work: RefCell<VecDeque<(Vec<Effect>, AtHand)>>,
    working: Cell<bool>,
}

impl Driver {
    /// A driver that waits for [`connect`](Driver::connect).
    pub(super) fn new(options: Options, config: Config, seed: u64) -> Driver {
        let driver = Driver(Rc::new(Inner {
            options,
            machine: RefCell::new(Machine::new(config, seed)),
            clock: Clock::default(),
            transport: RefCell::default(),
            payloads: RefCell::default(),
            history: RefCell::default(),
            lifecycle: RefCell::default(),
            inbox: Inbox::default(),
            senders: RefCell::default(),
            secure: Cell::new(false),
            unstored: Cell::new(false),
            work: RefCell::default(),
            working: Cell::new(false),
        }));
        driver.restore();
        driver
    }

    pub(super) fn connect(&self) {
        self.attach();
        self.step(Input::Connect, AtHand::Nothing);
    }

    pub(super) fn reconnect(&self) {
        self.attach();
        self.step(Input::Reconnect, AtHand::Nothing);
    }

    pub(super) fn disconnect(&self, frame: CloseFrame) {
        self.step(Input::Disconnect, AtHand::Frame(frame));
    }

    /// Sends a message or keeps it; one with an id until it is acknowledged, which then is told to `settle`.
    ///
    /// # Errors
    /// Gives it back where it was not taken.
    pub(super) fn send(
        &self,
        message: Message,
        id: Option<&str>,
        timeout: Option<u32>,
        settle: Option<oneshot::Sender<Settled>>,
    ) -> Result<Fate, (Fate, Message)> {
        let size = size_of(&message);
        let outgoing = Outgoing { size, buffered: self.buffered(), id, timeout };
        let now = self.0.clock.now();
        let effects = self.0.machine.borrow_mut().step(Input::Send(outgoing), now);
        let fate = effects.iter().find_map(|effect| if let Effect::Sent(fate) = effect { Some(*fate) } else { None });
        match fate {
            Some(fate @ (Fate::Sent | Fate::Queued)) => {
                self.carry_out(effects, AtHand::Outgoing(Some(message), settle));
                Ok(fate)
            }
            refused => {
                self.carry_out(effects, AtHand::Nothing);
                Err((refused.unwrap_or(Fate::Dropped), message))
            }
        }
    }

    pub(super) fn options(&self) -> &Options {
        &self.0.options
    }

    pub(super) fn inbox(&self) -> &Inbox {
        &self.0.inbox
    }

    pub(super) fn phase(&self) -> Phase {
        self.snapshot().phase
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        self.0.machine.borrow().snapshot()
    }

    pub(super) fn cursor(&self) -> Option<Cursor> {
        self.0.machine.borrow().cursor().cloned()
    }

    pub(super) fn counters(&self) -> Counters {
        self.0.machine.borrow().counters()
    }

    pub(super) fn state(&self) -> State {
        let buffered = self.socket().map_or(0, |socket| socket.buffered_amount().into());
        let now = self.0.clock.now();
        self.0.history.borrow().state(self.snapshot(), buffered, now)
    }

    pub(super) fn transitions(&self) -> Vec<Transition> {
        self.0.history.borrow().transitions()
    }

    /// Whether a message that is sent now is the next to leave, if the transport takes it.
    pub(super) fn hands_over(&self) -> bool {
        self.0.machine.borrow().hands_over()
    }

    /// Wakes this task when anything has happened.
    pub(super) fn wake_later(&self, waker: &Waker) {
        let waker = waker.clone();
        let mut senders = self.0.senders.borrow_mut();
        if !senders.iter().any(|other| other.will_wake(&waker)) {
            senders.push(waker);
        }
    }

    /// The bytes that wait in the transport. A browser knows of a close before it says so; what is sent then is lost.
    pub(super) fn buffered(&self) -> u64 {
        match self.socket() {
            Some(socket) if socket.ready_state() == WebSocket::OPEN => socket.buffered_amount().into(),
            _ => NOT_WRITABLE,
        }
    }

    fn socket(&self) -> Option<WebSocket> {
        self.0.transport.borrow().as_ref().map(|transport| transport.socket.clone())
    }

    /// Listens to the page, unless that is done already.
    fn attach(&self) {
        let listens = self.0.lifecycle.borrow().is_some();
        if self.0.options.lifecycle && !listens {
            let driver = self.clone();
            let lifecycle = Lifecycle::attach(move |signal| driver.signal(signal));
            self.0.lifecycle.replace(Some(lifecycle));
        }
    }

    fn signal(&self, signal: Signal) {
        self.step(Input::Page(signal), AtHand::Nothing);
    }

    /// The timer has fired.
    fn tick(&self) {
        let now = self.0.clock.rang();
        let buffered = self.buffered();
        self.step_at(Input::Tick { buffered }, AtHand::Nothing, now);
    }

    /// What a transport reports counts as long as it is the one of the moment.
    fn report(&self, id: Id, report: Report) {
        let current = self.0.transport.borrow().as_ref().is_some_and(|transport| transport.id == id);
        if !current {
            return;
        }
        match report {
            // An opening that is over already is none, and its close follows.
            Report::Opened if self.buffered() == NOT_WRITABLE => {}
            Report::Opened => self.step(Input::Opened(id), AtHand::Nothing),
            Report::Error => self.step(Input::Error(id), AtHand::Nothing),
            Report::Message(data) => match Message::from_data(&data) {
                Some(message) => self.message(id, message),
                None => self.tell(Event::Error(Error::Unreadable)),
            },
            Report::Closed(close, reason) => {
                drop(self.release(id));
                let judge = self.0.options.judge.as_ref();
                let verdict = judge.map_or(Verdict::Unsaid, |judge| judge(&close, &reason));
                let input = Input::Closed { id, close, retry_after: retry_hint(&reason), verdict };
                let now = self.0.clock.now();
                let effects = self.0.machine.borrow_mut().step(input, now);
                self.carry_out(effects, AtHand::Reason(reason));
            }
        }
    }

    fn message(&self, id: Id, message: Message) {
        let Options { is_reply, acknowledges, resume, .. } = &self.0.options;
        let reply = is_reply.as_ref().is_some_and(|is_reply| is_reply(&message));
        let acknowledges = acknowledges.as_ref().and_then(|acknowledges| acknowledges(&message));
        let key = resume.key.as_ref().and_then(|key| key(&message));
        let cursor = resume.cursor.as_ref().and_then(|cursor| cursor(&message));
        let facts = Facts { reply, acknowledges: acknowledges.as_deref(), cursor, key: key.as_deref() };
        self.step(Input::Message(id, facts), AtHand::Incoming(Some(message)));
    }

    fn tell(&self, event: Event) {
        self.0.inbox.push(event);
        self.0.inbox.wake();
    }

    /// Detaches from transport `id`, if it is the current one.
    fn release(&self, id: Id) -> Option<Transport> {
        let mut transport = self.0.transport.borrow_mut();
        if transport.as_ref().is_some_and(|transport| transport.id == id) { transport.take() } else { None }
    }

    fn step(&self, input: Input<'_>, at_hand: AtHand) {
        let now = self.0.clock.now();
        self.step_at(input, at_hand, now);
    }

    fn step_at(&self, input: Input<'_>, at_hand: AtHand, now: Millis) {
        let effects = self.0.machine.borrow_mut().step(input, now);
        self.carry_out(effects, at_hand);
    }

    /// Does what a step asked for, now or after what an earlier step asked for.
    fn carry_out(&self, effects: Vec<Effect>, at_hand: AtHand) {
        self.0.work.borrow_mut().push_back((effects, at_hand));
        if self.0.working.replace(true) {
            return;
        }
        loop {
            let next = self.0.work.borrow_mut().pop_front();
            let Some((effects, mut at_hand)) = next else { break };
            for effect in effects {
                self.effect(effect, &mut at_hand);
            }
        }
        self.0.working.set(false);
        self.rest();
    }

    /// All is done for now.
    fn rest(&self) {
        let (deadline, phase) = {
            let machine = self.0.machine.borrow();
            (machine.next_deadline(), machine.snapshot().phase)
        };
        let driver = self.clone();
        self.0.clock.arm(deadline, move || driver.tick());
        if phase == Phase::Closed {
            drop(self.0.lifecycle.take());
        }
        let senders = self.0.senders.take();
        senders.into_iter().for_each(Waker::wake);
        if phase == Phase::Closed || !self.0.inbox.is_empty() {
            self.0.inbox.wake();
        }
    }
}

/// More than 4 GiB is no message that a browser takes.
pub(super) fn size_of(message: &Message) -> u32 {
    u32::try_from(message.size()).unwrap_or(u32::MAX)
}
