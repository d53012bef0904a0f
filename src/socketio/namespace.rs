//! A namespace: whether it is joined, and what is kept of what was emitted in it.

use crate::core::Millis;
use crate::core::outbox::Outbox;

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
    /// It is joined.
    Joined,
}

/// One namespace.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Namespace {
    pub(super) name: Box<str>,
    pub(super) phase: Phase,
    /// When the server must have answered that it was asked; never where it was not.
    pub(super) answer_by: Millis,
    pub(super) outbox: Outbox,
}

impl Namespace {
    pub(super) fn new(name: &str) -> Namespace {
        Namespace { name: name.into(), answer_by: Millis::NEVER, ..Namespace::default() }
    }

    /// The connection is gone: what the server may not have waits again.
    pub(super) fn take_back(&mut self) {
        self.outbox.take_back();
        self.answer_by = Millis::NEVER;
        if self.phase != Phase::Off {
            self.phase = Phase::Wanted;
        }
    }

    /// When something that is kept expires, or the server must have answered.
    pub(super) fn next_deadline(&self) -> Millis {
        self.outbox.next_expiry().min(self.answer_by)
    }
}
