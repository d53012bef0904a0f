//! A machine among everything that can happen to it, judged after every step.

use std::sync::Arc;

use everwire::core::{
    Close, Cursor, Effect, Facts, Id, Input, Jitter, Machine, Millis, NOT_WRITABLE, NumberOption, Outgoing, Signal,
    Verdict, retry_hint,
};

pub(crate) use crate::dice::{Dice, share};
use crate::referee::{Referee, Rules, Shown};

/// A look at the clock, with nothing waiting in the transport.
pub(crate) const TICK: Input<'static> = Input::Tick { buffered: 0 };

/// Options of all kinds, small enough that their limits are reached.
pub(crate) fn any_rules(dice: &mut Dice<'_>) -> Rules {
    let infinite = f64::INFINITY;
    let options = [
        (NumberOption::MinReconnectionDelay, dice.below(1_000) as f64),
        (NumberOption::MaxReconnectionDelay, dice.below(4_000) as f64),
        (NumberOption::ReconnectionDelayGrowFactor, 1.0 + dice.below(30) as f64 / 10.0),
        (NumberOption::MinUptime, dice.below(3) as f64 * 500.0),
        (NumberOption::ConnectionTimeout, 1.0 + dice.below(2_000) as f64),
        (NumberOption::CloseTimeout, 1.0 + dice.below(500) as f64),
        (NumberOption::MaxRetries, dice.of(&[infinite, 0.0, 1.0, 3.0])),
        (NumberOption::MaxEnqueuedMessages, dice.of(&[0.0, 1.0, 2.0, 3.0, infinite])),
        (NumberOption::MaxBytes, dice.of(&[0.0, 15.0, 35.0, 100.0, infinite])),
        (NumberOption::Ttl, dice.of(&[1.0, 700.0, infinite, infinite])),
        (NumberOption::Overflow, dice.below(3) as f64),
        (NumberOption::HighWaterMark, dice.of(&[1.0, 15.0, 40.0, infinite])),
        (NumberOption::Heartbeat, dice.below(2) as f64),
        (NumberOption::HeartbeatInterval, 1.0 + dice.below(2_000) as f64),
        (NumberOption::HeartbeatTimeout, 1.0 + dice.below(1_000) as f64),
        (NumberOption::Window, dice.below(4) as f64),
        (NumberOption::Save, dice.below(2) as f64),
        (NumberOption::Endpoints, 1.0 + dice.below(3) as f64),
    ];
    let jitter = dice.of(&[Jitter::None, Jitter::Equal, Jitter::Full, Jitter::Decorrelated]);
    Rules::of(jitter, &options, &[(4_100, true), (4_004, false)])
}

#[derive(Clone)]
pub(crate) struct World {
    pub(crate) machine: Machine,
    pub(crate) referee: Referee,
    pub(crate) now: Millis,
    pub(crate) rules: Arc<Rules>,
}

impl World {
    pub(crate) fn new(rules: Arc<Rules>, seed: u64) -> World {
        let machine = Machine::new(rules.config.clone(), seed);
        World { machine, referee: Referee::default(), now: Millis(0), rules }
    }

    /// The attempt or transport of the moment, by what the effects said.
    pub(crate) fn id(&self) -> Id {
        self.referee.id()
    }

    /// Steps and judges.
    pub(crate) fn step(&mut self, input: Input<'static>) -> Vec<Effect> {
        let effects = self.machine.step(input.clone(), self.now);
        self.referee.judge(&self.rules, &input, self.now, &effects, &Shown::of(&self.machine));
        effects
    }

