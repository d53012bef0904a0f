//! The state machine: one entry, [`Machine::step`], for everything that happens.

use super::close::{Close, CloseFrame};
use super::config::{Config, NumberOption};
use super::io::{Effect, Event, Fate, Id, Input};
use super::outbox::Outbox;
use super::rng::Rng;
use super::snapshot::{Cause, Phase, Snapshot};
use super::time::Millis;
use super::timers::{Timer, Timers};

/// How long a transport that reported an error may take to report its close. Where a close follows at all, it follows
/// in the same task; the rest is slack for a busy machine.
const CLOSE_AFTER_ERROR: u32 = 250;

/// Where the machine is, with the attempt or transport that it deals with there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum State {
    Idle,
    Resolving(Id),
    Handshake(Id),
    Open(Id),
    Waiting,
    Closing(Id),
    Closed,
}

/// A WebSocket connection that comes back by itself, as a pure function of configuration, seed and inputs.
///
/// See the [module documentation](super) for the contract between it and its driver.
///
/// ```
/// use everwire::core::{Close, Config, Effect, Input, Machine, Millis, Phase};
///
/// let mut machine: Machine<&str> = Machine::new(Config::default(), 1);
/// let effects = machine.step(Input::Connect, Millis(0));
/// let Some(Effect::Resolve(id)) = effects.last() else { panic!() };
/// // The driver has found a URL, made a transport, and heard that it failed:
/// machine.step(Input::Resolved(*id), Millis(5));
/// machine.step(Input::Closed(*id, Close::abnormal()), Millis(9));
/// assert_eq!(machine.snapshot().phase, Phase::Waiting);
/// assert!(machine.next_deadline().is_some_and(|retry| retry <= Millis(9 + 3_000)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Machine<P> {
    config: Config,
    rng: Rng,
    state: State,
    cause: Cause,
    timers: Timers,
    last_id: Id,
    /// Retries since the last connection that stayed open for `minUptime`.
    retries: u32,
    /// The delay drawn last, for decorrelated jitter; 0 where there was none.
    last_delay: u32,
    outbox: Outbox<P>,
}

type Effects<P> = Vec<Effect<P>>;

impl<P> Machine<P> {
    /// A machine that waits for [`Input::Connect`]. The same seed and inputs give the same run.
    pub fn new(config: Config, seed: u64) -> Machine<P> {
        Machine {
            config,
            rng: Rng::new(seed),
            state: State::Idle,
            cause: Cause::Created,
            timers: Timers::none(),
            last_id: Id(0),
            retries: 0,
            last_delay: 0,
            outbox: Outbox::new(),
        }
    }

    /// How it behaves. A change takes effect from here on; deadlines that are already set do not move.
    pub fn config_mut(&mut self) -> &mut Config {
        &mut self.config
    }

    /// Takes in what happened at `now` and says what to do about it. `now` never goes back.
    ///
    /// A deadline that has passed is only acted on by [`Input::Tick`]: what really happened comes first.
    pub fn step(&mut self, input: Input<P>, now: Millis) -> Vec<Effect<P>> {
        let mut effects = Vec::new();
        match input {
            Input::Connect => self.connect(now, &mut effects),
            Input::Reconnect(frame) => self.reconnect(frame, now, &mut effects),
            Input::Disconnect(frame) => self.disconnect(frame, now, &mut effects),
            Input::Send { payload, size, writable } => self.send(payload, size, writable, &mut effects),
            Input::Resolved(id) if self.state == State::Resolving(id) => {
                self.state = State::Handshake(id);
                effects.push(Effect::Open(id));
            }
            Input::ResolveFailed(id, detail) if self.state == State::Resolving(id) => {
                effects.push(Effect::Emit(Event::Error(Cause::UrlFailed, Some(detail))));
                self.over(Cause::UrlFailed, Close::abnormal(), now, &mut effects);
            }
            Input::OpenFailed(id, detail) if self.state == State::Handshake(id) => {
                effects.push(Effect::Emit(Event::Error(Cause::HandshakeFailed, Some(detail))));
                self.over(Cause::HandshakeFailed, Close::abnormal(), now, &mut effects);
            }
            Input::Opened(id) if self.state == State::Handshake(id) => self.opened(id, now, &mut effects),
            Input::Message(id, payload) if self.state == State::Open(id) => {
                effects.push(Effect::Emit(Event::Message(payload)));
            }
            Input::Error(id, detail) => self.error(id, detail, now, &mut effects),
            Input::Closed(id, close) => self.transport_closed(id, close, now, &mut effects),
            Input::Tick => {
                while let Some(timer) = self.timers.pop_due(now) {
                    self.timer(timer, now, &mut effects);
                }
            }
            // Whatever an abandoned attempt or transport still says changes nothing.
            Input::Resolved(_) | Input::ResolveFailed(..) | Input::OpenFailed(..) => {}
            Input::Opened(_) | Input::Message(..) => {}
        }
        effects
    }

