//! Socket.IO protocol 5 over Engine.IO protocol 4, on a WebSocket: pure like [`core`](crate::core), on top of it.

#![forbid(unsafe_code)]

mod packet;

pub use packet::{DecodeError, Kind, MAX_ATTACHMENTS, Packet, ROOT};
