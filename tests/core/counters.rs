//! What is counted, and what the moment shows.

use everwire::core::{Cause, Counters, Facts, Input, NumberOption, Phase, Queued, Snapshot};

use crate::harness::{Rig, plain, with};

#[test]
fn a_story_is_counted_as_it_happened() {
    let mut rig = Rig::new(with(&[(NumberOption::MaxEnqueuedMessages, 2.0)]));
    rig.send("queued");
    rig.send_until_acknowledged("with id");
    rig.send("dropped");
    rig.step(Input::Connect);
    rig.refuse();
    rig.advance(3_000);
    rig.succeed();
    rig.send("at once");
    rig.receive(Facts { key: Some("k"), ..Facts::default() });
    rig.receive(Facts { key: Some("k"), ..Facts::default() });
    rig.receive(Facts { reply: true, ..Facts::default() });
    rig.lose();
    rig.advance(6_000);
    rig.succeed();
    rig.acknowledge("with id");
    let expected = Counters {
        attempts: 3,
        opened: 2,
        sent: 4,
        resent: 1,
        acknowledged: 1,
        dropped: 1,
        received: 2,
        duplicates: 1,
    };
    assert_eq!(rig.machine.counters(), expected);
}

#[test]
fn a_message_that_never_left_is_not_sent_again() {
    let mut rig = Rig::new(plain());
    rig.send_until_acknowledged("a");
    rig.step(Input::Connect);
    rig.succeed();
    assert_eq!((rig.machine.counters().sent, rig.machine.counters().resent), (1, 0));
    rig.reconnect();
    rig.succeed();
    assert_eq!((rig.machine.counters().sent, rig.machine.counters().resent), (2, 1));
}

#[test]
fn the_moment_is_shown_whole() {
    let mut rig = Rig::open(plain());
    rig.lose();
    rig.send("abc");
    let expected = Snapshot {
        phase: Phase::Waiting,
        cause: Cause::ConnectionLost,
        attempt: 1,
        retrying: true,
        paused: false,
        resumed: false,
        next_attempt_at: Some(rig.now + 3_000),
        rtt: None,
        queued: Queued { messages: 1, unacknowledged: 0, bytes: 3 },
    };
    assert_eq!(rig.snapshot(), expected);
}
