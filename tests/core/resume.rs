//! A loss repeats nothing and misses nothing: cursors and keys.

use everwire::core::{Cursor, Effect, Event, Facts, Input, NumberOption};

use crate::harness::{Rig, plain, with};

fn at(cursor: f64) -> Facts<'static> {
    Facts { cursor: Some(Cursor::number(cursor)), ..Facts::default() }
}

fn keyed(key: &str) -> Facts<'_> {
    Facts { key: Some(key), ..Facts::default() }
}

#[test]
fn the_next_attempt_goes_on_after_the_newest_message() {
    let mut rig = Rig::open(plain());
    assert!(!rig.snapshot().resumed);
    assert_eq!(rig.receive(at(3.0)), [Effect::Advance, Effect::Emit(Event::Message)]);
    rig.lose();
    rig.advance(3_000);
    assert_eq!(rig.machine.cursor(), Some(&Cursor::number(3.0)));
    assert!(rig.snapshot().resumed, "the attempt shows it already");
    rig.succeed();
    assert!(rig.snapshot().resumed);
}

#[test]
fn the_cursor_is_the_greatest_also_where_messages_come_in_no_order() {
    let mut rig = Rig::open(plain());
    rig.receive(at(5.0));
    for old in [5.0, 4.0, -1.0] {
        assert_eq!(rig.receive(at(old)), [Effect::Emit(Event::Message)], "delivered all the same");
    }
    assert_eq!(rig.machine.cursor(), Some(&Cursor::number(5.0)));
    assert_eq!(rig.receive(at(5.5)).len(), 2);
}

#[test]
fn a_message_without_a_cursor_moves_none() {
    let mut rig = Rig::open(plain());
    rig.receive(at(5.0));
    rig.receive(Facts::default());
    assert_eq!(rig.machine.cursor(), Some(&Cursor::number(5.0)));
}

#[test]
fn text_is_ordered_as_timestamps_are() {
    let mut rig = Rig::open(plain());
    let at = |text: &str| Facts { cursor: Some(Cursor::from(text)), ..Facts::default() };
    rig.receive(at("2026-01-01T00:00:10"));
    rig.receive(at("2026-01-01T00:00:09"));
    assert_eq!(rig.machine.cursor(), Some(&Cursor::from("2026-01-01T00:00:10")));
}

#[test]
fn numbers_are_ordered_as_numbers() {
    let numbers = [f64::NEG_INFINITY, -1e300, -2.0, -1.0, -0.5, 0.0, 1e-300, 0.5, 1.0, 9.0, 10.0, 1e15, f64::INFINITY];
    for pair in numbers.windows(2) {
        assert!(Cursor::number(pair[0]) < Cursor::number(pair[1]), "{pair:?}");
        assert_eq!(Cursor::number(pair[0]).as_number(), Some(pair[0]));
    }
    assert_eq!(Cursor::number(-0.0), Cursor::number(0.0));
}

#[test]
fn a_message_that_came_before_is_not_delivered_and_moves_no_cursor() {
    let mut rig = Rig::open(plain());
    rig.receive(Facts { key: Some("k"), ..at(1.0) });
    assert_eq!(rig.receive(Facts { key: Some("k"), ..at(2.0) }), []);
    assert_eq!(rig.machine.cursor(), Some(&Cursor::number(1.0)));
    assert_eq!((rig.received(), rig.machine.counters().duplicates), (1, 1));
}

#[test]
fn a_repetition_still_acknowledges_and_is_still_a_sign_of_life() {
    let mut rig = Rig::open(with(&[(NumberOption::Heartbeat, 1.0)]));
    rig.receive(keyed("k"));
    rig.send_until_acknowledged("a");
    rig.advance(20_000);
    rig.receive(Facts { acknowledges: Some("a"), ..keyed("k") });
    assert_eq!(rig.outcomes.len(), 1);
    rig.advance(24_999);
    assert_eq!(rig.probes, []);
}

#[test]
fn a_message_without_a_key_is_never_taken_for_a_repetition() {
    let mut rig = Rig::open(plain());
    for _ in 0..3 {
        rig.receive(at(1.0));
    }
    assert_eq!(rig.received(), 3);
}

#[test]
fn so_many_keys_are_remembered_and_no_more() {
    let mut rig = Rig::open(with(&[(NumberOption::Window, 2.0)]));
    for key in ["a", "b", "c"] {
        rig.receive(keyed(key));
    }
    assert_eq!(rig.machine.keys().collect::<Vec<_>>(), ["b", "c"]);
    assert_eq!((rig.receive(keyed("b")), rig.receive(keyed("c"))), (vec![], vec![]));
    assert_eq!(rig.receive(keyed("a")).len(), 1, "it was forgotten");
    assert_eq!(rig.machine.keys().collect::<Vec<_>>(), ["c", "a"]);
}

#[test]
fn a_window_of_none_tells_no_repetitions() {
    let mut rig = Rig::open(with(&[(NumberOption::Window, 0.0)]));
    rig.receive(keyed("a"));
    rig.receive(keyed("a"));
    assert_eq!((rig.received(), rig.machine.keys().count()), (2, 0));
}

#[test]
fn keys_of_one_hash_are_told_apart() {
    // FNV-1a, 32 bits: these two are a known pair.
    let mut rig = Rig::open(plain());
    rig.receive(keyed("costarring"));
    assert_eq!(rig.receive(keyed("liquid")).len(), 1);
    assert_eq!(rig.receive(keyed("liquid")).len(), 0);
}

#[test]
fn keys_and_cursor_outlive_connections_and_ends() {
    let mut rig = Rig::open(plain());
    rig.receive(Facts { key: Some("k"), ..at(1.0) });
    rig.disconnect();
    rig.lose();
    rig.step(Input::Connect);
    rig.succeed();
    assert_eq!(rig.receive(keyed("k")), []);
    assert!(rig.snapshot().resumed);
}

#[test]
fn a_page_goes_on_where_another_one_was() {
    let mut rig = Rig::new(with(&[(NumberOption::Window, 2.0)]));
    rig.machine.restore(Some(Cursor::number(7.0)), ["a", "b", "c"]);
    rig.step(Input::Connect);
    assert!(rig.snapshot().resumed);
    rig.succeed();
    assert_eq!(rig.receive(keyed("c")), []);
    assert_eq!(rig.receive(at(7.0)), [Effect::Emit(Event::Message)], "that is not newer");
    assert_eq!(rig.receive(keyed("a")).len(), 1, "it was out of the window");
    let mut fresh = Rig::new(plain());
    fresh.machine.restore(None, []);
    fresh.step(Input::Connect);
    assert!(!fresh.snapshot().resumed);
}
