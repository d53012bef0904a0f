//! The options, parsed once into types that cannot hold nonsense. After that nothing fails.

use super::backoff::{Backoff, Jitter, MAX_DELAY};

/// The options that are numbers. One table serves JavaScript and Rust: name, range and error text stand here only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum NumberOption {
    /// `minReconnectionDelay`: delay before the first retry, before jitter, in ms. Default 3,000 (the hook's).
    MinReconnectionDelay,
    /// `maxReconnectionDelay`: cap on the delay, before jitter, in ms. Default 45,000, or the base where that is more.
    /// A cap below the base delay cuts that, too.
    MaxReconnectionDelay,
    /// `reconnectionDelayGrowFactor`: the delay grows by it with each retry. Default 2, least 1.
    ReconnectionDelayGrowFactor,
    /// `minUptime`: a connection open for so many ms resets the retries. Default 5,000.
    MinUptime,
    /// `connectionTimeout`: the one deadline over a whole attempt (URL, protocols, handshake), in ms. Default 10,000.
    ConnectionTimeout,
    /// `closeTimeout`: how long a closing handshake may take, in ms. Default 5,000.
    CloseTimeout,
    /// `maxRetries`: retries after a failure before it gives up. Default `Infinity`; 0 means one attempt and no retry.
    MaxRetries,
    /// `maxEnqueuedMessages`: messages kept while there is no connection. Default 1,000.
    MaxEnqueuedMessages,
}

/// What a numeric option takes.
enum Range {
    Delay { least: u32 },
    Factor,
    Count,
}

impl NumberOption {
    /// Every numeric option.
    pub const ALL: [NumberOption; 8] = [
        NumberOption::MinReconnectionDelay,
        NumberOption::MaxReconnectionDelay,
        NumberOption::ReconnectionDelayGrowFactor,
        NumberOption::MinUptime,
        NumberOption::ConnectionTimeout,
        NumberOption::CloseTimeout,
        NumberOption::MaxRetries,
        NumberOption::MaxEnqueuedMessages,
    ];

    /// Its name in JavaScript.
    pub fn name(self) -> &'static str {
        match self {
            NumberOption::MinReconnectionDelay => "minReconnectionDelay",
            NumberOption::MaxReconnectionDelay => "maxReconnectionDelay",
            NumberOption::ReconnectionDelayGrowFactor => "reconnectionDelayGrowFactor",
            NumberOption::MinUptime => "minUptime",
            NumberOption::ConnectionTimeout => "connectionTimeout",
            NumberOption::CloseTimeout => "closeTimeout",
            NumberOption::MaxRetries => "maxRetries",
            NumberOption::MaxEnqueuedMessages => "maxEnqueuedMessages",
        }
    }

    fn range(self) -> Range {
        match self {
            NumberOption::MinReconnectionDelay | NumberOption::MaxReconnectionDelay | NumberOption::MinUptime => {
                Range::Delay { least: 0 }
            }
            // A deadline of 0 ms would fail before anything can happen.
            NumberOption::ConnectionTimeout | NumberOption::CloseTimeout => Range::Delay { least: 1 },
            NumberOption::ReconnectionDelayGrowFactor => Range::Factor,
            NumberOption::MaxRetries | NumberOption::MaxEnqueuedMessages => Range::Count,
        }
    }
}

/// An option that cannot be taken. The caller knows what it got; this says what it should have been.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct OptionError {
    /// The option's name in JavaScript.
    pub option: &'static str,
    /// What it takes, to be read after "takes".
    pub takes: &'static str,
}

/// How a machine behaves. `Config::default()` is what the documentation promises.
///
/// ```
/// use everwire::core::{Config, Jitter, NumberOption};
/// let mut config = Config::default();
/// config.set(NumberOption::MinReconnectionDelay, 500.0)?;
/// config.set_jitter(Jitter::Equal);
/// let error = config.set(NumberOption::MinUptime, -1.0).unwrap_err();
/// assert_eq!(error.option, "minUptime");
/// # Ok::<(), everwire::core::OptionError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Config {
    enabled: bool,
    base: u32,
    cap: Option<u32>,
    growth_permille: u32,
    jitter: Jitter,
    max_retries: Option<u32>,
    pub(super) min_uptime: u32,
    pub(super) attempt_timeout: u32,
    pub(super) close_timeout: u32,
    pub(super) max_messages: Option<u32>,
}

