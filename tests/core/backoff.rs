//! How long it waits, and how often it tries.

use everwire::core::{Cause, Config, Effect, Event, Input, Jitter, NumberOption, Phase};

use crate::harness::{Rig, TICK, plain, with};

#[test]
fn delays_grow_from_three_seconds_to_the_cap() {
    let mut rig = Rig::new(plain());
    rig.step(Input::Connect);
    for delay in [3_000, 6_000, 12_000, 24_000, 45_000, 45_000] {
        rig.refuse();
        assert_eq!(rig.delay(), delay);
        rig.advance(delay);
    }
}

#[test]
fn a_factor_of_one_keeps_the_delay() {
    let mut rig = Rig::new(with(&[(NumberOption::ReconnectionDelayGrowFactor, 1.0)]));
    rig.step(Input::Connect);
    for _ in 0..5 {
        rig.refuse();
        assert_eq!(rig.delay(), 3_000);
        rig.advance(3_000);
    }
}

#[test]
fn a_small_delay_grows_by_a_small_factor() {
    for (base, growth) in [(3.0, 1.3), (1.0, 1.5), (500.0, 1.001)] {
        let options = [(NumberOption::MinReconnectionDelay, base), (NumberOption::ReconnectionDelayGrowFactor, growth)];
        let (_, high) = with(&options).backoff().bounds(20_000, 0);
        assert_eq!(high, 45_000, "{base} by {growth}");
    }
}

#[test]
fn a_cap_that_was_asked_for_wins_over_the_base() {
    let mut rig = Rig::new(with(&[(NumberOption::MaxReconnectionDelay, 1_000.0)]));
    rig.step(Input::Connect);
    rig.refuse();
    assert_eq!(rig.delay(), 1_000);
}

#[test]
fn the_default_cap_never_cuts_a_base_that_was_asked_for() {
    let mut rig = Rig::new(with(&[(NumberOption::MinReconnectionDelay, 60_000.0)]));
    rig.step(Input::Connect);
    rig.refuse();
    assert_eq!(rig.delay(), 60_000);
}

#[test]
fn a_delay_of_zero_retries_as_soon_as_the_loss_was_told() {
    let mut rig = Rig::new(with(&[(NumberOption::MinReconnectionDelay, 0.0)]));
    rig.step(Input::Connect);
    rig.refuse();
    assert_eq!((rig.phase(), rig.delay()), (Phase::Waiting, 1));
    rig.advance(1);
    assert_eq!(rig.phase(), Phase::Connecting);
}

#[test]
fn the_longest_delays_do_not_overflow() {
    let longest = f64::from(i32::MAX);
    let options = [
        (NumberOption::MinReconnectionDelay, longest),
        (NumberOption::MaxReconnectionDelay, longest),
        (NumberOption::ReconnectionDelayGrowFactor, 1_000.0),
    ];
    for jitter in [Jitter::None, Jitter::Equal, Jitter::Full, Jitter::Decorrelated] {
        let mut config = with(&options);
        config.set_jitter(jitter);
        let (low, high) = config.backoff().bounds(u32::MAX, i32::MAX as u32);
        assert!(low <= high && high == i32::MAX as u32, "{jitter:?}");
    }
}

/// The delays of `retries` failed attempts in a row.
fn delays(jitter: Jitter, seed: u64, retries: u32) -> Vec<u32> {
    let mut config = Config::default();
    config.set_jitter(jitter);
    let mut rig = Rig::new(config.clone());
    rig.machine = everwire::core::Machine::new(config, seed);
    rig.step(Input::Connect);
    (0..retries)
        .map(|_| {
            rig.refuse();
            let delay = rig.delay();
            rig.advance(delay);
            delay as u32
        })
        .collect()
}

#[test]
fn every_jitter_stays_within_its_bounds() {
    for jitter in [Jitter::None, Jitter::Equal, Jitter::Full, Jitter::Decorrelated] {
        let mut config = Config::default();
        config.set_jitter(jitter);
        for seed in 0..200 {
            let mut previous = 0;
            for (index, delay) in delays(jitter, seed, 12).into_iter().enumerate() {
                let (low, high) = config.backoff().bounds(index as u32 + 1, previous);
                assert!((low..=high).contains(&delay), "{jitter:?}, seed {seed}: {delay} is not in {low}..={high}");
                assert!(high <= 45_000);
                previous = delay;
            }
        }
    }
}

#[test]
fn late_retries_stay_spread_out() {
    // Socket.IO clips after the draw: from its fifth retry on every delay is exactly the cap.
    for jitter in [Jitter::Equal, Jitter::Full, Jitter::Decorrelated] {
        let mut late: Vec<u32> = (0..100).map(|seed| delays(jitter, seed, 10)[9]).collect();
        late.sort_unstable();
        late.dedup();
        assert!(late.len() > 95, "{jitter:?}: only {} different delays of 100", late.len());
    }
}

