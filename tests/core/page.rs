//! A page that stops, and comes back.

use everwire::core::{Cause, Effect, Event, Facts, Input, NumberOption, Phase, Signal};

use crate::harness::{Rig, TICK, plain, resolved, with};

const BACK: [(Signal, Cause); 4] = [
    (Signal::Online, Cause::Online),
    (Signal::Visible, Cause::Visible),
    (Signal::Resumed, Cause::Resumed),
    (Signal::Woken, Cause::Woken),
];

fn waiting() -> Rig {
    let mut rig = Rig::open(plain());
    rig.lose();
    rig
}

fn beating() -> Rig {
    Rig::open(with(&[(NumberOption::Heartbeat, 1.0)]))
}

#[test]
fn coming_back_ends_a_wait_at_once() {
    for (signal, cause) in BACK {
        let mut rig = waiting();
        rig.signal(signal);
        assert_eq!((rig.phase(), rig.cause()), (Phase::Connecting, cause));
        assert_eq!(rig.signal(signal), [], "{signal:?}: and never to two attempts");
        rig.succeed();
    }
}

#[test]
fn coming_back_probes_an_open_link_once() {
    for (signal, _) in BACK {
        let mut rig = beating();
        rig.advance(1_000);
        rig.signal(signal);
        assert_eq!(rig.probes, [rig.now], "{signal:?}");
        for (again, _) in BACK {
            assert_eq!(rig.signal(again), [], "{signal:?}, then {again:?}");
        }
        rig.advance(9_999);
        assert_eq!(rig.phase(), Phase::Open);
        rig.advance(1);
        assert_eq!(rig.cause(), Cause::HeartbeatTimedOut, "the probe is judged as any other");
    }
}

#[test]
fn coming_back_after_the_timers_leads_to_no_second_probe() {
    let mut rig = beating();
    rig.sleep(3_600_000);
    assert_eq!(rig.probes, [rig.now]);
    assert_eq!(rig.signal(Signal::Visible), []);
    assert_eq!(rig.signal(Signal::Woken), []);
}

#[test]
fn coming_back_before_the_timers_leads_to_no_second_probe() {
    let mut rig = beating();
    rig.advance(25_000);
    rig.now = rig.now + 3_600_000;
    rig.signal(Signal::Visible);
    rig.step(TICK);
    assert_eq!((rig.phase(), rig.probes.len()), (Phase::Open, 2), "the one before it slept, and one since");
}

#[test]
fn coming_back_in_the_moment_of_the_deadline_does_not_put_it_off() {
    let mut rig = beating();
    rig.advance(25_000);
    // The timer is about to fire.
    rig.now = rig.now + 10_003;
    assert_eq!(rig.signal(Signal::Online), []);
    rig.step(TICK);
    assert_eq!((rig.phase(), rig.snapshot().attempt), (Phase::Connecting, 1), "dead, and replaced at once");
}

#[test]
fn coming_back_without_a_heartbeat_leaves_an_open_link_alone() {
    let mut rig = Rig::open(plain());
    for (signal, _) in BACK {
        assert_eq!(rig.signal(signal), []);
    }
}

#[test]
fn a_link_that_is_lost_soon_after_coming_back_is_replaced_at_once() {
    // The system tells of a dead link only when something is sent on it, or when the network changes.
    for config in [plain(), with(&[(NumberOption::Heartbeat, 1.0)])] {
        let mut rig = Rig::open(config);
        rig.signal(Signal::Visible);
        rig.advance(9_999);
        rig.lose();
        assert_eq!((rig.phase(), rig.snapshot().attempt), (Phase::Connecting, 1));
        rig.succeed();
        rig.lose();
        assert_eq!(rig.delay(), 6_000, "that was for once");
    }
}

#[test]
fn a_link_that_has_spoken_since_or_lived_on_is_lost_as_any_other() {
    let mut rig = Rig::open(plain());
    rig.signal(Signal::Visible);
    rig.receive(Facts::default());
    rig.lose();
    assert_eq!(rig.delay(), 3_000);
    let mut rig = Rig::open(plain());
    rig.signal(Signal::Visible);
    rig.advance(10_000);
    rig.lose();
    assert_eq!(rig.delay(), 3_000);
}

#[test]
fn an_attempt_that_slept_past_its_deadline_is_made_again_at_once() {
    let mut rig = Rig::new(plain());
    rig.step(Input::Connect);
    rig.step(resolved(rig.id));
    let old = rig.id;
    rig.sleep(10_500);
    assert!(rig.id > old);
    assert_eq!((rig.phase(), rig.cause()), (Phase::Connecting, Cause::Woken));
    assert_eq!(rig.snapshot().attempt, 1, "it counts: else a hung server would be asked for ever");
}

#[test]
fn a_throttled_page_does_not_skip_its_delays() {
    // Timers of hidden pages may be a minute late each time: that one is late says nothing new.
    let mut rig = Rig::new(plain());
    rig.step(Input::Connect);
    rig.sleep(60_000);
    assert_eq!(rig.cause(), Cause::Woken);
    rig.sleep(60_000);
    assert_eq!((rig.phase(), rig.delay()), (Phase::Waiting, 6_000));
}

#[test]
fn an_attempt_whose_deadline_is_hardly_late_waits() {
    let mut rig = Rig::new(plain());
    rig.step(Input::Connect);
    rig.sleep(10_499);
    assert_eq!((rig.phase(), rig.delay()), (Phase::Waiting, 3_000));
}

#[test]
fn an_attempt_under_way_is_left_to_its_own_deadline() {
    let mut rig = Rig::new(plain());
    rig.step(Input::Connect);
    for (signal, _) in BACK {
        assert_eq!(rig.signal(signal), []);
    }
    rig.step(resolved(rig.id));
    for (signal, _) in BACK {
        assert_eq!(rig.signal(signal), []);
    }
}

