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

/// A deadline that never comes.
const NEVER: Millis = Millis(u64::MAX);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Timers([Millis; ALL.len()]);

impl Timers {
    pub(super) fn none() -> Timers {
        Timers([NEVER; ALL.len()])
    }

    pub(super) fn set(&mut self, timer: Timer, at: Millis) {
        if let Some(slot) = self.0.get_mut(timer as usize) {
            *slot = at;
        }
    }

    pub(super) fn clear(&mut self) {
        *self = Timers::none();
    }

    pub(super) fn at(&self, timer: Timer) -> Option<Millis> {
        self.0.get(timer as usize).copied().filter(|at| *at != NEVER)
    }

    pub(super) fn earliest(&self) -> Option<Millis> {
        self.0.iter().min().copied().filter(|at| *at != NEVER)
    }

    /// The same with the clock at zero; what is overdue is due now.
    pub(super) fn relative(&self, now: Millis) -> Timers {
        Timers(self.0.map(|at| if at == NEVER { NEVER } else { Millis(at - now) }))
    }

    /// Takes the earliest deadline that is due, if one is.
    pub(super) fn pop_due(&mut self, now: Millis) -> Option<Timer> {
        let due = self.earliest().filter(|at| *at <= now);
        let timer = ALL.into_iter().find(|timer| due.is_some() && self.at(*timer) == due)?;
        self.set(timer, NEVER);
        Some(timer)
    }
}
