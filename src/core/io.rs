//! What goes into the machine and what comes out.

use super::close::{Close, CloseFrame};
use super::snapshot::{Cause, Snapshot};

/// Names one attempt and the transport that it makes. Never used twice by a machine.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(pub u32);

/// Everything that can happen. `P` is the payload: the core never copies it or looks into it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Input<P> {
    /// The user wants a connection. Only matters where nothing goes on (idle, closed).
    Connect,
    /// The user wants a fresh connection now: what is there is dropped, with this frame, and retries count from 0.
    Reconnect(CloseFrame),
    /// The user wants no connection any more.
    Disconnect(CloseFrame),
    /// The user sends a message. Answered by exactly one [`Effect::Sent`].
    Send {
        /// The message.
        payload: P,
        /// Its size in bytes.
        size: u32,
        /// Whether the transport takes a message right now. A browser knows of a close before it says so.
        writable: bool,
    },
    /// The URL of attempt `Id` is there; the driver keeps it until [`Effect::Open`].
    Resolved(Id),
    /// The URL of attempt `Id` cannot be had.
    ResolveFailed(Id, P),
    /// Transport `Id` could not even be made.
    OpenFailed(Id, P),
    /// Transport `Id` is open.
    Opened(Id),
    /// Transport `Id` received a message.
    Message(Id, P),
    /// Transport `Id` reported an error. It says no more than that; a close should follow.
    Error(Id, P),
    /// Transport `Id` is closed.
    Closed(Id, Close),
    /// Time has passed: the deadline of [`next_deadline`](super::Machine::next_deadline) may be due.
    Tick,
}

/// What the driver has to do, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Effect<P> {
    /// Find URL, protocols and query for this attempt, and answer with `Resolved` or `ResolveFailed`.
    Resolve(Id),
    /// Open the transport of this attempt with what was resolved.
    Open(Id),
    /// Hand a message to this transport.
    Write(Id, P),
    /// Start the closing handshake of this transport; its `Closed` is waited for.
    Close(Id, CloseFrame),
    /// Close this transport and forget it: nothing that it says matters any more.
    Abandon(Id, CloseFrame),
    /// The answer to [`Input::Send`].
    Sent(Fate),
    /// Tell the user.
    Emit(Event<P>),
}

/// What became of a message that the user sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fate {
    /// Handed to an open transport.
    Sent,
    /// Kept until the next connection opens.
    Queued,
    /// Not kept: the queue is full. A driver also says so of a message that the transport itself refused.
    Dropped,
}

/// What the user is told.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Event<P> {
    /// The machine moved. Comes after the event that says what happened, if there is one.
    State(Snapshot),
    /// The connection is open. What was queued has been handed over.
    Open,
    /// A message came.
    Message(P),
    /// An attempt or a connection failed; a [`Event::Close`] follows.
    Error(Cause, Option<P>),
    /// An attempt failed or a connection ended, and why: exactly one for each.
    Close(Close, Cause),
}
