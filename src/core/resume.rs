//! How far the server's messages have come, so that a loss repeats none and misses none.

use super::cursor::Cursor;

/// The newest cursor, and the keys of the messages that came last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub(super) struct Resume {
    cursor: Option<Cursor>,
    /// The keys with their hashes; once it is full, the oldest one is at `oldest`.
    window: Vec<(u32, Box<str>)>,
    oldest: usize,
}

impl Resume {
    pub(super) fn cursor(&self) -> Option<&Cursor> {
        self.cursor.as_ref()
    }

    /// Whether the cursor is the newest so far; then the next attempt goes on after it.
    pub(super) fn advance(&mut self, cursor: Cursor) -> bool {
        let newer = self.cursor.as_ref().is_none_or(|newest| *newest < cursor);
        if newer {
            self.cursor = Some(cursor);
        }
        newer
    }

    /// Whether no message of this key is among the last `window` ones; then it is now.
    pub(super) fn is_new(&mut self, key: &str, window: u32) -> bool {
        let hash = hash(key);
        if self.window.iter().any(|(other, text)| *other == hash && **text == *key) {
            return false;
        }
        let key = (hash, key.into());
        if self.window.len() < window as usize {
            self.window.push(key);
        } else if let Some(oldest) = self.window.get_mut(self.oldest) {
            *oldest = key;
            self.oldest = if self.oldest + 1 < self.window.len() { self.oldest + 1 } else { 0 };
        }
        true
    }

    /// The keys in the window, the oldest first.
    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.in_order().map(|(_, key)| &**key)
    }

    /// The same with the oldest key in the first place.
    pub(super) fn relative(&self) -> Resume {
        Resume { cursor: self.cursor.clone(), window: self.in_order().cloned().collect(), oldest: 0 }
    }

    fn in_order(&self) -> impl Iterator<Item = &(u32, Box<str>)> {
        let (newer, older) = self.window.split_at_checked(self.oldest).unwrap_or_default();
        older.iter().chain(newer)
    }
}

/// FNV-1a: only so that most keys are told apart without being read. Equal ones are compared in full.
fn hash(key: &str) -> u32 {
    key.bytes().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193))
}
