//! A driver as one should be: it holds the payloads, does what the effects say, and keeps one timer.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use everwire::core::{Cursor, Fate, Number, Outcome};

/// A message of the client's.
#[derive(Clone, Debug)]
pub(super) struct Sent {
    pub(super) has_id: bool,
    pub(super) fate: Option<Fate>,
    pub(super) outcomes: Vec<Outcome>,
    pub(super) written: u32,
}

#[derive(Default)]
pub(super) struct Client {
    /// What it sent; each is known by its place.
    pub(super) sent: Vec<Sent>,
    /// What is kept, by its number.
    pub(super) kept: BTreeMap<Number, u64>,
    /// What the step under way is about.
    pub(super) sending: Option<u64>,
    pub(super) receiving: Option<u64>,
    /// How many of the server's messages the user was given: the next one must be of this place.
    pub(super) given: u64,
    /// It stops: nothing that comes is looked at.
    pub(super) stopped: bool,
    /// The last moment at which it was not as it should be.
    pub(super) stopped_at: u64,
    /// The timer that counts; every other one was replaced.
    pub(super) timer: u64,
    /// The link of the moment.
    pub(super) link: Option<usize>,
    /// When that was heard of.
    pub(super) heard_at: u64,
}

impl Client {
    /// The place of the message that is written.
    pub(super) fn written(&self, number: Number) -> u64 {
        self.kept.get(&number).copied().or(self.sending).expect("7: what is written is kept, or at hand")
    }
}

/// Texts for ids and keys, made once.
pub(super) fn text(place: u64) -> &'static str {
    static TEXTS: OnceLock<Vec<String>> = OnceLock::new();
    &TEXTS.get_or_init(|| (0..256).map(|place| format!("m{place}")).collect())[place as usize]
}

pub(super) fn place_of(cursor: Option<&Cursor>) -> Option<u64> {
    cursor.and_then(Cursor::as_number).map(|number| number as u64)
}
