//! The list of live connections, so that an order can strike all of them.
//!
//! The mock server lists WebSockets, from just before their 101 response; the proxy lists TCP connections, from the
//! moment they are accepted. Either way a client that has seen `open` is always on the list until it ends or is
//! struck for the last time, and then it is off the list before the order is answered.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::ws::CloseFrame;
use tokio::sync::watch;

use super::wire::{Wire, WireEnd};
use crate::lock;

/// What is done to a listed connection.
pub(crate) trait Strikes: Clone {
    /// How the TCP connection ends, where that is what the strike does.
    fn wire_end(&self) -> Option<WireEnd>;

    /// Whether the connection is lost from here on, so that nothing needs to strike it any more.
    fn is_last(&self) -> bool;
}

/// What is done to a live socket of the mock server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Strike {
    /// The server closes, with this code and reason.
    Close(CloseFrame),
    /// The TCP connection ends below WebSocket.
    Wire(WireEnd),
}

impl Strikes for Strike {
    fn wire_end(&self) -> Option<WireEnd> {
        match self {
            Self::Close(_) => None,
            Self::Wire(end) => Some(*end),
        }
    }

    fn is_last(&self) -> bool {
        true
    }
}

/// The live connections of one server.
pub(crate) struct Sockets<S = Strike> {
    list: Mutex<List<S>>,
    accepted: AtomicU64,
    /// Memberships not yet dropped, with those whose close handshake still runs.
    members: watch::Sender<usize>,
}

struct List<S> {
    live: HashMap<u64, Live<S>>,
    next_id: u64,
    closed: bool,
}

struct Live<S> {
    path: String,
    wire: Wire,
    strike: watch::Sender<Option<S>>,
}

impl<S: Strikes> Sockets<S> {
    pub(crate) fn new() -> Arc<Self> {
        let list = List { live: HashMap::new(), next_id: 0, closed: false };
        Arc::new(Self { list: Mutex::new(list), accepted: AtomicU64::new(0), members: watch::Sender::new(0) })
    }

    /// Puts a connection on the list; `None` once the server is stopping.
    pub(crate) fn join(self: &Arc<Self>, path: &str, wire: Wire) -> Option<Membership<S>> {
        let mut list = lock(&self.list);
        if list.closed {
            return None;
        }
        let id = list.next_id;
        list.next_id += 1;
        let (strike, struck) = watch::channel(None);
        list.live.insert(id, Live { path: path.to_owned(), wire, strike });
        self.accepted.fetch_add(1, Ordering::Relaxed);
        self.members.send_modify(|n| *n += 1);
        Some(Membership { id, sockets: Arc::clone(self), struck })
    }

    /// Strikes every live connection whose request path starts with `path`.
    pub(crate) fn strike(&self, strike: &S, path: &str) {
        lock(&self.list).strike(strike, path);
    }

    pub(crate) fn live(&self) -> usize {
        lock(&self.list).live.len()
    }

    pub(crate) fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }

    /// Strikes every live connection and lets none join any more.
    pub(crate) fn shut(&self, strike: &S) {
        let mut list = lock(&self.list);
        list.closed = true;
        list.strike(strike, "");
    }

    /// Waits until every socket is gone, its close handshake included, but not longer than `limit`.
    pub(crate) async fn all_gone(&self, limit: Duration) {
        let mut members = self.members.subscribe();
        let _ = tokio::time::timeout(limit, members.wait_for(|&n| n == 0)).await;
    }
}

impl<S: Strikes> List<S> {
    fn strike(&mut self, strike: &S, path: &str) {
        self.live.retain(|_, live| {
            if !live.path.starts_with(path) {
                return true;
            }
            // The wire first: not a byte may leave after the order.
            if let Some(end) = strike.wire_end() {
                live.wire.strike(end);
            }
            live.strike.send_replace(Some(strike.clone()));
            !strike.is_last()
        });
    }
}

/// A connection's place on the list; dropping it ends it.
pub(crate) struct Membership<S: Strikes = Strike> {
    id: u64,
    sockets: Arc<Sockets<S>>,
    struck: watch::Receiver<Option<S>>,
}

impl<S: Strikes> Membership<S> {
    /// Resolves when this connection is struck. Of strikes that nobody waited for, the latest counts.
    pub(crate) async fn struck(&mut self) -> S {
        while self.struck.changed().await.is_ok() {
            if let Some(strike) = self.struck.borrow_and_update().clone() {
                return strike;
            }
        }
        // Off the list without a strike: nothing will come.
        std::future::pending().await
    }

    /// Says which request path the connection turned out to have.
    pub(crate) fn asks_for(&self, path: String) {
        if let Some(live) = lock(&self.sockets.list).live.get_mut(&self.id) {
            live.path = path;
        }
    }

    /// Takes the connection off the list: its session is over, only its close handshake may be left.
    pub(crate) fn leave(&self) {
        lock(&self.sockets.list).live.remove(&self.id);
    }
}

impl<S: Strikes> Drop for Membership<S> {
    fn drop(&mut self) {
        self.leave();
        self.sockets.members.send_modify(|n| *n -= 1);
    }
}
