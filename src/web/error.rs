//! What a call can be refused with: each names the input and the remedy.

use super::message::Message;
use crate::core::OptionError;

/// Why [`Builder::open`](super::Builder::open) refused.
///
/// ```no_run
/// use everwire::WebSocket;
/// use everwire::web::OpenError;
/// let error = WebSocket::builder("ftp://example.com").open().err().unwrap();
/// assert_eq!(error.to_string(), "url: its scheme is \"ftp:\"; it takes ws: or wss:");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum OpenError {
    /// A URL is no absolute one. It is not shown: it may hold a token.
    Url,
    /// A URL's scheme is none that a WebSocket takes.
    Scheme(String),
    /// A URL has a fragment (`#…`), which no server ever sees.
    Fragment,
    /// A URL of scheme `ws` beside one of scheme `wss`: it is never fallen back to.
    Insecure,
    /// A subprotocol that is no token (RFC 6455 §4.1), or is there twice.
    Protocol(String),
    /// A number out of its range.
    Option {
        /// The builder's method.
        option: &'static str,
        /// What it takes.
        takes: &'static str,
    },
    /// An option that means nothing without another one.
    Needs {
        /// The option.
        option: &'static str,
        /// What it needs.
        needs: &'static str,
    },
}

impl OpenError {
    pub(super) fn out_of_range(option: &'static str, error: OptionError) -> OpenError {
        OpenError::Option { option, takes: error.takes }
    }
}

impl std::fmt::Display for OpenError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            OpenError::Url => f.write_str("url: not an absolute URL; it takes one like wss://example.com/socket"),
            OpenError::Scheme(scheme) => write!(f, "url: its scheme is {scheme:?}; it takes ws: or wss:"),
            OpenError::Fragment => {
                f.write_str("url: it has a fragment, which no server sees; leave out what follows #")
            }
            OpenError::Insecure => f.write_str("fallback: a ws: URL beside a wss: one; make all of them wss:"),
            OpenError::Protocol(protocol) => {
                write!(f, "protocols: {protocol:?}; each is a token (letters, digits, some signs) that is there once")
            }
            OpenError::Option { option, takes } => write!(f, "{option}: it takes {takes}"),
            OpenError::Needs { option, needs } => write!(f, "{option}: it does nothing without {needs}; add that"),
        }
    }
}

impl std::error::Error for OpenError {}

/// A message that was not taken, and is given back.
///
/// ```no_run
/// # fn example(socket: everwire::WebSocket) {
/// use everwire::web::Refusal;
/// if let Err(error) = socket.try_send("hello")
///     && error.refusal == Refusal::Full
/// {
///     // later: error.message
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SendError {
    /// Why.
    pub refusal: Refusal,
    /// It. None where a sink that holds none was asked whether it is ready.
    pub message: Option<Message>,
}

/// Why a message was not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Refusal {
    /// The connection has ended for good, or is about to.
    Closed,
    /// The queue is full.
    Full,
}

impl std::fmt::Display for SendError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self.refusal {
            Refusal::Closed => "the connection has ended; `reconnect` opens a new one",
            Refusal::Full => {
                "the queue is full; send through the Sink, which waits, or raise `max_messages` and `max_bytes`"
            }
        })
    }
}

impl std::error::Error for SendError {}

/// Why a message is not known to have been delivered.
///
/// ```
/// use everwire::web::DeliverError;
/// assert!(DeliverError::TimedOut.to_string().contains("acknowledge"));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DeliverError {
    /// The server did not acknowledge it in time. It may have got it.
    TimedOut,
    /// A newer message took its place in a full queue.
    Overflowed,
    /// The connection ended for good before the server acknowledged it. It may have got it.
    Closed,
    /// The queue is full. It was not sent.
    Full,
    /// A message of the same id waits for its acknowledgement already. It was not sent.
    Duplicate,
    /// There is no [`acknowledges`](super::Builder::acknowledges) to find acknowledgements by. It was not sent.
    NoAcknowledgements,
}

impl std::fmt::Display for DeliverError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            DeliverError::TimedOut => "the server did not acknowledge the message in time; it may have got it",
            DeliverError::Overflowed => {
                "a newer message took its place in the queue; raise `max_messages` or `max_bytes`"
            }
            DeliverError::Closed => "the connection ended before the server acknowledged the message",
            DeliverError::Full => "the queue is full; wait for deliveries, or raise `max_messages` or `max_bytes`",
            DeliverError::Duplicate => "id: a message of this id waits for its acknowledgement; give each its own",
            DeliverError::NoAcknowledgements => "deliver: it needs the builder's `acknowledges`",
        })
    }
}

impl std::error::Error for DeliverError {}
