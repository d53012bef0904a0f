//! A machine among everything that can happen to it, and a referee that knows the invariants of ARCHITECTURE.
//!
//! The referee holds nothing that the machine holds: it judges by inputs and effects alone.

use std::collections::BTreeSet;

use everwire::core::{
    Close, CloseFrame, Config, Effect, Event, Fate, Id, Input, Jitter, Machine, Millis, NumberOption, Phase,
};

/// SplitMix64, as small as the core's own, for the tests' choices.
pub(crate) struct Dice(pub(crate) u64);

impl Dice {
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (z ^ (z >> 31)) % end
    }
}

/// What the machine is configured with, as the referee needs it.
#[derive(Clone, Debug)]
pub(crate) struct Limits {
    pub(crate) retries: Option<u32>,
    pub(crate) attempt: u64,
    pub(crate) uptime: u64,
    pub(crate) messages: u32,
}

/// Options of all kinds, small enough that their limits are reached.
pub(crate) fn any_config(dice: &mut Dice) -> (Config, Limits) {
    let mut config = Config::default();
    let retries = [None, Some(0), Some(1), Some(3)][dice.below(4) as usize];
    let (attempt, uptime) = (1 + dice.below(2_000), dice.below(3) * 500);
    let limits = Limits { retries, attempt, uptime, messages: dice.below(4) as u32 };
    let set = [
        (NumberOption::MinReconnectionDelay, dice.below(1_000) as f64),
        (NumberOption::MaxReconnectionDelay, dice.below(4_000) as f64),
        (NumberOption::ReconnectionDelayGrowFactor, 1.0 + dice.below(30) as f64 / 10.0),
        (NumberOption::MinUptime, uptime as f64),
        (NumberOption::ConnectionTimeout, attempt as f64),
        (NumberOption::CloseTimeout, 1.0 + dice.below(500) as f64),
        (NumberOption::MaxRetries, retries.map_or(f64::INFINITY, f64::from)),
        (NumberOption::MaxEnqueuedMessages, f64::from(limits.messages)),
    ];
    for (option, value) in set {
        config.set(option, value).unwrap();
    }
    config.set_jitter([Jitter::None, Jitter::Equal, Jitter::Full, Jitter::Decorrelated][dice.below(4) as usize]);
    (config, limits)
}

#[derive(Clone)]
pub(crate) struct World {
    pub(crate) machine: Machine<u32>,
    pub(crate) now: Millis,
    config: Config,
    limits: Limits,
    /// Every id that was ever given out; the last is the current one.
    ids: Vec<Id>,
    live: BTreeSet<Id>,
    /// Whether the user wants a connection.
    wanted: bool,
    retries: u32,
    last_delay: u32,
    attempt_started: Millis,
    opened_at: Millis,
    /// The user was told of an opening and not yet of its close.
    open_told: bool,
    sent: u32,
    dropped: Vec<u32>,
    written: Vec<u32>,
}

impl World {
    pub(crate) fn new(config: Config, limits: Limits, seed: u64) -> World {
        World {
            machine: Machine::new(config.clone(), seed),
            now: Millis(0),
            config,
            limits,
            ids: vec![Id(0)],
            live: BTreeSet::new(),
            wanted: false,
            retries: 0,
            last_delay: 0,
            attempt_started: Millis(0),
            opened_at: Millis(0),
            open_told: false,
            sent: 0,
            dropped: Vec::new(),
            written: Vec::new(),
        }
    }

    /// The attempt of the moment, and the one before it.
    pub(crate) fn current_and_past(&self) -> [Id; 2] {
        let last = self.ids.len() - 1;
        [self.ids[last], self.ids[last.saturating_sub(1)]]
    }

    /// A new message to send.
    pub(crate) fn message(&mut self, writable: bool) -> Input<u32> {
        self.sent += 1;
        Input::Send { payload: self.sent, size: 10, writable }
    }

