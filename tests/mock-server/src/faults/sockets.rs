//! The list of live WebSockets, so that an order can strike all of them, each once.
//!
//! A socket is live from just before its 101 response until it ends or is struck: a client that has seen `open` is
//! always on the list, and a struck one is off it before the order is answered.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::ws::CloseFrame;
use tokio::sync::{oneshot, watch};

use super::wire::{Wire, WireEnd};
use crate::lock;

/// What is done to a live socket.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Strike {
    /// The server closes, with this code and reason.
    Close(CloseFrame),
    /// The TCP connection ends below WebSocket.
    Wire(WireEnd),
}

/// The live sockets of one server.
pub(crate) struct Sockets {
    list: Mutex<List>,
    accepted: AtomicU64,
    /// Memberships not yet dropped, with those whose close handshake still runs.
    members: watch::Sender<usize>,
}

#[derive(Default)]
struct List {
    live: HashMap<u64, Live>,
    next_id: u64,
    closed: bool,
}

struct Live {
    path: String,
    wire: Wire,
    strike: oneshot::Sender<Strike>,
}

impl Sockets {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self { list: Mutex::default(), accepted: AtomicU64::new(0), members: watch::Sender::new(0) })
    }

    /// Puts a socket on the list; `None` once the server is stopping.
    pub(crate) fn join(self: &Arc<Self>, path: &str, wire: Wire) -> Option<Membership> {
        let mut list = lock(&self.list);
        if list.closed {
            return None;
        }
        let id = list.next_id;
        list.next_id += 1;
        let (strike, struck) = oneshot::channel();
        list.live.insert(id, Live { path: path.to_owned(), wire, strike });
        self.accepted.fetch_add(1, Ordering::Relaxed);
        self.members.send_modify(|n| *n += 1);
        Some(Membership { id, sockets: Arc::clone(self), struck })
    }

    /// Strikes every live socket whose request path starts with `path`.
    pub(super) fn strike(&self, strike: &Strike, path: &str) {
        lock(&self.list).strike(strike, path);
    }

    pub(super) fn live(&self) -> usize {
        lock(&self.list).live.len()
    }

    pub(super) fn accepted(&self) -> u64 {
        self.accepted.load(Ordering::Relaxed)
    }

    /// Closes every live socket and lets none join any more.
    pub(crate) fn shut(&self, frame: CloseFrame) {
        let mut list = lock(&self.list);
        list.closed = true;
        list.strike(&Strike::Close(frame), "");
    }

    /// Waits until every socket is gone, its close handshake included, but not longer than `limit`.
    pub(crate) async fn all_gone(&self, limit: Duration) {
        let mut members = self.members.subscribe();
        let _ = tokio::time::timeout(limit, members.wait_for(|&n| n == 0)).await;
    }
}

impl List {
    fn strike(&mut self, strike: &Strike, path: &str) {
        for (_, live) in self.live.extract_if(|_, live| live.path.starts_with(path)) {
            // The wire first: not a byte may leave after the order.
            if let Strike::Wire(end) = strike {
                live.wire.strike(*end);
            }
            // An error means that the session just ended by itself.
            let _ = live.strike.send(strike.clone());
        }
    }
}

/// A socket's place on the list; dropping it ends it.
pub(crate) struct Membership {
    id: u64,
    sockets: Arc<Sockets>,
    struck: oneshot::Receiver<Strike>,
}

impl Membership {
    /// Resolves when this socket is struck.
    pub(crate) async fn struck(&mut self) -> Strike {
        match (&mut self.struck).await {
            Ok(strike) => strike,
            // Off the list without a strike: nothing will come.
            Err(_) => std::future::pending().await,
        }
    }

    /// Takes the socket off the list: its session is over, only its close handshake may be left.
    pub(crate) fn leave(&self) {
        lock(&self.sockets.list).live.remove(&self.id);
    }
}

impl Drop for Membership {
    fn drop(&mut self) {
        self.leave();
        self.sockets.members.send_modify(|n| *n -= 1);
    }
}
