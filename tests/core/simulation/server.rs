//! A server as one should be: it keeps what it sends for a replay, takes each message once, and acknowledges it.

use std::collections::BTreeSet;

#[derive(Default)]
pub(super) struct Server {
    /// How many messages it has sent; each is known by its place.
    pub(super) sent: u64,
    /// The link of the one client, of which the newest counts.
    pub(super) link: Option<usize>,
    /// The client's messages that it took, in this order.
    pub(super) taken: Vec<u64>,
    ids: BTreeSet<u64>,
}

impl Server {
    /// Takes a message of the client, unless it has it already: one with an id may come again.
    pub(super) fn take(&mut self, place: u64, has_id: bool) {
        if !has_id || self.ids.insert(place) {
            self.taken.push(place);
        }
    }

    /// What a client that has come as far as `cursor` is sent.
    pub(super) fn replay(&self, cursor: Option<u64>, inclusive: bool) -> std::ops::Range<u64> {
        cursor.map_or(0, |cursor| if inclusive { cursor } else { cursor + 1 })..self.sent
    }
}
