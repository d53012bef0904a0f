//! The state machine: one entry, [`Machine::step`], for everything that happens.

mod life;
mod liveness;
mod messages;

use super::config::{Config, NumberOption};
use super::cursor::Cursor;
use super::io::{Effect, Event, Facts, Id, Input, Number};
use super::outbox::Outbox;
use super::resume::Resume;
use super::rng::Rng;
use super::snapshot::{Cause, Counters, Phase, Snapshot};
use super::time::Millis;
use super::timers::{Timer, Timers};

/// Where the machine is; the attempt or transport that it deals with there is `last_id`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum State {
    Idle,
    Resolving,
    Handshake,
    Open,
    Waiting,
    Closing,
    Closed,
}

/// A WebSocket connection that comes back by itself, as a pure function of configuration, seed and inputs.
///
/// See the [module documentation](super) for the contract between it and its driver.
///
/// ```
/// use everwire::core::{Close, Config, Effect, Input, Machine, Millis, Phase, Verdict};
///
/// let mut machine = Machine::new(Config::default(), 1);
/// let effects = machine.step(Input::Connect, Millis(0));
/// let Some(&Effect::Resolve(id, _)) = effects.last() else { panic!() };
/// // The driver has found a URL, made a transport, and heard that it failed:
/// machine.step(Input::Resolved { id, local: false }, Millis(5));
/// let close = Close::abnormal();
/// machine.step(Input::Closed { id, close, retry_after: None, verdict: Verdict::Unsaid }, Millis(9));
/// assert_eq!(machine.snapshot().phase, Phase::Waiting);
/// assert!(machine.next_deadline().is_some_and(|retry| retry <= Millis(9 + 3_000)));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Machine {
    config: Config,
    rng: Rng,
    state: State,
    cause: Cause,
    timers: Timers,
    last_id: Id,
    last_number: Number,
    /// Retries since the last connection that stayed open for `minUptime`.
    retries: u32,
    /// The delay drawn last, for decorrelated jitter; 0 where there was none.
    last_delay: u32,
    /// The URL of the moment, of those to fall over to.
    endpoint: u8,
    /// Whether that leads to this machine, which needs no network.
    local: bool,
    offline: bool,
    frozen: bool,
    /// Whether the attempt or connection of the moment goes on after a cursor.
    resumed: bool,
    /// When the link was last heard of.
    heard_at: Millis,
    /// When it was probed; only means anything while the answer is waited for.
    probed_at: Millis,
    /// A probe whose deadline came late was repeated already, as what was to be heard may have waited with the timer.
    probed_again: bool,
    /// The page came back and nothing was heard since: until then a loss leads to an attempt at once.
    eager_until: Millis,
    rtt: Option<u32>,
    /// The cursor has moved since it was stored.
    unsaved: bool,
    resume: Resume,
    outbox: Outbox,
    counters: Counters,
}

/// Not so in the module for Socket.IO of the npm package, where each namespace keeps its own: what it never uses it does
/// not ship.
const KEEPS_MESSAGES: bool = cfg!(not(feature = "js-socketio"));

/// What is to be done, in its order.
#[derive(Default)]
pub(crate) struct Effects(pub(crate) Vec<Effect>);

impl Effects {
    /// Not inlined, for size: it is called in many places.
    #[inline(never)]
    fn push(&mut self, effect: Effect) {
        self.0.push(effect);
    }
}

impl Machine {
    /// A machine that waits for [`Input::Connect`]. The same seed and inputs give the same run.
    pub fn new(config: Config, seed: u64) -> Machine {
        Machine {
            config,
            rng: Rng::new(seed),
            state: State::Idle,
            cause: Cause::Created,
            timers: Timers::none(),
            last_id: Id(0),
            last_number: Number(0),
            retries: 0,
            last_delay: 0,
            endpoint: 0,
            local: false,
            offline: false,
            frozen: false,
            resumed: false,
            heard_at: Millis(0),
            probed_at: Millis(0),
            probed_again: false,
            eager_until: Millis(0),
            rtt: None,
            unsaved: false,
            resume: Resume::default(),
            outbox: Outbox::default(),
            counters: Counters::default(),
        }
    }

    /// How it behaves. A change takes effect from here on; deadlines that are already set do not move.
    pub fn config_mut(&mut self) -> &mut Config {
        &mut self.config
    }

    /// Takes in what happened at `now` and says what to do about it. `now` never goes back.
    ///
    /// A deadline that has passed is only acted on by [`Input::Tick`]: what really happened comes first.
    pub fn step(&mut self, input: Input<'_>, now: Millis) -> Vec<Effect> {
        let mut effects = Effects::default();
        self.take(input, now, &mut effects);
        effects.0
    }

