//! One conversation: an append-only log with a view for each of its three protocols, and cursors into it.
//!
//! An entry's place in the log is its `seq` in an envelope and its integer id over Socket.IO; on `/sockets/events/{id}`
//! it is known by a UUID and a timestamp.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use axum::extract::ws::Utf8Bytes;
use jiff::civil::DateTime;
use serde_json::value::RawValue;
use tokio::sync::watch;
use uuid::Uuid;

use super::envelope::Passing;
use super::subscriber::{Cursor, Resend, Subscriber, TooManySubscribers, View};
use super::what::What;
use super::{clock, envelope, event, oh_event};
use crate::lock;

/// A conversation.
pub(crate) struct Conversation {
    /// A UUID in lower case, or whatever a Socket.IO client calls it.
    pub(crate) id: String,
    pub(super) log: Mutex<Log>,
    /// How much there is; subscribers wait for it to grow. Written only while the log is locked.
    pub(super) length: watch::Sender<Length>,
    pub(super) subscribers: watch::Sender<usize>,
}

/// What is stored, and what only passes.
#[derive(Default)]
pub(super) struct Log {
    pub(super) entries: Vec<Entry>,
    /// The last that passed, each with how many entries there were before it.
    pub(super) passing: VecDeque<(usize, Passing)>,
    passing_bytes: usize,
}

/// How much a conversation has had.
#[derive(Clone, Copy, Default)]
pub(super) struct Length {
    pub(super) entries: usize,
    /// What passed, whether or not it is still there.
    pub(super) passed: usize,
}

/// A stored event.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) id: Uuid,
    pub(super) timestamp: DateTime,
    /// As the agent server writes it.
    pub(super) text: Utf8Bytes,
    /// As it goes over Socket.IO.
    pub(super) oh: Box<RawValue>,
}

/// The server's store is full; it keeps what it has.
#[derive(Debug)]
pub(crate) struct StoreFull;

impl Conversation {
    pub(super) fn new(id: &str) -> Arc<Self> {
        let (length, subscribers) = (watch::Sender::new(Length::default()), watch::Sender::new(0));
        Arc::new(Self { id: id.to_owned(), log: Mutex::default(), length, subscribers })
    }

    /// Stores an event, where no more than `max` bytes are stored with it; every subscriber will get it. Gives it as it goes
    /// over Socket.IO.
    pub(super) fn append(
        &self,
        id: Uuid,
        now: DateTime,
        what: &What,
        stored: &mut usize,
        max: usize,
    ) -> Result<Box<RawValue>, StoreFull> {
        let mut log = lock(&self.log);
        let timestamp = log.not_before_the_last(now);
        let text = event::stored(what, id, timestamp);
        let oh = oh_event::stored(what, log.entries.len(), timestamp);
        *stored = stored.checked_add(text.len()).filter(|stored| *stored <= max).ok_or(StoreFull)?;
        log.entries.push(Entry { id, timestamp, text, oh: oh.clone() });
        self.length.send_modify(|length| length.entries += 1);
        Ok(oh)
    }

    /// Sends something to whoever is there. No more than `keep` wait for those who read slowly, in no more than `max` bytes,
    /// or one that has more.
    pub(super) fn pass(&self, passing: Passing, keep: usize, max: usize) {
        let mut log = lock(&self.log);
        let before = log.entries.len();
        log.passing_bytes += passing.len();
        log.passing.push_back((before, passing));
        while log.passing.len() > keep || (log.passing_bytes > max && log.passing.len() > 1) {
            log.drop_the_oldest_passing();
        }
        self.forget_what_nobody_reads(&mut log);
        self.length.send_modify(|length| length.passed += 1);
    }

    /// Whoever comes later gets nothing of what passed before.
    pub(super) fn forget_what_nobody_reads(&self, log: &mut Log) {
        if *self.subscribers.borrow() == 0 {
            (log.passing, log.passing_bytes) = (VecDeque::new(), 0);
        }
    }

    /// How many bytes of what passed are still there.
    pub(super) fn passing_bytes(&self) -> usize {
        lock(&self.log).passing_bytes
    }

    /// Places a cursor where `resend` says, and gives the first frame that goes before everything.
    pub(crate) fn subscribe(
        self: Arc<Self>,
        view: View,
        resend: Resend,
        max_subscribers: usize,
    ) -> Result<(Subscriber, Utf8Bytes), TooManySubscribers> {
        let one_more = |n: &mut usize| {
            let is_free = *n < max_subscribers;
            *n += usize::from(is_free);
            is_free
        };
        if !self.subscribers.send_if_modified(one_more) {
            return Err(TooManySubscribers);
        }
        let log = lock(&self.log);
        let length = *self.length.borrow();
        let full_state = event::full_state(log.not_before_the_last(clock::now()), &self.id);
        let entries = match resend {
            Resend::Nothing => length.entries,
            Resend::All => 0,
            // The log is in the order of its timestamps.
            Resend::Since(time) => log.entries.partition_point(|entry| entry.timestamp < time),
            Resend::Above(seq) => usize::try_from(seq.saturating_add(1)).unwrap_or(0).min(length.entries),
        };
        let (first, snapshot) = match view {
            View::Events => (full_state, None),
            View::Session => {
                let from = if let Resend::Above(seq) = resend { Some(seq) } else { None };
                // The snapshot comes as soon as the subscriber knows the past.
                (envelope::sync(from, length.entries.checked_sub(1)), Some(envelope::transient(&full_state)))
            }
        };
        drop(log);
        let cursor = Cursor { entries, passed: length.passed, snapshot };
        Ok((Subscriber::new(self, view, cursor, length), first))
    }

    /// How many events are stored, of this moment and later, and before that one.
    pub(super) fn count(&self, from: Option<DateTime>, to: Option<DateTime>) -> usize {
        let entries = &lock(&self.log).entries;
        // The log is in the order of its timestamps.
        let start = from.map_or(0, |time| entries.partition_point(|entry| entry.timestamp < time));
        let end = to.map_or(entries.len(), |time| entries.partition_point(|entry| entry.timestamp < time));
        end.saturating_sub(start)
    }

    /// The events from an id on, as they go over Socket.IO, and the id after them.
    pub(super) fn oh_events(&self, from: usize) -> (Vec<Box<RawValue>>, usize) {
        let log = lock(&self.log);
        let events = log.entries.get(from..).unwrap_or_default().iter().map(|entry| entry.oh.clone());
        (events.collect(), log.entries.len().max(from))
    }

    /// Up to `limit` events from the one with id `from` on (or from the first), and the id after them if there is
    /// more. `None`: no event has that id.
    pub(super) fn page(&self, from: Option<Uuid>, limit: usize) -> Option<(Vec<Entry>, Option<Uuid>)> {
        let log = lock(&self.log);
        let start = match from {
            None => 0,
            Some(id) => log.entries.iter().position(|entry| entry.id == id)?,
        };
        let end = log.entries.len().min(start + limit);
        Some((log.entries[start..end].to_vec(), log.entries.get(end).map(|entry| entry.id)))
    }
}

impl Log {
    fn drop_the_oldest_passing(&mut self) {
        if let Some((_, passing)) = self.passing.pop_front() {
            self.passing_bytes -= passing.len();
        }
    }

    /// Local time can step back (daylight saving, a corrected clock); the log's order never does.
    fn not_before_the_last(&self, now: DateTime) -> DateTime {
        self.entries.last().map_or(now, |last| last.timestamp.max(now))
    }
}
