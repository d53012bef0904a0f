//! What a machine is configured with, as the referee needs it.

use everwire::core::{Config, Jitter, NumberOption, Overflow};

#[derive(Clone, Debug)]
pub(crate) struct Rules {
    pub(crate) config: Config,
    pub(crate) retries: Option<u64>,
    pub(crate) attempt: u64,
    pub(crate) closing: u64,
    pub(crate) uptime: u64,
    pub(crate) endpoints: u8,
    /// The interval, where there is a heartbeat.
    pub(crate) interval: Option<u64>,
    pub(crate) timeout: u64,
    pub(crate) max_messages: Option<u64>,
    pub(crate) max_bytes: Option<u64>,
    pub(crate) high_water: Option<u64>,
    pub(crate) ttl: Option<u64>,
    pub(crate) overflow: Overflow,
    pub(crate) window: usize,
    pub(crate) save: bool,
}

impl Rules {
    /// The defaults but for these options, and for these codes: whether each is fatal.
    pub(crate) fn of(jitter: Jitter, options: &[(NumberOption, f64)], codes: &[(u16, bool)]) -> Rules {
        let mut config = Config::default();
        config.set_jitter(jitter);
        for (option, value) in options {
            config.set(*option, *value).unwrap();
        }
        for (code, fatal) in codes {
            config.set_code(*code, *fatal);
        }
        let value = |option, default: f64| {
            options.iter().rev().find(|(other, _)| *other == option).map_or(default, |(_, value)| *value)
        };
        let count = |option, default: f64| Some(value(option, default)).filter(|v| v.is_finite()).map(|v| v as u64);
        let interval = value(NumberOption::HeartbeatInterval, 25_000.0) as u64;
        Rules {
            retries: count(NumberOption::MaxRetries, f64::INFINITY),
            attempt: value(NumberOption::ConnectionTimeout, 10_000.0) as u64,
            closing: value(NumberOption::CloseTimeout, 5_000.0) as u64,
            uptime: value(NumberOption::MinUptime, 5_000.0) as u64,
            endpoints: value(NumberOption::Endpoints, 1.0) as u8,
            interval: Some(interval).filter(|_| value(NumberOption::Heartbeat, 0.0) > 0.0),
            timeout: value(NumberOption::HeartbeatTimeout, 10_000.0) as u64,
            max_messages: count(NumberOption::MaxEnqueuedMessages, 1_000.0),
            max_bytes: count(NumberOption::MaxBytes, 16_777_216.0),
            high_water: count(NumberOption::HighWaterMark, 1_048_576.0),
            ttl: count(NumberOption::Ttl, f64::INFINITY),
            overflow: match value(NumberOption::Overflow, 0.0) as u8 {
                0 => Overflow::DropNewest,
                1 => Overflow::DropOldest,
                _ => Overflow::Reject,
            },
            window: value(NumberOption::Window, 1_000.0) as usize,
            save: value(NumberOption::Save, 0.0) > 0.0,
            config,
        }
    }

    /// Whether a transport with so many bytes waiting is handed more.
    pub(crate) fn takes_more(&self, buffered: u64) -> bool {
        buffered != everwire::core::NOT_WRITABLE && self.high_water.is_none_or(|mark| buffered < mark)
    }
}
