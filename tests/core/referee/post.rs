//! Invariants 5 and 7: what is sent leaves in order, is kept within the caps, and is settled exactly once.

use std::hash::{Hash, Hasher};

use everwire::core::{Counters, Effect, Fate, Input, Millis, Number, Outcome, Overflow, Phase, Queued, Snapshot};

use super::{Rules, Shown, Step, left};
use crate::referee::later;

/// How soon a transport that took no more is looked at again, in ms.
const DRAIN: u64 = 25;

#[derive(Clone, Debug)]
struct Kept {
    number: Number,
    size: u64,
    id: Option<&'static str>,
    expires_at: Option<Millis>,
    in_flight: bool,
    written: bool,
}

#[derive(Clone, Default)]
pub(crate) struct Post {
    kept: Vec<Kept>,
    last_number: Number,
    /// The last one that the transport of the moment was handed.
    last_written: Number,
    // Of the step under way:
    buffered: Option<u64>,
    expected: Option<Fate>,
    answers: u32,
    acknowledged: Option<Number>,
    /// What left for good and has to be forgotten with the next effect.
    gone: Option<Number>,
}

impl Post {
    pub(crate) fn begin(&mut self, step: Step<'_>, heard: bool) {
        self.buffered = match step.input {
            Input::Opened(_) => Some(0),
            Input::Tick { buffered } => Some(*buffered),
            Input::Send(outgoing) => Some(outgoing.buffered),
            _ => None,
        };
        (self.expected, self.answers, self.acknowledged) = (None, 0, None);
        match step.input {
            Input::Send(outgoing) => {
                let at_once = self.leaves_at_once(step);
                let taken = outgoing.id.is_some() && self.kept.iter().any(|kept| kept.id == outgoing.id);
                let fits = (at_once && outgoing.id.is_none()) || self.could_fit(outgoing.size.into(), step.rules);
                self.expected = Some(match step.rules.overflow {
                    _ if taken => Fate::Duplicate,
                    _ if fits && at_once => Fate::Sent,
                    _ if fits => Fate::Queued,
                    Overflow::Reject => Fate::Rejected,
                    Overflow::DropNewest | Overflow::DropOldest => Fate::Dropped,
                });
            }
            Input::Message(_, facts) if heard => {
                let id = facts.acknowledges;
                let found = self.kept.iter().find(|kept| kept.id.is_some() && kept.id == id);
                self.acknowledged = found.map(|kept| kept.number);
            }
            _ => {}
        }
    }

    fn leaves_at_once(&self, step: Step<'_>) -> bool {
        let takes = self.buffered.is_some_and(|buffered| step.rules.takes_more(buffered));
        step.was == Phase::Open && takes && self.kept.iter().all(|kept| kept.in_flight)
    }

    /// Whether it would fit, if what may make way for it did.
    fn could_fit(&self, size: u64, rules: &Rules) -> bool {
        let stays = |kept: &&Kept| rules.overflow != Overflow::DropOldest || kept.in_flight;
        let stay = self.kept.iter().filter(stays).fold((0, 0), |(n, bytes), kept| (n + 1, bytes + kept.size));
        fits(stay, size, rules)
    }

    fn total(&self) -> (u64, u64) {
        self.kept.iter().fold((0, 0), |(n, bytes), kept| (n + 1, bytes + kept.size))
    }

    pub(crate) fn nothing_between(&self, effect: &Effect) {
        if let Some(number) = self.gone {
            assert_eq!(*effect, Effect::Forget(number, Outcome::Sent), "7: it left for good, and is kept");
        }
    }

    /// A new transport.
    pub(crate) fn transport(&mut self) {
        self.last_written = Number(0);
    }

    pub(crate) fn keep(&mut self, number: Number, step: Step<'_>) {
        let Input::Send(outgoing) = step.input else { panic!("7: something is kept that nobody sent") };
        assert!(number > self.last_number, "7: {number:?} is used twice");
        self.last_number = number;
        let span = outgoing.timeout.map(u64::from).or(step.rules.ttl);
        self.kept.push(Kept {
            number,
            size: outgoing.size.into(),
            id: outgoing.id,
            expires_at: span.map(|span| later(step.now, span)),
            in_flight: false,
            written: false,
        });
    }

    pub(crate) fn write(&mut self, number: Number, step: Step<'_>, counters: &mut Counters) {
        let buffered = self.buffered.expect("5: a message leaves without a look at the transport");
        assert!(step.rules.takes_more(buffered), "5: the transport takes no more, and is handed more");
        assert!(number > self.last_written, "5: {number:?} overtook another message, or left twice");
        self.last_written = number;
        counters.sent += 1;
        let overtaken = self.kept.iter().find(|kept| kept.number < number && !kept.in_flight);
        assert!(overtaken.is_none(), "5: {number:?} overtook {overtaken:?}");
        let sent_now = matches!(step.input, Input::Send(_));
        let Some(kept) = self.kept.iter_mut().find(|kept| kept.number == number) else {
            assert!(sent_now && number > self.last_number, "7: {number:?} is not there any more, and is sent");
            self.last_number = number;
            return;
        };
        assert!(!kept.in_flight, "5: {number:?} left twice");
        assert!(sent_now || kept.expires_at.is_none_or(|at| at > step.now), "7: {number:?} has expired, and is sent");
        counters.resent += u32::from(kept.written);
        kept.written = true;
        if kept.id.is_some() {
            kept.in_flight = true;
        } else {
            self.gone = Some(number);
        }
        if !sent_now {
            self.buffered = Some(buffered + kept.size);
        }
    }

