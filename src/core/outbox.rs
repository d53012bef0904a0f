//! What was sent while there was no open connection: kept in order, bounded.

use std::collections::VecDeque;

use super::snapshot::Queued;

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Outbox<P> {
    messages: VecDeque<(P, u32)>,
    bytes: u64,
}

impl<P> Outbox<P> {
    pub(super) fn new() -> Outbox<P> {
        Outbox { messages: VecDeque::new(), bytes: 0 }
    }

    /// Keeps a message of `size` bytes, unless `max_messages` are kept already.
    pub(super) fn push(&mut self, payload: P, size: u32, max_messages: Option<u32>) -> bool {
        if max_messages.is_some_and(|max| self.messages.len() >= max as usize) {
            return false;
        }
        self.bytes += u64::from(size);
        self.messages.push_back((payload, size));
        true
    }

    pub(super) fn pop(&mut self) -> Option<P> {
        let (payload, size) = self.messages.pop_front()?;
        self.bytes -= u64::from(size);
        Some(payload)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.messages.is_empty()
    }

    /// The same without what is in the messages.
    pub(super) fn shape(&self) -> Outbox<()> {
        Outbox { messages: self.messages.iter().map(|(_, size)| ((), *size)).collect(), bytes: self.bytes }
    }

    pub(super) fn queued(&self) -> Queued {
        Queued { messages: self.messages.len() as u32, bytes: self.bytes }
    }
}