    /// When the driver has to step with [`Input::Tick`], if nothing happens before.
    pub fn next_deadline(&self) -> Option<Millis> {
        self.timers.earliest()
    }

    /// What a user may see.
    pub fn snapshot(&self) -> Snapshot {
        let phase = match self.state {
            State::Idle => Phase::Idle,
            State::Resolving(_) | State::Handshake(_) => Phase::Connecting,
            State::Open(_) => Phase::Open,
            State::Waiting => Phase::Waiting,
            State::Closing(_) => Phase::Closing,
            State::Closed => Phase::Closed,
        };
        Snapshot {
            phase,
            cause: self.cause,
            attempt: self.retries,
            retrying: match phase {
                Phase::Waiting => true,
                Phase::Connecting => self.retries > 0,
                _ => false,
            },
            next_attempt_at: self.timers.at(Timer::Retry),
            queued: self.outbox.queued(),
        }
    }

    /// Whether a message sent now would be handed to the transport at once.
    pub fn hands_over(&self) -> bool {
        matches!(self.state, State::Open(_)) && self.outbox.is_empty()
    }

    /// Whether it waits for the handshake of transport `id`. One that was made while the user's own code ran may be
    /// unwanted when it is there.
    pub fn awaits(&self, id: Id) -> bool {
        self.state == State::Handshake(id)
    }

    /// What decides how it goes on, and nothing else: without payloads, with the clock at zero, and the attempt of the
    /// moment numbered 1. Two machines of one shape behave alike, so a search need visit each shape only once.
    ///
    /// ```
    /// use everwire::core::{Config, Input, Machine, Millis};
    /// let shape = |start| {
    ///     let mut machine = Machine::<()>::new(Config::default(), 1);
    ///     machine.step(Input::Connect, Millis(start));
    ///     machine.shape(Millis(start))
    /// };
    /// assert!(shape(0) == shape(5_000));
    /// ```
    #[doc(hidden)]
    pub fn shape(&self, now: Millis) -> Machine<()> {
        let one = Id(1);
        Machine {
            config: self.config.clone(),
            rng: self.rng.clone(),
            state: match self.state {
                State::Resolving(_) => State::Resolving(one),
                State::Handshake(_) => State::Handshake(one),
                State::Open(_) => State::Open(one),
                State::Closing(_) => State::Closing(one),
                other => other,
            },
            cause: self.cause,
            timers: self.timers.relative(now),
            last_id: one,
            retries: self.retries,
            last_delay: self.last_delay,
            outbox: self.outbox.shape(),
        }
    }

    fn connect(&mut self, now: Millis, effects: &mut Effects<P>) {
        if matches!(self.state, State::Idle | State::Closed) {
            self.forget_retries();
            self.attempt(Cause::Connect, now, effects);
        }
    }

    fn reconnect(&mut self, frame: CloseFrame, now: Millis, effects: &mut Effects<P>) {
        // An attempt of this very moment is fresh enough: a handler of the close that `reconnect` causes may call it again.
        let fresh = now + self.config.number(NumberOption::ConnectionTimeout);
        if self.cause == Cause::Reconnect && self.timers.at(Timer::Attempt) == Some(fresh) {
            return;
        }
        if self.abandon(frame, effects) {
            effects.push(Effect::Emit(Event::Close(Close::abnormal(), Cause::Reconnect)));
        }
        self.forget_retries();
        self.attempt(Cause::Reconnect, now, effects);
    }

    fn disconnect(&mut self, frame: CloseFrame, now: Millis, effects: &mut Effects<P>) {
        match self.state {
            State::Handshake(id) | State::Open(id) => {
                self.enter(State::Closing(id), Cause::ClosedByUser, effects);
                self.timers.set(Timer::Closing, now + self.config.number(NumberOption::CloseTimeout));
                effects.push(Effect::Close(id, frame));
            }
            State::Resolving(_) => {
                self.over(Cause::ClosedByUser, Close::abnormal(), now, effects);
            }
            State::Idle | State::Waiting => self.enter(State::Closed, Cause::ClosedByUser, effects),
            State::Closing(_) | State::Closed => {}
        }
    }

    fn send(&mut self, payload: P, size: u32, writable: bool, effects: &mut Effects<P>) {
        let fate = match self.state {
            // Nothing overtakes what is queued.
            State::Open(id) if writable && self.hands_over() => {
                effects.push(Effect::Write(id, payload));
                Fate::Sent
            }
            _ if self.outbox.push(payload, size, self.config.limit(NumberOption::MaxEnqueuedMessages)) => Fate::Queued,
            _ => Fate::Dropped,
        };
        effects.push(Effect::Sent(fate));
    }

