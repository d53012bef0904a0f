//! The options, parsed once into types that cannot hold nonsense. After that nothing fails.

#![allow(clippy::indexing_slicing)] // By an option, into a table that has them all: the compiler sees it, too.

use super::backoff::{Backoff, Jitter, MAX_DELAY};
use super::close::{Close, FATAL_CODES, LONGEST_HINT};
use super::range::{Range, UNLIMITED};

/// The options that are numbers. One table serves JavaScript and Rust: name, range and error text stand here only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberOption {
    /// `minReconnectionDelay`: delay before the first retry, before jitter, in ms; 0 retries at once, each time. 0 to
    /// 2³¹ − 1, default 3,000 (that of OpenHands' `use-websocket`).
    MinReconnectionDelay,
    /// `maxReconnectionDelay`: cap on the delay, before jitter, in ms. 0 to 2³¹ − 1, default 45,000 or the base
    /// delay where that is more. A cap below the base delay cuts that, too.
    MaxReconnectionDelay,
    /// `reconnectionDelayGrowFactor`: the delay grows by it with each retry. 1 to 1,000, kept in thousandths,
    /// default 2.
    ReconnectionDelayGrowFactor,
    /// `minUptime`: a connection open for so many ms resets the retries. 0 to 2³¹ − 1, default
    /// 5,000.
    MinUptime,
    /// `connectionTimeout`: the one deadline over a whole attempt (URL, protocols, handshake), in ms. 1 to
    /// 2³¹ − 1, default 10,000.
    ConnectionTimeout,
    /// `closeTimeout`: how long a closing handshake may take, in ms. 1 to 2³¹ − 1, default 5,000.
    CloseTimeout,
    /// `maxRetries`: retries after a failure before it gives up, a whole number from 0 (one attempt and no retry), or
    /// infinity, the default.
    MaxRetries,
    /// `maxEnqueuedMessages`, `queue.maxMessages`: messages kept while no transport takes them or until they are
    /// acknowledged, a whole number from 0, or infinity. Default 1,000.
    MaxEnqueuedMessages,
    /// `jitter`: how delays are spread, as the number of a [`Jitter`] in its declaration. Default [`Jitter::Full`].
    Jitter,
    /// `queue.maxBytes`: the size of all messages that are kept, in bytes, a whole number from 0, or infinity. Default
    /// 16,777,216 (16 MiB).
    MaxBytes,
    /// `queue.ttl`: how long a message is kept, in ms. 1 to 2³¹ − 1, or infinity, the default.
    Ttl,
    /// `queue.overflow`: what happens to a message that does not fit, as the number of an [`Overflow`] in its
    /// declaration. Default [`Overflow::DropNewest`].
    Overflow,
    /// `queue.highWaterMark`: with so many bytes waiting in the transport it is handed no more, a whole number from 1, or
    /// infinity. Default 1,048,576 (1 MiB).
    HighWaterMark,
    /// `heartbeat`: 1 where a silent link is probed, 0 where it is left alone, the default.
    Heartbeat,
    /// `heartbeat.interval`: a link that has said nothing for so many ms is probed. 1 to 2³¹ − 1, default 25,000.
    HeartbeatInterval,
    /// `heartbeat.timeout`: a link that has said nothing for so many ms after a probe is given up. 1 to 2³¹ − 1,
    /// default 10,000.
    HeartbeatTimeout,
    /// `resume.window`: how many keys are remembered to tell repetitions, a whole number from 0 to 1,000,000. Default
    /// 1,000.
    Window,
    /// `resume.save`: 1 where the cursor is stored, 0 where it is not, the default.
    Save,
    /// `url`: how many URLs there are to fall over to, 1 to 255. Default 1.
    Endpoints,
    /// `close.fatal`: one more close code, 1000 to 4999, that no retry follows.
    FatalCode,
    /// `close.retry`: one more close code, 1000 to 4999, that is not fatal.
    RetryCode,
}

/// What happens to a message that does not fit into the queue. Nothing is dropped in silence: `send` or an event says so.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Overflow {
    /// It is not kept: the default.
    #[default]
    DropNewest,
    /// Those that have waited longest are dropped, until it fits.
    DropOldest,
    /// It is not kept, and the sender is told by an error.
    Reject,
}

/// Range and default of each numeric option, in the order of [`NumberOption`].
const TABLE: [(Range, u32); 21] = [
    (Range::Delay, 3_000),                          // minReconnectionDelay
    (Range::Delay, UNSET),                          // maxReconnectionDelay
    (Range::Factor, 2_000),                         // reconnectionDelayGrowFactor
    (Range::Delay, 5_000),                          // minUptime
    (Range::Deadline, 10_000),                      // connectionTimeout
    (Range::Deadline, 5_000),                       // closeTimeout
    (Range::Count, UNLIMITED),                      // maxRetries
    (Range::Count, 1_000),                          // maxEnqueuedMessages
    (Range::Jitter, Jitter::Full as u32),           // jitter
    (Range::Count, 16_777_216),                     // queue.maxBytes
    (Range::Span, UNLIMITED),                       // queue.ttl
    (Range::Overflow, Overflow::DropNewest as u32), // queue.overflow
    (Range::Limit, 1_048_576),                      // queue.highWaterMark
    (Range::Flag, 0),                               // heartbeat
    (Range::Deadline, 25_000),                      // heartbeat.interval
    (Range::Deadline, 10_000),                      // heartbeat.timeout
    (Range::Window, 1_000),                         // resume.window
    (Range::Flag, 0),                               // resume.save
    (Range::Few, 1),                                // url
    (Range::Codes, 0),                              // close.fatal
    (Range::Codes, 0),                              // close.retry
];

