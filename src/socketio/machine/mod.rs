//! The state machine: a [core machine](crate::core::Machine) with namespaces on its connection.

mod frames;

pub use frames::MAX_PACKET_BYTES;

use super::io::{Effect, Emission, Event, Index, Input, Reason};
use super::namespace::{Namespace, Phase};
use super::packet::push_number;
use crate::core::outbox::Kept;
use crate::core::{self, Cause, Config, Fate, Millis, Number, NumberOption, Outcome, Queued};

/// A Socket.IO connection that comes back by itself, with its namespaces.
///
/// See the [module documentation](super) for the contract between it and its driver.
///
/// ```
/// use everwire::core::{self, Config, Facts, Millis};
/// use everwire::socketio::{Effect, Event, Input, Machine, ROOT};
///
/// let mut machine = Machine::new(Config::default(), 1);
/// let root = machine.namespace(ROOT);
/// let effects = machine.step(Input::Join(root), Millis(0));
/// let Some(&Effect::Core(core::Effect::Resolve(id, _))) = effects.last() else { panic!() };
/// machine.step(Input::Core(core::Input::Resolved { id, local: false }), Millis(1));
/// // The WebSocket is open, and the server greets:
/// machine.step(Input::Text { id, text: "0{", size: 90 }, Millis(2));
/// let effects = machine.step(Input::Greeted { id, interval: 25_000, timeout: 20_000 }, Millis(2));
/// assert!(effects.contains(&Effect::Connect(root)));
/// assert_eq!(machine.step(Input::Text { id, text: "40{", size: 30 }, Millis(3)), [Effect::Hold, Effect::Parse]);
/// let effects = machine.step(Input::Parsed(Facts::default()), Millis(3));
/// assert!(effects.contains(&Effect::Tell(root, Event::Joined)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Machine {
    core: core::Machine,
    namespaces: Vec<Namespace>,
    last_number: Number,
    incoming: Option<frames::Incoming>,
}

pub(crate) type Effects = Vec<Effect>;

impl Machine {
    /// A machine that waits for [`Input::Join`]. The same seed and inputs give the same run.
    pub fn new(mut config: Config, seed: u64) -> Machine {
        // Nothing waits for a transport that is open, however much it has: nobody would look whether it takes more.
        config.lift(NumberOption::HighWaterMark);
        Machine {
            core: core::Machine::new(config, seed),
            namespaces: Vec::new(),
            last_number: Number(0),
            incoming: None,
        }
    }

    /// The machine below: its snapshot, counters and cursor.
    pub fn core(&self) -> &core::Machine {
        &self.core
    }

    /// The same, to configure it. The heartbeat is the server's.
    pub fn core_mut(&mut self) -> &mut core::Machine {
        &mut self.core
    }

    /// The namespace of this name, which begins with `/` and has no comma; made where there is none.
    pub fn namespace(&mut self, name: &str) -> Index {
        let found = self.namespaces.iter().position(|namespace| *namespace.name == *name);
        let index = found.unwrap_or_else(|| {
            self.namespaces.push(Namespace::new(name));
            self.namespaces.len() - 1
        });
        Index(index as u32)
    }

    /// Its name.
    pub fn name(&self, index: Index) -> &str {
        self.namespaces.get(index.0 as usize).map_or("", |namespace| &namespace.name)
    }

    /// Whether it is joined.
    pub fn is_joined(&self, index: Index) -> bool {
        self.phase(index) == Phase::Joined
    }

    /// Whether it is joined, or will be without the user's doing.
    pub fn is_wanted(&self, index: Index) -> bool {
        self.namespaces.get(index.0 as usize).is_some_and(Namespace::is_wanted)
    }

    /// What is kept in all namespaces.
    pub fn queued(&self) -> Queued {
        self.namespaces.iter().fold(Queued::default(), |sum, namespace| {
            let Queued { messages, unacknowledged, bytes } = namespace.outbox.queued();
            Queued {
                messages: sum.messages + messages,
                unacknowledged: sum.unacknowledged + unacknowledged,
                bytes: sum.bytes + bytes,
            }
        })
    }

    /// When the driver has to step with a [`Tick`](core::Input::Tick), if nothing happens before.
    pub fn next_deadline(&self) -> Option<Millis> {
        let deadlines = self.namespaces.iter().map(Namespace::next_deadline);
        let first = deadlines.chain(self.core.next_deadline()).fold(Millis::NEVER, Millis::min);
        Some(first).filter(|at| *at != Millis::NEVER)
    }