    /// Invariant 1: what is said in the name of the past changes nothing.
    pub(crate) fn past_words_change_nothing(&self, words: &[Input<'static>]) {
        let past = Id(self.id().0.wrapping_sub(1));
        let mut machine = self.machine.clone();
        for word in words {
            let effects = machine.step(addressed(word.clone(), past), self.now);
            assert!(effects.is_empty(), "1: {word:?}, of the past, did something");
        }
        assert!(machine == self.machine, "1: a word of the past changed the machine");
    }

    /// Something happens, of everything that can.
    pub(crate) fn any_input(&mut self, dice: &mut Dice<'_>) -> Input<'static> {
        match dice.below(30) {
            0 => Input::Connect,
            1 if dice.one_in(2) => Input::Reconnect,
            1 => Input::Disconnect,
            2..=5 => Input::Send(any_outgoing(dice)),
            6..=17 => addressed(any_word(dice), self.id()),
            18 | 19 => Input::Page(any_signal(dice)),
            20 | 21 => {
                self.now = Millis(self.now.0 + dice.below(300));
                Input::Tick { buffered: any_buffered(dice) }
            }
            22 => {
                let due = self.machine.next_deadline().unwrap_or(self.now).max(self.now);
                self.now = Millis(due.0 + dice.of(&[499, 500, 5_000]));
                TICK
            }
            _ => {
                self.now = self.machine.next_deadline().unwrap_or(self.now).max(self.now);
                Input::Tick { buffered: any_buffered(dice) }
            }
        }
    }
}

const IDS: [&str; 3] = ["a", "b", "c"];
const KEYS: [&str; 4] = ["k", "l", "m", "n"];

fn any_buffered(dice: &mut Dice<'_>) -> u64 {
    dice.of(&[0, 0, 0, 5, 20, NOT_WRITABLE])
}

pub(crate) fn any_outgoing(dice: &mut Dice<'_>) -> Outgoing<'static> {
    Outgoing {
        size: dice.of(&[0, 10, 10, 20, 40]),
        buffered: any_buffered(dice),
        id: dice.one_in(2).then(|| dice.of(&IDS)),
        timeout: dice.one_in(3).then(|| dice.of(&[0, 1, 50, 900])),
    }
}

fn any_signal(dice: &mut Dice<'_>) -> Signal {
    dice.of(&[
        Signal::Offline,
        Signal::Online,
        Signal::Online,
        Signal::Hidden,
        Signal::Visible,
        Signal::Frozen,
        Signal::Resumed,
        Signal::Woken,
    ])
}

pub(crate) fn any_facts(dice: &mut Dice<'_>) -> Facts<'static> {
    Facts {
        reply: dice.one_in(5),
        acknowledges: dice.one_in(3).then(|| dice.of(&IDS)),
        cursor: dice.one_in(2).then(|| Cursor::number(dice.below(8) as f64)),
        key: dice.one_in(2).then(|| dice.of(&KEYS)),
    }
}

/// What a driver may say of an attempt or transport; mostly what helps it on.
fn any_word(dice: &mut Dice<'_>) -> Input<'static> {
    let id = Id(0);
    match dice.below(14) {
        0..=2 => Input::Resolved { id, local: dice.one_in(3) },
        3 if dice.one_in(2) => Input::ResolveFailed(id),
        3 => Input::OpenFailed(id),
        4..=7 => Input::Opened(id),
        8..=9 => Input::Message(id, any_facts(dice)),
        10 => Input::Delivered(1 + dice.below(3) as u32),
        11 => Input::Error(id),
        _ => {
            let code = dice.of(&[0, 1000, 1005, 1006, 1006, 1008, 1012, 1013, 4001, 4004, 4100]);
            let close = Close { code, clean: dice.one_in(2) };
            let reason = dice.of(&["", "", "going away", "retry-after: 2", "retry-after: 40ms"]);
            let verdict = dice.of(&[Verdict::Unsaid, Verdict::Unsaid, Verdict::Retry, Verdict::Fatal]);
            Input::Closed { id, close, retry_after: retry_hint(reason), verdict }
        }
    }
}

/// The same, said of this attempt or transport.
pub(crate) fn addressed(word: Input<'static>, id: Id) -> Input<'static> {
    match word {
        Input::Resolved { local, .. } => Input::Resolved { id, local },
        Input::ResolveFailed(_) => Input::ResolveFailed(id),
        Input::OpenFailed(_) => Input::OpenFailed(id),
        Input::Opened(_) => Input::Opened(id),
        Input::Message(_, facts) => Input::Message(id, facts),
        Input::Error(_) => Input::Error(id),
        Input::Closed { close, retry_after, verdict, .. } => Input::Closed { id, close, retry_after, verdict },
        Input::Connect | Input::Reconnect | Input::Disconnect | Input::Send(_) => word,
        Input::Page(_) | Input::Tick { .. } | Input::Delivered(_) => word,
    }
}

/// One word of each kind.
pub(crate) fn every_word() -> Vec<Input<'static>> {
    let id = Id(0);
    let facts = Facts { acknowledges: Some("a"), cursor: Some(Cursor::number(9.0)), key: Some("z"), reply: false };
    let close = Close { code: 1000, clean: true };
    vec![
        Input::Resolved { id, local: true },
        Input::ResolveFailed(id),
        Input::OpenFailed(id),
        Input::Opened(id),
        Input::Message(id, facts),
        Input::Error(id),
        Input::Closed { id, close, retry_after: None, verdict: Verdict::Fatal },
    ]
}
