//! What a user may see of the machine.

use super::time::Millis;

/// Where the machine is in its life.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Phase {
    /// Never connected yet.
    Idle,
    /// An attempt is under way: the URL is being resolved, or the handshake runs.
    Connecting,
    /// The connection is open.
    Open,
    /// Between two attempts.
    Waiting,
    /// A disconnect was asked for and the closing handshake runs.
    Closing,
    /// Ended: by the user, or because no retry is allowed. Only `connect` or `reconnect` leaves it.
    Closed,
}

impl Phase {
    /// The name that `state.phase` shows.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Idle => "idle",
            Phase::Connecting => "connecting",
            Phase::Open => "open",
            Phase::Waiting => "waiting",
            Phase::Closing => "closing",
            Phase::Closed => "closed",
        }
    }

    /// W3C `readyState`: 0 connecting, 1 open, 2 closing, 3 closed. Between two attempts there is no connection: 3.
    ///
    /// ```
    /// use everwire::core::Phase;
    /// assert_eq!(Phase::Waiting.ready_state(), 3);
    /// assert_eq!(Phase::Waiting.name(), "waiting");
    /// ```
    pub fn ready_state(self) -> u16 {
        match self {
            Phase::Connecting => 0,
            Phase::Open => 1,
            Phase::Closing => 2,
            Phase::Idle | Phase::Waiting | Phase::Closed => 3,
        }
    }
}

/// Why the machine is where it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Cause {
    /// It has only been made.
    Created,
    /// `connect` was called.
    Connect,
    /// `reconnect` was called.
    Reconnect,
    /// The delay before a retry was over.
    Retry,
    /// The handshake succeeded.
    Opened,
    /// The URL, protocols or query could not be had: the provider failed or gave nonsense.
    UrlFailed,
    /// The transport could not be made, or closed before it opened.
    HandshakeFailed,
    /// The attempt's one deadline passed.
    AttemptTimedOut,
    /// The connection ended without a close frame.
    ConnectionLost,
    /// The server closed the connection, with a close frame.
    ClosedByServer,
    /// `disconnect` was called.
    ClosedByUser,
    /// The closing handshake took too long; the transport was given up.
    CloseTimedOut,
}

impl Cause {
    /// Whether the user wanted the end that it explains: then it is no failure.
    ///
    /// ```
    /// use everwire::core::Cause;
    /// assert!(Cause::ClosedByUser.is_wanted() && !Cause::ConnectionLost.is_wanted());
    /// ```
    pub fn is_wanted(self) -> bool {
        matches!(self, Cause::ClosedByUser | Cause::CloseTimedOut | Cause::Reconnect)
    }

    /// The words that `state.cause` shows.
    pub fn name(self) -> &'static str {
        match self {
            Cause::Created => "created",
            Cause::Connect => "connect",
            Cause::Reconnect => "reconnect",
            Cause::Retry => "retry",
            Cause::Opened => "opened",
            Cause::UrlFailed => "url failed",
            Cause::HandshakeFailed => "handshake failed",
            Cause::AttemptTimedOut => "attempt timed out",
            Cause::ConnectionLost => "connection lost",
            Cause::ClosedByServer => "closed by server",
            Cause::ClosedByUser => "closed by user",
            Cause::CloseTimedOut => "close timed out",
        }
    }
}

/// What waits in the queue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Queued {
    /// How many messages.
    pub messages: u32,
    /// Their size in bytes, as the driver told it.
    pub bytes: u64,
}

/// The machine at one moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Snapshot {
    /// Where it is.
    pub phase: Phase,
    /// Why the last transition happened.
    pub cause: Cause,
    /// Retries since the last connection that stayed open for `minUptime`; 0 during the first attempt.
    pub attempt: u32,
    /// Whether a retry is waited for, or under way.
    pub retrying: bool,
    /// When the next attempt starts, while waiting for one.
    pub next_attempt_at: Option<Millis>,
    /// What waits to be sent.
    pub queued: Queued,
}
