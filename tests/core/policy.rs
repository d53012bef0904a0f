//! What a close leads to: codes, the user's verdict, what the server asks for.

use everwire::core::{Cause, Close, Config, FATAL_CODES, Input, Jitter, NumberOption, Phase, Verdict, retry_hint};
use proptest::prelude::*;

use crate::harness::{Rig, plain, seeded, with};

fn after(config: Config, code: u16, clean: bool, verdict: Verdict) -> Phase {
    let mut rig = Rig::open(config);
    rig.step(Input::Closed { id: rig.id, close: Close { code, clean }, retry_after: None, verdict });
    rig.phase()
}

#[test]
fn a_fatal_code_is_final_and_every_other_is_retried() {
    for code in [1000, 1001, 1005, 1006, 1007, 1009, 1011, 1012, 1013, 1014, 3000, 4000, 4002, 4400, 4999] {
        assert_eq!(after(plain(), code, code != 1006, Verdict::Unsaid), Phase::Waiting, "{code}");
    }
    for code in FATAL_CODES {
        assert_eq!(after(plain(), code, true, Verdict::Unsaid), Phase::Closed, "{code}");
        assert_eq!(after(plain(), code, false, Verdict::Unsaid), Phase::Closed, "{code}: only a frame can say so");
    }
}

#[test]
fn a_final_close_holds_no_timer_and_says_why() {
    let mut rig = Rig::open(plain());
    rig.close(4001, "no such user");
    assert_eq!((rig.phase(), rig.cause()), (Phase::Closed, Cause::ClosedByServer));
    assert_eq!((rig.machine.next_deadline(), rig.snapshot().retrying), (None, false));
    rig.step(Input::Connect);
    rig.succeed();
}

#[test]
fn what_is_fatal_is_the_users_to_say() {
    let mut config = plain();
    config.set_code(4001, false);
    config.set_code(1000, true);
    assert_eq!(after(config.clone(), 4001, true, Verdict::Unsaid), Phase::Waiting);
    assert_eq!(after(config.clone(), 1000, true, Verdict::Unsaid), Phase::Closed);
    config.set_code(1000, false);
    assert_eq!(after(config, 1000, true, Verdict::Unsaid), Phase::Waiting, "what was said last counts");
}

#[test]
fn a_code_that_no_frame_said_is_never_fatal() {
    let mut config = plain();
    config.set_code(1006, true);
    assert_eq!(after(config, 1006, false, Verdict::Unsaid), Phase::Waiting);
}

#[test]
fn the_users_verdict_wins_over_the_codes() {
    assert_eq!(after(plain(), 4001, true, Verdict::Retry), Phase::Waiting);
    assert_eq!(after(plain(), 1006, false, Verdict::Fatal), Phase::Closed);
    let config = with(&[(NumberOption::MaxRetries, 0.0)]);
    assert_eq!(after(config, 4001, true, Verdict::Retry), Phase::Closed, "but there are no more retries than allowed");
}

#[test]
fn a_reason_that_says_when_is_followed() {
    for (reason, low, high) in [
        ("retry-after: 60", 60_000, 63_000),
        ("Retry-After=1500ms", 1_500, 4_500),
        ("overloaded, retry after 2 s", 2_000, 5_000),
        ("retry-after: 0", 0, 3_000),
        ("retry-after: 99999999", 3_600_000, 3_603_000),
    ] {
        let mut delays = Vec::new();
        for seed in 0..50 {
            let mut rig = Rig::open(plain());
            rig.machine = everwire::core::Machine::new(plain(), seed);
            rig.step(Input::Connect);
            rig.succeed();
            rig.close(1013, reason);
            assert!((low..=high).contains(&rig.delay()), "{reason}: {}", rig.delay());
            delays.push(rig.delay());
        }
        delays.sort_unstable();
        delays.dedup();
        assert!(delays.len() > 40, "{reason}: a fleet that is told the same does not come at once");
    }
}

