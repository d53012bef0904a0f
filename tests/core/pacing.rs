//! A transport that has enough waits for more: what it holds cannot be taken back.

use everwire::core::{Fate, NOT_WRITABLE, NumberOption, Outgoing};

use crate::harness::{Rig, with};

fn paced(mark: f64) -> Rig {
    Rig::open(with(&[(NumberOption::HighWaterMark, mark)]))
}

fn send(rig: &mut Rig, payload: &'static str, buffered: u64) -> Fate {
    rig.send_with(payload, Outgoing { buffered, ..Outgoing::default() })
}

#[test]
fn a_transport_at_its_mark_is_handed_no_more_and_one_below_it_is() {
    let mut rig = paced(100.0);
    assert_eq!(send(&mut rig, "a", 99), Fate::Sent);
    assert_eq!(send(&mut rig, "b", 100), Fate::Queued);
    assert_eq!(send(&mut rig, "c", 0), Fate::Queued, "nothing overtakes what waits");
    assert_eq!(rig.written, ["a"]);
}

#[test]
fn what_waits_leaves_as_soon_as_the_transport_takes_it() {
    let mut rig = paced(100.0);
    send(&mut rig, "a", 100);
    rig.advance_with(1_000, 100);
    assert_eq!(rig.written.len(), 0);
    rig.advance_with(25, 99);
    assert_eq!(rig.written, ["a"]);
    assert_eq!(rig.machine.next_deadline(), None, "and nobody looks any more");
}

#[test]
fn what_is_handed_over_counts_towards_the_mark() {
    let mut rig = paced(10.0);
    for payload in ["four", "five.", "six...", "7"] {
        send(&mut rig, payload, 10);
    }
    rig.advance_with(25, 0);
    assert_eq!(
        rig.written,
        ["four", "five.", "six..."],
        "4 and 5 bytes are below the mark, and the next one goes past it"
    );
    rig.advance_with(25, 9);
    assert_eq!(rig.written.len(), 4);
}

#[test]
fn an_opening_hands_over_no_more_than_the_mark_either() {
    let mut rig = paced(10.0);
    rig.lose();
    for payload in ["0123456789", "next"] {
        assert_eq!(rig.send(payload), Fate::Queued);
    }
    rig.advance(3_000);
    rig.succeed();
    assert_eq!(rig.written, ["0123456789"]);
    rig.advance_with(25, 0);
    assert_eq!(rig.written, ["0123456789", "next"]);
}

#[test]
fn a_transport_that_closes_unseen_is_handed_nothing_whatever_the_mark() {
    let mut rig = paced(f64::INFINITY);
    assert_eq!(send(&mut rig, "a", u64::MAX - 1), Fate::Sent);
    assert_eq!(send(&mut rig, "b", NOT_WRITABLE), Fate::Queued);
    rig.advance_with(100, NOT_WRITABLE);
    assert_eq!(rig.written, ["a"]);
}

#[test]
fn nobody_looks_at_a_transport_that_is_gone() {
    let mut rig = paced(100.0);
    send(&mut rig, "a", 100);
    rig.lose();
    assert_eq!(rig.machine.next_deadline(), rig.snapshot().next_attempt_at);
}