    /// What the referee knows that its next judgements depend on.
    pub(crate) fn summary(&self) -> (bool, bool, usize, u32, u32, u64) {
        let since = match self.machine.snapshot().phase {
            Phase::Connecting => self.now - self.attempt_started,
            Phase::Open => (self.now - self.opened_at).min(self.limits.uptime),
            _ => 0,
        };
        (self.wanted, self.open_told, self.live.len(), self.retries, self.last_delay, since)
    }

    /// Something happens, of everything that can.
    pub(crate) fn any_input(&mut self, dice: &mut Dice) -> Input<u32> {
        let last = self.ids.len() as u64 - 1;
        // Mostly the current attempt, sometimes one of the past.
        let back = if dice.below(4) == 0 { dice.below(3).min(last) } else { 0 };
        let id = self.ids[(last - back) as usize];
        match dice.below(22) {
            0 => Input::Connect,
            1 => Input::Reconnect(CloseFrame::default()),
            2 => Input::Disconnect(CloseFrame::default()),
            3..=5 => self.message(dice.below(8) > 0),
            6..=8 => Input::Resolved(id),
            9 => Input::ResolveFailed(id, 0),
            10 => Input::OpenFailed(id, 0),
            11..=13 => Input::Opened(id),
            14 => Input::Message(id, 0),
            15 => Input::Error(id, 0),
            16 | 17 => {
                let code = [0, 1000, 1005, 1006, 1012, 4001][dice.below(6) as usize];
                Input::Closed(id, Close { code, reason: "said".into(), clean: dice.below(2) == 0 })
            }
            18 => {
                self.now = Millis(self.now.0 + dice.below(300));
                Input::Tick
            }
            _ => {
                self.now = self.machine.next_deadline().unwrap_or(self.now).max(self.now);
                Input::Tick
            }
        }
    }

    /// Steps and judges.
    pub(crate) fn step(&mut self, input: Input<u32>) {
        let before = self.machine.clone();
        let phase = before.snapshot().phase;
        let effects = self.machine.step(input.clone(), self.now);
        match &input {
            Input::Connect if matches!(phase, Phase::Idle | Phase::Closed) => self.want(),
            Input::Reconnect(_) => self.want(),
            Input::Disconnect(_) => self.wanted = false,
            Input::Closed(id, _) => {
                self.live.remove(id);
            }
            // Of a transport that is open already it cannot be said, and the machine does not listen.
            Input::OpenFailed(id, _) if !effects.is_empty() => {
                self.live.remove(id);
            }
            _ => {}
        }
        if speaks_for(&input).is_some_and(|id| id != self.ids[self.ids.len() - 1]) {
            assert!(effects.is_empty() && self.machine == before, "1: {input:?}, of the past, did something");
        }
        self.uptime(phase, &input);
        for effect in &effects {
            self.judge(effect, &input);
        }
        if let Input::Send { .. } = input {
            let answers = effects.iter().filter(|effect| matches!(effect, Effect::Sent(_))).count();
            assert_eq!(answers, 1, "7: a send was answered {answers} times");
        }
        self.judge_state();
    }

    fn want(&mut self) {
        self.wanted = true;
        self.forget();
    }

    fn forget(&mut self) {
        self.retries = 0;
        self.last_delay = 0;
    }

    /// The retries are forgotten when the connection has been open for `minUptime`, and only then.
    fn uptime(&mut self, before: Phase, input: &Input<u32>) {
        let after = self.machine.snapshot().phase;
        let opening = after == Phase::Open && before != Phase::Open;
        if opening {
            self.opened_at = self.now;
        }
        let due = (opening || before == Phase::Open) && self.now - self.opened_at >= self.limits.uptime;
        // A timer that is late is made good when the connection ends.
        let ended = matches!(after, Phase::Waiting | Phase::Closed);
        if due && (*input == Input::Tick || ended || self.limits.uptime == 0) {
            self.forget();
        }
    }