/// Their names in JavaScript. Apart, as the npm build has them on its other side.
const NAMES: [&str; TABLE.len()] = [
    "minReconnectionDelay",
    "maxReconnectionDelay",
    "reconnectionDelayGrowFactor",
    "minUptime",
    "connectionTimeout",
    "closeTimeout",
    "maxRetries",
    "maxEnqueuedMessages",
    "jitter",
    "queue.maxBytes",
    "queue.ttl",
    "queue.overflow",
    "queue.highWaterMark",
    "heartbeat",
    "heartbeat.interval",
    "heartbeat.timeout",
    "resume.window",
    "resume.save",
    "url",
    "close.fatal",
    "close.retry",
];

const UNSET: u32 = u32::MAX;

/// The cap where none was asked for. Chosen by simulation: 10,000 clients that lost their server together for a minute
/// come back at a peak of less than 0.7 % of the fleet per 100 ms, all of them within 45 s. A cap of 30 s has its peak at 0.8 %.
const DEFAULT_CAP: u32 = 45_000;

impl NumberOption {
    /// Every numeric option.
    pub const ALL: [NumberOption; TABLE.len()] = [
        NumberOption::MinReconnectionDelay,
        NumberOption::MaxReconnectionDelay,
        NumberOption::ReconnectionDelayGrowFactor,
        NumberOption::MinUptime,
        NumberOption::ConnectionTimeout,
        NumberOption::CloseTimeout,
        NumberOption::MaxRetries,
        NumberOption::MaxEnqueuedMessages,
        NumberOption::Jitter,
        NumberOption::MaxBytes,
        NumberOption::Ttl,
        NumberOption::Overflow,
        NumberOption::HighWaterMark,
        NumberOption::Heartbeat,
        NumberOption::HeartbeatInterval,
        NumberOption::HeartbeatTimeout,
        NumberOption::Window,
        NumberOption::Save,
        NumberOption::Endpoints,
        NumberOption::FatalCode,
        NumberOption::RetryCode,
    ];

    /// Its name in JavaScript.
    pub fn name(self) -> &'static str {
        NAMES[self as usize]
    }
}

/// An option that cannot be taken. The caller knows what it got; this says what it should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OptionError {
    option: NumberOption,
    range: Range,
}

impl OptionError {
    /// The option's name in JavaScript.
    pub fn option(&self) -> &'static str {
        self.option.name()
    }

    /// What it takes, to be read after "takes".
    pub fn takes(&self) -> &'static str {
        self.range.takes()
    }

    #[cfg(feature = "js")]
    pub(crate) fn range(&self) -> Range {
        self.range
    }
}

/// How a machine behaves. `Config::default()` is what the documentation promises.
///
/// ```
/// use everwire::core::{Config, Jitter, NumberOption};
/// let mut config = Config::default();
/// config.set(NumberOption::MinReconnectionDelay, 500.0)?;
/// config.set_jitter(Jitter::Equal);
/// let error = config.set(NumberOption::MinUptime, -1.0).unwrap_err();
/// assert_eq!(error.option(), "minUptime");
/// # Ok::<(), everwire::core::OptionError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Config {
    /// As [`TABLE`] has them.
    numbers: [u32; TABLE.len()],
    enabled: bool,
    /// Close codes, and whether each is fatal. What was said last counts.
    codes: Vec<(u16, bool)>,
}

impl Default for Config {
    fn default() -> Config {
        Config { numbers: TABLE.map(|(_, default)| default), enabled: true, codes: Vec::new() }
    }
}

impl Config {
    /// Sets a numeric option. Milliseconds are rounded.
    ///
    /// # Errors
    /// [`OptionError`] where the value is not a number, or out of the option's range; then nothing is changed.
    pub fn set(&mut self, option: NumberOption, value: f64) -> Result<(), OptionError> {
        let (range, _) = TABLE[option as usize];
        let (least, most) = range.bounds();
        let (parts, whole) = match range {
            Range::Factor => (1_000.0, false),
            Range::Delay | Range::Deadline | Range::Span => (1.0, false),
            _ => (1.0, true),
        };
        // Fractions are rounded, where there may be any.
        let kept = value * parts;
        let number = if whole { kept } else { kept + 0.5 } as u32;
        let fraction = whole && f64::from(number) != kept && kept < f64::from(UNLIMITED);
        // What is larger than any number has no limit.
        let within = value >= f64::from(least) && (value <= f64::from(most) || most == UNLIMITED);
        if fraction || !within {
            return Err(OptionError { option, range });
        }
        match option {
            NumberOption::FatalCode => self.set_code(number as u16, true),
            NumberOption::RetryCode => self.set_code(number as u16, false),
            _ => self.numbers[option as usize] = number,
        }
        Ok(())
    }

