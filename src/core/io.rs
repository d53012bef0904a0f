//! What goes into the machine and what comes out.
//!
//! No payload is among it: the machine decides about messages without ever holding one. What an input is about (the
//! message that is sent or has come, an error's detail, a close's reason, the close frame of a call) is *at hand* in the
//! driver while it steps. A message that is kept for later is known by its [`Number`].

use super::close::{Close, Verdict};
use super::cursor::Cursor;
use super::snapshot::{Cause, Snapshot};

/// Names one attempt and the transport that it makes. Never used twice by a machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u32);

/// Names one message that was sent. They ascend in the order of sending.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Number(pub u32);

/// The bytes that wait in a transport which takes no more, whatever its buffer says: a browser knows of a close before
/// it tells, and what is handed over then is lost without a word.
pub const NOT_WRITABLE: u64 = u64::MAX;

/// Everything that can happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Input<'a> {
    /// The user wants a connection. Only matters where nothing goes on (idle, closed).
    Connect,
    /// The user wants a fresh connection now: what is there is dropped, with the frame at hand, and retries count from 0.
    Reconnect,
    /// The user wants no connection any more.
    Disconnect,
    /// The user sends the message at hand. Answered by exactly one [`Effect::Sent`].
    Send(Outgoing<'a>),
    /// What attempt `Id` needs is there (URL, protocols, first frames); the driver keeps it until [`Effect::Open`]. `local`
    /// says that the URL leads to this machine itself, which can be reached while the page is offline.
    Resolved {
        /// The attempt.
        id: Id,
        /// Whether the URL leads to this machine.
        local: bool,
    },
    /// What attempt `Id` needs cannot be had.
    ResolveFailed(Id),
    /// Transport `Id` could not even be made.
    OpenFailed(Id),
    /// Transport `Id` is open.
    Opened(Id),
    /// Transport `Id` received the message at hand.
    Message(Id, Facts<'a>),
    /// Transport `Id` reported an error. It says no more than that; a close should follow.
    Error(Id),
    /// Transport `Id` is closed.
    Closed {
        /// The transport.
        id: Id,
        /// How it ended.
        close: Close,
        /// When the server asks to be left alone until, in ms from now: what [`retry_hint`](super::retry_hint) finds in the
        /// reason.
        retry_after: Option<u32>,
        /// What the user's own function makes of it, if there is one.
        verdict: Verdict,
    },
    /// So many messages came over the open transport since the last input, with nothing in them for the machine
    /// ([`Facts::default`]), and the user has been told of each: a driver that is flooded need not ask for every one.
    Delivered(u32),
    /// The page says something about itself.
    Page(Signal),
    /// Time has passed: the deadline of [`next_deadline`](super::Machine::next_deadline) may be due.
    Tick {
        /// The bytes that wait in the transport, or [`NOT_WRITABLE`].
        buffered: u64,
    },
}

/// A message that the user sends, without its payload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Outgoing<'a> {
    /// Its size in bytes.
    pub size: u32,
    /// The bytes that wait in the transport, or [`NOT_WRITABLE`].
    pub buffered: u64,
    /// The id by which the server will acknowledge it, where it is to be kept until then.
    pub id: Option<&'a str>,
    /// How long it may be kept, in ms; none means as long as `queue.ttl` says.
    pub timeout: Option<u32>,
}

/// What the driver found in a message that came.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Facts<'a> {
    /// It answers the heartbeat's message, and is nobody else's.
    pub reply: bool,
    /// The id of a message of the user's that it acknowledges.
    pub acknowledges: Option<&'a str>,
    /// Where a replay would go on after it. A message without one never moves the cursor.
    pub cursor: Option<Cursor>,
    /// What tells it from every other message. One without a key is never taken for a repetition.
    pub key: Option<&'a str>,
}

/// What a page, or the system below it, says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Signal {
    /// There is no network.
    Offline,
    /// There is one again.
    Online,
    /// Nobody sees the page.
    Hidden,
    /// It is seen again.
    Visible,
    /// It stops: frozen, or on its way into the back/forward cache.
    Frozen,
    /// It goes on after that.
    Resumed,
    /// The machine has slept: wall time went on without the page's clock.
    Woken,
}

/// What the driver has to do, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// Find what this attempt needs (URL, protocols, query, first frames) at the endpoint of this number, and answer
    /// with `Resolved` or `ResolveFailed`.
    Resolve(Id, u8),
    /// Open the transport of this attempt with what was resolved.
    Open(Id),
    /// Hand the first frames that were resolved to this transport, the one that authenticates first.
    Greet(Id),
    /// Keep the message at hand under this number.
    Keep(Number),
    /// Hand a message to this transport: the one that is kept under this number, else the one at hand.
    Write(Id, Number),
    /// What is kept under this number is not needed any more, and this became of it.
    Forget(Number, Outcome),
    /// Hand the heartbeat's message to this transport, if there is one.
    Probe(Id),
    /// Start the closing handshake of this transport, with the frame at hand; its `Closed` is waited for.
    Close(Id),
    /// Close this transport, with the frame at hand if there is one, and forget it: nothing that it says matters any more.
    Abandon(Id),
    /// The answer to [`Input::Send`].
    Sent(Fate),
    /// The cursor of the message at hand is the newest: the next attempt goes on after it.
    Advance,
    /// Store where a replay would go on, for a page to come.
    Save,
    /// Tell the user.
    Emit(Event),
}

/// What became of a message at the moment when the user sent it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fate {
    /// Handed to an open transport.
    Sent,
    /// Kept until a transport takes it.
    Queued,
    /// Not kept: the queue is full. A driver also says so of a message that the transport itself refused.
    Dropped,
    /// Not kept, and the user asked to be told by an error ([`Overflow::Reject`](super::Overflow)).
    Rejected,
    /// Not kept: a message of the same id waits for its acknowledgement already.
    Duplicate,
}

/// What became of a message that was kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// Handed to a transport; nobody waits for its acknowledgement.
    Sent,
    /// The server acknowledged it.
    Acknowledged,
    /// It was kept for as long as it may be.
    Expired,
    /// A newer message took its place in a full queue.
    Overflowed,
    /// The connection ended for good before it was acknowledged.
    Closed,
}

/// What the user is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// The machine moved. Comes after the event that says what happened, if there is one.
    State(Snapshot),
    /// The connection is open. What was queued has been handed over.
    Open,
    /// A message came: the one at hand.
    Message,
    /// An attempt or a connection failed; a [`Event::Close`] follows.
    Error(Cause),
    /// An attempt failed or a connection ended, and why: exactly one for each.
    Close(Close, Cause),
}
