//! Links with latency that keep the order of what they carry, and what can happen to them.

use everwire::core::{Id, NOT_WRITABLE};

/// What a client says.
#[derive(Clone, Copy, Debug)]
pub(super) enum Up {
    /// It connects, and wants a replay from there on.
    Hello(Option<u64>),
    /// A message, by its place among the client's.
    Message(u64),
    Ping,
    Bye,
}

/// What a server says, or the system in its name.
#[derive(Clone, Copy, Debug)]
pub(super) enum Down {
    Opened,
    /// A message, by its place among the server's.
    Event(u64),
    /// It has the client's message of this place.
    Acknowledge(u64),
    Pong,
    Closed(u16, &'static str),
}

#[derive(Clone, Debug)]
pub(super) struct Link {
    pub(super) id: Id,
    /// Nothing arrives any more, in neither direction.
    pub(super) dead: bool,
    /// Since when that is so without anybody being told.
    pub(super) half_open: Option<u64>,
    /// The client has forgotten it, or was told of its end.
    pub(super) gone: bool,
    pub(super) stalled_until: u64,
    /// When the transport knows of a close, which is before the client does.
    pub(super) closing_at: u64,
    waits: u64,
    down: u64,
    up: u64,
}

impl Link {
    pub(super) fn new(id: Id) -> Link {
        let closing_at = u64::MAX;
        let (dead, gone, half_open) = (false, false, None);
        Link { id, dead, half_open, gone, stalled_until: 0, closing_at, waits: 0, down: 0, up: 0 }
    }

    /// When something that the server sends now arrives.
    pub(super) fn arrives_down(&mut self, now: u64, latency: u64) -> u64 {
        self.down = (now + latency).max(self.stalled_until).max(self.down);
        self.down
    }

    /// When something that the client sends now arrives.
    pub(super) fn arrives_up(&mut self, now: u64, latency: u64) -> u64 {
        self.up = (now + latency).max(self.stalled_until).max(self.up);
        self.up
    }

    /// So many bytes were handed over.
    pub(super) fn takes(&mut self, now: u64, bytes: u64) {
        if self.stalled_until > now || self.dead {
            self.waits += bytes;
        }
    }

    /// The bytes that wait in the transport, as the client sees it.
    pub(super) fn buffered(&mut self, now: u64) -> u64 {
        if self.stalled_until <= now && !self.dead {
            self.waits = 0;
        }
        if self.closing_at <= now { NOT_WRITABLE } else { self.waits }
    }

    pub(super) fn dies_unseen(&mut self, now: u64) {
        if !self.dead && !self.gone {
            self.dead = true;
            self.half_open = Some(now);
        }
    }
}
