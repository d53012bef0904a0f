//! Where a replay goes on, kept across page loads.
//!
//! A text, versioned by its first line. Whatever else is found there is ignored: it is another version's, or somebody
//! else's.
//!
//! ```text
//! everwire 1
//! number 42            the cursor: `number`, `text` or `none`
//! a key                the keys of the last messages, the oldest first; `\\` and `\n` stand for a backslash and a line feed
//! ```

use wasm_bindgen::prelude::*;

use super::sys::{self, Global, WebStorage};
use crate::core::Cursor;

/// Keeps the resume cursor and the keys of the last messages in the browser's storage, so that a page to come neither
/// misses nor repeats anything. They are stored at most once a second, when the page is hidden, and when the connection
/// ends.
///
/// A message counts as received when it is in the stream, so take what comes out of the stream promptly.
///
/// ```no_run
/// # fn resume() -> everwire::web::Resume { everwire::web::Resume::new(|_| None) }
/// use everwire::WebSocket;
/// use everwire::web::Storage;
/// let socket = WebSocket::builder("wss://example.com/socket")
///     .resume(resume())
///     .storage(Storage::local("chat-7"))
///     .open()?;
/// # Ok::<(), everwire::web::OpenError>(())
/// ```
#[must_use]
#[derive(Clone, Debug)]
pub struct Storage {
    key: String,
    session: bool,
}

/// What was stored.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Stored {
    pub(super) cursor: Option<Cursor>,
    pub(super) keys: Vec<String>,
}

impl Storage {
    /// In `localStorage` under this key: for all tabs, and for good. Two tabs that are open at once need keys of their own.
    pub fn local(key: impl Into<String>) -> Storage {
        Storage { key: key.into(), session: false }
    }

    /// In `sessionStorage` under this key: for this tab, until it is closed.
    ///
    /// ```
    /// use everwire::web::Storage;
    /// let storage = Storage::session("chat-7");
    /// ```
    pub fn session(key: impl Into<String>) -> Storage {
        Storage { key: key.into(), session: true }
    }

    /// # Errors
    /// The name of what the storage threw.
    pub(super) fn load(&self) -> Result<Stored, String> {
        let text = self.area()?.get_item(&self.key).map_err(|thrown| sys::name_of(&thrown))?;
        Ok(text.as_string().and_then(|text| decode(&text)).unwrap_or_default())
    }

    /// # Errors
    /// The name of what the storage threw.
    pub(super) fn save(&self, text: &str) -> Result<(), String> {
        self.area()?.set_item(&self.key, text).map_err(|thrown| sys::name_of(&thrown))
    }

    /// Forgets what is stored, as after a logout. The connection of the moment stores it anew.
    ///
    /// # Errors
    /// The name of what the storage threw.
    ///
    /// ```no_run
    /// use everwire::web::Storage;
    /// Storage::local("chat-7").clear()?;
    /// # Ok::<(), String>(())
    /// ```
    pub fn clear(&self) -> Result<(), String> {
        self.area()?.remove_item(&self.key).map_err(|thrown| sys::name_of(&thrown))
    }

    fn area(&self) -> Result<WebStorage, String> {
        let area = if self.session { Global::session_storage() } else { Global::local_storage() };
        let area = area.map_err(|thrown| sys::name_of(&thrown))?;
        if area.is_object() { Ok(area.unchecked_into()) } else { Err("there is none here, as in a worker".into()) }
    }
}

const VERSION: &str = "everwire 1";

pub(super) fn encode<'a>(cursor: Option<&Cursor>, keys: impl Iterator<Item = &'a str>) -> String {
    let mut text = String::from(VERSION);
    match cursor {
        None => text.push_str("\nnone"),
        Some(Cursor::Text(cursor)) => {
            text.push_str("\ntext ");
            escape(cursor, &mut text);
        }
        Some(number) => {
            text.push_str("\nnumber ");
            text.push_str(&number.as_number().unwrap_or_default().to_string());
        }
    }
    for key in keys {
        text.push('\n');
        escape(key, &mut text);
    }
    text
}

/// None of what is in no order.
fn decode(text: &str) -> Option<Stored> {
    let mut lines = text.split('\n');
    if lines.next() != Some(VERSION) {
        return None;
    }
    let (kind, value) = lines.next().map(|line| line.split_once(' ').unwrap_or((line, "")))?;
    let cursor = match kind {
        "none" => None,
        "text" => Some(Cursor::from(unescape(value)?.as_str())),
        "number" => Some(Cursor::number(value.parse().ok().filter(|number: &f64| !number.is_nan())?)),
        _ => return None,
    };
    let keys = lines.map(unescape).collect::<Option<Vec<String>>>()?;
    Some(Stored { cursor, keys })
}

fn escape(text: &str, into: &mut String) {
    for c in text.chars() {
        match c {
            '\n' => into.push_str("\\n"),
            '\\' => into.push_str("\\\\"),
            c => into.push(c),
        }
    }
}

fn unescape(text: &str) -> Option<String> {
    let mut plain = String::new();
    let mut chars = text.chars();
    while let Some(c) = chars.next() {
        plain.push(match c {
            '\\' => match chars.next()? {
                'n' => '\n',
                '\\' => '\\',
                _ => return None,
            },
            c => c,
        });
    }
    Some(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn round_trip(cursor: Option<Cursor>, keys: &[&str]) {
        let text = encode(cursor.as_ref(), keys.iter().copied());
        let keys = keys.iter().map(|key| String::from(*key)).collect();
        assert_eq!(decode(&text), Some(Stored { cursor, keys }), "{text}");
    }

    #[test]
    fn what_was_stored_comes_back() {
        round_trip(None, &[]);
        for number in [0.0, -1.5, 1e300, 0.1, f64::INFINITY, 9_007_199_254_740_993.0] {
            round_trip(Some(Cursor::number(number)), &["a"]);
        }
        round_trip(Some("2026-01-01T00:00:00".into()), &["", "a b", "line\nfeed", "back\\slash", "\\n", "é\r"]);
        round_trip(Some("\n".into()), &[""]);
        round_trip(Some("".into()), &[]);
    }

    #[test]
    fn text_that_is_none_of_ours_is_ignored() {
        let wrong =
            ["", "null", "{}", "everwire 2\nnone", "everwire 1", "everwire 1\nnumber x", "everwire 1\nnumber NaN"];
        for text in wrong.into_iter().chain(["everwire 1\nblob 7", "everwire 1\ntext \\x", "everwire 1\nnone\n\\"]) {
            assert_eq!(decode(text), None, "{text:?}");
        }
    }
}
