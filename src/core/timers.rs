//! The deadlines that the machine waits for: at most one of each kind, and the driver only sees the earliest.

use super::time::Millis;

/// What a deadline is for, in the order in which deadlines of the same millisecond are handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Timer {
    /// A transport that said `error` must say `close` now (Node 20 and 22 never do).
    Failure,
    /// The whole attempt: URL, protocols, handshake.
    Attempt,
    /// The closing handshake.
    Closing,
    /// The connection has been open long enough to forget the retries.
    Uptime,
    /// The link must have said something since it was probed.
    Silence,
    /// The link has said nothing for so long that it is probed.
    Beat,
    /// The transport may take more of what waits.
    Drain,
    /// The delay before the next attempt.
    Retry,
    /// A message has been kept for as long as it may be.
    Expiry,
    /// The cursor that has moved is stored.
    Save,
}

const ALL: [Timer; 10] = [
    Timer::Failure,
    Timer::Attempt,
    Timer::Closing,
    Timer::Uptime,
    Timer::Silence,
    Timer::Beat,
    Timer::Drain,
    Timer::Retry,
    Timer::Expiry,
    Timer::Save,
];

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Timers([Millis; ALL.len()]);

impl Timers {
    pub(super) fn none() -> Timers {
        Timers([Millis::NEVER; ALL.len()])
    }

    pub(super) fn set(&mut self, timer: Timer, at: Millis) {
        if let Some(slot) = self.0.get_mut(timer as usize) {
            *slot = at;
        }
    }

    pub(super) fn clear(&mut self, timer: Timer) {
        self.set(timer, Millis::NEVER);
    }

    /// Clears those that do not outlive a connection, an attempt or a wait: all up to `Retry`.
    pub(super) fn clear_connections(&mut self) {
        self.0.iter_mut().take(Timer::Retry as usize + 1).for_each(|at| *at = Millis::NEVER);
    }

    pub(super) fn at(&self, timer: Timer) -> Option<Millis> {
        self.0.get(timer as usize).copied().filter(|at| *at != Millis::NEVER)
    }

    pub(super) fn earliest(&self) -> Option<Millis> {
        Some(self.first().1).filter(|at| *at != Millis::NEVER)
    }

    /// The earliest deadline, and of several at once the one that is handled first.
    fn first(&self) -> (Timer, Millis) {
        let mut first = (Timer::Failure, Millis::NEVER);
        for (timer, at) in ALL.into_iter().zip(self.0) {
            if at < first.1 {
                first = (timer, at);
            }
        }
        first
    }

    /// The same with the clock at zero; what is overdue is due now.
    pub(super) fn relative(&self, now: Millis) -> Timers {
        Timers(self.0.map(|at| at.relative(now)))
    }

    /// Takes the earliest deadline that is due, if one is, and says when it was.
    pub(super) fn pop_due(&mut self, now: Millis) -> Option<(Timer, Millis)> {
        let (timer, due) = self.first();
        if due > now {
            return None;
        }
        self.clear(timer);
        Some((timer, due))
    }
}