    /// Sets the option that JavaScript knows as `name`; `close.fatal` and `close.retry` take one code at a time. A name that
    /// it does not know is somebody else's.
    ///
    /// # Errors
    /// As [`set`](Config::set).
    ///
    /// ```
    /// use everwire::core::Config;
    /// let mut config = Config::default();
    /// assert!(config.set_named("maxRetries", 3.0).is_ok());
    /// assert!(config.set_named("jitter", 4.0).is_err());
    /// assert!(config.set_named("somebody else's", f64::NAN).is_ok());
    /// ```
    pub fn set_named(&mut self, name: &str, value: f64) -> Result<(), OptionError> {
        match NumberOption::ALL.into_iter().find(|option| option.name() == name) {
            Some(option) => self.set(option, value),
            None => Ok(()),
        }
    }

    /// How delays are spread. Default [`Jitter::Full`].
    pub fn set_jitter(&mut self, jitter: Jitter) {
        self.numbers[NumberOption::Jitter as usize] = jitter as u32;
    }

    /// Whether to reconnect at all. Default yes.
    pub fn set_enabled(&mut self, enabled: bool) {
        self.enabled = enabled;
    }

    /// The delays that follow from the options.
    pub fn backoff(&self) -> Backoff {
        // A cap that was asked for wins over any base; the default one never cuts a base that was asked for.
        let base = self.number(NumberOption::MinReconnectionDelay);
        let cap = match self.number(NumberOption::MaxReconnectionDelay) {
            UNSET => DEFAULT_CAP.max(base),
            cap => cap,
        };
        let growth_permille = self.number(NumberOption::ReconnectionDelayGrowFactor);
        let jitter = Jitter::from_number(self.number(NumberOption::Jitter));
        Backoff { base: base.min(cap), cap, growth_permille, jitter }
    }

    /// Whether a close of this code is final, whatever [`FATAL_CODES`] has of it. What was said last counts.
    ///
    /// ```
    /// use everwire::core::Config;
    /// let mut config = Config::default();
    /// config.set_code(4001, false);
    /// config.set_code(4123, true);
    /// assert!(!config.is_fatal(4001) && config.is_fatal(4123) && config.is_fatal(4004));
    /// ```
    pub fn set_code(&mut self, code: u16, fatal: bool) {
        self.codes.push((code, fatal));
    }

    /// Whether no retry follows a close of this code.
    pub fn is_fatal(&self, code: u16) -> bool {
        let said = self.codes.iter().rev().find(|(other, _)| *other == code);
        said.map_or_else(|| FATAL_CODES.contains(&code), |(_, fatal)| *fatal)
    }

    /// The least and the most that the delay before retry number `retry` may be, in ms, after a delay of `previous` and
    /// the close that caused it. The server may ask for more than the policy:
    ///
    /// - a reason that [says when](super::retry_hint): that, and up to a first delay more, so that a fleet does not come at once;
    /// - 1012, the service restarts: 5 to 30 s, as the code's registration has it (IANA, by RFC 6455 §11.7);
    /// - 1013, try again later: half of the cap to all of it.
    ///
    /// The cap limits the latter two.
    pub fn delay_bounds(&self, retry: u32, previous: u32, close: Close, retry_after: Option<u32>) -> (u32, u32) {
        let backoff = self.backoff();
        if let Some(hint) = retry_after.filter(|_| close.announced()) {
            let hint = hint.min(LONGEST_HINT);
            return (hint, hint.saturating_add(backoff.base).min(MAX_DELAY));
        }
        let cap = backoff.cap;
        match close.code {
            1012 => (cap.min(5_000), cap.min(30_000)),
            1013 => (cap / 2, cap),
            _ => backoff.bounds(retry, previous),
        }
    }

    /// Whether there may be a retry of this number; 1 is the first.
    pub(super) fn allows_retry(&self, retry: u32) -> bool {
        self.enabled && self.limit(NumberOption::MaxRetries).is_none_or(|max| retry <= max)
    }

    pub(super) fn overflow(&self) -> Overflow {
        match self.number(NumberOption::Overflow) {
            0 => Overflow::DropNewest,
            1 => Overflow::DropOldest,
            _ => Overflow::Reject,
        }
    }

    pub(crate) fn number(&self, option: NumberOption) -> u32 {
        self.numbers[option as usize]
    }

    /// Has no limit any more.
    pub(crate) fn lift(&mut self, option: NumberOption) {
        self.numbers[option as usize] = UNLIMITED;
    }

    /// A count, or none where there is no limit.
    pub(crate) fn limit(&self, option: NumberOption) -> Option<u32> {
        Some(self.number(option)).filter(|limit| *limit != UNLIMITED)
    }
}