    /// The same. Inlined, as where it is known what the input is, nothing remains of the others: 4 % of the npm module.
    #[inline(always)]
    pub(crate) fn take(&mut self, input: Input<'_>, now: Millis, effects: &mut Effects) {
        match input {
            Input::Connect => self.connect(now, effects),
            Input::Reconnect => self.reconnect(now, effects),
            Input::Disconnect => self.disconnect(now, effects),
            Input::Send(outgoing) if KEEPS_MESSAGES => self.send(outgoing, now, effects),
            Input::Send(_) => {}
            Input::Resolved { id, local } if self.is(State::Resolving, id) => {
                self.local = local;
                self.state = State::Handshake;
                effects.push(Effect::Open(id));
            }
            Input::ResolveFailed(id) if self.is(State::Resolving, id) => {
                self.failed(Cause::UrlFailed, now, effects);
            }
            Input::OpenFailed(id) if self.is(State::Handshake, id) => {
                self.failed(Cause::HandshakeFailed, now, effects);
            }
            Input::Opened(id) if self.is(State::Handshake, id) => self.opened(id, now, effects),
            Input::Message(id, facts) => self.came(id, facts, now, effects),
            Input::Delivered(messages) if self.state == State::Open => self.delivered(messages, now),
            Input::Error(id) => self.error(id, now, effects),
            Input::Closed { id, close, retry_after, verdict } => {
                self.transport_closed(id, close, retry_after, verdict, now, effects);
            }
            Input::Page(signal) => self.signal(signal, now, effects),
            Input::Tick { buffered } => {
                while let Some((timer, due)) = self.timers.pop_due(now) {
                    self.timer(timer, due, buffered, now, effects);
                }
            }
            // Whatever an abandoned attempt or transport still says changes nothing.
            Input::Resolved { .. } | Input::ResolveFailed(_) | Input::OpenFailed(_) => {}
            Input::Opened(_) | Input::Delivered(_) => {}
        }
    }

    /// [`Input::Message`]; apart, as the compiler does not see by its cursor that it is one.
    pub(crate) fn came(&mut self, id: Id, facts: Facts<'_>, now: Millis, effects: &mut Effects) {
        if self.is(State::Open, id) {
            self.message(facts, now, effects);
        }
    }

    /// When the driver has to step with [`Input::Tick`], if nothing happens before.
    pub fn next_deadline(&self) -> Option<Millis> {
        self.timers.earliest()
    }

    /// What a user may see.
    pub fn snapshot(&self) -> Snapshot {
        let phase = match self.state {
            State::Idle => Phase::Idle,
            State::Resolving | State::Handshake => Phase::Connecting,
            State::Open => Phase::Open,
            State::Waiting => Phase::Waiting,
            State::Closing => Phase::Closing,
            State::Closed => Phase::Closed,
        };
        let next_attempt_at = self.timers.at(Timer::Retry);
        Snapshot {
            phase,
            cause: self.cause,
            attempt: self.retries,
            retrying: match phase {
                Phase::Waiting => true,
                Phase::Connecting => self.retries > 0,
                _ => false,
            },
            paused: phase == Phase::Waiting && next_attempt_at.is_none(),
            resumed: self.resumed,
            next_attempt_at,
            rtt: self.rtt,
            queued: self.outbox.queued(),
        }
    }

    /// How often what has happened.
    pub fn counters(&self) -> Counters {
        self.counters
    }

    /// Where the next attempt goes on; none where nothing has come yet.
    pub fn cursor(&self) -> Option<&Cursor> {
        self.resume.cursor()
    }

