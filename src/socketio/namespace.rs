//! A namespace: whether it is joined, and what is kept of what was emitted in it.

use super::io::Effect;
use crate::core::outbox::Outbox;
use crate::core::{self, Millis, Outcome};

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub(super) enum Phase {
    /// Nobody wants it.
    #[default]
    Off,
    /// It is to be joined as soon as there is a connection.
    Wanted,
    /// The server was asked.
    Joining,
    /// The server was asked, and nobody wants it any more: asking again would be one too many.
    Unwanted,
    /// The same, and what the server sent before its answer went by.
    Missed,
    /// It is joined.
    Joined,
}

/// One namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Namespace {
    pub(super) name: Box<str>,
    pub(super) phase: Phase,
    /// When the server must have answered, while it is joining.
    pub(super) answer_by: Millis,
    pub(super) outbox: Outbox,
}

impl Namespace {
    pub(super) fn new(name: &str) -> Namespace {
        Namespace { name: name.into(), ..Namespace::default() }
    }

    /// Whether it is joined, or will be without the user's doing.
    pub(super) fn is_wanted(&self) -> bool {
        matches!(self.phase, Phase::Wanted | Phase::Joining | Phase::Joined)
    }

    /// The connection is gone: what the server may not have waits again.
    pub(super) fn take_back(&mut self) {
        self.outbox.take_back();
        self.phase = if self.is_wanted() { Phase::Wanted } else { Phase::Off };
    }

    /// What waits for an acknowledgement waits in vain.
    pub(super) fn give_up_acknowledgements(&mut self, effects: &mut Vec<Effect>) {
        while let Some(number) = self.outbox.give_up() {
            effects.push(Effect::Core(core::Effect::Forget(number, Outcome::Closed)));
        }
    }

    /// When the server must have answered what it was asked.
    pub(super) fn answer_by(&self) -> Millis {
        if self.phase == Phase::Joining { self.answer_by } else { Millis::NEVER }
    }

    /// The same, or when something that is kept expires.
    pub(super) fn next_deadline(&self) -> Millis {
        self.outbox.next_expiry().min(self.answer_by())
    }
}
