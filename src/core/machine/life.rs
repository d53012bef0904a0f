//! Attempts, connections and their ends.

use super::{Effects, Machine, State};
use crate::core::close::{Close, Verdict};
use crate::core::config::NumberOption;
use crate::core::io::{Effect, Event, Id};
use crate::core::snapshot::Cause;
use crate::core::time::Millis;
use crate::core::timers::{Timer, Timers};

/// How long a transport that reported an error may take to report its close. Where a close follows at all, it follows
/// in the same task; the rest is slack for a busy machine.
const CLOSE_AFTER_ERROR: u32 = 250;

/// How an attempt or connection ended.
struct End {
    cause: Cause,
    close: Close,
    /// When the server asks to be left alone until, in ms from now.
    retry_after: Option<u32>,
    /// No retry helps.
    fatal: bool,
    /// The deadline that ended it was acted on late: the page was away, and is back.
    late: bool,
}

impl End {
    /// One that the transport said nothing about.
    fn unsaid(cause: Cause) -> End {
        End { cause, close: Close::abnormal(), retry_after: None, fatal: false, late: false }
    }
}

impl Machine {
    pub(super) fn connect(&mut self, now: Millis, effects: &mut Effects) {
        if matches!(self.state, State::Idle | State::Closed) {
            self.forget_retries();
            self.attempt(Cause::Connect, now, effects);
        }
    }

    pub(super) fn reconnect(&mut self, now: Millis, effects: &mut Effects) {
        // An attempt of this very moment is fresh enough: a handler of the close that `reconnect` causes may call it again.
        let fresh = now + self.config.number(NumberOption::ConnectionTimeout);
        if self.cause == Cause::Reconnect && self.timers.at(Timer::Attempt) == Some(fresh) {
            return;
        }
        if self.abandon(effects) {
            effects.push(Effect::Emit(Event::Close(Close::abnormal(), Cause::Reconnect)));
        }
        self.forget_retries();
        self.attempt(Cause::Reconnect, now, effects);
    }

    pub(super) fn disconnect(&mut self, now: Millis, effects: &mut Effects) {
        match self.state {
            State::Handshake | State::Open => {
                self.enter(State::Closing, Cause::ClosedByUser, effects);
                self.timers.set(Timer::Closing, now + self.config.number(NumberOption::CloseTimeout));
                effects.push(Effect::Close(self.last_id));
            }
            State::Resolving => self.over(End::unsaid(Cause::ClosedByUser), now, effects),
            State::Idle | State::Waiting => self.enter(State::Closed, Cause::ClosedByUser, effects),
            State::Closing | State::Closed => {}
        }
    }

    /// Starts an attempt: one id, one deadline over all of it.
    pub(super) fn attempt(&mut self, cause: Cause, now: Millis, effects: &mut Effects) {
        self.last_id = Id(self.last_id.0.wrapping_add(1));
        self.counters.attempts = self.counters.attempts.wrapping_add(1);
        self.resumed = self.resume.cursor().is_some();
        self.expire(now, effects);
        self.enter(State::Resolving, cause, effects);
        self.timers.set(Timer::Attempt, now + self.config.number(NumberOption::ConnectionTimeout));
        effects.push(Effect::Resolve(self.last_id, self.endpoint));
    }

    pub(super) fn opened(&mut self, id: Id, now: Millis, effects: &mut Effects) {
        self.counters.opened = self.counters.opened.wrapping_add(1);
        self.leave();
        self.state = State::Open;
        // Who the user is, and then, before the user hears of it: what was sent earlier leaves earlier.
        effects.push(Effect::Greet(id));
        self.flush(0, now, effects);
        effects.push(Effect::Emit(Event::Open));
        let uptime = self.config.number(NumberOption::MinUptime);
        if uptime == 0 {
            self.forget_retries();
        }
        self.announce(State::Open, Cause::Opened, effects);
        if self.retries > 0 {
            self.timers.set(Timer::Uptime, now + uptime);
        }
        self.heard(now);
    }

    /// What an attempt needs could not be had; the detail is at hand.
    pub(super) fn failed(&mut self, cause: Cause, now: Millis, effects: &mut Effects) {
        effects.push(Effect::Emit(Event::Error(cause)));
        self.over(End::unsaid(cause), now, effects);
    }

    pub(super) fn error(&mut self, id: Id, now: Millis, effects: &mut Effects) {
        let Some(cause) = self.loss_of(id) else { return };
        if self.timers.at(Timer::Failure).is_none() {
            self.timers.set(Timer::Failure, now + CLOSE_AFTER_ERROR);
            // Who closes a connection is not told that it failed.
            if !cause.is_wanted() {
                effects.push(Effect::Emit(Event::Error(cause)));
            }
        }
    }

