//! Socket.IO for apps in the browser: namespaces as streams of events, acknowledgements as futures, attachments as bytes.
//!
//! Start at [`SocketIo::builder`]. It speaks WebSocket only, which every Socket.IO server takes by default, and has what the
//! plain [`WebSocket`](super::WebSocket) has: one deadline for each attempt, backoff with jitter, the page's lifecycle.
//! [`socketio`](crate::socketio) decides; this gives it a WebSocket and carries out what it says.
//!
//! - What is to be [acknowledged](Sender::emit_with_ack) is kept until it is, sent again after each loss, and settles once.
//! - Where the server keeps sessions (`connectionStateRecovery`), what was missed arrives, once and in order, and
//!   [`SocketEvent::Connect`] says so. A server that replays by itself is asked by [`Resume`].
//! - What is no Socket.IO ends the connection, which is tried again as after any loss.

mod acknowledgement;
mod arguments;
mod attachment;
mod builder;
mod client;
mod decode;
mod driver;
mod effects;
mod encode;
mod error;
mod event;
mod incoming;
mod options;
mod packets;
mod slot;
mod socket;

pub use crate::socketio::Reason;
pub use acknowledgement::Ack;
pub use arguments::{Answer, Args, Arguments};
pub use attachment::Attachment;
pub use builder::Builder;
pub use client::SocketIo;
pub use error::{AckError, EmitError, NamespaceError};
pub use event::{ConnectError, Refused, SocketEvent};
pub use options::Resume;
pub use socket::{Receiver, Sender, Socket};
