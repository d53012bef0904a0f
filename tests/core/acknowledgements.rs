//! What is sent with an id is kept until the server acknowledges it, and settled exactly once.

use everwire::core::{Effect, Event, Fate, Input, NOT_WRITABLE, NumberOption, Outcome, Outgoing, Phase, Queued};

use crate::harness::{Rig, plain, with};

#[test]
fn a_plain_message_leaves_once_and_is_not_kept() {
    let mut rig = Rig::open(plain());
    rig.send("a");
    rig.lose();
    rig.advance(3_000);
    rig.succeed();
    assert_eq!((rig.written.as_slice(), rig.outcomes.len()), (["a"].as_slice(), 0));
}

#[test]
fn a_message_with_an_id_is_kept_until_it_is_acknowledged() {
    let mut rig = Rig::open(plain());
    assert_eq!(rig.send_until_acknowledged("a"), Fate::Sent);
    assert_eq!(rig.snapshot().queued, Queued { messages: 0, unacknowledged: 1, bytes: 1 });
    rig.acknowledge("b");
    assert_eq!(rig.outcomes, []);
    rig.acknowledge("a");
    assert_eq!(rig.outcomes, [("a", Outcome::Acknowledged)]);
    assert_eq!(rig.snapshot().queued, Queued::default());
    rig.acknowledge("a");
    assert_eq!(rig.outcomes.len(), 1, "settled once");
}

#[test]
fn an_acknowledgement_is_settled_before_its_message_is_delivered() {
    let mut rig = Rig::open(plain());
    rig.send_until_acknowledged("a");
    let effects = rig.acknowledge("a");
    assert!(matches!(effects[..], [Effect::Forget(_, Outcome::Acknowledged), Effect::Emit(Event::Message)]));
}

#[test]
fn what_was_not_acknowledged_is_written_again_in_order_before_everything_newer() {
    let mut rig = Rig::open(plain());
    for payload in ["a", "b", "c"] {
        rig.send_until_acknowledged(payload);
    }
    rig.acknowledge("b");
    rig.lose();
    assert_eq!(rig.snapshot().queued, Queued { messages: 2, unacknowledged: 0, bytes: 2 });
    assert_eq!([rig.send("d"), rig.send_until_acknowledged("e")], [Fate::Queued, Fate::Queued]);
    rig.written.clear();
    rig.advance(3_000);
    rig.succeed();
    assert_eq!(rig.written, ["a", "c", "d", "e"]);
    assert_eq!(rig.outcomes, [("b", Outcome::Acknowledged), ("d", Outcome::Sent)]);
    for payload in ["a", "c", "e"] {
        rig.acknowledge(payload);
    }
    rig.written.clear();
    rig.reconnect();
    rig.succeed();
    assert_eq!((rig.written.len(), rig.snapshot().queued), (0, Queued::default()));
}

#[test]
fn an_acknowledgement_of_the_connection_before_is_one() {
    // The server had it, and was lost before it could say so; it says so of the repetition, or before that is out.
    let mut rig = Rig::open(plain());
    rig.send_until_acknowledged("a");
    rig.lose();
    rig.advance(3_000);
    rig.step(crate::harness::resolved(rig.id));
    rig.step(Input::Opened(rig.id));
    rig.acknowledge("a");
    assert_eq!(rig.outcomes, [("a", Outcome::Acknowledged)]);
}

#[test]
fn an_id_that_waits_is_not_taken_a_second_time() {
    let mut rig = Rig::open(plain());
    rig.send_until_acknowledged("a");
    assert_eq!(rig.send_until_acknowledged("a"), Fate::Duplicate);
    assert_eq!((rig.written.as_slice(), rig.machine.counters().dropped), (["a"].as_slice(), 0));
    rig.acknowledge("a");
    assert_eq!(rig.send_until_acknowledged("a"), Fate::Sent, "it is free again");
}

#[test]
fn what_waits_for_an_acknowledgement_counts_under_the_caps() {
    let mut rig = Rig::open(with(&[(NumberOption::MaxEnqueuedMessages, 2.0)]));
    assert_eq!(rig.send_until_acknowledged("a"), Fate::Sent);
    assert_eq!(rig.send_until_acknowledged("b"), Fate::Sent);
    assert_eq!(rig.send_until_acknowledged("c"), Fate::Dropped);
    assert_eq!(rig.send("d"), Fate::Sent, "what is not kept takes no room");
}

#[test]
fn the_users_close_settles_what_was_not_acknowledged_and_keeps_the_plain() {
    let mut rig = Rig::open(plain());
    rig.send_until_acknowledged("a");
    rig.disconnect();
    assert_eq!((rig.send("b"), rig.send_until_acknowledged("c")), (Fate::Queued, Fate::Queued));
    assert_eq!(rig.outcomes, [], "the closing handshake may still fail, it may not be undone");
    rig.lose();
    assert_eq!(rig.outcomes, [("a", Outcome::Closed), ("c", Outcome::Closed)]);
    assert_eq!(rig.snapshot().queued, Queued { messages: 1, unacknowledged: 0, bytes: 1 });
    rig.written.clear();
    rig.step(Input::Connect);
    rig.succeed();
    assert_eq!(rig.written, ["b"]);
}

#[test]
fn a_fatal_close_and_retries_that_are_used_up_settle_them_too() {
    let mut rig = Rig::open(plain());
    rig.send_until_acknowledged("a");
    rig.close(4001, "");
    assert_eq!((rig.phase(), rig.outcomes.as_slice()), (Phase::Closed, [("a", Outcome::Closed)].as_slice()));
    let mut rig = Rig::open(with(&[(NumberOption::MaxRetries, 0.0)]));
    rig.send_until_acknowledged("a");
    rig.lose();
    assert_eq!((rig.phase(), rig.outcomes.as_slice()), (Phase::Closed, [("a", Outcome::Closed)].as_slice()));
}

#[test]
fn reconnect_settles_nothing() {
    let mut rig = Rig::open(plain());
    rig.send_until_acknowledged("a");
    rig.reconnect();
    assert_eq!(rig.outcomes, []);
    rig.succeed();
    assert_eq!(rig.written, ["a", "a"]);
}

#[test]
fn what_is_sent_after_the_end_waits_for_the_next_connect() {
    let mut rig = Rig::open(plain());
    rig.disconnect();
    rig.lose();
    assert_eq!(rig.send_until_acknowledged("a"), Fate::Queued);
    rig.step(Input::Connect);
    rig.succeed();
    rig.acknowledge("a");
    assert_eq!(
        (rig.written.as_slice(), rig.outcomes.as_slice()),
        (["a"].as_slice(), [("a", Outcome::Acknowledged)].as_slice())
    );
}

#[test]
fn nothing_overtakes_a_message_with_an_id_that_waits() {
    let mut rig = Rig::open(plain());
    let outgoing = Outgoing { buffered: NOT_WRITABLE, id: Some("a"), ..Outgoing::default() };
    assert_eq!(rig.send_with("a", outgoing), Fate::Queued);
    assert_eq!(rig.send("b"), Fate::Queued);
    rig.advance(25);
    assert_eq!(rig.written, ["a", "b"]);
}
