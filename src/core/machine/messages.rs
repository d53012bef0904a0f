//! What the user sends, and what the server does.

use super::{Effects, KEEPS_MESSAGES, Machine, State};
use crate::core::config::{NumberOption, Overflow};
use crate::core::io::{Effect, Event, Facts, Fate, Number, Outcome, Outgoing};
use crate::core::outbox::Kept;
use crate::core::time::Millis;
use crate::core::timers::Timer;

/// How often a transport that takes no more is looked at again, in ms: browsers do not say when it does.
const DRAIN_INTERVAL: u32 = 25;

/// How long a cursor that has moved, or a new key, may stay unstored, in ms.
const SAVE_INTERVAL: u32 = 1_000;

impl Machine {
    pub(super) fn send(&mut self, outgoing: Outgoing<'_>, now: Millis, effects: &mut Effects) {
        let fate = self.accept(outgoing, now, effects);
        if matches!(fate, Fate::Dropped | Fate::Rejected) {
            self.counters.dropped = self.counters.dropped.wrapping_add(1);
        }
        effects.push(Effect::Sent(fate));
    }

    fn accept(&mut self, outgoing: Outgoing<'_>, now: Millis, effects: &mut Effects) -> Fate {
        if outgoing.id.is_some_and(|id| self.outbox.holds(id)) {
            return Fate::Duplicate;
        }
        // Nothing overtakes what waits.
        let at_once = self.hands_over() && self.takes_more(outgoing.buffered);
        let kept = !at_once || outgoing.id.is_some();
        if kept && !self.makes_room(outgoing.size, effects) {
            return if self.config.overflow() == Overflow::Reject { Fate::Rejected } else { Fate::Dropped };
        }
        self.last_number = Number(self.last_number.0.wrapping_add(1));
        if kept {
            self.keep(self.last_number, outgoing, at_once, now, effects);
        }
        if !at_once {
            return Fate::Queued;
        }
        self.counters.sent = self.counters.sent.wrapping_add(1);
        effects.push(Effect::Write(self.last_id, self.last_number));
        Fate::Sent
    }

    /// Hands over what waits, as far as the transport takes it; it has `buffered` bytes already.
    pub(super) fn flush(&mut self, mut buffered: u64, now: Millis, effects: &mut Effects) {
        if self.state != State::Open || !KEEPS_MESSAGES {
            return;
        }
        self.expire(now, effects);
        while self.takes_more(buffered)
            && let Some(message) = self.outbox.first_waiting()
        {
            let (number, kept) = (message.number, message.id.is_some());
            buffered = buffered.saturating_add(message.size.into());
            self.counters.sent = self.counters.sent.wrapping_add(1);
            self.counters.resent = self.counters.resent.wrapping_add(message.again.into());
            self.outbox.hand_over();
            effects.push(Effect::Write(self.last_id, number));
            if !kept {
                effects.push(Effect::Forget(number, Outcome::Sent));
            }
        }
        if self.outbox.any_waits() {
            self.timers.set(Timer::Drain, now + DRAIN_INTERVAL);
        }
    }

    /// Takes out what has been kept for too long, and sees to it that this happens in time.
    pub(super) fn expire(&mut self, now: Millis, effects: &mut Effects) {
        if !KEEPS_MESSAGES {
            return;
        }
        while let Some(number) = self.outbox.expire(now) {
            self.lose(number, Outcome::Expired, effects);
        }
        self.timers.set(Timer::Expiry, self.outbox.next_expiry());
    }

    /// What waits for an acknowledgement waits in vain.
    pub(super) fn give_up_acknowledgements(&mut self, effects: &mut Effects) {
        while KEEPS_MESSAGES && let Some(number) = self.outbox.give_up() {
            self.lose(number, Outcome::Closed, effects);
        }
    }