    /// Takes in what happened at `now` and says what to do about it. `now` never goes back.
    pub fn step(&mut self, input: Input<'_>, now: Millis) -> Vec<Effect> {
        let mut effects = Vec::new();
        self.take(input, now, &mut effects);
        effects
    }

    /// The same. Inlined, as where it is known what the input is, nothing remains of the others.
    #[inline(always)]
    pub(crate) fn take(&mut self, input: Input<'_>, now: Millis, effects: &mut Effects) {
        match input {
            Input::Core(input) => {
                let tick = matches!(input, core::Input::Tick { .. });
                self.run(input, now, effects);
                if tick {
                    self.tick(now, effects);
                }
            }
            Input::Join(index) => self.join(index, now, effects),
            Input::Leave(index) => self.leave(index, now, effects),
            Input::LeaveAll => {
                for index in 0..self.namespaces.len() as u32 {
                    self.leave(Index(index), now, effects);
                }
            }
            Input::Emit(index, emission) => self.emit(index, emission, now, effects),
            Input::Text { id, text, size } => self.text(id, text, size, now, effects),
            Input::Binary(id, size) => self.binary(id, size, now, effects),
            Input::Greeted { id, interval, timeout } => self.greeted(id, interval, timeout, now, effects),
            Input::Parsed(facts) => self.parsed(facts, now, effects),
            Input::Broken => self.broken(now, effects),
        }
    }

    fn phase(&self, index: Index) -> Phase {
        self.namespaces.get(index.0 as usize).map_or(Phase::Off, |namespace| namespace.phase)
    }

    fn set(&mut self, index: Index, phase: Phase) {
        if let Some(namespace) = self.namespaces.get_mut(index.0 as usize) {
            namespace.phase = phase;
        }
    }

    fn run(&mut self, input: core::Input<'_>, now: Millis, effects: &mut Effects) {
        let wanted = self.core.step(input, now);
        self.pass(wanted, None, effects);
    }

    /// Passes on what the core wants. Where it says that a connection is over the namespaces are not joined any more.
    fn pass(&mut self, wanted: Vec<core::Effect>, reason: Option<Reason>, effects: &mut Effects) {
        for effect in wanted {
            effects.push(Effect::Core(effect));
            if let core::Effect::Emit(core::Event::Close(_, cause)) = effect {
                let reason = reason.unwrap_or(match cause {
                    Cause::HeartbeatTimedOut => Reason::PingTimeout,
                    _ => Reason::TransportClose,
                });
                self.lost(reason, effects);
            }
            // The last retry has failed: nothing more happens by itself, so nobody will acknowledge.
            if let core::Effect::Emit(core::Event::State(snapshot)) = effect
                && snapshot.phase == core::Phase::Closed
            {
                let wanted = self.namespaces.iter_mut().filter(|namespace| namespace.is_wanted());
                wanted.for_each(|namespace| namespace.give_up_acknowledgements(effects));
            }
        }
    }

    fn lost(&mut self, reason: Reason, effects: &mut Effects) {
        self.incoming = None;
        for (index, namespace) in self.namespaces.iter_mut().enumerate() {
            if namespace.phase == Phase::Joined {
                effects.push(Effect::Tell(Index(index as u32), Event::Left(reason)));
            }
            namespace.take_back();
        }
    }

    /// The transport is of no use any more.
    fn give_up(&mut self, cause: Cause, reason: Reason, now: Millis, effects: &mut Effects) {
        let wanted = self.core.abort(cause, now);
        self.pass(wanted, Some(reason), effects);
    }

    fn broken(&mut self, now: Millis, effects: &mut Effects) {
        self.give_up(Cause::ConnectionLost, Reason::ParseError, now, effects);
    }

    fn join(&mut self, index: Index, now: Millis, effects: &mut Effects) {
        let (phase, connection) = (self.phase(index), self.core.snapshot().phase);
        if matches!(phase, Phase::Joining | Phase::Joined) {
            return;
        }
        if connection == core::Phase::Open && phase != Phase::Missed {
            return self.ask(index, now, effects);
        }
        // It may be wanted already, by a connection that was given up.
        self.set(index, Phase::Wanted);
        // What is closing is of no use any more; nor is what would not send again what was missed.
        let fresh = matches!(connection, core::Phase::Open | core::Phase::Closing);
        self.run(if fresh { core::Input::Reconnect } else { core::Input::Connect }, now, effects);
    }

