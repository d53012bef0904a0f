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

    /// Its bytes, in UTF-8.
    pub(super) fn text(&mut self, text: &str) {
        for byte in text.bytes() {
            self.number(byte.into());
        }
    }

    /// An effect: its kind, and what belongs to it.
    pub(super) fn effect(&mut self, effect: Effect) {
        match effect {
            Effect::Resolve(id, endpoint) => self.put(&[0, id.0, endpoint.into()]),
            Effect::Open(id) => self.put(&[1, id.0]),
            Effect::Greet(_) => self.put(&[2]),
            Effect::Keep(number) => self.put(&[3, number.0]),
            Effect::Write(_, number) => self.put(&[4, number.0]),
            Effect::Forget(number, outcome) => self.put(&[5, number.0, outcome as u32]),
            Effect::Probe(_) => self.put(&[6]),
            Effect::Close(_) => self.put(&[7]),
            Effect::Abandon(_) => self.put(&[8]),
            Effect::Sent(fate) => self.put(&[9, fate as u32]),
            Effect::Advance => self.put(&[10]),
            Effect::Save => self.put(&[11]),
            Effect::Emit(Event::Open) => self.put(&[12]),
            Effect::Emit(Event::Message) => self.put(&[13]),
            Effect::Emit(Event::Error(cause)) => self.put(&[14, cause as u32]),
            Effect::Emit(Event::Close(close, cause)) => {
                self.put(&[15, close.code.into(), close.clean.into(), cause.is_wanted().into()]);
            }
            Effect::Emit(Event::State(snapshot)) => {
                self.put(&[16]);
                self.snapshot(snapshot);
            }
        }
    }

    pub(super) fn snapshot(&mut self, snapshot: Snapshot) {
        let Snapshot { phase, cause, attempt, retrying, paused, resumed, next_attempt_at, rtt, queued } = snapshot;
        let flags = u32::from(retrying) + 2 * u32::from(paused) + 4 * u32::from(resumed);
        let due = next_attempt_at.map_or(-1.0, |at| at.0 as f64);
        self.put(&[phase as u32, cause as u32, attempt, flags]);
        self.number(due);
        self.number(rtt.map_or(-1.0, f64::from));
        self.put(&[queued.messages, queued.unacknowledged]);
        self.number(queued.bytes as f64);
    }

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
