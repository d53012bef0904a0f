//! A link that says nothing is probed, and given up.

use everwire::core::{Cause, Close, Effect, Event, Facts, Input, Millis, NumberOption, Phase};

use crate::harness::{Rig, TICK, plain, with};

const REPLY: Facts<'static> = Facts { reply: true, acknowledges: None, cursor: None, key: None };

/// Probed after 25 s of silence, given up 10 s later: the defaults.
fn beating() -> Rig {
    Rig::open(with(&[(NumberOption::Heartbeat, 1.0)]))
}

#[test]
fn a_silent_link_is_probed_after_the_interval_and_not_before() {
    let mut rig = beating();
    let opened = rig.now;
    rig.advance(24_999);
    assert_eq!(rig.probes, []);
    rig.advance(1);
    assert_eq!(rig.probes, [opened + 25_000]);
}

#[test]
fn a_half_open_link_is_given_up_within_interval_and_timeout_without_waiting_for_its_close() {
    let mut rig = beating();
    let old = rig.id;
    rig.told.clear();
    rig.advance(34_999);
    assert_eq!(rig.phase(), Phase::Open);
    rig.now = rig.machine.next_deadline().unwrap();
    let effects = rig.step(TICK);
    assert_eq!(effects[0], Effect::Abandon(old));
    assert_eq!((rig.phase(), rig.cause()), (Phase::Waiting, Cause::HeartbeatTimedOut));
    let close = Event::Close(Close::abnormal(), Cause::HeartbeatTimedOut);
    assert_eq!(rig.told, [Event::Error(Cause::HeartbeatTimedOut), close]);
}

#[test]
fn anything_that_comes_is_a_sign_of_life() {
    for facts in [
        Facts::default(),
        REPLY,
        Facts { acknowledges: Some("nobody's"), ..Facts::default() },
        Facts { key: Some("again"), ..Facts::default() },
    ] {
        let mut rig = beating();
        rig.receive(Facts { key: Some("again"), ..Facts::default() });
        for _ in 0..10 {
            rig.advance(24_000);
            rig.receive(facts.clone());
        }
        assert_eq!((rig.phase(), rig.probes.len()), (Phase::Open, 0));
        rig.advance(25_000);
        assert_eq!(rig.probes, [rig.now], "the interval begins with the last word");
    }
}

#[test]
fn what_the_driver_delivered_by_itself_counts_and_is_a_sign_of_life() {
    let mut rig = beating();
    for _ in 0..10 {
        rig.advance(24_000);
        assert_eq!(rig.step(Input::Delivered(3)), []);
    }
    assert_eq!((rig.phase(), rig.probes.len()), (Phase::Open, 0));
    assert_eq!(rig.machine.counters().received, 30);
    rig.advance(25_000);
    assert_eq!(rig.probes, [rig.now], "the interval begins with the last word");
    rig.lose();
    rig.step(Input::Delivered(1));
    assert_eq!(rig.machine.counters().received, 30, "where no transport is open, nothing can have come");
}

#[test]
fn a_probe_that_anything_follows_is_answered() {
    let mut rig = beating();
    for round in 1..5 {
        rig.advance(25_000);
        assert_eq!(rig.probes.len(), round);
        rig.advance(9_999);
        rig.receive(Facts::default());
    }
    assert_eq!(rig.phase(), Phase::Open);
}

#[test]
fn a_reply_to_the_heartbeat_is_not_delivered_and_measures_the_round_trip() {
    let mut rig = beating();
    assert_eq!(rig.snapshot().rtt, None);
    rig.advance(25_000);
    rig.advance(73);
    assert_eq!(rig.receive(REPLY), []);
    assert_eq!((rig.snapshot().rtt, rig.received()), (Some(73), 0));
    // Another word may have been on its way before the probe was.
    rig.advance(25_000);
    rig.receive(Facts::default());
    assert_eq!((rig.probes.len(), rig.snapshot().rtt), (2, Some(73)));
    // A reply that nobody asked for measures nothing.
    rig.advance(5);
    rig.receive(REPLY);
    assert_eq!(rig.snapshot().rtt, Some(73));
}

#[test]
fn a_busy_link_moves_one_timer_on_and_sets_none() {
    let mut rig = beating();
    let deadline = rig.machine.next_deadline();
    for _ in 0..100 {
        rig.now = Millis(rig.now.0 + 10);
        rig.receive(Facts::default());
        assert_eq!(rig.machine.next_deadline(), deadline);
    }
}

#[test]
fn without_a_heartbeat_silence_is_left_alone() {
    let mut rig = Rig::open(plain());
    assert_eq!(rig.machine.next_deadline(), None);
    rig.advance(10_000_000);
    assert_eq!((rig.phase(), rig.probes.len()), (Phase::Open, 0));
}

#[test]
fn a_deadline_that_is_acted_on_late_leads_to_one_more_probe_and_not_to_death() {
    let mut rig = beating();
    rig.advance(25_000);
    // What the link said waits in a frozen page with the timer: it may be handled right after it.
    rig.sleep(10_500);
    assert_eq!((rig.phase(), rig.probes.len()), (Phase::Open, 2));
    rig.receive(REPLY);
    rig.advance(24_999);
    assert_eq!((rig.phase(), rig.probes.len()), (Phase::Open, 2));
}

#[test]
fn a_link_that_does_not_answer_the_second_probe_either_is_given_up() {
    let mut rig = beating();
    rig.advance(25_000);
    rig.sleep(3_600_000);
    assert_eq!(rig.phase(), Phase::Open);
    rig.sleep(3_600_000);
    assert_eq!((rig.cause(), rig.probes.len()), (Cause::HeartbeatTimedOut, 2), "it is judged by that one");
}

#[test]
fn a_deadline_that_is_hardly_late_counts() {
    let mut rig = beating();
    rig.advance(25_000);
    rig.sleep(10_499);
    assert_eq!(rig.cause(), Cause::HeartbeatTimedOut);
}

#[test]
fn the_next_connection_starts_with_a_clean_sheet() {
    let mut rig = beating();
    rig.advance(25_000);
    rig.sleep(10_500);
    rig.lose();
    rig.advance(3_000);
    rig.succeed();
    rig.probes.clear();
    rig.advance(24_999);
    assert_eq!(rig.probes, []);
    rig.advance(1);
    rig.sleep(10_500);
    assert_eq!((rig.phase(), rig.probes.len()), (Phase::Open, 2), "its own probe may be repeated, too");
}

#[test]
fn a_connection_that_closes_is_not_probed() {
    let mut rig = beating();
    rig.advance(24_000);
    rig.disconnect();
    rig.advance(4_999);
    assert_eq!((rig.phase(), rig.probes.len()), (Phase::Closing, 0));
    rig.lose();
    rig.advance(100_000);
    assert_eq!(rig.step(Input::Opened(rig.id)), []);
    assert_eq!(rig.probes, []);
}