    fn opened(&mut self, id: Id, now: Millis, effects: &mut Effects<P>) {
        // Before the user hears of it: what was sent earlier leaves earlier.
        while let Some(payload) = self.outbox.pop() {
            effects.push(Effect::Write(id, payload));
        }
        effects.push(Effect::Emit(Event::Open));
        let uptime = self.config.number(NumberOption::MinUptime);
        if uptime == 0 {
            self.forget_retries();
        }
        self.enter(State::Open(id), Cause::Opened, effects);
        if self.retries > 0 {
            self.timers.set(Timer::Uptime, now + uptime);
        }
    }

    fn error(&mut self, id: Id, detail: P, now: Millis, effects: &mut Effects<P>) {
        let Some(cause) = self.loss_of(id) else { return };
        if self.timers.at(Timer::Failure).is_none() {
            self.timers.set(Timer::Failure, now + CLOSE_AFTER_ERROR);
            // Who closes a connection is not told that it failed.
            if !cause.is_wanted() {
                effects.push(Effect::Emit(Event::Error(cause, Some(detail))));
            }
        }
    }

    fn transport_closed(&mut self, id: Id, close: Close, now: Millis, effects: &mut Effects<P>) {
        let cause = match self.loss_of(id) {
            None => return,
            Some(Cause::ConnectionLost) if close.announced() => Cause::ClosedByServer,
            Some(cause) => cause,
        };
        self.over(cause, close, now, effects);
    }

    /// What the end of transport `id` would mean now; nothing where it is not the one that counts.
    fn loss_of(&self, id: Id) -> Option<Cause> {
        let (current, cause) = match self.state {
            State::Handshake(current) => (current, Cause::HandshakeFailed),
            State::Open(current) => (current, Cause::ConnectionLost),
            State::Closing(current) => (current, Cause::ClosedByUser),
            State::Idle | State::Resolving(_) | State::Waiting | State::Closed => return None,
        };
        Some(cause).filter(|_| current == id)
    }

    fn timer(&mut self, timer: Timer, now: Millis, effects: &mut Effects<P>) {
        let cause = match timer {
            Timer::Retry => return self.attempt(Cause::Retry, now, effects),
            Timer::Uptime => {
                self.forget_retries();
                return self.announce(self.state, self.cause, effects);
            }
            Timer::Attempt => Cause::AttemptTimedOut,
            Timer::Closing => Cause::CloseTimedOut,
            // It is set by an error of the transport that counts.
            Timer::Failure => self.loss_of(self.last_id).unwrap_or(Cause::HandshakeFailed),
        };
        self.abandon(CloseFrame::default(), effects);
        if cause == Cause::AttemptTimedOut {
            effects.push(Effect::Emit(Event::Error(cause, None)));
        }
        self.over(cause, Close::abnormal(), now, effects);
    }

    /// Starts an attempt: one id, one deadline over all of it.
    fn attempt(&mut self, cause: Cause, now: Millis, effects: &mut Effects<P>) {
        self.last_id = Id(self.last_id.0.wrapping_add(1));
        self.enter(State::Resolving(self.last_id), cause, effects);
        self.timers.set(Timer::Attempt, now + self.config.number(NumberOption::ConnectionTimeout));
        effects.push(Effect::Resolve(self.last_id));
    }

    /// An attempt or a connection is over: tell the user, and decide what comes next.
    fn over(&mut self, cause: Cause, close: Close, now: Millis, effects: &mut Effects<P>) {
        effects.push(Effect::Emit(Event::Close(close, cause)));
        // It was open for long enough, though the timer that would have said so is late, as in a throttled page.
        if self.timers.at(Timer::Uptime).is_some_and(|at| at <= now) {
            self.forget_retries();
        }
        self.timers.clear();
        let mut next = State::Closed;
        if !cause.is_wanted() && self.config.allows_retry(self.retries) {
            next = State::Waiting;
            self.retries = self.retries.saturating_add(1);
            self.last_delay = self.config.backoff().draw(self.retries, self.last_delay, &mut self.rng);
            // The snapshot of the transition shows when the next attempt is due, so the timer comes first.
            self.timers.set(Timer::Retry, now + self.last_delay);
        }
        self.announce(next, cause, effects);
    }

    /// Gives up the transport, if there is one. Says whether an attempt or a connection was under way.
    fn abandon(&mut self, frame: CloseFrame, effects: &mut Effects<P>) -> bool {
        match self.state {
            State::Handshake(id) | State::Open(id) | State::Closing(id) => {
                effects.push(Effect::Abandon(id, frame));
                true
            }
            State::Resolving(_) => true,
            State::Idle | State::Waiting | State::Closed => false,
        }
    }

    /// Moves. No deadline outlives the state that it was set in.
    fn enter(&mut self, state: State, cause: Cause, effects: &mut Effects<P>) {
        self.timers.clear();
        self.announce(state, cause, effects);
    }

    fn announce(&mut self, state: State, cause: Cause, effects: &mut Effects<P>) {
        self.state = state;
        self.cause = cause;
        effects.push(Effect::Emit(Event::State(self.snapshot())));
    }

    fn forget_retries(&mut self) {
        self.retries = 0;
        self.last_delay = 0;
    }
}
