//! What goes into the machine and what comes out, beside what goes into the [core]'s and comes out of that.
//!
//! As there no payload is among it. *At hand* in the driver while it steps are: the arguments that are emitted, the frame
//! that came, and what was found in its JSON.

use crate::core::{self, Facts, Id};

/// Names a namespace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Index(pub u32);

/// Everything that can happen.
#[derive(Clone, Debug, PartialEq)]
pub enum Input<'a> {
    /// What happens to any connection. Not among it: `Connect` and `Disconnect`, which follow from the namespaces that are
    /// wanted; `Opened` and `Message`, as a WebSocket that opens is not yet a connection here; `Send`.
    Core(core::Input<'a>),
    /// The user wants this namespace.
    Join(Index),
    /// The user wants it no more.
    Leave(Index),
    /// The user wants none any more.
    LeaveAll,
    /// The user emits the arguments at hand. Answered by exactly one [`core::Effect::Sent`].
    Emit(Index, Emission),
    /// Transport `Id` received this text; what stands behind the first character of the JSON may be left away. `size` is
    /// that of all of it, in bytes.
    Text {
        /// The transport.
        id: Id,
        /// The text, or its beginning.
        text: &'a str,
        /// Its whole size.
        size: u32,
    },
    /// Transport `Id` received so many bytes that are no text.
    Binary(Id, u32),
    /// The answer to [`Effect::Greeting`]: what the server's greeting says of its pings, in ms.
    Greeted {
        /// The transport.
        id: Id,
        /// The longest pause before the server's next ping.
        interval: u32,
        /// How much later than that it may come.
        timeout: u32,
    },
    /// The answer to [`Effect::Parse`], with what was found in the arguments.
    Parsed(Facts<'a>),
    /// What came last makes no sense, or what is needed to join cannot be had (then an error is at hand): the transport is
    /// given up, and retried as after any loss.
    Broken,
}

impl<'a> From<core::Input<'a>> for Input<'a> {
    fn from(input: core::Input<'a>) -> Input<'a> {
        Input::Core(input)
    }
}

/// What is emitted, without its arguments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Emission {
    /// Its size in bytes, with attachments.
    pub size: u32,
    /// The bytes that wait in the transport, or [`core::NOT_WRITABLE`].
    pub buffered: u64,
    /// Whether an acknowledgement is waited for: then it is kept until that comes, and sent again after each loss.
    pub acknowledged: bool,
    /// Not worth keeping: dropped where it cannot be sent at once.
    pub volatile: bool,
    /// How long it may be kept, in ms; none means for ever.
    pub timeout: Option<u32>,
}

/// What has to be done, in this order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Effect {
    /// What the core wants. A `Write` is an event's packet; the id that it carries where it is to be acknowledged is its
    /// number. `Forget` with the outcome `Acknowledged` has the arguments at hand.
    Core(core::Effect),
    /// Parse the greeting at hand, and answer with `Greeted` or `Broken`.
    Greeting(Id),
    /// Hand the answer to a ping to the transport.
    Pong,
    /// Hand a CONNECT of this namespace to the transport, with what authenticates there: when that is known, and also where
    /// the user has left by then. It is asked for once, and to an answer that nobody wants follows `Disconnect`.
    Connect(Index),
    /// Hand a DISCONNECT of this namespace to the transport.
    Disconnect(Index),
    /// A packet is at hand: keep it, in place of any other.
    Hold,
    /// What is at hand is the next attachment of the packet that is kept: put it there.
    Attach,
    /// The packet that is kept is complete: parse its JSON, put its attachments in their places, and answer with `Parsed`
    /// or `Broken`.
    Parse,
    /// Tell the user.
    Tell(Index, Event),
}

/// What the user of a namespace is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// The namespace is joined. What waited has been handed over.
    Joined,
    /// The server refused it, for the reason at hand; nothing happens until the user joins again.
    Refused,
    /// It was joined, and is no more.
    Left(Reason),
    /// The event at hand came, to be acknowledged with this id.
    Event(Option<u32>),
}

/// Why a namespace is not joined any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// The server left it, and will not be asked again unless the user joins.
    Server,
    /// The user left it.
    User,
    /// Nothing was heard of the server for longer than it promised.
    PingTimeout,
    /// The connection was lost.
    TransportClose,
    /// What came was no Socket.IO.
    ParseError,
}

impl Reason {
    /// As socket.io-client calls it.
    ///
    /// ```
    /// assert_eq!(everwire::socketio::Reason::Server.name(), "io server disconnect");
    /// ```
    pub fn name(self) -> &'static str {
        match self {
            Reason::Server => "io server disconnect",
            Reason::User => "io client disconnect",
            Reason::PingTimeout => "ping timeout",
            Reason::TransportClose => "transport close",
            Reason::ParseError => "parse error",
        }
    }
}