#[test]
fn coming_back_wakes_nothing_that_has_ended() {
    for (signal, _) in BACK {
        let mut rig = Rig::new(plain());
        assert_eq!(rig.signal(signal), []);
        rig.step(Input::Connect);
        rig.succeed();
        rig.disconnect();
        assert_eq!(rig.signal(signal), [], "closing");
        rig.lose();
        assert_eq!(rig.signal(signal), [], "closed");
    }
}

#[test]
fn offline_or_frozen_it_waits_without_a_timer_until_it_is_back() {
    for (stop, cause, back) in
        [(Signal::Offline, Cause::Offline, Signal::Online), (Signal::Frozen, Cause::Frozen, Signal::Resumed)]
    {
        let mut rig = waiting();
        rig.signal(stop);
        assert_eq!((rig.phase(), rig.cause()), (Phase::Waiting, cause));
        assert!(rig.snapshot().paused && rig.snapshot().next_attempt_at.is_none());
        assert_eq!(rig.machine.next_deadline(), None);
        rig.advance(100_000_000);
        assert_eq!(rig.phase(), Phase::Waiting);
        assert_eq!(rig.signal(stop), [], "it is told once");
        rig.signal(back);
        assert_eq!((rig.phase(), rig.snapshot().attempt), (Phase::Connecting, 1));
    }
}

#[test]
fn what_is_lost_offline_waits_for_the_network_at_once() {
    let mut rig = Rig::open(plain());
    assert_eq!(rig.signal(Signal::Offline), [], "an open link may live on");
    rig.lose();
    assert!(rig.snapshot().paused);
    assert_eq!(rig.cause(), Cause::ConnectionLost);
    rig.signal(Signal::Online);
    assert_eq!(rig.phase(), Phase::Connecting);
}

#[test]
fn attempts_that_fail_offline_do_not_count() {
    let mut rig = Rig::new(with(&[(NumberOption::MaxRetries, 1.0)]));
    rig.step(Input::Connect);
    rig.refuse();
    rig.signal(Signal::Offline);
    for _ in 0..20 {
        rig.signal(Signal::Online);
        rig.signal(Signal::Offline);
        rig.refuse();
        assert_eq!((rig.phase(), rig.snapshot().attempt), (Phase::Waiting, 1));
    }
    rig.signal(Signal::Online);
    rig.refuse();
    assert_eq!(rig.phase(), Phase::Closed, "that one had a network");
}

#[test]
fn a_policy_that_was_turned_off_does_not_wait_for_the_network() {
    let mut rig = Rig::new(plain());
    rig.step(Input::Connect);
    rig.refuse();
    rig.advance(3_000);
    rig.signal(Signal::Offline);
    rig.machine.config_mut().set_enabled(false);
    rig.refuse();
    assert_eq!(rig.phase(), Phase::Closed);
}

#[test]
fn being_seen_or_woken_is_no_network() {
    let mut rig = waiting();
    rig.signal(Signal::Offline);
    for signal in [Signal::Visible, Signal::Resumed, Signal::Woken, Signal::Hidden] {
        assert_eq!(rig.signal(signal), [], "{signal:?}");
    }
    rig.signal(Signal::Online);
    assert_eq!(rig.phase(), Phase::Connecting);
}

#[test]
fn a_frozen_page_does_not_attempt_though_the_network_is_back() {
    let mut rig = waiting();
    rig.signal(Signal::Offline);
    rig.signal(Signal::Frozen);
    assert_eq!(rig.signal(Signal::Online), []);
    rig.signal(Signal::Visible);
    assert_eq!(rig.cause(), Cause::Visible, "what is seen is not frozen");
}

#[test]
fn a_server_on_this_machine_needs_no_network() {
    let mut rig = Rig::new(plain());
    rig.step(Input::Connect);
    rig.step(Input::Resolved { id: rig.id, local: true });
    rig.step(Input::Opened(rig.id));
    rig.signal(Signal::Offline);
    rig.lose();
    assert_eq!(rig.delay(), 3_000);
    assert_eq!(rig.signal(Signal::Offline), []);
    rig.signal(Signal::Frozen);
    assert!(rig.snapshot().paused, "but it does need a page");
}

#[test]
fn who_asks_for_a_connection_gets_an_attempt_even_offline() {
    let mut rig = Rig::new(plain());
    rig.signal(Signal::Offline);
    rig.step(Input::Connect);
    assert_eq!(rig.phase(), Phase::Connecting);
    rig.refuse();
    assert!(rig.snapshot().paused);
    rig.reconnect();
    assert_eq!((rig.phase(), rig.cause()), (Phase::Connecting, Cause::Reconnect));
}

#[test]
fn a_wait_that_is_paused_can_be_given_up() {
    let mut rig = waiting();
    rig.signal(Signal::Offline);
    rig.disconnect();
    assert_eq!((rig.phase(), rig.cause()), (Phase::Closed, Cause::ClosedByUser));
    assert_eq!(rig.signal(Signal::Online), []);
}

#[test]
fn an_end_in_the_very_moment_of_coming_back_is_told_before_the_attempt() {
    let mut rig = Rig::open(plain());
    rig.signal(Signal::Woken);
    let effects = rig.step(crate::harness::closed(rig.id, everwire::core::Close::abnormal()));
    assert!(matches!(
        effects[..],
        [
            Effect::Emit(Event::Close(..)),
            Effect::Emit(Event::State(waiting)),
            Effect::Emit(Event::State(connecting)),
            Effect::Resolve(..)
        ] if waiting.phase == Phase::Waiting && connecting.phase == Phase::Connecting
    ));
}
