//! Options that come in groups, and what the driver keeps of all of them.

use std::time::Duration;

use super::error::OpenError;
use super::message::Message;
use super::source::Provider;
use super::storage::Storage;
use crate::core::{Close, Config, Cursor, NumberOption, Overflow, Verdict};

/// Numbers to set, each with the name of the method that took it.
pub(super) type Numbers = Vec<(NumberOption, f64, &'static str)>;

pub(super) type Pairs = Vec<(String, String)>;
pub(super) type Query = Box<dyn Fn() -> Pairs>;
pub(super) type Judge = Box<dyn Fn(&Close, &str) -> Verdict>;
pub(super) type Test = Box<dyn Fn(&Message) -> bool>;
pub(super) type Name = Box<dyn Fn(&Message) -> Option<String>>;
pub(super) type Position = Box<dyn Fn(&Message) -> Option<Cursor>>;
pub(super) type FrameAfter = Box<dyn Fn(&Cursor) -> Message>;
pub(super) type QueryAfter = Box<dyn Fn(&Cursor) -> Pairs>;

/// What any driver asks, all of it the user's.
#[derive(Default)]
pub(super) struct Link {
    pub(super) urls: Vec<Provider<String>>,
    pub(super) protocols: Vec<String>,
    pub(super) query: Option<Query>,
    pub(super) query_after: Option<QueryAfter>,
    pub(super) auth: Option<Provider<Message>>,
    pub(super) frame_after: Option<FrameAfter>,
    pub(super) judge: Option<Judge>,
    /// The page is none of its business.
    pub(super) aloof: bool,
}

/// What the driver of plain messages asks besides.
#[derive(Default)]
pub(super) struct Options {
    pub(super) probe: Option<Message>,
    pub(super) is_reply: Option<Test>,
    pub(super) acknowledges: Option<Name>,
    pub(super) cursor: Option<Position>,
    pub(super) key: Option<Name>,
    pub(super) start: Option<Cursor>,
    pub(super) storage: Option<Storage>,
    pub(super) caps: Caps,
}

/// How the machine behaves: collected first, and checked when all is there.
#[derive(Default)]
pub(super) struct Tuning {
    pub(super) config: Config,
    pub(super) numbers: Numbers,
    pub(super) seed: Option<u64>,
}

impl Tuning {
    pub(super) fn set(&mut self, option: NumberOption, value: f64, name: &'static str) {
        self.numbers.push((option, value, name));
    }

    /// With a seed.
    pub(super) fn check(mut self) -> Result<(Config, u64), OpenError> {
        for (option, value, name) in self.numbers {
            self.config.set(option, value).map_err(|error| OpenError::out_of_range(name, error))?;
        }
        Ok((self.config, self.seed.unwrap_or_else(|| js_sys::Math::random().to_bits())))
    }
}

/// The queue's caps, for a sink that waits for room; none means no limit.
#[derive(Clone, Copy)]
pub(super) struct Caps {
    pub(super) max_messages: u32,
    pub(super) max_bytes: u32,
    pub(super) high_water_mark: u32,
}

impl Default for Caps {
    fn default() -> Caps {
        Caps { max_messages: 1_000, max_bytes: 16_777_216, high_water_mark: 1_048_576 }
    }
}

pub(super) fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}

/// How a link that has gone silent is told from one that has nothing to say.
///
/// Anything that comes is a sign of life. After `interval` without one the message is sent; `timeout` later the link is
/// given up, without waiting for its close.
///
/// ```
/// use std::time::Duration;
/// use everwire::web::Heartbeat;
/// let heartbeat = Heartbeat::new("ping")
///     .interval(Duration::from_secs(20))
///     .timeout(Duration::from_secs(5))
///     .is_reply(|message| message.as_text() == Some("pong"));
/// ```
#[must_use]
pub struct Heartbeat {
    pub(super) message: Option<Message>,
    pub(super) is_reply: Option<Test>,
    pub(super) numbers: Numbers,
}

impl Heartbeat {
    /// With the message that the server answers, such as `"ping"`.
    pub fn new(message: impl Into<Message>) -> Heartbeat {
        Heartbeat { message: Some(message.into()), is_reply: None, numbers: Vec::new() }
    }

    /// Without a message, for a server that says something at least once per `interval + timeout` by itself.
    ///
    /// ```
    /// use everwire::web::Heartbeat;
    /// let listening = Heartbeat::silent();
    /// ```
    pub fn silent() -> Heartbeat {
        Heartbeat { message: None, is_reply: None, numbers: Vec::new() }
    }

    /// A link that has said nothing for so long is probed. 1 ms to 24.8 days, default 25 s.
    pub fn interval(mut self, interval: Duration) -> Heartbeat {
        self.numbers.push((NumberOption::HeartbeatInterval, millis(interval), "Heartbeat::interval"));
        self
    }

    /// It is given up so long after the probe. 1 ms to 24.8 days, default 10 s.
    pub fn timeout(mut self, timeout: Duration) -> Heartbeat {
        self.numbers.push((NumberOption::HeartbeatTimeout, millis(timeout), "Heartbeat::timeout"));
        self
    }

