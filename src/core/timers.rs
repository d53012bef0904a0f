//! The deadlines that the machine waits for: at most one of each kind, and the driver only sees the earliest.

use super::time::Millis;

/// What a deadline is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Timer {
    /// The whole attempt: URL, protocols, handshake.
    Attempt,
    /// A transport that said `error` must say `close` now (Node 20 and 22 never do).
    Failure,
    /// The delay before the next attempt.
    Retry,
    /// The connection has been open long enough to forget the retries.
    Uptime,
    /// The closing handshake.
    Closing,
}

/// Every kind, in the order in which deadlines of the same millisecond are handled.
const ALL: [Timer; 5] = [Timer::Failure, Timer::Attempt, Timer::Closing, Timer::Uptime, Timer::Retry];

#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Timers([Option<Millis>; ALL.len()]);

impl Timers {
    pub(super) fn set(&mut self, timer: Timer, at: Millis) {
        self.put(timer, Some(at));
    }

    pub(super) fn clear(&mut self) {
        *self = Timers::default();
    }

    pub(super) fn at(&self, timer: Timer) -> Option<Millis> {
        self.0.get(timer as usize).copied().flatten()
    }

    pub(super) fn earliest(&self) -> Option<Millis> {
        self.0.iter().flatten().min().copied()
    }

    /// Takes the earliest deadline that is due, if one is.
    pub(super) fn pop_due(&mut self, now: Millis) -> Option<Timer> {
        let due = self.earliest().filter(|at| *at <= now)?;
        let timer = ALL.into_iter().find(|timer| self.at(*timer) == Some(due))?;
        self.put(timer, None);
        Some(timer)
    }

    fn put(&mut self, timer: Timer, at: Option<Millis>) {
        if let Some(slot) = self.0.get_mut(timer as usize) {
            *slot = at;
        }
    }
}
