//! The ten invariants of ARCHITECTURE, each with a story that would break it. The referee judges them all after every
//! step of the [lives](crate::lives), the [search](crate::search) and the simulation.

use everwire::core::{
    Cause, Close, Cursor, Effect, Event, Facts, Fate, Input, NOT_WRITABLE, NumberOption, Outcome, Outgoing, Page,
    Phase, Signal, Target, build_websocket_url,
};

use crate::harness::{Rig, closed, plain, resolved, with};

/// How many transports were opened and neither given up nor closed.
fn live(effects: &[Effect]) -> i32 {
    effects.iter().fold(0, |live, effect| match effect {
        Effect::Open(_) => live + 1,
        Effect::Abandon(_) => live - 1,
        _ => live,
    })
}

#[test]
fn invariant_1_at_most_one_live_transport_and_events_of_any_other_change_nothing() {
    let mut rig = Rig::open(plain());
    let mut transports = 1;
    for _ in 0..5 {
        let old = rig.id;
        rig.now = rig.now + 1;
        transports += live(&rig.reconnect());
        transports += live(&rig.step(resolved(rig.id)));
        assert_eq!(transports, 1);
        let before = rig.machine.clone();
        let late = [Input::Opened(old), Input::Message(old, Facts::default()), closed(old, Close::abnormal())];
        for input in late {
            assert_eq!(rig.step(input), []);
        }
        assert!(rig.machine == before);
        rig.step(Input::Opened(rig.id));
    }
}

#[test]
fn invariant_2_after_disconnect_nothing_opens_until_connect_and_a_terminal_state_holds_no_timer() {
    let options = [(NumberOption::Heartbeat, 1.0), (NumberOption::Ttl, 60_000.0), (NumberOption::Save, 1.0)];
    let mut rig = Rig::open(with(&options));
    rig.send_until_acknowledged("a");
    rig.receive(Facts { cursor: Some(Cursor::number(1.0)), ..Facts::default() });
    rig.disconnect();
    rig.send("b");
    rig.lose();
    assert_eq!((rig.phase(), rig.machine.next_deadline()), (Phase::Closed, None));
    for signal in [Signal::Offline, Signal::Online, Signal::Hidden, Signal::Visible, Signal::Frozen, Signal::Resumed] {
        assert_eq!(rig.signal(signal), []);
    }
    rig.send("c");
    rig.sleep(1_000_000_000);
    assert_eq!((rig.phase(), rig.machine.next_deadline()), (Phase::Closed, None));
    rig.step(Input::Connect);
    rig.succeed();
    assert_eq!(rig.written, ["a"], "the others were kept for too long");
}

#[test]
fn invariant_3_never_more_attempts_than_allowed_nor_past_the_deadline_nor_a_delay_out_of_bounds() {
    let mut rig = Rig::new(with(&[(NumberOption::MaxRetries, 4.0), (NumberOption::Jitter, 2.0)]));
    rig.step(Input::Connect);
    for retry in 1..=4 {
        rig.advance(10_000);
        let (low, high) = rig.machine.config_mut().delay_bounds(retry, 0, Close::abnormal(), None);
        assert!(rig.phase() == Phase::Waiting && (low.into()..=high.into()).contains(&rig.delay()));
        rig.advance(rig.delay());
        assert_eq!(rig.phase(), Phase::Connecting);
    }
    rig.advance(10_000);
    assert_eq!((rig.phase(), rig.machine.counters().attempts), (Phase::Closed, 5));
}

#[test]
fn invariant_4_every_open_is_followed_by_exactly_one_close_with_the_code_that_was_said() {
    let mut rig = Rig::open(with(&[(NumberOption::Heartbeat, 1.0)]));
    rig.close(1001, "going away");
    rig.advance(rig.delay());
    rig.succeed();
    rig.advance(35_000);
    rig.advance(rig.delay());
    rig.succeed();
    rig.reconnect();
    rig.succeed();
    rig.disconnect();
    rig.advance(5_000);
    let story: Vec<u16> = rig
        .told
        .iter()
        .filter_map(|event| match event {
            Event::Open => Some(0),
            Event::Close(close, _) => Some(close.code),
            _ => None,
        })
        .collect();
    assert_eq!(story, [0, 1001, 0, 1006, 0, 1006, 0, 1006], "none of them made up");
}

#[test]
fn invariant_5_messages_leave_in_order_and_what_does_not_fit_is_reported_by_the_policys_name() {
    let options = [
        (NumberOption::MaxEnqueuedMessages, 3.0),
        (NumberOption::MaxBytes, 4.0),
        (NumberOption::Overflow, 1.0),
        (NumberOption::HighWaterMark, 2.0),
    ];
    let mut rig = Rig::open(with(&options));
    rig.send("a");
    for payload in ["b", "c", "dd", "e"] {
        let fate = rig.send_with(payload, Outgoing { buffered: NOT_WRITABLE, ..Outgoing::default() });
        assert_eq!(fate, Fate::Queued);
        let queued = rig.snapshot().queued;
        assert!(queued.messages <= 3 && queued.bytes <= 4);
    }
    assert_eq!(rig.outcomes, [("b", Outcome::Overflowed)]);
    rig.advance(1_000);
    assert_eq!(rig.written, ["a", "c", "dd", "e"]);
}