    pub(crate) fn forget(&mut self, number: Number, outcome: Outcome, step: Step<'_>, counters: &mut Counters) {
        let at = self.kept.iter().position(|kept| kept.number == number).expect("7: settled twice");
        if outcome == Outcome::Overflowed {
            let Input::Send(outgoing) = step.input else { panic!("5: nothing new came") };
            assert_eq!(step.rules.overflow, Overflow::DropOldest, "5: the policy drops no old ones");
            assert!(!fits(self.total(), outgoing.size.into(), step.rules), "5: it would have fitted");
            assert!(self.kept.iter().take(at).all(|kept| kept.in_flight), "5: not the one that waited longest");
            assert_eq!(self.expected, Some(Fate::Queued), "5: dropped for nothing");
        }
        let kept = self.kept.remove(at);
        let fine = match outcome {
            Outcome::Sent => self.gone.take() == Some(number),
            Outcome::Acknowledged => self.acknowledged.take() == Some(number),
            Outcome::Expired => kept.expires_at.is_some_and(|at| at <= step.now),
            Outcome::Overflowed => !kept.in_flight,
            Outcome::Closed => kept.id.is_some(),
        };
        assert!(fine, "7: {kept:?} became {outcome:?}");
        match outcome {
            Outcome::Sent => {}
            Outcome::Acknowledged => counters.acknowledged += 1,
            Outcome::Expired | Outcome::Overflowed | Outcome::Closed => counters.dropped += 1,
        }
    }

    pub(crate) fn answer(&mut self, fate: Fate, counters: &mut Counters) {
        assert_eq!(Some(fate), self.expected, "7: what `send` said");
        self.answers += 1;
        counters.dropped += u32::from(matches!(fate, Fate::Dropped | Fate::Rejected));
    }

    pub(crate) fn state(&mut self, snapshot: &Snapshot) {
        if snapshot.phase != Phase::Open {
            self.kept.iter_mut().for_each(|kept| kept.in_flight = false);
        }
        assert_eq!(snapshot.queued, self.queued(), "7: what the user is told of the queue");
    }

    fn queued(&self) -> Queued {
        let (all, bytes) = self.total();
        let unacknowledged = self.kept.iter().filter(|kept| kept.in_flight).count() as u32;
        Queued { messages: all as u32 - unacknowledged, unacknowledged, bytes }
    }

    pub(crate) fn end(&mut self, step: Step<'_>, phase: Phase, shown: &Shown<'_>) {
        let sends = u32::from(matches!(step.input, Input::Send(_)));
        assert_eq!(self.answers, sends, "7: answers to a send");
        assert_eq!(self.gone, None, "7: it left for good, and is kept");
        assert_eq!(self.acknowledged, None, "7: an acknowledgement that settled nothing");
        let (all, bytes) = self.total();
        assert!(step.rules.max_messages.is_none_or(|max| all <= max), "5: {all} messages");
        assert!(step.rules.max_bytes.is_none_or(|max| bytes <= max), "5: {bytes} bytes");
        assert_eq!(shown.snapshot.queued, self.queued(), "7: a message is neither queued, handed over nor settled");
        let terminal = matches!(phase, Phase::Idle | Phase::Closed);
        if terminal {
            let entered = step.was != phase;
            assert!(!entered || self.kept.iter().all(|kept| kept.id.is_none()), "7: an acknowledgement never comes");
            return;
        }
        let tick = matches!(step.input, Input::Tick { .. });
        for kept in &self.kept {
            let Some(at) = kept.expires_at else { continue };
            assert!(!tick || at > step.now, "7: {kept:?} has expired, and is kept");
            assert!(shown.deadline.is_some_and(|deadline| deadline <= at), "7: nobody looks at {kept:?}");
        }
        if phase == Phase::Open && self.kept.iter().any(|kept| !kept.in_flight) {
            let soon = later(step.now, DRAIN);
            assert!(shown.deadline.is_some_and(|at| at <= soon), "5: nobody looks whether the transport takes more");
        }
    }

    pub(crate) fn hash(&self, now: Millis, hasher: &mut impl Hasher) {
        // The last number that was written matters only as far as what is kept stands before or after it.
        for kept in &self.kept {
            let before = kept.number <= self.last_written;
            let expires = left(kept.expires_at, now);
            (kept.size, kept.id, expires, kept.in_flight, kept.written, before).hash(hasher);
        }
        self.kept.len().hash(hasher);
    }
}

fn fits((all, bytes): (u64, u64), size: u64, rules: &Rules) -> bool {
    rules.max_messages.is_none_or(|max| all < max) && rules.max_bytes.is_none_or(|max| bytes + size <= max)
}
