//! What was sent and is still needed: messages that wait for a transport, and messages that were handed to one and wait
//! for the server's acknowledgement. In the order of sending, bounded in number and bytes.

use super::fifo::Fifo;
use super::io::Number;
use super::snapshot::Queued;
use super::time::Millis;

/// A message that is kept. Its payload is the driver's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Kept {
    pub(crate) number: Number,
    pub(crate) size: u32,
    pub(crate) expires_at: Millis,
    /// The id by which the server will acknowledge it.
    pub(crate) id: Option<Box<str>>,
    /// A transport had it already, and was lost before the server acknowledged it.
    pub(crate) again: bool,
}

/// First those that the transport of the moment has and the server has not acknowledged, then those that wait.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(crate) struct Outbox {
    messages: Fifo<Kept>,
    /// How many of them the transport has.
    in_flight: usize,
    bytes: u64,
}

impl Outbox {
    /// Whether one of `size` bytes fits under the caps.
    pub(crate) fn fits(&self, size: u32, max_messages: Option<u32>, max_bytes: Option<u32>) -> bool {
        max_messages.is_none_or(|max| self.messages.len() < max as usize)
            && max_bytes.is_none_or(|max| self.bytes + u64::from(size) <= u64::from(max))
    }

    /// Whether it would fit if nothing waited: what is in flight does not make way.
    pub(crate) fn could_fit(&self, size: u32, max_messages: Option<u32>, max_bytes: Option<u32>) -> bool {
        let in_flight: u64 = self.messages.iter().take(self.in_flight).map(|message| u64::from(message.size)).sum();
        max_messages.is_none_or(|max| self.in_flight < max as usize)
            && max_bytes.is_none_or(|max| in_flight + u64::from(size) <= u64::from(max))
    }

    /// Keeps a message. One that is in flight comes when nothing waits.
    pub(crate) fn push(&mut self, message: Kept, in_flight: bool) {
        self.bytes += u64::from(message.size);
        self.messages.push(message);
        self.in_flight += usize::from(in_flight);
    }

    /// The first one that waits.
    pub(crate) fn first_waiting(&self) -> Option<&Kept> {
        self.messages.get(self.in_flight)
    }

    pub(crate) fn any_waits(&self) -> bool {
        self.messages.len() > self.in_flight
    }

    /// The transport has the first one that waited; one that the server will acknowledge stays.
    pub(crate) fn hand_over(&mut self) {
        match self.messages.get_mut(self.in_flight) {
            Some(message) if message.id.is_some() => {
                message.again = true;
                self.in_flight += 1;
            }
            _ => {
                self.remove(self.in_flight);
            }
        }
    }

    /// Drops the one that has waited longest.
    pub(crate) fn drop_oldest(&mut self) -> Option<Number> {
        self.remove(self.in_flight)
    }

    /// The transport is gone: what it had waits again, before everything else.
    pub(crate) fn take_back(&mut self) {
        self.in_flight = 0;
    }

    pub(crate) fn holds(&self, id: &str) -> bool {
        self.position(id).is_some()
    }

    /// The server has it.
    pub(crate) fn acknowledge(&mut self, id: &str) -> Option<Number> {
        self.position(id).and_then(|at| self.remove(at))
    }

    /// Takes out one that may not be kept any longer.
    pub(crate) fn expire(&mut self, now: Millis) -> Option<Number> {
        let at = self.messages.iter().position(|message| message.expires_at <= now);
        at.and_then(|at| self.remove(at))
    }

    /// When the next one expires.
    pub(crate) fn next_expiry(&self) -> Millis {
        self.messages.iter().map(|message| message.expires_at).min().unwrap_or(Millis::NEVER)
    }

    /// Takes out one that waits for an acknowledgement which will not come.
    pub(crate) fn give_up(&mut self) -> Option<Number> {
        let at = self.messages.iter().position(|message| message.id.is_some());
        at.and_then(|at| self.remove(at))
    }

    pub(crate) fn queued(&self) -> Queued {
        let (messages, unacknowledged) = (self.messages.len() - self.in_flight, self.in_flight);
        Queued { messages: messages as u32, unacknowledged: unacknowledged as u32, bytes: self.bytes }
    }

    /// The same with the clock at zero, and numbered from 1.
    pub(crate) fn relative(&self, now: Millis) -> Outbox {
        let mut outbox = self.clone();
        for (at, message) in outbox.messages.iter_mut().enumerate() {
            message.number = Number(at as u32 + 1);
            message.expires_at = message.expires_at.relative(now);
        }
        outbox
    }

    fn position(&self, id: &str) -> Option<usize> {
        self.messages.iter().position(|message| message.id.as_deref() == Some(id))
    }

    fn remove(&mut self, at: usize) -> Option<Number> {
        let message = self.messages.remove(at)?;
        self.bytes -= u64::from(message.size);
        self.in_flight -= usize::from(at < self.in_flight);
        Some(message.number)
    }
}
