//! What a call can be refused with: each names the input and the remedy.

use crate::web::json::JsonError;

/// Why a namespace cannot be had.
///
/// ```no_run
/// use everwire::SocketIo;
/// use everwire::web::socketio::NamespaceError;
/// let client = SocketIo::builder("https://example.com").build()?;
/// assert_eq!(client.namespace("admin").err(), Some(NamespaceError::Name));
/// # Ok::<(), everwire::web::OpenError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum NamespaceError {
    /// Its name does not begin with `/`, or has a comma.
    Name,
    /// There is a socket for it already.
    Taken,
}

impl std::fmt::Display for NamespaceError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            NamespaceError::Name => "namespace: it takes a name that begins with / and has no comma",
            NamespaceError::Taken => "namespace: this client has a socket for it; clone its sender, or drop it first",
        })
    }
}

impl std::error::Error for NamespaceError {}

/// Why nothing was emitted.
///
/// ```
/// use everwire::web::socketio::EmitError;
/// assert!(EmitError::Reserved.to_string().contains("connect"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EmitError {
    /// The namespace was left, by the user or the server, or the connection was given up.
    Closed,
    /// The queue is full.
    Full,
    /// The name is one that a client tells its own events by.
    Reserved,
    /// JSON cannot hold the arguments.
    Arguments(JsonError),
}

impl std::fmt::Display for EmitError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            EmitError::Closed => f.write_str("the namespace is not joined and will not be; `connect` joins it"),
            EmitError::Full => {
                f.write_str("the queue is full; raise `max_messages` or `max_bytes`, or use `emit_volatile`")
            }
            EmitError::Reserved => f.write_str(
                "the name is reserved: connect, connect_error, disconnect, disconnecting, newListener, removeListener",
            ),
            EmitError::Arguments(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for EmitError {}

/// Why there is no answer.
///
/// ```
/// use everwire::web::socketio::AckError;
/// assert!(AckError::TimedOut.to_string().contains("acknowledge"));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum AckError {
    /// It was not emitted.
    Emit(EmitError),
    /// The server did not acknowledge it in time. It may have got it.
    TimedOut,
    /// The namespace was left, or the connection given up, before the server acknowledged it. It may have got it.
    Closed,
    /// The server acknowledged it with an answer of another type.
    Answer(JsonError),
}

impl std::fmt::Display for AckError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            AckError::Emit(error) => error.fmt(f),
            AckError::TimedOut => f.write_str("the server did not acknowledge the event in time; it may have got it"),
            AckError::Closed => f.write_str("the namespace was left before the server acknowledged the event"),
            AckError::Answer(error) => write!(f, "the answer: {error}"),
        }
    }
}

impl std::error::Error for AckError {}