    fn judge(&mut self, effect: &Effect<u32>, input: &Input<u32>) {
        match effect {
            Effect::Resolve(id) => {
                assert!(self.wanted, "2: an attempt after a disconnect");
                assert!(!self.ids.contains(id), "1: {id:?} is used twice");
                self.ids.push(*id);
                self.attempt_started = self.now;
            }
            Effect::Open(id) => {
                assert!(self.wanted, "2: a transport after a disconnect");
                self.live.insert(*id);
            }
            Effect::Abandon(id, _) => {
                self.live.remove(id);
            }
            Effect::Close(id, _) => assert!(self.live.contains(id), "a transport that is not there is closed"),
            Effect::Write(id, payload) => {
                assert!(self.live.contains(id), "a message for a transport that is not there");
                assert!(self.written.last().is_none_or(|last| last < payload), "5: {payload} overtook another message");
                assert!(!self.dropped.contains(payload), "7: {payload} was dropped, and sent");
                self.written.push(*payload);
            }
            Effect::Sent(fate) => {
                if *fate == Fate::Dropped {
                    self.dropped.push(self.sent);
                }
            }
            Effect::Emit(event) => self.judge_event(event, input),
        }
    }

    fn judge_event(&mut self, event: &Event<u32>, input: &Input<u32>) {
        match event {
            Event::Open => {
                assert!(!self.open_told, "4: opened twice");
                self.open_told = true;
            }
            Event::Close(close, _) => {
                self.open_told = false;
                let said = match input {
                    Input::Closed(_, said) => said.clone(),
                    _ => Close::abnormal(),
                };
                assert_eq!(*close, said, "4: a close that nobody said");
            }
            Event::Message(_) => assert!(self.open_told, "a message of a connection that is not open"),
            Event::Error(..) => {}
            Event::State(snapshot) => {
                if snapshot.phase == Phase::Waiting {
                    self.retries += 1;
                    let delay = (snapshot.next_attempt_at.unwrap() - self.now) as u32;
                    let (low, high) = self.config.backoff().bounds(self.retries, self.last_delay);
                    assert!((low..=high).contains(&delay), "3: a delay of {delay} is not in {low}..={high}");
                    self.last_delay = delay;
                }
            }
        }
    }

    fn judge_state(&self) {
        let snapshot = self.machine.snapshot();
        let phase = snapshot.phase;
        assert!(self.live.len() <= 1, "1: {} live transports", self.live.len());
        if matches!(phase, Phase::Idle | Phase::Closed) {
            assert_eq!(self.machine.next_deadline(), None, "2: a timer in {phase:?}");
            assert!(self.live.is_empty(), "2: a transport in {phase:?}");
        }
        if let Some(most) = self.limits.retries {
            assert!(self.retries <= most, "3: {} retries of {most}", self.retries);
        }
        assert_eq!(snapshot.attempt, self.retries, "3: the attempt that the user sees");
        if phase == Phase::Connecting {
            let end = Millis(self.attempt_started.0 + self.limits.attempt);
            assert!(self.machine.next_deadline().is_some_and(|at| at <= end), "3: an attempt without its deadline");
        }
        assert_eq!(
            self.open_told,
            phase == Phase::Open || self.open_told && phase == Phase::Closing,
            "4: in {phase:?}"
        );
        let queued = self.sent - self.dropped.len() as u32 - self.written.len() as u32;
        assert_eq!(snapshot.queued.messages, queued, "7: a message is neither queued, sent nor refused");
        assert!(queued <= self.limits.messages, "5: {queued} messages in the queue");
        assert_eq!(snapshot.queued.bytes, u64::from(queued) * 10, "5: the queue's bytes");
    }
}

/// The attempt or transport in whose name the driver speaks.
fn speaks_for<P>(input: &Input<P>) -> Option<Id> {
    match input {
        Input::Resolved(id) | Input::Opened(id) => Some(*id),
        Input::ResolveFailed(id, _) | Input::OpenFailed(id, _) | Input::Message(id, _) | Input::Error(id, _) => {
            Some(*id)
        }
        Input::Closed(id, _) => Some(*id),
        Input::Connect | Input::Reconnect(_) | Input::Disconnect(_) | Input::Send { .. } | Input::Tick => None,
    }
}
