//! What the parts of a proxy share, and the one place where an order is carried out, whoever gave it.

use std::io::Write as _;
use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::watch;
use tokio::time::timeout;

use super::fault::{Order, Strike};
use super::player::Playing;
use super::standing::Board;
use crate::faults::Sockets;

/// How long an order waits for the listener to close or open; beyond that, the status says that it has not.
const LISTENER: Duration = Duration::from_secs(5);

/// The state of one proxy.
pub(super) struct Control {
    pub(super) board: Board,
    pub(super) connections: Arc<Sockets<Strike>>,
    /// WebSockets that the server opened.
    pub(super) opened: AtomicU64,
    pub(super) listening: watch::Sender<bool>,
    pub(super) playing: Mutex<Playing>,
}

impl Control {
    pub(super) fn new() -> Arc<Self> {
        Arc::new(Self {
            board: Board::new(),
            connections: Sockets::new(),
            opened: AtomicU64::new(0),
            listening: watch::Sender::new(true),
            playing: Mutex::default(),
        })
    }

    /// Carries an order out. When this returns, the fault is there, except that a frame may still be waited for.
    pub(super) async fn obey(&self, order: &Order) {
        match order {
            Order::Strike(strike, path) => self.connections.strike(strike, path),
            Order::Stand(stand, duration) => self.board.put(*stand, *duration),
            Order::Clear => self.board.clear(),
        }
        let mut listening = self.listening.subscribe();
        let _ = timeout(LISTENER, listening.wait_for(|listening| *listening != self.board.refuses())).await;
    }

    pub(super) fn status(&self) -> Value {
        json!({
            "handshake": self.board.describe(true).pop(),
            "link": self.board.describe(false),
            "listening": *self.listening.borrow(),
            "connections": self.connections.live(),
            "accepted": self.connections.accepted(),
            "opened": self.opened.load(Ordering::Relaxed),
        })
    }

    /// Says something to whoever reads stderr, if anybody does.
    pub(super) fn say(&self, what: &str) {
        let _ = writeln!(std::io::stderr(), "{what}");
    }
}
