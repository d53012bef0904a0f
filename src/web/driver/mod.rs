//! Runs a machine on a real WebSocket.
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
//!
//! What is spoken on the connection is a [`Protocol`]: [`Plain`] messages here, Socket.IO elsewhere.

mod at_hand;
mod link;
mod payloads;
mod plain;
mod protocol;
mod resolve;

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;
#[cfg(feature = "socketio")]
use std::rc::Weak;
use std::time::Duration;

pub(super) use self::at_hand::AtHand;
pub(super) use self::plain::{Plain, size_of};
pub(super) use self::protocol::{Protocol, Run};
use super::clock::Clock;
use super::lifecycle::Lifecycle;
use super::options::Link;
use super::state::{History, State, Transition};
use super::transport::Transport;
use crate::core::{Input, Phase, Signal, Snapshot};

type InputOf<'a, P> = <<P as Protocol>::Machine as Run>::Input<'a>;
type EffectOf<P> = <<P as Protocol>::Machine as Run>::Effect;

/// A machine with its WebSocket, timer and clock. Clones share them.
pub(super) struct Driver<P: Protocol = Plain>(Rc<Inner<P>>);

struct Inner<P: Protocol> {
    link: Link,
    protocol: P,
    machine: RefCell<P::Machine>,
    clock: Clock,
    transport: RefCell<Option<Transport>>,
    history: RefCell<History>,
    lifecycle: RefCell<Option<Lifecycle>>,
    /// A `wss` URL was used: `ws` is no way back.
    secure: Cell<bool>,
    /// Effects that wait, each step's with what was at hand in it.
    work: RefCell<VecDeque<Step<P>>>,
    working: Cell<bool>,
}

type Step<P> = (Vec<EffectOf<P>>, AtHand<<P as Protocol>::Content>);

impl<P: Protocol> Clone for Driver<P> {
    fn clone(&self) -> Driver<P> {
        Driver(Rc::clone(&self.0))
    }
}

/// A driver that it does not keep.
#[cfg(feature = "socketio")]
pub(super) struct WeakDriver<P: Protocol>(Weak<Inner<P>>);

#[cfg(feature = "socketio")]
impl<P: Protocol> WeakDriver<P> {
    pub(super) fn upgrade(&self) -> Option<Driver<P>> {
        self.0.upgrade().map(Driver)
    }
}

impl<P: Protocol> Driver<P> {
    #[cfg(feature = "socketio")]
    pub(super) fn downgrade(&self) -> WeakDriver<P> {
        WeakDriver(Rc::downgrade(&self.0))
    }

    pub(super) fn run(link: Link, protocol: P, machine: P::Machine) -> Driver<P> {
        Driver(Rc::new(Inner {
            link,
            protocol,
            machine: RefCell::new(machine),
            clock: Clock::default(),
            transport: RefCell::default(),
            history: RefCell::default(),
            lifecycle: RefCell::default(),
            secure: Cell::new(false),
            work: RefCell::default(),
            working: Cell::new(false),
        }))
    }

    pub(super) fn protocol(&self) -> &P {
        &self.0.protocol
    }

    /// Nothing foreign may run meanwhile.
    pub(super) fn with<T>(&self, act: impl FnOnce(&mut P::Machine) -> T) -> T {
        act(&mut self.0.machine.borrow_mut())
    }

    pub(super) fn phase(&self) -> Phase {
        self.snapshot().phase
    }

    pub(super) fn snapshot(&self) -> Snapshot {
        self.0.machine.borrow().core().snapshot()
    }

    pub(super) fn state(&self) -> State {
        let buffered = self.socket().map_or(0, |socket| socket.buffered_amount().into());
        let now = self.0.clock.now();
        self.0.history.borrow().state(self.snapshot(), buffered, now)
    }

    pub(super) fn transitions(&self) -> Vec<Transition> {
        self.0.history.borrow().transitions()
    }

    /// How long until the next attempt.
    pub(super) fn delay(&self, snapshot: &Snapshot) -> Option<Duration> {
        snapshot.next_attempt_at.map(|at| Duration::from_millis(at - self.0.clock.now()))
    }

    /// Listens to the page, unless that is done already.
    pub(super) fn attach(&self) {
        let listens = self.0.lifecycle.borrow().is_some();
        if !self.0.link.aloof && !listens {
            let driver = self.clone();
            let lifecycle = Lifecycle::attach(move |signal| driver.signal(signal));
            self.0.lifecycle.replace(Some(lifecycle));
        }
    }

    fn signal(&self, signal: Signal) {
        self.step(Input::Page(signal).into(), AtHand::Nothing);
    }

    /// The timer has fired.
    fn tick(&self) {
        let now = self.0.clock.rang();
        let input = Input::Tick { buffered: self.buffered() };
        let effects = self.with(|machine| machine.step(input.into(), now));
        self.carry_out(effects, AtHand::Nothing);
    }

    pub(super) fn step(&self, input: InputOf<'_, P>, at_hand: AtHand<P::Content>) {
        let effects = self.begin(input);
        self.carry_out(effects, at_hand);
    }

    /// Steps; what the machine wants is to be [carried out](Driver::carry_out).
    pub(super) fn begin(&self, input: InputOf<'_, P>) -> Vec<EffectOf<P>> {
        let now = self.0.clock.now();
        self.with(|machine| machine.step(input, now))
    }

    /// Does what a step asked for, now or after what an earlier step asked for.
    pub(super) fn carry_out(&self, effects: Vec<EffectOf<P>>, at_hand: AtHand<P::Content>) {
        self.0.work.borrow_mut().push_back((effects, at_hand));
        if self.0.working.replace(true) {
            return;
        }
        loop {
            let next = self.0.work.borrow_mut().pop_front();
            let Some((effects, mut at_hand)) = next else { break };
            for effect in effects {
                P::effect(self, effect, &mut at_hand);
            }
        }
        self.0.working.set(false);
        self.rest();
    }

    /// All is done for now.
    fn rest(&self) {
        let (deadline, phase) = {
            let machine = self.0.machine.borrow();
            (machine.next_deadline(), machine.core().snapshot().phase)
        };
        let driver = self.clone();
        self.0.clock.arm(deadline, move || driver.tick());
        if phase == Phase::Closed {
            drop(self.0.lifecycle.take());
        }
        P::wake(self);
    }
}
