//! Who reads a conversation: a cursor into its log, in the words of one protocol.

use std::sync::{Arc, Mutex};

use axum::extract::ws::Utf8Bytes;
use jiff::civil::DateTime;

use super::log::{Conversation, Length};
use super::{envelope, event};
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
    /// Events above a place in the log.
    Above(i64),
}

/// In which words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum View {
    /// Those of `/sockets/events/{id}`: bare events.
    Events,
    /// Those of `/sockets/session/{id}`: envelopes.
    Session,
}

impl View {
    /// What a client gets for a frame that cannot be understood. `code` is the name of the agent server's exception.
    pub(crate) fn complaint(self, code: &str, detail: &str) -> Utf8Bytes {
        match self {
            Self::Events => event::server_error(code, detail),
            Self::Session => envelope::error(code, detail),
        }
    }
}

/// The conversation has all the subscribers it may have.
#[derive(Debug)]
pub(crate) struct TooManySubscribers;

/// Something passed that is not there any more, and that this subscriber was too slow for.
#[derive(Debug)]
pub(crate) struct Missed;

/// A cursor into a conversation.
pub(crate) struct Subscriber {
    pub(crate) conversation: Arc<Conversation>,
    pub(crate) view: View,
    cursor: Mutex<Cursor>,
    /// How much there was at the start: a replay is no lag.
    joined_at: Length,
}

pub(super) struct Cursor {
    pub(super) entries: usize,
    pub(super) passed: usize,
    /// Comes between the past and what is live.
    pub(super) snapshot: Option<Utf8Bytes>,
}

impl Subscriber {
    pub(super) fn new(conversation: Arc<Conversation>, view: View, cursor: Cursor, joined_at: Length) -> Self {
        Self { conversation, view, cursor: Mutex::new(cursor), joined_at }
    }

    /// The next frame, as soon as there is one. Cancelling loses nothing: the cursor moves only with the return.
    pub(crate) async fn next(&self) -> Result<Utf8Bytes, Missed> {
        let mut length = self.conversation.length.subscribe();
        loop {
            length.borrow_and_update();
            if let Some(frame) = self.take()? {
                return Ok(frame);
            }
            // It cannot fail: we hold the conversation, and it the sender.
            let _ = length.changed().await;
        }
    }

    fn take(&self) -> Result<Option<Utf8Bytes>, Missed> {
        let log = lock(&self.conversation.log);
        let passed = self.conversation.length.borrow().passed;
        let mut cursor = lock(&self.cursor);
        if cursor.entries >= self.joined_at.entries
            && let Some(snapshot) = cursor.snapshot.take()
        {
            return Ok(Some(snapshot));
        }
        let dropped = passed - log.passing.len();
        let place = |cursor: &Cursor| cursor.passed.checked_sub(dropped).ok_or(Missed);
        while let Some((after, passing)) = log.passing.get(place(&cursor)?)
            && *after <= cursor.entries
        {
            cursor.passed += 1;
            match self.view {
                View::Session => return Ok(Some(passing.envelope.clone())),
                View::Events if passing.event.is_some() => return Ok(passing.event.clone()),
                View::Events => {}
            }
        }
        let Some(entry) = log.entries.get(cursor.entries) else {
            return Ok(None);
        };
        let seq = cursor.entries;
        cursor.entries += 1;
        Ok(Some(match self.view {
            View::Events => entry.text.clone(),
            View::Session => envelope::durable(seq, &entry.text),
        }))
    }

    /// Resolves when more than `max_lag` live events wait for this subscriber.
    pub(crate) async fn lagged(&self, max_lag: usize) {
        let lag = |length: &Length| {
            let cursor = lock(&self.cursor);
            let entries = length.entries.saturating_sub(cursor.entries.max(self.joined_at.entries));
            entries + length.passed - cursor.passed
        };
        let mut length = self.conversation.length.subscribe();
        let _ = length.wait_for(|length| lag(length) > max_lag).await;
    }
}

impl Drop for Subscriber {
    fn drop(&mut self) {
        self.conversation.subscribers.send_modify(|n| *n -= 1);
        self.conversation.forget_what_nobody_reads(&mut lock(&self.conversation.log));
    }
}