    pub(super) fn message(&mut self, facts: Facts<'_>, now: Millis, effects: &mut Effects) {
        let Facts { reply, acknowledges, cursor, key } = facts;
        self.answered(reply, now);
        if let Some(number) = acknowledges.and_then(|id| self.outbox.acknowledge(id)) {
            self.counters.acknowledged = self.counters.acknowledged.wrapping_add(1);
            effects.push(Effect::Forget(number, Outcome::Acknowledged));
        }
        if reply {
            return;
        }
        if key.is_some_and(|key| !self.resume.is_new(key, self.config.number(NumberOption::Window))) {
            self.counters.duplicates = self.counters.duplicates.wrapping_add(1);
            return;
        }
        let advanced = cursor.is_some_and(|cursor| self.resume.advance(cursor));
        if advanced {
            effects.push(Effect::Advance);
        }
        if KEEPS_MESSAGES && (advanced || key.is_some()) {
            self.unsaved = true;
            if self.config.number(NumberOption::Save) > 0 && self.timers.at(Timer::Save).is_none() {
                self.timers.set(Timer::Save, now + SAVE_INTERVAL);
            }
        }
        self.counters.received = self.counters.received.wrapping_add(1);
        effects.push(Effect::Emit(Event::Message));
    }

    /// Of these the user was told without being asked.
    pub(super) fn delivered(&mut self, messages: u32, now: Millis) {
        self.heard(now);
        self.counters.received = self.counters.received.wrapping_add(messages);
    }

    /// Has the cursor stored, if that is wanted and it has moved.
    pub(super) fn save(&mut self, effects: &mut Effects) {
        if KEEPS_MESSAGES && self.unsaved && self.config.number(NumberOption::Save) > 0 {
            self.unsaved = false;
            self.timers.clear(Timer::Save);
            effects.push(Effect::Save);
        }
    }

    pub(crate) fn takes_more(&self, buffered: u64) -> bool {
        buffered < self.config.limit(NumberOption::HighWaterMark).map_or(u64::MAX, u64::from)
    }

    /// Whether a message of this size fits into the queue, now or when older ones have made way.
    fn makes_room(&mut self, size: u32, effects: &mut Effects) -> bool {
        let max_messages = self.config.limit(NumberOption::MaxEnqueuedMessages);
        let max_bytes = self.config.limit(NumberOption::MaxBytes);
        if self.config.overflow() == Overflow::DropOldest && !self.outbox.could_fit(size, max_messages, max_bytes) {
            return false;
        }
        while !self.outbox.fits(size, max_messages, max_bytes) {
            if self.config.overflow() != Overflow::DropOldest {
                return false;
            }
            let Some(oldest) = self.outbox.drop_oldest() else { return false };
            self.lose(oldest, Outcome::Overflowed, effects);
        }
        true
    }

    fn keep(&mut self, number: Number, outgoing: Outgoing<'_>, in_flight: bool, now: Millis, effects: &mut Effects) {
        let timeout = outgoing.timeout.or(self.config.limit(NumberOption::Ttl));
        let expires_at = timeout.map_or(Millis::NEVER, |timeout| now + timeout);
        let id = outgoing.id.map(Into::into);
        self.outbox.push(Kept { number, size: outgoing.size, expires_at, id, again: in_flight }, in_flight);
        effects.push(Effect::Keep(number));
        // What ends by itself holds no timer; the next attempt looks.
        if !matches!(self.state, State::Idle | State::Closed) {
            let sooner = self.timers.at(Timer::Expiry).is_none_or(|at| expires_at < at);
            if sooner {
                self.timers.set(Timer::Expiry, expires_at);
            }
            if self.state == State::Open && !in_flight && self.timers.at(Timer::Drain).is_none() {
                self.timers.set(Timer::Drain, now + DRAIN_INTERVAL);
            }
        }
    }

    fn lose(&mut self, number: Number, outcome: Outcome, effects: &mut Effects) {
        self.counters.dropped = self.counters.dropped.wrapping_add(1);
        effects.push(Effect::Forget(number, outcome));
    }
}
