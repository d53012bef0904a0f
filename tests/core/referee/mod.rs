//! Judges a machine after every step, by the invariants of ARCHITECTURE.
//!
//! The referee holds nothing that the machine holds: it judges by configuration, inputs and effects alone, and holds
//! what it makes of them against what the machine shows.

mod life;
mod link;
mod post;
mod resume;
mod rules;

use std::hash::{Hash, Hasher};

use everwire::core::{Cause, Counters, Cursor, Effect, Event, Id, Input, Machine, Millis, Phase, Signal, Snapshot};

use life::Life;
use link::Link;
use post::Post;
use resume::Memory;
pub(crate) use rules::Rules;

/// What happened in a step.
#[derive(Clone, Copy)]
pub(crate) struct Step<'a> {
    pub(crate) rules: &'a Rules,
    pub(crate) input: &'a Input<'static>,
    pub(crate) now: Millis,
    /// The phase before it.
    pub(crate) was: Phase,
}

/// What the machine shows after a step.
pub(crate) struct Shown<'a> {
    pub(crate) snapshot: Snapshot,
    pub(crate) deadline: Option<Millis>,
    pub(crate) counters: Counters,
    pub(crate) cursor: Option<&'a Cursor>,
}

impl Shown<'_> {
    pub(crate) fn of(machine: &Machine) -> Shown<'_> {
        Shown {
            snapshot: machine.snapshot(),
            deadline: machine.next_deadline(),
            counters: machine.counters(),
            cursor: machine.cursor(),
        }
    }
}

#[derive(Clone, Default)]
pub(crate) struct Referee {
    pub(crate) life: Life,
    pub(crate) link: Link,
    pub(crate) post: Post,
    pub(crate) memory: Memory,
    counters: Counters,
}

impl Referee {
    /// The attempt or transport of the moment.
    pub(crate) fn id(&self) -> Id {
        self.life.id
    }

    pub(crate) fn judge(
        &mut self,
        rules: &Rules,
        input: &Input<'static>,
        now: Millis,
        effects: &[Effect],
        shown: &Shown<'_>,
    ) {
        let step = Step { rules, input, now, was: self.life.phase };
        self.life.begin(step, &self.link);
        let heard = self.life.hears(step);
        self.link.begin(step, heard);
        self.post.begin(step, heard);
        self.memory.begin(step, heard);
        self.counters.duplicates += u32::from(self.memory.repeats());
        if let Input::Delivered(messages) = input
            && heard
        {
            self.counters.received += messages;
        }
        for effect in effects {
            self.effect(effect, step);
        }
        self.life.end(step, shown);
        self.link.end(step, self.life.phase, shown);
        self.post.end(step, self.life.phase, shown);
        self.memory.end(self.life.phase, shown);
        assert_eq!(shown.counters, self.counters, "the counters");
    }

    fn effect(&mut self, effect: &Effect, step: Step<'_>) {
        self.post.nothing_between(effect);
        match effect {
            Effect::Resolve(id, endpoint) => {
                self.counters.attempts += 1;
                self.life.resolve(*id, *endpoint, step);
            }
            Effect::Open(id) => {
                self.life.open(*id, step);
                self.post.transport();
            }
            Effect::Greet(id) => self.life.greet(*id, step),
            Effect::Close(id) => self.life.close(*id, step),
            Effect::Abandon(id) => self.life.abandon(*id),
            Effect::Probe(id) => {
                self.life.for_the_live_one(*id);
                self.link.probe(step);
            }
            Effect::Keep(number) => self.post.keep(*number, step),
            Effect::Write(id, number) => {
                self.life.written_to(*id);
                self.post.write(*number, step, &mut self.counters);
            }
            Effect::Forget(number, outcome) => self.post.forget(*number, *outcome, step, &mut self.counters),
            Effect::Sent(fate) => self.post.answer(*fate, &mut self.counters),
            Effect::Advance => self.memory.advance(),
            Effect::Save => self.memory.save(),
            Effect::Emit(Event::Message) => {
                self.counters.received += 1;
                self.memory.message();
            }
            Effect::Emit(Event::Open) => {
                self.counters.opened += 1;
                self.life.opened(step);
                self.link.opened(step);
            }
            Effect::Emit(Event::Error(cause)) => self.life.error(*cause),
            Effect::Emit(Event::Close(close, cause)) => {
                let timed_out = *cause == Cause::HeartbeatTimedOut;
                self.link.lost(timed_out, step);
                self.life.closed(*close, *cause, self.link.eager(step), step);
            }
            Effect::Emit(Event::State(snapshot)) => {
                self.life.state(snapshot, step);
                self.post.state(snapshot);
            }
        }
    }

    /// What its next judgements depend on, with the clock at zero.
    pub(crate) fn hash(&self, now: Millis, rules: &Rules, hasher: &mut impl Hasher) {
        self.life.shape(now, rules).hash(hasher);
        self.link.shape(now, rules, self.life.phase).hash(hasher);
        self.post.hash(now, hasher);
        self.memory.shape(now).hash(hasher);
    }
}

/// How much later, or zero where it is earlier.
fn left(at: Option<Millis>, now: Millis) -> Option<u64> {
    at.map(|at| at - now)
}

/// Whether the page says that it is back.
pub(crate) fn is_back(input: &Input<'_>) -> bool {
    matches!(input, Input::Page(Signal::Online | Signal::Visible | Signal::Resumed | Signal::Woken))
}

pub(crate) fn later(now: Millis, ms: u64) -> Millis {
    Millis(now.0 + ms)
}
