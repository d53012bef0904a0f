//! What a user may see.

use std::collections::VecDeque;
use std::time::Duration;

use crate::core::{Cause, Millis, Phase, Queued, Snapshot};

/// The connection at one moment.
///
/// ```no_run
/// # fn example(socket: everwire::WebSocket) {
/// let state = socket.state();
/// println!("{}, because: {}", state.phase.name(), state.cause.name());
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct State {
    /// Where it is in its life.
    pub phase: Phase,
    /// Why it is there.
    pub cause: Cause,
    /// Retries since the last connection that stayed open for `min_uptime`; 0 during the first attempt.
    pub attempt: u32,
    /// Whether a retry is waited for, or under way.
    pub reconnecting: bool,
    /// Whether it waits for the network or the page to come back, not for a time.
    pub paused: bool,
    /// Whether the connection, or the attempt, goes on after a cursor.
    pub resumed: bool,
    /// How long until the next attempt, while waiting for one.
    pub next_attempt_in: Option<Duration>,
    /// The round-trip time that the last heartbeat measured.
    pub rtt: Option<Duration>,
    /// What is kept of what was sent.
    pub queued: Queued,
    /// Bytes that wait in the browser's own buffer.
    pub buffered: u64,
    /// How the last attempt or connection ended.
    pub last_close: Option<Ended>,
}

/// How an attempt or a connection ended.
///
/// ```no_run
/// # fn example(socket: everwire::WebSocket) {
/// if let Some(ended) = socket.state().last_close {
///     println!("{} {}", ended.code, ended.reason);
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ended {
    /// The close code (RFC 6455 §7.4), as the browser said; 1006 where no close frame came.
    pub code: u16,
    /// The server's reason, often empty.
    pub reason: String,
    /// Whether the closing handshake was completed.
    pub clean: bool,
    /// Why.
    pub cause: Cause,
}

/// A step from one phase to another.
///
/// ```no_run
/// # fn example(socket: everwire::WebSocket) {
/// for transition in socket.transitions() {
///     println!("{:?} {} {}", transition.at, transition.phase.name(), transition.cause.name());
/// }
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transition {
    /// When: the time since 1970-01-01 UTC, by the machine's clock.
    pub at: Duration,
    /// To where.
    pub phase: Phase,
    /// Why.
    pub cause: Cause,
}

/// How many transitions are kept.
const MOST: usize = 100;

/// What the driver remembers to show it.
#[derive(Default)]
pub(super) struct History {
    transitions: VecDeque<Transition>,
    pub(super) last_close: Option<Ended>,
}

impl History {
    /// The machine says so, also where nothing but a number has changed.
    pub(super) fn note(&mut self, snapshot: &Snapshot, at: Duration) {
        let Snapshot { phase, cause, .. } = *snapshot;
        if self.transitions.back().is_some_and(|last| last.phase == phase && last.cause == cause) {
            return;
        }
        if self.transitions.len() == MOST {
            self.transitions.pop_front();
        }
        self.transitions.push_back(Transition { at, phase, cause });
    }

    pub(super) fn transitions(&self) -> Vec<Transition> {
        self.transitions.iter().copied().collect()
    }

    pub(super) fn state(&self, snapshot: Snapshot, buffered: u64, now: Millis) -> State {
        State {
            phase: snapshot.phase,
            cause: snapshot.cause,
            attempt: snapshot.attempt,
            reconnecting: snapshot.retrying,
            paused: snapshot.paused,
            resumed: snapshot.resumed,
            next_attempt_in: snapshot.next_attempt_at.map(|at| Duration::from_millis(at - now)),
            rtt: snapshot.rtt.map(|rtt| Duration::from_millis(rtt.into())),
            queued: snapshot.queued,
            buffered,
            last_close: self.last_close.clone(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::{Config, Input, Machine};

    #[test]
    fn the_last_hundred_transitions_are_kept_and_a_repetition_is_none() {
        let mut machine = Machine::new(Config::default(), 1);
        let mut history = History::default();
        history.note(&machine.snapshot(), Duration::ZERO);
        history.note(&machine.snapshot(), Duration::ZERO);
        assert_eq!(history.transitions().len(), 1);
        for at in 1..=150 {
            machine.step(if at % 2 == 0 { Input::Disconnect } else { Input::Connect }, Millis(at));
            history.note(&machine.snapshot(), Duration::from_millis(at));
        }
        let transitions = history.transitions();
        assert_eq!(transitions.len(), 100);
        assert_eq!(transitions.first().map(|first| first.at), Some(Duration::from_millis(51)));
        assert_eq!(transitions.last().map(|last| last.cause), Some(Cause::ClosedByUser));
    }
}
