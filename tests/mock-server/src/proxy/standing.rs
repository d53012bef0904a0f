//! The board of faults that stand. Whoever obeys one watches the board, so that a fault begins and ends for
//! connections that are already there as well as for those that come.

use std::time::Duration;

use serde_json::Value;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::fault::Stand;
use crate::faults::remaining_ms;

/// What stands now: one fault of each sort at most.
#[derive(Clone, Debug, Default)]
pub(super) struct Standing(Vec<(Stand, Option<Instant>)>);

impl Standing {
    /// The fault before the handshake, if any.
    pub(super) fn door(&self) -> Option<Stand> {
        self.0.iter().map(|(stand, _)| *stand).find(Stand::is_before_the_handshake)
    }

    pub(super) fn stalls(&self) -> bool {
        self.0.iter().any(|(stand, _)| *stand == Stand::Stall)
    }

    /// Bytes a second.
    pub(super) fn rate(&self) -> Option<u64> {
        self.0.iter().find_map(|(stand, _)| if let Stand::Throttle(rate) = stand { Some(rate.get()) } else { None })
    }

    pub(super) fn delay(&self) -> Duration {
        let delay =
            self.0.iter().find_map(|(stand, _)| if let Stand::Delay(delay) = stand { Some(*delay) } else { None });
        delay.unwrap_or_default()
    }

    /// The most bytes of one write.
    pub(super) fn chunk(&self) -> usize {
        let chunk =
            self.0.iter().find_map(|(stand, _)| if let Stand::Chunk(bytes) = stand { Some(bytes.get()) } else { None });
        chunk.and_then(|bytes| usize::try_from(bytes).ok()).unwrap_or(usize::MAX)
    }
}

/// The board of one proxy.
pub(super) struct Board(watch::Sender<Standing>);

impl Board {
    pub(super) fn new() -> Self {
        Self(watch::Sender::new(Standing::default()))
    }

    pub(super) fn watch(&self) -> watch::Receiver<Standing> {
        self.0.subscribe()
    }

    /// Puts a fault up in place of one of its sort.
    pub(super) fn put(&self, stand: Stand, duration: Option<Duration>) {
        let until = duration.map(|duration| Instant::now() + duration);
        self.0.send_modify(|standing| {
            standing.0.retain(|(other, _)| !stand.replaces(other));
            standing.0.push((stand, until));
        });
    }

    pub(super) fn clear(&self) {
        self.0.send_replace(Standing::default());
    }

    /// Whether the listener is to be closed.
    pub(super) fn refuses(&self) -> bool {
        self.0.borrow().door() == Some(Stand::Refuse)
    }

    /// The faults before the handshake, or those of the link, as orders with the time that is left of them.
    pub(super) fn describe(&self, before_the_handshake: bool) -> Vec<Value> {
        let standing = self.0.borrow();
        let wanted = standing.0.iter().filter(|(stand, _)| stand.is_before_the_handshake() == before_the_handshake);
        wanted
            .map(|(stand, until)| {
                let mut value = stand.describe();
                value["remaining_ms"] = remaining_ms(*until).into();
                value
            })
            .collect()
    }

    /// Takes every fault down when its time is over. Never returns.
    pub(super) async fn keep(&self) {
        let mut changes = self.watch();
        loop {
            let next = changes.borrow_and_update().0.iter().filter_map(|(_, until)| *until).min();
            tokio::select! {
                _ = changes.changed() => {}
                () = sleep_until(next.unwrap_or_else(Instant::now)), if next.is_some() => self.expire(),
            }
        }
    }

    fn expire(&self) {
        let now = Instant::now();
        self.0.send_if_modified(|standing| {
            let before = standing.0.len();
            standing.0.retain(|(_, until)| until.is_none_or(|until| until > now));
            standing.0.len() < before
        });
    }
}
