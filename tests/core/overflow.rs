//! What does not fit is named by the policy, never dropped in silence.

use everwire::core::{Fate, NOT_WRITABLE, NumberOption, Outcome, Outgoing, Queued};

use crate::harness::{Rig, with};

const DROP_OLDEST: f64 = 1.0;
const REJECT: f64 = 2.0;

fn capped(messages: f64, bytes: f64, policy: f64) -> Rig {
    Rig::new(with(&[
        (NumberOption::MaxEnqueuedMessages, messages),
        (NumberOption::MaxBytes, bytes),
        (NumberOption::Overflow, policy),
    ]))
}

#[test]
fn reject_says_so() {
    let mut rig = capped(1.0, 100.0, REJECT);
    assert_eq!([rig.send("a"), rig.send("b")], [Fate::Queued, Fate::Rejected]);
    assert_eq!(rig.machine.counters().dropped, 1);
}

#[test]
fn drop_oldest_makes_room_for_the_newest() {
    let mut rig = capped(2.0, 100.0, DROP_OLDEST);
    assert!(["a", "b", "c", "d"].map(|payload| rig.send(payload)).iter().all(|fate| *fate == Fate::Queued));
    assert_eq!(rig.outcomes, [("a", Outcome::Overflowed), ("b", Outcome::Overflowed)]);
    assert_eq!(rig.machine.counters().dropped, 2);
    rig.step(everwire::core::Input::Connect);
    rig.succeed();
    assert_eq!(rig.written, ["c", "d"]);
}

#[test]
fn bytes_are_capped_to_the_byte() {
    let mut rig = capped(f64::INFINITY, 10.0, 0.0);
    assert_eq!([rig.send("12345"), rig.send("123456"), rig.send("12345")], [Fate::Queued, Fate::Dropped, Fate::Queued]);
    assert_eq!(rig.snapshot().queued, Queued { messages: 2, unacknowledged: 0, bytes: 10 });
    assert_eq!(rig.send(""), Fate::Queued, "what weighs nothing fits");
}

#[test]
fn as_many_old_ones_are_dropped_as_a_large_one_needs_and_no_more() {
    let mut rig = capped(f64::INFINITY, 10.0, DROP_OLDEST);
    for payload in ["123", "456", "789"] {
        rig.send(payload);
    }
    assert_eq!(rig.send("abcdef"), Fate::Queued);
    assert_eq!(rig.outcomes, [("123", Outcome::Overflowed), ("456", Outcome::Overflowed)]);
}

#[test]
fn what_can_never_fit_drops_nothing() {
    let mut rig = capped(f64::INFINITY, 10.0, DROP_OLDEST);
    rig.send("old");
    assert_eq!(rig.send("12345678901"), Fate::Dropped);
    assert_eq!(rig.outcomes, []);
    let mut rig = capped(0.0, 10.0, DROP_OLDEST);
    assert_eq!(rig.send("a"), Fate::Dropped);
}

#[test]
fn what_the_transport_has_does_not_make_way_and_nothing_is_dropped_in_vain() {
    let mut rig = capped(f64::INFINITY, 10.0, DROP_OLDEST);
    rig.step(everwire::core::Input::Connect);
    rig.succeed();
    rig.send_until_acknowledged("in flight");
    let waits = Outgoing { buffered: NOT_WRITABLE, ..Outgoing::default() };
    assert_eq!(rig.send_with("w", waits), Fate::Queued);
    assert_eq!(rig.send_with("xy", waits), Fate::Dropped, "9 bytes of 10 are in flight");
    assert_eq!(rig.outcomes, [], "what waits did not make way for nothing");
    assert_eq!(rig.send_with("x", waits), Fate::Queued);
    assert_eq!(rig.outcomes, [("w", Outcome::Overflowed)]);
}

#[test]
fn a_message_that_was_handed_over_before_a_loss_may_make_way() {
    let mut rig = capped(1.0, 100.0, DROP_OLDEST);
    rig.step(everwire::core::Input::Connect);
    rig.succeed();
    rig.send_until_acknowledged("a");
    rig.lose();
    assert_eq!(rig.send("b"), Fate::Queued);
    assert_eq!(rig.outcomes, [("a", Outcome::Overflowed)], "its sender is told");
}
