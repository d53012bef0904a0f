//! A thin native server that plays the OpenHands agent server for everwire's tests and demo page.
//!
//! It exists so that every failure a WebSocket client must survive can be had on demand, on a real TCP connection:
//! a reset, a half-open link, a refused or hung handshake, a close frame with any code. It promises:
//!
//! - On `/sockets/events/{id}` a client sees what it would see from the agent server 1.58: the same frames, close
//!   codes and HTTP statuses; on `/sockets/session/{id}` it sees the same in envelopes. `/echo` sends back what it gets.
//!   Faults are ordered over `/faults`, which no fault touches.
//! - No event of ours is lost or doubled between replay and live, and no subscriber holds up another.
//! - On `/ledger/{name}` it counts what arrives of numbered messages, each way, whatever happens to the links.
//! - On `/socket.io/` it speaks Socket.IO, with recovery of lost connections ([`SocketIoConfig`]), and in the root namespace
//!   it has the same conversations as OpenHands shows them, with a limit to agents and an end for idle ones
//!   ([`OpenHandsConfig`]).
//! - Nodes that share a Redis are one server: an id is issued once, and who was connected to a node that is killed goes on
//!   at another. `/state` shows conversations, agents, connections and nodes.
//! - Everything is bounded ([`Limits`]) and in memory; only ledgers that have a folder outlive the process.
//!
//! In front of it, or of any other WebSocket server, stands a fault proxy ([`Proxy`]) for what a server cannot do to
//! itself: a closed port, a slow or stalled link, a frame cut in two, frames that no server may send.
//!
//! The binaries are command lines around [`Server`] and [`Proxy`], which tests may also start in their own process on
//! port 0.

mod app;
mod config;
mod conversation;
mod faults;
mod ledger;
pub mod process;
mod proxy;
mod redis_link;
mod server;
mod socketio;
mod sockets;
mod static_files;

pub use config::{Config, Limits};
pub use conversation::DEFAULT_CONVERSATION;
pub use proxy::{Proxy, ProxyConfig, Schedule};
pub use server::Server;
pub use socketio::{OpenHandsConfig, SocketIoConfig};

use std::sync::{Mutex, MutexGuard, PoisonError};

/// Locks, whether or not a holder panicked: each of our critical sections leaves the data whole at every step.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
