//! What JavaScript reads, number by number. `pkg-template/src/core.ts` has the same lists.

use crate::core::{Counters, Effect, Event, Snapshot};

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
        // Not only after the last one was asked for: who reads a snapshot knows how many there are.
        if self.read >= self.numbers.len() {
            self.numbers.clear();
            self.read = 0;
        }
        next.unwrap_or(-1.0)
    }

    pub(super) fn text(&mut self, text: &str) {
        self.numbers.extend(text.chars().map(|character| f64::from(u32::from(character))));
    }

    /// An effect: its kind, and what belongs to it.
    pub(super) fn effect(&mut self, effect: Effect) {
        match effect {
            Effect::Resolve(id, endpoint) => self.put(0, [id.0, endpoint.into()]),
            Effect::Open(id) => self.put(1, [id.0]),
            Effect::Greet(_) => self.put(2, []),
            Effect::Keep(number) => self.put(3, [number.0]),
            Effect::Write(_, number) => self.put(4, [number.0]),
            Effect::Forget(number, outcome) => self.put(5, [number.0, outcome as u32]),
            Effect::Probe(_) => self.put(6, []),
            Effect::Close(_) => self.put(7, []),
            Effect::Abandon(_) => self.put(8, []),
            Effect::Sent(fate) => self.put(9, [fate as u32]),
            Effect::Advance => self.put(10, []),
            Effect::Save => self.put(11, []),
            Effect::Emit(Event::Open) => self.put(12, []),
            Effect::Emit(Event::Message) => self.put(13, []),
            Effect::Emit(Event::Error(cause)) => self.put(14, [cause as u32]),
            Effect::Emit(Event::Close(close, cause)) => {
                self.put(15, [close.code.into(), close.clean.into(), cause.is_wanted().into()]);
            }
            Effect::Emit(Event::State(snapshot)) => {
                self.put(16, []);
                self.snapshot(snapshot);
            }
        }
    }

    pub(super) fn snapshot(&mut self, snapshot: Snapshot) {
        let Snapshot { phase, cause, attempt, retrying, paused, resumed, next_attempt_at, rtt, queued } = snapshot;
        let flags = u32::from(retrying) + 2 * u32::from(paused) + 4 * u32::from(resumed);
        self.numbers.extend([phase as u32, cause as u32, attempt, flags].map(f64::from));
        self.numbers.push(next_attempt_at.map_or(-1.0, |at| at.0 as f64));
        self.numbers.push(rtt.map_or(-1.0, f64::from));
        self.numbers.extend([queued.messages, queued.unacknowledged].map(f64::from));
        self.numbers.push(queued.bytes as f64);
    }

    pub(super) fn counters(&mut self, counters: Counters) {
        let Counters { attempts, opened, sent, resent, acknowledged, dropped, received, duplicates } = counters;
        self.numbers
            .extend([attempts, opened, sent, resent, acknowledged, dropped, received, duplicates].map(f64::from));
    }

    fn put<const N: usize>(&mut self, kind: u32, numbers: [u32; N]) {
        self.numbers.push(kind.into());
        self.numbers.extend(numbers.map(f64::from));
    }
}