#[test]
fn a_reason_that_no_frame_brought_is_not_followed() {
    let config = plain();
    assert_eq!(config.delay_bounds(1, 0, Close::abnormal(), Some(60_000)), (3_000, 3_000));
}

#[test]
fn a_service_that_restarts_is_left_alone_for_5_to_30_seconds() {
    let close = Close { code: 1012, clean: true };
    assert_eq!(Config::default().delay_bounds(1, 0, close, None), (5_000, 30_000));
    assert_eq!(Config::default().delay_bounds(9, 0, close, retry_hint("back soon")), (5_000, 30_000));
    let config = with(&[(NumberOption::MaxReconnectionDelay, 10_000.0)]);
    assert_eq!(config.delay_bounds(1, 0, close, None), (5_000, 10_000), "the cap limits it");
    let config = with(&[(NumberOption::MaxReconnectionDelay, 100.0)]);
    assert_eq!(config.delay_bounds(1, 0, close, None), (100, 100));
}

#[test]
fn a_service_that_is_overloaded_is_left_alone_for_half_the_cap_to_all_of_it() {
    let close = Close { code: 1013, clean: true };
    assert_eq!(Config::default().delay_bounds(1, 0, close, None), (22_500, 45_000));
}

#[test]
fn a_restart_is_waited_for_by_the_machine_too() {
    for (code, low, high) in [(1012, 5_000, 30_000), (1013, 22_500, 45_000)] {
        let mut rig = Rig::open(plain());
        rig.close(code, "");
        assert!((low..=high).contains(&rig.delay()), "{code}: {}", rig.delay());
    }
}

#[test]
fn a_hint_is_read_in_whatever_form_it_has() {
    for (reason, hint) in [
        ("retry-after: 5", Some(5_000)),
        ("RETRY_AFTER 5", Some(5_000)),
        ("retryAfter=250ms", Some(250)),
        ("Retry After: 250 MS", Some(250)),
        ("retry-after: 5s", Some(5_000)),
        ("retry-after: 5 seconds", Some(5_000)),
        ("retry after 2 minutes", Some(120_000)),
        ("retry-after: 2m", Some(120_000)),
        ("retry-after: 5 60", Some(5_000)),
        ("please retry; retry-after: '7'", Some(7_000)),
        (r#"{"error":"busy","retry_after":3}"#, Some(3_000)),
        ("retry-after: 4000000000000", Some(3_600_000)),
        ("retry-after: 90 minutes", Some(3_600_000)),
        ("retry-after: 1.5", Some(1_000)),
        ("retry-after: soon", None),
        ("retry-after", None),
        ("retry-after: m", None),
        ("try after 5", None),
        ("5", None),
        ("", None),
    ] {
        assert_eq!(retry_hint(reason), hint, "{reason}");
    }
}

#[test]
fn what_the_server_asked_for_does_not_shape_the_delays_that_follow() {
    let mut config = plain();
    config.set_jitter(Jitter::Decorrelated);
    let mut rig = Rig::open(config.clone());
    rig.close(1013, "retry-after: 60");
    assert!(rig.delay() >= 60_000);
    rig.advance(rig.delay());
    rig.refuse();
    assert!(rig.delay() <= 45_000, "the cap holds");
}

proptest! {
    #![proptest_config(seeded())]

    #[test]
    fn any_reason_and_code_give_bounds_that_a_timer_can_hold(
        reason in "(retry.?after[ :=]{0,3}[0-9]{0,12} ?[ms]{0,2})?\\PC{0,20}",
        code in any::<u16>(),
        clean in any::<bool>(),
        retry in any::<u32>(),
        previous in any::<u32>(),
    ) {
        let (low, high) = plain().delay_bounds(retry, previous, Close { code, clean }, retry_hint(&reason));
        prop_assert!(low <= high && high <= i32::MAX as u32);
    }
}
