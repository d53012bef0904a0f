//! Where a replay goes on is stored often enough for a page that dies, and no more often.

use everwire::core::{Cursor, Facts, NumberOption, Signal};

use crate::harness::{Rig, plain, with};

fn saving() -> Rig {
    Rig::open(with(&[(NumberOption::Save, 1.0)]))
}

fn advance_cursor(rig: &mut Rig, cursor: f64) {
    rig.receive(Facts { cursor: Some(Cursor::number(cursor)), ..Facts::default() });
}

#[test]
fn the_cursor_is_stored_within_a_second_and_at_most_once_a_second() {
    let mut rig = saving();
    let start = rig.now;
    for tenth in 1..=30 {
        advance_cursor(&mut rig, f64::from(tenth));
        rig.advance(100);
    }
    assert_eq!(rig.saves, [start + 1_000, start + 2_000, start + 3_000], "one a second");
    rig.advance(10_000);
    assert_eq!(rig.saves.len(), 3, "nothing new, nothing stored");
    assert_eq!(rig.machine.next_deadline(), None);
}

#[test]
fn a_new_key_is_stored_where_no_cursor_moves_with_it_and_a_repetition_is_nothing_new() {
    let mut rig = saving();
    for _ in 0..2 {
        rig.receive(Facts { key: Some("a"), ..Facts::default() });
        rig.advance(2_000);
    }
    assert_eq!(rig.saves.len(), 1);
}

#[test]
fn a_page_that_may_never_come_back_stores_at_once() {
    for signal in [Signal::Hidden, Signal::Frozen] {
        let mut rig = saving();
        advance_cursor(&mut rig, 1.0);
        rig.signal(signal);
        assert_eq!(rig.saves, [rig.now], "{signal:?}");
        rig.signal(signal);
        rig.advance(10_000);
        assert_eq!(rig.saves.len(), 1, "{signal:?}: nothing new since");
    }
}

#[test]
fn an_end_stores_at_once() {
    let mut rig = saving();
    advance_cursor(&mut rig, 1.0);
    rig.disconnect();
    assert_eq!(rig.saves, []);
    rig.lose();
    assert_eq!(rig.saves, [rig.now]);
    assert_eq!(rig.machine.next_deadline(), None);
}

#[test]
fn a_loss_does_not_keep_it_from_being_stored() {
    let mut rig = saving();
    advance_cursor(&mut rig, 1.0);
    let moved = rig.now;
    rig.advance(300);
    rig.lose();
    rig.advance(1_000);
    assert_eq!(rig.saves, [moved + 1_000]);
}

#[test]
fn nobody_stores_what_nobody_wants_stored() {
    let mut rig = Rig::open(plain());
    advance_cursor(&mut rig, 1.0);
    assert_eq!(rig.machine.next_deadline(), None);
    rig.signal(Signal::Hidden);
    rig.disconnect();
    rig.lose();
    assert_eq!(rig.saves, []);
}

#[test]
fn what_was_restored_is_not_stored_again() {
    let mut rig = Rig::new(with(&[(NumberOption::Save, 1.0)]));
    rig.machine.restore(Some(Cursor::number(5.0)), []);
    rig.signal(Signal::Hidden);
    assert_eq!(rig.saves, []);
}