    /// The keys of the last messages, the oldest first: with the [`cursor`](Machine::cursor) what a page to come needs
    /// so that it neither misses nor repeats anything.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.resume.keys()
    }

    /// Goes on where another page was: call it before the first [`Input::Connect`].
    pub fn restore<'a>(&mut self, cursor: Option<Cursor>, keys: impl IntoIterator<Item = &'a str>) {
        if let Some(cursor) = cursor {
            self.resume.advance(cursor);
        }
        for key in keys {
            self.resume.is_new(key, self.config.number(NumberOption::Window));
        }
    }

    /// Whether a message sent now would be handed to the transport at once, if that takes it.
    pub fn hands_over(&self) -> bool {
        self.state == State::Open && !self.outbox.any_waits()
    }

    /// The same, with so many bytes in the transport.
    #[cfg(all(feature = "js", not(feature = "js-socketio")))]
    pub(crate) fn hands_over_into(&self, buffered: u64) -> bool {
        self.hands_over() && self.takes_more(buffered)
    }

    /// The attempt or transport of the moment, or the last one.
    pub(crate) fn last_id(&self) -> Id {
        self.last_id
    }

    /// Whether transport `id` is open.
    pub(crate) fn is_open(&self, id: Id) -> bool {
        self.is(State::Open, id)
    }

    /// Transport `id` said something, whatever it was: whether it is open, and so is alive.
    pub(crate) fn hear(&mut self, id: Id, now: Millis) -> bool {
        let open = self.is_open(id);
        if open {
            self.heard(now);
        }
        open
    }

    /// The transport of the moment is of no use to whoever speaks a protocol over it: given up, and tried again as after
    /// any loss.
    pub(crate) fn abort(&mut self, cause: Cause, now: Millis) -> Vec<Effect> {
        let mut effects = Effects::default();
        if matches!(self.state, State::Handshake | State::Open) {
            self.give_up(cause, false, now, &mut effects);
        }
        effects.0
    }

    /// Whether it is there, and with this attempt or transport.
    fn is(&self, state: State, id: Id) -> bool {
        self.state == state && self.last_id == id
    }

    /// Whether it waits for the handshake of transport `id`. One that was made while the user's own code ran may be
    /// unwanted when it is there.
    pub fn awaits(&self, id: Id) -> bool {
        self.is(State::Handshake, id)
    }

    /// What decides how it goes on, and nothing else: with the clock at zero, the attempt of the moment numbered 1, and
    /// what is only shown left out. Two machines of one shape behave alike, so a search need visit each shape only once.
    ///
    /// ```
    /// use everwire::core::{Config, Input, Machine, Millis};
    /// let shape = |start| {
    ///     let mut machine = Machine::new(Config::default(), 1);
    ///     machine.step(Input::Connect, Millis(start));
    ///     machine.shape(Millis(start))
    /// };
    /// assert!(shape(0) == shape(5_000));
    /// ```
    #[doc(hidden)]
    pub fn shape(&self, now: Millis) -> Machine {
        let one = Id(1);
        let probing = self.timers.at(Timer::Silence).is_some();
        let open = self.state == State::Open;
        Machine {
            timers: self.timers.relative(now),
            last_id: one,
            last_number: Number(0),
            // How long ago, as far as it still matters.
            heard_at: if open && self.has_heartbeat() {
                Millis((now - self.heard_at).min(self.config.number(NumberOption::HeartbeatInterval).into()))
            } else {
                Millis(0)
            },
            probed_at: if probing { Millis(now - self.probed_at) } else { Millis(0) },
            probed_again: probing && self.probed_again,
            eager_until: if open { self.eager_until.relative(now) } else { Millis(0) },
            rtt: None,
            resume: self.resume.relative(),
            outbox: self.outbox.relative(now),
            counters: Counters::default(),
            ..self.clone()
        }
    }

    /// Moves. No deadline of the connection outlives the state that it was set in.
    fn enter(&mut self, state: State, cause: Cause, effects: &mut Effects) {
        self.leave();
        if state == State::Closed {
            self.end(effects);
        }
        self.announce(state, cause, effects);
    }

    /// The state of the moment is over, with its deadlines; the messages and the cursor stay.
    fn leave(&mut self) {
        self.timers.clear_connections();
        self.outbox.take_back();
    }

    fn announce(&mut self, state: State, cause: Cause, effects: &mut Effects) {
        self.state = state;
        self.cause = cause;
        effects.push(Effect::Emit(Event::State(self.snapshot())));
    }

    fn timer(&mut self, timer: Timer, due: Millis, buffered: u64, now: Millis, effects: &mut Effects) {
        match timer {
            Timer::Retry => self.attempt(Cause::Retry, now, effects),
            Timer::Uptime => {
                self.forget_retries();
                self.announce(self.state, self.cause, effects);
            }
            Timer::Beat => self.beat(now, effects),
            Timer::Silence => self.silence(due, now, effects),
            Timer::Drain => self.flush(buffered, now, effects),
            Timer::Expiry => self.expire(now, effects),
            Timer::Save => self.save(effects),
            Timer::Attempt => self.give_up(Cause::AttemptTimedOut, late(due, now), now, effects),
            Timer::Closing => self.give_up(Cause::CloseTimedOut, false, now, effects),
            // It is set by an error of the transport that counts.
            Timer::Failure => {
                let cause = self.loss_of(self.last_id).unwrap_or(Cause::HandshakeFailed);
                // Late or not, what the transport said was no page's doing.
                self.give_up(cause, false, now, effects);
            }
        }
    }
}

/// Whether a deadline is acted on so late that what it waited for may have waited with it: a throttled or frozen page, a
/// machine that slept, a task that held the thread.
fn late(due: Millis, now: Millis) -> bool {
    const LATE: u64 = 500;
    now - due >= LATE
}
