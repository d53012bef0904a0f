//! What the user of the Rust API is told.

use std::time::Duration;

use super::message::Message;
use crate::core::Cause;

/// What happened, in the order in which it did.
///
/// ```
/// use everwire::Event;
/// fn show(event: &Event) -> String {
///     match event {
///         Event::Open => "connected".into(),
///         Event::Message(message) => message.as_text().unwrap_or("bytes").into(),
///         Event::Reconnecting { attempt, .. } => format!("attempt {attempt}"),
///         Event::Close { code, reason, .. } => format!("{code} {reason}"),
///         other => format!("{other:?}"),
///     }
/// }
/// assert_eq!(show(&Event::Reconnecting { attempt: 2, delay: None }), "attempt 2");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// The connection is open. The auth frame and what was queued have been handed over, as far as the socket takes it.
    Open,
    /// This connection told the server to go on after the cursor. Follows [`Event::Open`]; what was missed comes next.
    Resumed,
    /// A message came. One whose key has come before does not come here.
    Message(Message),
    /// An attempt or a connection failed; [`Event::Close`] follows. Or something beside the connection did.
    Error(Error),
    /// An attempt failed or a connection ended: exactly one for each.
    Close {
        /// The close code (RFC 6455 §7.4), as the browser said; 1006 where no close frame came.
        code: u16,
        /// The server's reason, often empty.
        reason: String,
        /// Whether the closing handshake was completed.
        clean: bool,
        /// Why.
        cause: Cause,
    },
    /// It will try again.
    Reconnecting {
        /// Retries since the last connection that stayed open for `min_uptime`, with this one: 1 is the first.
        attempt: u32,
        /// When; none where it waits for the network or the page to come back.
        delay: Option<Duration>,
    },
    /// A message that was queued will not be sent. (That of a [`deliver`](super::Sender::deliver) is told there.)
    Dropped {
        /// It.
        message: Message,
        /// Why.
        loss: Loss,
    },
}

/// Why a message that was accepted is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Loss {
    /// It waited for as long as [`ttl`](super::Queue::ttl) allows.
    Expired,
    /// A newer one took its place in a full queue ([`Overflow::DropOldest`](crate::core::Overflow)).
    Overflowed,
    /// The WebSocket class itself refused it.
    Refused,
}

/// What went wrong. No URL and no message is in it, as these may hold secrets.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// An attempt or a connection failed.
    Connection {
        /// How.
        cause: Cause,
        /// What the URL function or the constructor said, where one of them failed.
        detail: Option<String>,
    },
    /// The cursor could not be loaded or stored: the storage is full, or forbidden. The connection goes on, and it is
    /// tried again.
    Storage {
        /// The name of what the browser threw.
        detail: String,
    },
    /// A message was received that is neither text nor bytes: a replaced WebSocket class gave a `Blob`, say.
    Unreadable,
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Error::Connection { cause, detail: None } => f.write_str(cause.name()),
            Error::Connection { cause, detail: Some(detail) } => write!(f, "{}: {detail}", cause.name()),
            Error::Storage { detail } => write!(f, "storage: {detail}; the connection goes on without it"),
            Error::Unreadable => f.write_str("a message was neither text nor an ArrayBuffer"),
        }
    }
}

impl std::error::Error for Error {}
