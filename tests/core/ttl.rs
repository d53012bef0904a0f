//! What is kept is kept for so long and no longer.

use everwire::core::{Effect, Event, Fate, Input, NOT_WRITABLE, NumberOption, Outcome, Outgoing, Signal};

use crate::harness::{Rig, TICK, resolved, with};

fn brief() -> Rig {
    Rig::open(with(&[(NumberOption::Ttl, 1_000.0)]))
}

#[test]
fn what_waits_for_too_long_expires() {
    let mut rig = brief();
    rig.lose();
    rig.send("a");
    rig.advance(999);
    rig.send("b");
    assert_eq!(rig.outcomes, []);
    rig.advance(1);
    assert_eq!(rig.outcomes, [("a", Outcome::Expired)]);
    rig.advance(999);
    assert_eq!(rig.outcomes, [("a", Outcome::Expired), ("b", Outcome::Expired)]);
    rig.advance(1_001);
    rig.succeed();
    assert_eq!((rig.written.len(), rig.machine.counters().dropped), (0, 2));
}

#[test]
fn an_acknowledgement_that_takes_too_long_expires_too() {
    let mut rig = brief();
    rig.send_until_acknowledged("a");
    rig.advance(1_000);
    assert_eq!(rig.outcomes, [("a", Outcome::Expired)]);
    rig.acknowledge("a");
    assert_eq!(rig.outcomes.len(), 1, "settled once");
}

#[test]
fn a_timeout_of_its_own_wins_over_the_option() {
    let mut rig = brief();
    rig.lose();
    rig.send_with("short", Outgoing { timeout: Some(10), ..Outgoing::default() });
    rig.send_with("long", Outgoing { timeout: Some(2_000), ..Outgoing::default() });
    rig.advance(10);
    assert_eq!(rig.outcomes, [("short", Outcome::Expired)]);
    rig.advance(1_989);
    assert_eq!(rig.outcomes.len(), 1);
    rig.advance(1);
    assert_eq!(rig.outcomes[1], ("long", Outcome::Expired));
}

#[test]
fn without_a_ttl_it_waits_for_ever() {
    let mut rig = Rig::open(with(&[(NumberOption::MaxReconnectionDelay, 2_147_483_647.0)]));
    rig.signal(Signal::Offline);
    rig.lose();
    rig.send("a");
    rig.advance(10_000_000_000);
    rig.signal(Signal::Online);
    rig.succeed();
    assert_eq!(rig.written, ["a"]);
}

#[test]
fn what_has_ended_holds_no_timer_and_the_next_attempt_looks() {
    let mut rig = brief();
    rig.disconnect();
    rig.send("a");
    rig.lose();
    rig.send("b");
    assert_eq!(rig.machine.next_deadline(), None);
    rig.advance(5_000);
    assert_eq!(rig.outcomes, []);
    rig.send("c");
    rig.step(Input::Connect);
    assert_eq!(rig.outcomes, [("a", Outcome::Expired), ("b", Outcome::Expired)]);
    assert_eq!(rig.snapshot().queued.messages, 1);
    rig.advance(1_000);
    assert_eq!(rig.outcomes.len(), 3, "and it is looked at from there on");
}

#[test]
fn an_opening_that_comes_late_hands_over_nothing_that_has_expired() {
    let mut rig = brief();
    rig.reconnect();
    rig.send("a");
    rig.step(resolved(rig.id));
    // The page was frozen: no timer has fired.
    rig.now = rig.now + 1_000;
    rig.step(Input::Opened(rig.id));
    assert_eq!((rig.written.len(), rig.outcomes.as_slice()), (0, [("a", Outcome::Expired)].as_slice()));
}

#[test]
fn a_transport_that_takes_more_late_is_handed_nothing_that_has_expired() {
    let mut rig = brief();
    let fate = rig.send_with("a", Outgoing { buffered: NOT_WRITABLE, ..Outgoing::default() });
    assert_eq!(fate, Fate::Queued);
    rig.now = rig.now + 60_000;
    rig.step(TICK);
    assert_eq!((rig.written.len(), rig.outcomes.as_slice()), (0, [("a", Outcome::Expired)].as_slice()));
}

#[test]
fn an_acknowledgement_that_comes_before_the_look_at_the_clock_counts() {
    let mut rig = brief();
    rig.send_until_acknowledged("a");
    rig.now = rig.now + 60_000;
    rig.acknowledge("a");
    assert_eq!(rig.outcomes, [("a", Outcome::Acknowledged)], "what really happened comes first");
}

#[test]
fn a_message_that_left_at_once_does_not_expire() {
    let mut rig = brief();
    assert_eq!(rig.send("a"), Fate::Sent);
    assert_eq!(rig.machine.next_deadline(), None);
}

#[test]
fn the_moment_that_is_shown_with_an_attempt_has_no_expired_messages() {
    let mut rig = Rig::new(with(&[(NumberOption::Ttl, 1_000.0)]));
    rig.send("a");
    rig.advance(2_000);
    let effects = rig.step(Input::Connect);
    let shown = effects.iter().find_map(|effect| match effect {
        Effect::Emit(Event::State(snapshot)) => Some(snapshot.queued.messages),
        _ => None,
    });
    assert_eq!(shown, Some(0));
}
