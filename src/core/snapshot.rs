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
    /// The open connection had gone silent and was given up.
    HeartbeatTimedOut,
    /// There is no network: it waits for one.
    Offline,
    /// The network is back.
    Online,
    /// The page stops, frozen or on its way into the back/forward cache: it waits until it goes on.
    Frozen,
    /// The page goes on.
    Resumed,
    /// The page is seen again.
    Visible,
    /// The machine has slept, or the page's timers have.
    Woken,
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
            Cause::HeartbeatTimedOut => "heartbeat timed out",
            Cause::Offline => "offline",
            Cause::Online => "online",
            Cause::Frozen => "frozen",
            Cause::Resumed => "resumed",
            Cause::Visible => "visible",
            Cause::Woken => "woken",
        }
    }

    /// Every cause, in the order of its declaration.
    pub const ALL: [Cause; 19] = [
        Cause::Created,
        Cause::Connect,
        Cause::Reconnect,
        Cause::Retry,
        Cause::Opened,
        Cause::UrlFailed,
        Cause::HandshakeFailed,
        Cause::AttemptTimedOut,
        Cause::ConnectionLost,
        Cause::ClosedByServer,
        Cause::ClosedByUser,
        Cause::CloseTimedOut,
        Cause::HeartbeatTimedOut,
        Cause::Offline,
        Cause::Online,
        Cause::Frozen,
        Cause::Resumed,
        Cause::Visible,
        Cause::Woken,
    ];
}

/// What is kept of what was sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Queued {
    /// How many messages wait for a transport.
    pub messages: u32,
    /// How many were handed to the transport of the moment, and wait for the server's acknowledgement.
    pub unacknowledged: u32,
    /// The size of both in bytes, as the driver told it.
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
    /// Whether it waits for the page or the network to come back, not for a time.
    pub paused: bool,
    /// Whether the connection, or the attempt, goes on after a cursor.
    pub resumed: bool,
    /// When the next attempt starts, while waiting for one.
    pub next_attempt_at: Option<Millis>,
    /// The round-trip time that the last heartbeat measured, in ms.
    pub rtt: Option<u32>,
    /// What is kept of what was sent.
    pub queued: Queued,
}

/// How often what has happened, since the machine was made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Counters {
    /// Attempts begun.
    pub attempts: u32,
    /// Connections opened.
    pub opened: u32,
    /// Messages handed to a transport, again and again where they were sent again.
    pub sent: u32,
    /// Messages handed to a transport for another time.
    pub resent: u32,
    /// Messages that the server acknowledged.
    pub acknowledged: u32,
    /// Messages that were not kept, or no longer: refused, expired, overflowed, closed.
    pub dropped: u32,
    /// Messages delivered to the user.
    pub received: u32,
    /// Messages that came again, and were not delivered.
    pub duplicates: u32,
}