    /// Asks the server for a namespace, unless it was asked already, and for an answer in time.
    fn ask(&mut self, index: Index, now: Millis, effects: &mut Effects) {
        let answer_by = now + self.core.config_mut().number(NumberOption::ConnectionTimeout);
        let Some(namespace) = self.namespaces.get_mut(index.0 as usize) else { return };
        if namespace.phase != Phase::Unwanted {
            effects.push(Effect::Connect(index));
        }
        namespace.phase = Phase::Joining;
        namespace.answer_by = answer_by;
    }

    fn leave(&mut self, index: Index, now: Millis, effects: &mut Effects) {
        if self.is_joined(index) {
            effects.push(Effect::Disconnect(index));
            effects.push(Effect::Tell(index, Event::Left(Reason::User)));
        }
        if self.is_wanted(index) {
            self.off(index, now, effects);
        }
    }

    /// It is not wanted any more: acknowledgements will not come, and without any namespace there is no connection.
    fn off(&mut self, index: Index, now: Millis, effects: &mut Effects) {
        if let Some(namespace) = self.namespaces.get_mut(index.0 as usize) {
            namespace.give_up_acknowledgements(effects);
            namespace.phase = if namespace.phase == Phase::Joining { Phase::Unwanted } else { Phase::Off };
        }
        self.rest(now, effects);
    }

    /// Ends the connection where no namespace is wanted.
    fn rest(&mut self, now: Millis, effects: &mut Effects) {
        if !self.namespaces.iter().any(Namespace::is_wanted) {
            self.run(core::Input::Disconnect, now, effects);
        }
    }

    fn emit(&mut self, index: Index, emission: Emission, now: Millis, effects: &mut Effects) {
        let fate = self.accept(index, emission, now, effects).unwrap_or(Fate::Dropped);
        effects.push(Effect::Core(core::Effect::Sent(fate)));
    }

    /// Nothing where it is dropped.
    fn accept(&mut self, index: Index, emission: Emission, now: Millis, effects: &mut Effects) -> Option<Fate> {
        let Emission { size, buffered, acknowledged, volatile, timeout } = emission;
        let config = self.core.config_mut();
        let max_messages = config.limit(NumberOption::MaxEnqueuedMessages);
        let max_bytes = config.limit(NumberOption::MaxBytes);
        let writable = self.core.takes_more(buffered);
        let namespace = self.namespaces.get_mut(index.0 as usize)?;
        let at_once = namespace.phase == Phase::Joined && writable && !namespace.outbox.any_waits();
        let kept = acknowledged || !at_once;
        if (volatile && !at_once) || (kept && !namespace.outbox.fits(size, max_messages, max_bytes)) {
            return None;
        }
        self.last_number = Number(self.last_number.0.wrapping_add(1));
        let number = self.last_number;
        if kept {
            let id = acknowledged.then(|| digits(number));
            let expires_at = timeout.map_or(Millis::NEVER, |timeout| now + timeout);
            namespace.outbox.push(Kept { number, size, expires_at, id, again: at_once }, at_once);
            effects.push(Effect::Core(core::Effect::Keep(number)));
        }
        if at_once {
            effects.push(self.write(number));
            return Some(Fate::Sent);
        }
        Some(Fate::Queued)
    }

    fn write(&self, number: Number) -> Effect {
        Effect::Core(core::Effect::Write(self.core.last_id(), number))
    }

    /// Hands over all that waits in a namespace.
    fn flush(&mut self, index: Index, now: Millis, effects: &mut Effects) {
        self.expire(now, effects);
        let id = self.core.last_id();
        let Some(Namespace { outbox, .. }) = self.namespaces.get_mut(index.0 as usize) else { return };
        while let Some(message) = outbox.first_waiting() {
            let (number, kept) = (message.number, message.id.is_some());
            outbox.hand_over();
            effects.push(Effect::Core(core::Effect::Write(id, number)));
            if !kept {
                effects.push(Effect::Core(core::Effect::Forget(number, Outcome::Sent)));
            }
        }
    }

    fn expire(&mut self, now: Millis, effects: &mut Effects) {
        for namespace in &mut self.namespaces {
            while let Some(number) = namespace.outbox.expire(now) {
                effects.push(Effect::Core(core::Effect::Forget(number, Outcome::Expired)));
            }
        }
    }

    fn tick(&mut self, now: Millis, effects: &mut Effects) {
        self.expire(now, effects);
        if self.namespaces.iter().any(|namespace| namespace.answer_by() <= now) {
            self.give_up(Cause::AttemptTimedOut, Reason::TransportClose, now, effects);
        }
    }
}

/// The id of a packet that is acknowledged, as the outbox knows it.
fn digits(number: Number) -> Box<str> {
    let mut text = String::new();
    push_number(&mut text, number.0);
    text.into()
}
