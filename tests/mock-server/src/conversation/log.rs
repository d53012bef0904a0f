//! One conversation: an append-only log, and cursors into it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use axum::extract::ws::Utf8Bytes;
use jiff::civil::DateTime;
use tokio::sync::watch;
use uuid::Uuid;

use super::{UserMessage, clock, event};
use crate::lock;

/// What a new subscriber gets of the past.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Resend {
    /// Nothing.
    Nothing,
    /// All of it.
    All,
    /// Events of this moment and later.
    Since(DateTime),
}

/// A conversation.
pub(crate) struct Conversation {
    id: Uuid,
    log: Mutex<Vec<Entry>>,
    /// How long the log is; subscribers wait for it to grow. Written only while the log is locked.
    length: watch::Sender<usize>,
    subscribers: AtomicUsize,
    budget: Arc<Budget>,
}

/// A stored event.
#[derive(Clone)]
pub(super) struct Entry {
    pub(super) id: Uuid,
    pub(super) timestamp: DateTime,
    pub(super) text: Utf8Bytes,
}

/// The bytes that all conversations of a server may still store.
pub(super) struct Budget(AtomicUsize);

impl Budget {
    pub(super) fn new(bytes: usize) -> Arc<Self> {
        Arc::new(Self(AtomicUsize::new(bytes)))
    }

    fn take(&self, bytes: usize) -> Result<(), StoreFull> {
        let left = self.0.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| left.checked_sub(bytes));
        left.map(drop).map_err(|_| StoreFull)
    }
}

/// The server's store is full; it keeps what it has.
#[derive(Debug)]
pub(crate) struct StoreFull;

/// The conversation has all the subscribers it may have.
#[derive(Debug)]
pub(crate) struct TooManySubscribers;

impl Conversation {
    pub(super) fn new(id: Uuid, budget: Arc<Budget>) -> Arc<Self> {
        let length = watch::Sender::new(0);
        Arc::new(Self { id, log: Mutex::default(), length, subscribers: AtomicUsize::new(0), budget })
    }

    /// Stores a message; every subscriber will get it.
    pub(crate) fn append(&self, said: &UserMessage) -> Result<Uuid, StoreFull> {
        let id = Uuid::new_v4();
        let mut log = lock(&self.log);
        let timestamp = not_before_the_last(&log);
        let text = event::message(id, timestamp, said.source, &said.message);
        self.budget.take(text.len())?;
        log.push(Entry { id, timestamp, text });
        self.length.send_replace(log.len());
        Ok(id)
    }

    /// Places a cursor where `resend` says, and gives the synthetic first frame that goes before everything.
    pub(crate) fn subscribe(
        self: Arc<Self>,
        resend: Resend,
        max_subscribers: usize,
    ) -> Result<(Subscriber, Utf8Bytes), TooManySubscribers> {
        let one_more = |n: usize| (n < max_subscribers).then_some(n + 1);
        let counted = self.subscribers.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more);
        counted.map_err(|_| TooManySubscribers)?;
        let (first_frame, cursor, joined_at) = {
            let log = lock(&self.log);
            let cursor = match resend {
                Resend::Nothing => log.len(),
                Resend::All => 0,
                // The log is in the order of its timestamps.
                Resend::Since(time) => log.partition_point(|entry| entry.timestamp < time),
            };
            (event::full_state(not_before_the_last(&log), self.id), AtomicUsize::new(cursor), log.len())
        };
        Ok((Subscriber { conversation: self, cursor, joined_at }, first_frame))
    }

    /// How many events are stored, of this moment and later, and before that one.
    pub(super) fn count(&self, from: Option<DateTime>, to: Option<DateTime>) -> usize {
        let log = lock(&self.log);
        // The log is in the order of its timestamps.
        let start = from.map_or(0, |time| log.partition_point(|entry| entry.timestamp < time));
        let end = to.map_or(log.len(), |time| log.partition_point(|entry| entry.timestamp < time));
        end.saturating_sub(start)
    }

    /// Up to `limit` events from the one with id `from` on (or from the first), and the id after them if there is
    /// more. `None`: no event has that id.
    pub(super) fn page(&self, from: Option<Uuid>, limit: usize) -> Option<(Vec<Entry>, Option<Uuid>)> {
        let log = lock(&self.log);
        let start = match from {
            None => 0,
            Some(id) => log.iter().position(|entry| entry.id == id)?,
        };
        let end = log.len().min(start + limit);
        Some((log[start..end].to_vec(), log.get(end).map(|entry| entry.id)))
    }
}

/// Local time can step back (daylight saving, a corrected clock); the log's order never does.
fn not_before_the_last(log: &[Entry]) -> DateTime {
    let now = clock::now();
    log.last().map_or(now, |last| last.timestamp.max(now))
}

/// A cursor into a conversation's log.
pub(crate) struct Subscriber {
    conversation: Arc<Conversation>,
    cursor: AtomicUsize,
    /// The log's length at the start: a replay is no lag.
    joined_at: usize,
}

impl Subscriber {
    /// The next event, as soon as there is one. Cancelling loses nothing: the cursor moves only with the return.
    pub(crate) async fn next(&self) -> Utf8Bytes {
        let mut length = self.conversation.length.subscribe();
        let cursor = self.cursor.load(Ordering::Relaxed);
        // It cannot fail: we hold the conversation, and it the sender.
        let _ = length.wait_for(|&length| length > cursor).await;
        let text = lock(&self.conversation.log)[cursor].text.clone();
        self.cursor.store(cursor + 1, Ordering::Relaxed);
        text
    }

    /// Resolves when more than `max_lag` live events wait for this subscriber.
    pub(crate) async fn lagged(&self, max_lag: usize) {
        let mut length = self.conversation.length.subscribe();
        let lag = |length: usize| length.saturating_sub(self.cursor.load(Ordering::Relaxed).max(self.joined_at));
        let _ = length.wait_for(|&length| lag(length) > max_lag).await;
    }

    /// Stores what this subscriber said.
    pub(crate) fn say(&self, said: &UserMessage) -> Result<Uuid, StoreFull> {
        self.conversation.append(said)
    }
}

impl Drop for Subscriber {
    fn drop(&mut self) {
        self.conversation.subscribers.fetch_sub(1, Ordering::Relaxed);
    }
}
