//! What the user of a namespace is told.

use std::time::Duration;

use serde::Deserialize;

use super::acknowledgement::Ack;
use super::arguments::Args;
use crate::socketio::Reason;
use crate::web::event::Error;
use crate::web::json::JsonError;

/// What happened in a namespace, in the order in which it did.
///
/// ```no_run
/// use everwire::SocketEvent;
/// fn show(event: SocketEvent) -> String {
///     match event {
///         SocketEvent::Connect { recovered: true, .. } => "back, and nothing was missed".into(),
///         SocketEvent::Connect { .. } => "connected".into(),
///         SocketEvent::Event { name, args, .. } if name == "chat" => args.get(0).unwrap_or_default(),
///         SocketEvent::Disconnect(reason) => reason.name().into(),
///         other => format!("{other:?}"),
///     }
/// }
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub enum SocketEvent {
    /// The namespace is joined, and what was queued has been handed over.
    Connect {
        /// What the server calls this client here.
        id: String,
        /// Whether the server took up the session that was lost: what was missed has been sent, and only that.
        recovered: bool,
    },
    /// The server emitted this.
    Event {
        /// Its name.
        name: String,
        /// Its arguments.
        args: Args,
        /// Acknowledges it, where the server wants that.
        ack: Option<Ack>,
    },
    /// The namespace is not joined any more. It will be again by itself, unless the server or the user left it.
    Disconnect(Reason),
    /// The namespace was not joined.
    ConnectError(ConnectError),
    /// It will try again.
    Reconnecting {
        /// Retries since the last connection that lasted, with this one: 1 is the first.
        attempt: u32,
        /// When; none where it waits for the network or the page to come back.
        delay: Option<Duration>,
    },
}

/// Why a namespace was not joined.
///
/// ```no_run
/// use everwire::web::socketio::ConnectError;
/// fn is_unauthorized(error: &ConnectError) -> bool {
///     matches!(error, ConnectError::Refused(refused) if refused.message() == "not authorized")
/// }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum ConnectError {
    /// The server refused it. Nothing more happens until the user [joins again](super::Sender::connect).
    Refused(Refused),
    /// An attempt failed, or ended before the server answered. [`SocketEvent::Reconnecting`] says when the next one comes,
    /// if there is one.
    Failed(Error),
}

impl std::fmt::Display for ConnectError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            ConnectError::Refused(refused) => write!(f, "the server refused: {}", refused.message),
            ConnectError::Failed(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for ConnectError {}

/// What a server says that refuses a namespace.
#[derive(Clone, Debug, PartialEq)]
pub struct Refused {
    pub(super) message: String,
    pub(super) data: Args,
}

impl Refused {
    /// In words.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What the server added; null where it added nothing.
    ///
    /// # Errors
    /// [`JsonError`] where it is none of this type.
    ///
    /// ```no_run
    /// # fn example(refused: everwire::web::socketio::Refused) -> Result<(), everwire::web::JsonError> {
    /// #[derive(serde::Deserialize)]
    /// struct Details { code: u16 }
    /// let Details { code } = refused.data()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn data<'a, T: Deserialize<'a>>(&'a self) -> Result<T, JsonError> {
        self.data.get(0)
    }
}
