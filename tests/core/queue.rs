//! What is sent leaves in its order, or is kept, or the sender is told.

use everwire::core::{Effect, Event, Fate, Input, NOT_WRITABLE, NumberOption, Outgoing, Queued};

use crate::harness::{Rig, plain, resolved, with};

#[test]
fn what_is_sent_while_open_is_handed_over_at_once() {
    let mut rig = Rig::open(plain());
    assert_eq!(rig.send("a"), Fate::Sent);
    assert_eq!(rig.written, ["a"]);
}

#[test]
fn what_is_sent_while_away_is_kept_in_order_and_leaves_before_the_user_hears_of_the_opening() {
    let mut rig = Rig::new(plain());
    assert_eq!(rig.send("before connect"), Fate::Queued);
    rig.step(Input::Connect);
    assert_eq!(rig.send("while connecting"), Fate::Queued);
    rig.refuse();
    assert_eq!(rig.send("while waiting"), Fate::Queued);
    assert_eq!(rig.snapshot().queued, Queued { messages: 3, unacknowledged: 0, bytes: 43 });
    rig.advance(3_000);
    rig.step(resolved(rig.id));
    let effects = rig.step(Input::Opened(rig.id));
    assert_eq!(rig.written, ["before connect", "while connecting", "while waiting"]);
    let position = |wanted: fn(&Effect) -> bool| effects.iter().position(wanted);
    assert!(
        position(|effect| matches!(effect, Effect::Write(..)))
            < position(|effect| *effect == Effect::Emit(Event::Open))
    );
    assert_eq!(rig.snapshot().queued, Queued::default());
}

#[test]
fn what_does_not_fit_is_dropped_and_the_sender_is_told() {
    let mut rig = Rig::new(with(&[(NumberOption::MaxEnqueuedMessages, 2.0)]));
    assert_eq!([rig.send("a"), rig.send("b"), rig.send("c")], [Fate::Queued, Fate::Queued, Fate::Dropped]);
    rig.step(Input::Connect);
    rig.succeed();
    assert_eq!(rig.written, ["a", "b"]);
    assert_eq!(rig.send("d"), Fate::Sent);
}

#[test]
fn a_queue_of_none_keeps_nothing() {
    let mut rig = Rig::new(with(&[(NumberOption::MaxEnqueuedMessages, 0.0)]));
    assert_eq!(rig.send("a"), Fate::Dropped);
}

#[test]
fn a_queue_without_limit_keeps_everything() {
    let mut rig = Rig::new(with(&[(NumberOption::MaxEnqueuedMessages, f64::INFINITY)]));
    assert!((0..5_000).all(|_| rig.send("a") == Fate::Queued));
    assert_eq!(rig.snapshot().queued.messages, 5_000);
}

#[test]
fn what_is_sent_into_a_socket_that_is_closing_unseen_is_kept() {
    // A browser's socket may be closing before its `close` event: what it is handed then is lost.
    let mut rig = Rig::open(plain());
    let fate = rig.send_with("a", Outgoing { buffered: NOT_WRITABLE, ..Outgoing::default() });
    assert_eq!((fate, rig.written.len()), (Fate::Queued, 0));
    assert_eq!(rig.send("b"), Fate::Queued, "nothing overtakes it");
    rig.lose();
    rig.advance(3_000);
    rig.succeed();
    assert_eq!(rig.written, ["a", "b"]);
}

#[test]
fn what_is_queued_survives_a_disconnect() {
    let mut rig = Rig::open(plain());
    rig.disconnect();
    assert_eq!(rig.send("a"), Fate::Queued);
    rig.lose();
    assert_eq!(rig.send("b"), Fate::Queued);
    rig.reconnect();
    rig.succeed();
    assert_eq!(rig.written, ["a", "b"]);
}
