//! Options hold what makes sense and nothing else.

use everwire::core::{Config, NumberOption, OptionError};
use proptest::prelude::*;

use crate::harness::seeded;

const DELAYS: [NumberOption; 5] = [
    NumberOption::MinReconnectionDelay,
    NumberOption::MaxReconnectionDelay,
    NumberOption::MinUptime,
    NumberOption::ConnectionTimeout,
    NumberOption::CloseTimeout,
];

fn set(option: NumberOption, value: f64) -> Result<(), OptionError> {
    Config::default().set(option, value)
}

#[test]
fn a_delay_takes_what_a_timer_can_hold() {
    for option in DELAYS {
        for bad in [-1.0, -0.001, f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 2_147_483_648.0, 1e300] {
            let error = set(option, bad).unwrap_err();
            assert_eq!(error.option(), option.name(), "{bad}");
            assert!(error.takes().ends_with("to 2147483647"), "{}", error.takes());
        }
        for good in [1.0, 1.5, 3_000.0, 2_147_483_647.0] {
            assert_eq!(set(option, good), Ok(()), "{} {good}", option.name());
        }
    }
}

#[test]
fn a_deadline_of_zero_would_fail_before_anything_happens() {
    for option in [NumberOption::ConnectionTimeout, NumberOption::CloseTimeout] {
        assert!(set(option, 0.0).is_err());
        assert!(set(option, 0.5).is_err());
    }
    for option in [NumberOption::MinReconnectionDelay, NumberOption::MaxReconnectionDelay, NumberOption::MinUptime] {
        assert!(set(option, 0.0).is_ok());
    }
}

#[test]
fn a_factor_never_shrinks() {
    for bad in [0.0, 0.999, -2.0, f64::NAN, f64::INFINITY, 1_000.001] {
        assert!(set(NumberOption::ReconnectionDelayGrowFactor, bad).is_err(), "{bad}");
    }
    for good in [1.0, 1.3, 1_000.0] {
        assert!(set(NumberOption::ReconnectionDelayGrowFactor, good).is_ok(), "{good}");
    }
}

#[test]
fn a_count_is_whole_or_infinite() {
    for option in [NumberOption::MaxRetries, NumberOption::MaxEnqueuedMessages] {
        for bad in [-1.0, 0.5, f64::NAN, f64::NEG_INFINITY] {
            assert_eq!(set(option, bad).unwrap_err().takes(), "a whole number from 0, or Infinity", "{bad}");
        }
        for good in [0.0, 1.0, 4_294_967_295.0, 1e12, f64::INFINITY] {
            assert!(set(option, good).is_ok(), "{good}");
        }
    }
}

#[test]
fn a_jitter_is_one_of_four() {
    for bad in [-1.0, 0.5, 4.0, f64::NAN, f64::INFINITY] {
        assert_eq!(set(NumberOption::Jitter, bad).unwrap_err().option(), "jitter", "{bad}");
    }
    for good in [0.0, 1.0, 2.0, 3.0] {
        assert!(set(NumberOption::Jitter, good).is_ok(), "{good}");
    }
}

#[test]
fn a_name_finds_its_option_and_others_are_nobodys_business() {
    for option in NumberOption::ALL {
        assert!(Config::default().set_named(option.name(), f64::NAN).is_err(), "{}", option.name());
    }
    for name in ["", "minuptime", "debug", "minUptim", "minUptimee"] {
        assert!(Config::default().set_named(name, f64::NAN).is_ok(), "{name}");
    }
}

#[test]
fn a_close_code_is_one_that_a_frame_can_carry() {
    for name in ["close.fatal", "close.retry"] {
        for bad in [0.0, 999.0, 5_000.0, 1_000.5, -4_001.0, f64::NAN, f64::INFINITY] {
            assert_eq!(Config::default().set_named(name, bad).unwrap_err().option(), name, "{bad}");
        }
        let mut config = Config::default();
        assert!(config.set_named(name, 1_000.0).is_ok() && config.set_named(name, 4_999.0).is_ok());
        assert_eq!((config.is_fatal(1_000), config.is_fatal(4_999)), (name == "close.fatal", name == "close.fatal"));
    }
}

proptest! {
    #![proptest_config(seeded())]

    #[test]
    fn a_value_that_is_refused_changes_nothing(index in 0..NumberOption::ALL.len(), value in any::<f64>()) {
        let mut config = Config::default();
        if config.set(NumberOption::ALL[index], value).is_err() {
            prop_assert_eq!(config, Config::default());
        }
    }
}