    /// Tells the answers, which then measure the round-trip time and come as no [`Event::Message`](super::Event).
    pub fn is_reply(mut self, is_reply: impl Fn(&Message) -> bool + 'static) -> Heartbeat {
        self.is_reply = Some(Box::new(is_reply));
        self
    }
}

/// What is kept of what was sent, until the connection takes it or the server acknowledges it.
///
/// ```
/// use std::time::Duration;
/// use everwire::core::Overflow;
/// use everwire::web::Queue;
/// let queue = Queue::new().max_messages(100).ttl(Duration::from_secs(60)).overflow(Overflow::DropOldest);
/// ```
#[must_use]
#[derive(Default)]
pub struct Queue {
    pub(super) numbers: Numbers,
    pub(super) caps: Caps,
}

impl Queue {
    /// With the defaults that each method states.
    pub fn new() -> Queue {
        Queue::default()
    }

    /// So many messages at most; `u32::MAX` for no limit. Default 1,000.
    pub fn max_messages(mut self, max: u32) -> Queue {
        self.caps.max_messages = max;
        self.number(NumberOption::MaxEnqueuedMessages, max.into(), "Queue::max_messages")
    }

    /// So many bytes at most; `u32::MAX` for no limit. Default 16 MiB.
    pub fn max_bytes(mut self, max: u32) -> Queue {
        self.caps.max_bytes = max;
        self.number(NumberOption::MaxBytes, max.into(), "Queue::max_bytes")
    }

    /// How long a message is kept, 1 ms to 24.8 days. Default: for ever.
    pub fn ttl(self, ttl: Duration) -> Queue {
        self.number(NumberOption::Ttl, millis(ttl), "Queue::ttl")
    }

    /// What becomes of a message that does not fit when it is sent by [`try_send`](super::Sender::try_send). Default
    /// [`Overflow::DropNewest`]: it is refused, as with [`Overflow::Reject`]. The `Sink` waits for room instead.
    pub fn overflow(self, overflow: Overflow) -> Queue {
        self.number(NumberOption::Overflow, f64::from(overflow as u32), "Queue::overflow")
    }

    /// With so many bytes in the browser's own buffer it is handed no more; at least 1. Default 1 MiB.
    pub fn high_water_mark(mut self, bytes: u32) -> Queue {
        self.caps.high_water_mark = bytes;
        self.number(NumberOption::HighWaterMark, bytes.into(), "Queue::high_water_mark")
    }

    fn number(mut self, option: NumberOption, value: f64, name: &'static str) -> Queue {
        self.numbers.push((option, value, name));
        self
    }
}

/// How a new connection goes on where the last one was lost, for a server that can replay.
///
/// The cursor of the newest message is told to the server on each attempt, in the query or in a first frame, and what comes
/// twice is recognised by its key.
///
/// ```no_run
/// use everwire::core::Cursor;
/// use everwire::web::Resume;
/// #[derive(serde::Deserialize)]
/// struct Numbered { seq: f64, id: String }
/// let resume = Resume::new(|message| Some(Cursor::number(message.json::<Numbered>().ok()?.seq)))
///     .key(|message| Some(message.json::<Numbered>().ok()?.id))
///     .query(|cursor| vec![("after_seq".into(), cursor.as_number().unwrap_or(0.0).to_string())]);
/// ```
#[must_use]
#[derive(Default)]
pub struct Resume {
    pub(super) cursor: Option<Position>,
    pub(super) key: Option<Name>,
    pub(super) query: Option<QueryAfter>,
    pub(super) frame: Option<FrameAfter>,
    pub(super) start: Option<Cursor>,
    pub(super) numbers: Numbers,
}

impl Resume {
    /// `cursor` says where a replay would go on after a message; a message without a cursor moves nothing.
    pub fn new(cursor: impl Fn(&Message) -> Option<Cursor> + 'static) -> Resume {
        Resume { cursor: Some(Box::new(cursor)), ..Resume::default() }
    }

    /// What tells a message from every other one. A message whose key is known is not delivered again.
    pub fn key(mut self, key: impl Fn(&Message) -> Option<String> + 'static) -> Resume {
        self.key = Some(Box::new(key));
        self
    }

    /// Tells the server in the URL: query parameters for a cursor. They replace those of the same name.
    pub fn query(mut self, query: impl Fn(&Cursor) -> Vec<(String, String)> + 'static) -> Resume {
        self.query = Some(Box::new(query));
        self
    }

    /// Tells the server in the first frame, after the auth frame.
    pub fn frame(mut self, frame: impl Fn(&Cursor) -> Message + 'static) -> Resume {
        self.frame = Some(Box::new(frame));
        self
    }

    /// Where the first connection goes on, for an app that knows: as with a history that it has fetched. One that is
    /// [stored](super::Storage) counts where it is newer. Default: the server's own beginning.
    ///
    /// ```
    /// use everwire::core::Cursor;
    /// use everwire::web::Resume;
    /// let resume = Resume::new(|_| None).start(Cursor::number(41.0));
    /// ```
    pub fn start(mut self, cursor: impl Into<Cursor>) -> Resume {
        self.start = Some(cursor.into());
        self
    }

    /// How many keys are remembered, 0 to 1,000,000. Default 1,000.
    pub fn window(mut self, keys: u32) -> Resume {
        self.numbers.push((NumberOption::Window, keys.into(), "Resume::window"));
        self
    }
}
