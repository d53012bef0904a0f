//! Socket.IO protocol 5 over Engine.IO protocol 4, on a WebSocket: pure like [`core`](crate::core), on top of it.
//!
//! The core decides when there is a connection; this decides what goes on in it: the server's greeting and pings, which
//! namespaces are joined, what is kept until it is acknowledged, and which frames make up a packet. The contract is that of
//! the core: inputs with a time go in, effects come out, and one timer is kept for the next deadline.
//!
//! What a hostile server can have us hold is bounded: by [`MAX_ATTACHMENTS`], [`MAX_PACKET_BYTES`], and the deadline by which
//! it has to answer for each namespace. What makes no sense ends the connection ("parse error"), which is tried again as after any
//! loss.

#![forbid(unsafe_code)]

mod io;
mod machine;
mod namespace;
mod packet;

pub use io::{Effect, Emission, Event, Index, Input, Reason};
pub use machine::{MAX_PACKET_BYTES, Machine};
pub use packet::{DecodeError, Kind, MAX_ATTACHMENTS, Packet, ROOT};