#[test]
fn jitter_is_drawn_for_each_attempt() {
    let mut drawn = delays(Jitter::Full, 7, 20);
    drawn.dedup();
    assert!(drawn.len() > 15, "{drawn:?}");
}

#[test]
fn the_same_seed_gives_the_same_delays() {
    for jitter in [Jitter::Equal, Jitter::Full, Jitter::Decorrelated] {
        assert_eq!(delays(jitter, 42, 10), delays(jitter, 42, 10));
        assert_ne!(delays(jitter, 42, 10), delays(jitter, 43, 10));
    }
}

#[test]
fn no_retries_means_one_attempt() {
    let mut rig = Rig::new(with(&[(NumberOption::MaxRetries, 0.0)]));
    rig.step(Input::Connect);
    rig.refuse();
    assert_eq!((rig.phase(), rig.cause()), (Phase::Closed, Cause::HandshakeFailed));
    assert_eq!(rig.machine.next_deadline(), None);
}

#[test]
fn so_many_retries_are_made_and_no_more() {
    let mut rig = Rig::new(with(&[(NumberOption::MaxRetries, 3.0)]));
    rig.step(Input::Connect);
    let first = rig.id;
    for _ in 0..3 {
        rig.refuse();
        assert!(rig.snapshot().retrying);
        rig.advance(rig.delay());
    }
    rig.refuse();
    assert_eq!(rig.phase(), Phase::Closed);
    assert_eq!(rig.id.0 - first.0, 3);
    rig.advance(1_000_000);
    assert_eq!(rig.phase(), Phase::Closed);
}

#[test]
fn a_disabled_policy_never_retries() {
    let mut config = plain();
    config.set_enabled(false);
    let mut rig = Rig::open(config);
    rig.lose();
    assert_eq!((rig.phase(), rig.cause()), (Phase::Closed, Cause::ConnectionLost));
    rig.step(Input::Connect);
    rig.succeed();
}

#[test]
fn retries_are_forgotten_only_after_min_uptime() {
    let mut rig = Rig::open(plain());
    rig.lose();
    rig.advance(3_000);
    rig.succeed();
    rig.advance(4_999);
    assert_eq!(rig.snapshot().attempt, 1);
    rig.lose();
    assert_eq!((rig.snapshot().attempt, rig.delay()), (2, 6_000), "it was not open for long enough");
    rig.advance(6_000);
    rig.succeed();
    rig.advance(4_999);
    rig.now = rig.machine.next_deadline().unwrap();
    let effects = rig.step(TICK);
    assert!(matches!(effects[..], [Effect::Emit(Event::State(snapshot))] if snapshot.attempt == 0), "and it is told");
    rig.lose();
    assert_eq!((rig.snapshot().attempt, rig.delay()), (1, 3_000));
}

#[test]
fn without_min_uptime_every_opening_counts() {
    let mut rig = Rig::open(with(&[(NumberOption::MinUptime, 0.0)]));
    rig.lose();
    rig.advance(3_000);
    rig.succeed();
    assert_eq!((rig.snapshot().attempt, rig.machine.next_deadline()), (0, None));
}

#[test]
fn the_bounds_are_those_of_the_documentation() {
    let bounds = |jitter, retry, previous| {
        let mut config = plain();
        config.set_jitter(jitter);
        config.backoff().bounds(retry, previous)
    };
    for (retry, delay) in [(1, 3_000), (2, 6_000), (5, 45_000), (9, 45_000)] {
        assert_eq!(bounds(Jitter::None, retry, 0), (delay, delay));
        assert_eq!(bounds(Jitter::Equal, retry, 0), (delay / 2, delay));
        assert_eq!(bounds(Jitter::Full, retry, 0), (0, delay));
    }
    for (previous, high) in [(0, 9_000), (1, 9_000), (4_000, 12_000), (20_000, 45_000)] {
        assert_eq!(bounds(Jitter::Decorrelated, 3, previous), (3_000, high), "after {previous}");
    }
}

#[test]
fn a_late_timer_does_not_hide_a_long_uptime() {
    let mut rig = Rig::open(plain());
    rig.lose();
    rig.advance(3_000);
    rig.succeed();
    // A throttled page: the timer has not fired when the connection is lost.
    rig.now = everwire::core::Millis(rig.now.0 + 60_000);
    rig.lose();
    assert_eq!((rig.snapshot().attempt, rig.delay()), (1, 3_000));
}