    pub(super) fn transport_closed(
        &mut self,
        id: Id,
        close: Close,
        retry_after: Option<u32>,
        verdict: Verdict,
        now: Millis,
        effects: &mut Effects,
    ) {
        let cause = match self.loss_of(id) {
            None => return,
            Some(Cause::ConnectionLost) if close.announced() => Cause::ClosedByServer,
            Some(cause) => cause,
        };
        let fatal = match verdict {
            Verdict::Unsaid => close.announced() && self.config.is_fatal(close.code),
            said => said == Verdict::Fatal,
        };
        self.over(End { cause, close, retry_after, fatal, late: false }, now, effects);
    }

    /// What the end of transport `id` would mean now; nothing where it is not the one that counts.
    pub(super) fn loss_of(&self, id: Id) -> Option<Cause> {
        let cause = match self.state {
            State::Handshake => Cause::HandshakeFailed,
            State::Open => Cause::ConnectionLost,
            State::Closing => Cause::ClosedByUser,
            State::Idle | State::Resolving | State::Waiting | State::Closed => return None,
        };
        Some(cause).filter(|_| self.last_id == id)
    }

    /// A deadline passed: the attempt or transport is given up without waiting for a word of it. `late`: see [`End`].
    pub(super) fn give_up(&mut self, cause: Cause, late: bool, now: Millis, effects: &mut Effects) {
        self.abandon(effects);
        if matches!(cause, Cause::AttemptTimedOut | Cause::HeartbeatTimedOut) {
            effects.push(Effect::Emit(Event::Error(cause)));
        }
        self.over(End { late, ..End::unsaid(cause) }, now, effects);
    }

    /// An attempt or a connection is over: tell the user, and decide what comes next.
    fn over(&mut self, end: End, now: Millis, effects: &mut Effects) {
        let End { cause, close, retry_after, fatal, late } = end;
        let wanted = cause.is_wanted();
        effects.push(Effect::Emit(Event::Close(close, cause)));
        // It was open for long enough, though the timer that would have said so is late, as in a throttled page.
        if self.timers.at(Timer::Uptime).is_some_and(|at| at <= now) {
            self.forget_retries();
        }
        let (paused, open) = (self.paused(), self.state == State::Open);
        // An attempt that failed, an opening that did not last, a server that sends us away: another URL may do better.
        let lasted = open && self.retries == 0 && close.code != 1013;
        if !(lasted || paused || wanted) {
            self.fall_over();
        }
        // The link of the moment came with a page that came back; or the attempt did not, whose deadline came late. One
        // that began for that reason proves that it is not the page: a throttled one is late each time.
        let eager = (late && self.cause != Cause::Woken) || (open && now < self.eager_until);
        self.eager_until = Millis(0);
        // What failed without a network was no attempt.
        let retry = if paused && self.retries > 0 { self.retries } else { self.retries.saturating_add(1) };
        if wanted || fatal || !self.config.allows_retry(retry) {
            return self.enter(State::Closed, cause, effects);
        }
        self.retries = retry;
        let mut retry_at = Millis::NEVER;
        if eager && !paused {
            retry_at = now;
        } else if !paused {
            let (low, high) = self.config.delay_bounds(self.retries, self.last_delay, close, retry_after);
            // Never in this very step: the user hears of the loss first, and may not want another attempt.
            self.last_delay = self.rng.between(low, high).max(1);
            retry_at = now + self.last_delay;
        }
        self.wait(cause, retry_at, effects);
        if eager && !paused {
            self.attempt(if late { Cause::Woken } else { Cause::Retry }, now, effects);
        }
    }

    /// Waits until then, or for the page to come back.
    pub(super) fn wait(&mut self, cause: Cause, retry_at: Millis, effects: &mut Effects) {
        self.leave();
        // The snapshot of the transition shows when the next attempt is due, so the timer comes first.
        self.timers.set(Timer::Retry, retry_at);
        self.announce(State::Waiting, cause, effects);
    }

    /// Nothing more happens by itself.
    pub(super) fn end(&mut self, effects: &mut Effects) {
        self.save(effects);
        self.give_up_acknowledgements(effects);
        self.timers = Timers::none();
    }

    /// Gives up the transport, if there is one. Says whether an attempt or a connection was under way.
    fn abandon(&mut self, effects: &mut Effects) -> bool {
        match self.state {
            State::Handshake | State::Open | State::Closing => {
                effects.push(Effect::Abandon(self.last_id));
                true
            }
            State::Resolving => true,
            State::Idle | State::Waiting | State::Closed => false,
        }
    }

    fn fall_over(&mut self) {
        let endpoints = self.config.number(NumberOption::Endpoints) as u8;
        self.endpoint = if self.endpoint + 1 < endpoints { self.endpoint + 1 } else { 0 };
    }

    pub(super) fn forget_retries(&mut self) {
        self.retries = 0;
        self.last_delay = 0;
    }
}