impl Default for Config {
    fn default() -> Config {
        Config {
            enabled: true,
            base: 3_000,
            cap: None,
            growth_permille: 2_000,
            jitter: Jitter::Full,
            max_retries: None,
            min_uptime: 5_000,
            attempt_timeout: 10_000,
            close_timeout: 5_000,
            max_messages: Some(1_000),
        }
    }
}

/// Chosen by simulation: 10,000 clients that lost their server together for a minute come back at a peak of 0.6 % of
/// the fleet per 100 ms, all of them within 45 s. A cap of 30 s has its peak at 0.8 %.
const DEFAULT_CAP: u32 = 45_000;

impl Config {
    /// Sets a numeric option. Fractions of a millisecond are cut off.
    ///
    /// # Errors
    /// [`OptionError`] where the value is not a number, or out of the option's range.
    pub fn set(&mut self, option: NumberOption, value: f64) -> Result<(), OptionError> {
        let error = |takes| Err(OptionError { option: option.name(), takes });
        let whole = value as u32;
        match option.range() {
            Range::Delay { least: 0 } if !(0.0..=f64::from(MAX_DELAY)).contains(&value) => {
                return error("a number of milliseconds from 0 to 2147483647");
            }
            Range::Delay { least: 1 } if !(1.0..=f64::from(MAX_DELAY)).contains(&value) => {
                return error("a number of milliseconds from 1 to 2147483647");
            }
            Range::Factor if !(1.0..=1_000.0).contains(&value) => {
                return error("a number from 1 to 1000");
            }
            Range::Count if value != f64::INFINITY && f64::from(whole) != value => {
                return error("a whole number from 0 to 4294967295, or Infinity");
            }
            _ => {}
        }
        let count = if value == f64::INFINITY { None } else { Some(whole) };
        match option {
            NumberOption::MinReconnectionDelay => self.base = whole,
            NumberOption::MaxReconnectionDelay => self.cap = Some(whole),
            NumberOption::ReconnectionDelayGrowFactor => self.growth_permille = (value * 1_000.0) as u32,
            NumberOption::MinUptime => self.min_uptime = whole,
            NumberOption::ConnectionTimeout => self.attempt_timeout = whole,
            NumberOption::CloseTimeout => self.close_timeout = whole,
            NumberOption::MaxRetries => self.max_retries = count,
            NumberOption::MaxEnqueuedMessages => self.max_messages = count,
        }
        Ok(())
    }

    /// Sets the option that JavaScript knows as `name`, from a number or a text (NaN or an empty text where it is
    /// neither). A name that it does not know is somebody else's.
    ///
    /// # Errors
    /// [`OptionError`] where the value cannot be taken.
    ///
    /// ```
    /// use everwire::core::Config;
    /// let mut config = Config::default();
    /// assert!(config.set_named("maxRetries", 3.0, "").is_ok());
    /// assert!(config.set_named("jitter", f64::NAN, "equal").is_ok());
    /// assert!(config.set_named("jitter", 1.0, "").is_err());
    /// ```
    pub fn set_named(&mut self, name: &str, number: f64, text: &str) -> Result<(), OptionError> {
        if name == "jitter" {
            let jitter = Jitter::parse(text).ok_or(OptionError { option: "jitter", takes: Jitter::TAKES })?;
            self.set_jitter(jitter);
        } else if let Some(option) = NumberOption::ALL.into_iter().find(|option| option.name() == name) {
            self.set(option, number)?;
        }
        Ok(())
    }

    /// How delays are spread. Default [`Jitter::Full`].
    pub fn set_jitter(&mut self, jitter: Jitter) {
        self.jitter = jitter;
    }

    /// Whether to reconnect at all. Default yes.
    pub fn set_enabled(&mut self, enabled: bool) {
        self.enabled = enabled;
    }

    /// The delays that follow from the options.
    pub fn backoff(&self) -> Backoff {
        // A cap that was asked for wins over any base; the default one never cuts a base that was asked for.
        let cap = self.cap.unwrap_or(DEFAULT_CAP.max(self.base));
        Backoff { base: self.base.min(cap), cap, growth_permille: self.growth_permille, jitter: self.jitter }
    }

    /// Whether a retry may follow when `retries` were made already.
    pub(super) fn allows_retry(&self, retries: u32) -> bool {
        self.enabled && self.max_retries.is_none_or(|max| retries < max)
    }
}
