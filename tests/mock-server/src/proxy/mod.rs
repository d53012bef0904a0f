//! A TCP proxy that fails on demand, in front of any WebSocket server.
//!
//! It exists for the failures that a server cannot inflict on itself: a port where nobody listens, a link that is
//! slow, stalled or half-open on both sides, a frame cut in two, frames that no server may send. It promises:
//!
//! - Without a fault it passes every byte on, in order and at once, with the FIN or RST that ended them.
//! - A fault is there when its order is answered ([`control`]); only one that waits for a frame may still wait.
//! - Frames are put in between frames, and cut within them, never the other way round ([`frames`], [`pipe`]).
//! - What is drawn depends on the seed alone ([`random`]).
//! - Everything is bounded: connections, bytes held for each, half-open ones.

mod acceptor;
mod api;
mod control;
mod fault;
mod frames;
mod illegal;
mod link;
mod order;
mod pipe;
mod player;
mod port;
mod queue;
mod random;
mod schedule;
mod service;
mod standing;

pub use schedule::Schedule;
pub use service::{Proxy, ProxyConfig};