#[test]
fn invariant_6_with_resume_every_message_that_can_be_replayed_is_seen_once_in_order() {
    let mut rig = Rig::open(plain());
    let keys: Vec<String> = (0..60).map(|number| number.to_string()).collect();
    let mut next = 0;
    let mut seen = Vec::new();
    // Each connection brings three new ones, after a replay from the cursor on, that one included.
    for _ in 0..20 {
        let from = rig.machine.cursor().and_then(Cursor::as_number).map_or(0, |cursor| cursor as usize);
        for (number, key) in keys.iter().enumerate().take(next + 3).skip(from) {
            let cursor = Some(Cursor::number(number as f64));
            let effects = rig.receive(Facts { cursor, key: Some(key), ..Facts::default() });
            if effects.contains(&Effect::Emit(Event::Message)) {
                seen.push(number);
            }
        }
        next += 3;
        rig.reconnect();
        rig.now = rig.now + 1;
        rig.succeed();
    }
    assert_eq!(seen, (0..60).collect::<Vec<_>>());
}

#[test]
fn invariant_7_a_sent_message_is_queued_or_handed_over_or_acknowledged_or_refused_and_send_says_which() {
    let mut rig = Rig::open(with(&[(NumberOption::MaxEnqueuedMessages, 2.0)]));
    assert_eq!(rig.send("plain"), Fate::Sent);
    assert_eq!(rig.send_until_acknowledged("kept"), Fate::Sent);
    assert_eq!(rig.snapshot().queued.unacknowledged, 1);
    rig.acknowledge("kept");
    assert_eq!((rig.snapshot().queued.unacknowledged, rig.machine.counters().acknowledged), (0, 1));
    rig.lose();
    assert_eq!(rig.send("a"), Fate::Queued);
    assert_eq!(rig.send("b"), Fate::Queued);
    assert_eq!(rig.send("c"), Fate::Dropped);
    assert_eq!(rig.snapshot().queued.messages, 2);
    rig.advance(3_000);
    rig.succeed();
    assert_eq!(rig.written, ["plain", "kept", "a", "b"]);
    assert_eq!(rig.outcomes, [("kept", Outcome::Acknowledged), ("a", Outcome::Sent), ("b", Outcome::Sent)]);
}

#[test]
fn invariant_8_a_transport_silent_past_the_heartbeat_deadline_is_abandoned_at_once() {
    let mut rig = Rig::open(with(&[(NumberOption::Heartbeat, 1.0)]));
    let (old, heard) = (rig.id, rig.now);
    while rig.phase() == Phase::Open {
        rig.now = rig.machine.next_deadline().unwrap();
        let effects = rig.step(crate::harness::TICK);
        assert_eq!(effects.contains(&Effect::Abandon(old)), rig.phase() != Phase::Open);
    }
    assert_eq!((rig.now - heard, rig.cause()), (35_000, Cause::HeartbeatTimedOut));
}

#[test]
fn invariant_9_coming_back_leads_to_one_probe_or_one_attempt_and_never_to_two() {
    let all = [Signal::Online, Signal::Visible, Signal::Resumed, Signal::Woken];
    for first in all {
        let mut open = Rig::open(with(&[(NumberOption::Heartbeat, 1.0)]));
        open.now = open.now + 3_600_000;
        let mut waiting = Rig::open(plain());
        waiting.lose();
        let attempts = waiting.machine.counters().attempts;
        waiting.now = waiting.now + 3_600_000;
        for signal in [first].into_iter().chain(all) {
            open.signal(signal);
            open.step(crate::harness::TICK);
            waiting.signal(signal);
            waiting.step(crate::harness::TICK);
        }
        assert_eq!((open.probes.len(), open.phase()), (1, Phase::Open), "{first:?}");
        assert_eq!(waiting.machine.counters().attempts - attempts, 1, "{first:?}");
    }
}

#[test]
fn invariant_10_wss_never_becomes_ws_and_no_event_can_hold_a_token() {
    for (page, target) in [(true, true), (true, false), (false, true)] {
        let page = Page { secure: page, host: "p" };
        let target = Target { secure: target, host: "h", path: "/" };
        assert!(build_websocket_url("7", Some(target), page).unwrap().starts_with("wss://"));
    }
    // What the machine says is numbers and names: it holds no text that a token could be in.
    fn holds_no_text<T: Copy + 'static>() {}
    holds_no_text::<Effect>();
    holds_no_text::<Event>();
}
