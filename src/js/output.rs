//! What JavaScript reads, number by number. `pkg-template/src/core.ts` has the same lists.

#[cfg(not(feature = "js-socketio"))]
use crate::core::Counters;
use crate::core::{Effect, Event, Snapshot};

/// Numbers that wait to be read.
#[derive(Default)]
pub(super) struct Output {
    numbers: Vec<f64>,
    read: usize,
}

impl Output {
    pub(super) const fn new() -> Output {
        Output { numbers: Vec::new(), read: 0 }
    }

    /// The next number; -1 where there is none.
    pub(super) fn next(&mut self) -> f64 {
        let next = self.numbers.get(self.read).copied();
        self.read += 1;
        next.unwrap_or(-1.0)
    }

    /// What is not read yet is not wanted.
    pub(super) fn clear(&mut self) {
        self.numbers.clear();
        self.read = 0;
    }

    /// Its bytes, in UTF-8.
    pub(super) fn text(&mut self, text: &str) {
        for byte in text.bytes() {
            self.number(byte.into());
        }
    }

    /// An effect: its kind, and two numbers that belong to it; a new state is a whole snapshot.
    pub(super) fn effect(&mut self, effect: &Effect) {
        let (kind, first, second) = match *effect {
            Effect::Resolve(id, endpoint) => (0, id.0, endpoint.into()),
            Effect::Open(id) => (1, id.0, 0),
            Effect::Greet(_) => (2, 0, 0),
            Effect::Keep(number) => (3, number.0, 0),
            Effect::Write(_, number) => (4, number.0, 0),
            Effect::Forget(number, outcome) => (5, number.0, outcome as u32),
            Effect::Probe(_) => (6, 0, 0),
            Effect::Close(_) => (7, 0, 0),
            Effect::Abandon(_) => (8, 0, 0),
            Effect::Sent(fate) => (9, fate as u32, 0),
            Effect::Advance => (10, 0, 0),
            Effect::Save => (11, 0, 0),
            Effect::Emit(Event::Open) => (12, 0, 0),
            Effect::Emit(Event::Message) => (13, 0, 0),
            Effect::Emit(Event::Error(cause)) => (14, cause as u32, 0),
            Effect::Emit(Event::Close(close, cause)) => {
                (15, close.code.into(), u32::from(close.clean) + 2 * u32::from(cause.is_wanted()))
            }
            Effect::Emit(Event::State(ref snapshot)) => {
                self.put(&[16]);
                return self.snapshot(snapshot);
            }
        };
        self.put(&[kind, first, second]);
    }

    /// Those that the core does not have: 17 and on.
    #[cfg(feature = "js-socketio")]
    pub(super) fn socketio(&mut self, effect: crate::socketio::Effect) {
        use crate::socketio::{Effect, Event};
        let numbers = match effect {
            Effect::Core(_) => return,
            Effect::Greeting(id) => [17, id.0, 0],
            Effect::Pong => [18, 0, 0],
            Effect::Connect(index) => [19, index.0, 0],
            Effect::Disconnect(index) => [20, index.0, 0],
            Effect::Hold => [21, 0, 0],
            Effect::Attach => [22, 0, 0],
            Effect::Parse => [23, 0, 0],
            Effect::Tell(index, Event::Joined) => [24, index.0, 0],
            Effect::Tell(index, Event::Refused) => [25, index.0, 0],
            Effect::Tell(index, Event::Left(reason)) => [26, index.0, reason as u32],
            Effect::Tell(index, Event::Event(id)) => [27, index.0, id.map_or(0, |id| id.saturating_add(1))],
        };
        self.put(&numbers);
    }

    pub(super) fn snapshot(&mut self, snapshot: &Snapshot) {
        let Snapshot { phase, cause, attempt, retrying, paused, resumed, next_attempt_at, rtt, queued } = *snapshot;
        let flags = u32::from(retrying) + 2 * u32::from(paused) + 4 * u32::from(resumed);
        let due = next_attempt_at.map_or(-1.0, |at| at.0 as f64);
        self.put(&[phase as u32, cause as u32, attempt, flags]);
        self.number(due);
        self.number(rtt.map_or(-1.0, f64::from));
        self.put(&[queued.messages, queued.unacknowledged]);
        self.number(queued.bytes as f64);
    }

    #[cfg(not(feature = "js-socketio"))]
    pub(super) fn counters(&mut self, counters: Counters) {
        let Counters { attempts, opened, sent, resent, acknowledged, dropped, received, duplicates } = counters;
        self.put(&[attempts, opened, sent, resent, acknowledged, dropped, received, duplicates]);
    }

    fn put(&mut self, numbers: &[u32]) {
        for number in numbers {
            self.number(f64::from(*number));
        }
    }

    #[inline(never)]
    fn number(&mut self, number: f64) {
        self.numbers.push(number);
    }
}
