//! Connection state recovery, as npm's socket.io 4.8.4 does it: what was emitted stays in a log for a while, and who lost
//! its connection finds its session again and gets what it missed.
//!
//! An offset names a place in the log. It is the last argument of every event, and the client gives back the last one
//! it saw. A session is given back once, as with npm's Redis adapter; npm's memory keeps it until it is too old.

use std::collections::{HashMap, VecDeque};
use std::time::Duration;

use jiff::Timestamp;
use tokio::time::Instant;
use uuid::Uuid;

use super::namespace::{Emission, To};

/// Bytes of events that the log of a namespace holds.
const LOG_BYTES: usize = 16 << 20;
/// Sessions that wait for their client.
const MAX_SESSIONS: usize = 100_000;

/// A place in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Offset {
    pub(super) millis: u64,
    pub(super) number: u64,
}

impl Offset {
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (millis, number) = text.split_once('-')?;
        Some(Self { millis: millis.parse().ok()?, number: number.parse().ok()? })
    }
}

impl std::fmt::Display for Offset {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}-{}", self.millis, self.number)
    }
}

/// Who lost its connection.
#[derive(Clone, Debug)]
pub(super) struct Session {
    pub(super) id: Uuid,
    pub(super) rooms: Vec<String>,
}

impl Session {
    /// Whether an emission would have reached it.
    pub(super) fn hears(&self, emission: &Emission) -> bool {
        let included = match &emission.to {
            To::Everybody => true,
            To::Room(room) => self.rooms.contains(room),
            To::Socket(id) => *id == self.id,
        };
        included && emission.except != Some(self.id)
    }
}

/// The log and the sessions of one namespace, in memory.
pub(super) struct Memory {
    keep: Duration,
    entries: VecDeque<(Instant, Emission)>,
    bytes: usize,
    first: Offset,
    sessions: HashMap<Uuid, (Instant, Session)>,
}

impl Memory {
    pub(super) fn new(keep: Duration) -> Self {
        // No two servers that follow one another on a port give the same offset twice.
        let millis = Timestamp::now().as_millisecond().unsigned_abs();
        let first = Offset { millis, number: 0 };
        Self { keep, entries: VecDeque::new(), bytes: 0, first, sessions: HashMap::new() }
    }

    /// Keeps an emission; gives its offset.
    pub(super) fn log(&mut self, emission: &Emission) -> Offset {
        let now = Instant::now();
        self.bytes += emission.bytes();
        self.entries.push_back((now, emission.clone()));
        while let Some((at, first)) = self.entries.front() {
            if self.bytes <= LOG_BYTES && now - *at <= self.keep {
                break;
            }
            self.bytes -= first.bytes();
            self.first.number += 1;
            self.entries.pop_front();
        }
        Offset { number: self.first.number + self.entries.len() as u64 - 1, ..self.first }
    }

    /// Keeps the session of a client that is gone.
    pub(super) fn persist(&mut self, private: Uuid, session: Session) {
        let now = Instant::now();
        if self.sessions.len() >= MAX_SESSIONS {
            self.sessions.retain(|_, (at, _)| now - *at <= self.keep);
        }
        if self.sessions.len() < MAX_SESSIONS {
            self.sessions.insert(private, (now, session));
        }
    }

    /// Gives a session back, with what it missed after `offset` and where in the log that was. `None`: there is none, it
    /// waited too long, or the log does not reach back so far.
    pub(super) fn restore(&mut self, private: Uuid, offset: Offset) -> Option<(Session, Vec<(Offset, Emission)>)> {
        let (at, _) = self.sessions.get(&private)?;
        if at.elapsed() > self.keep {
            self.sessions.remove(&private);
            return None;
        }
        let seen = offset.number.checked_sub(self.first.number)?;
        if offset.millis != self.first.millis || seen >= self.entries.len() as u64 {
            return None;
        }
        let (_, session) = self.sessions.remove(&private)?;
        let after = self.entries.iter().skip(seen as usize + 1);
        let numbered = after.zip(offset.number + 1..).filter(|((_, emission), _)| session.hears(emission));
        let missed = numbered.map(|((_, emission), number)| (Offset { number, ..self.first }, emission.clone()));
        let missed = missed.collect();
        Some((session, missed))
    }
}
