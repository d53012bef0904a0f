//! An attempt is one unit with one deadline.

use everwire::core::{Cause, Close, Effect, Event, Input, NumberOption, Phase};

use crate::harness::{Rig, TICK, plain, resolved, with};

#[test]
fn a_url_provider_that_never_settles_ends_at_the_one_deadline_and_the_client_goes_on() {
    let mut rig = Rig::new(plain());
    rig.step(Input::Connect);
    rig.advance(9_999);
    assert_eq!(rig.phase(), Phase::Connecting);
    rig.advance(1);
    assert_eq!((rig.phase(), rig.cause()), (Phase::Waiting, Cause::AttemptTimedOut));
    assert_eq!(
        rig.told,
        [Event::Error(Cause::AttemptTimedOut), Event::Close(Close::abnormal(), Cause::AttemptTimedOut)]
    );
    rig.advance(3_000);
    rig.succeed();
}

#[test]
fn a_handshake_that_hangs_ends_at_the_one_deadline_and_its_transport_is_given_up() {
    let mut rig = Rig::new(plain());
    rig.step(Input::Connect);
    rig.advance(6_000);
    rig.step(resolved(rig.id));
    rig.advance(3_999);
    assert_eq!(rig.phase(), Phase::Connecting);
    rig.now = rig.machine.next_deadline().unwrap();
    let effects = rig.step(TICK);
    assert!(effects.iter().any(|effect| matches!(effect, Effect::Abandon(id) if *id == rig.id)));
    assert_eq!((rig.phase(), rig.cause()), (Phase::Waiting, Cause::AttemptTimedOut));
}

#[test]
fn a_url_provider_that_fails_is_an_attempt_that_failed() {
    let mut rig = Rig::new(plain());
    rig.step(Input::Connect);
    rig.step(Input::ResolveFailed(rig.id));
    assert_eq!((rig.phase(), rig.cause()), (Phase::Waiting, Cause::UrlFailed));
    assert_eq!(rig.told, [Event::Error(Cause::UrlFailed), Event::Close(Close::abnormal(), Cause::UrlFailed)]);
}

#[test]
fn a_constructor_that_throws_is_an_attempt_that_failed() {
    let mut rig = Rig::new(plain());
    rig.step(Input::Connect);
    rig.step(resolved(rig.id));
    rig.step(Input::OpenFailed(rig.id));
    assert_eq!((rig.phase(), rig.cause()), (Phase::Waiting, Cause::HandshakeFailed));
    assert_eq!(
        rig.told,
        [Event::Error(Cause::HandshakeFailed), Event::Close(Close::abnormal(), Cause::HandshakeFailed)]
    );
}

#[test]
fn an_error_without_a_close_is_a_failure_all_the_same() {
    // Node 20 and 22 fire `error` on a refused port, and never `close`.
    let mut rig = Rig::new(plain());
    rig.step(Input::Connect);
    rig.step(resolved(rig.id));
    rig.step(Input::Error(rig.id));
    assert_eq!(rig.phase(), Phase::Connecting, "a close may still follow and say more");
    rig.advance(250);
    assert_eq!((rig.phase(), rig.cause()), (Phase::Waiting, Cause::HandshakeFailed));
    assert_eq!(
        rig.told,
        [Event::Error(Cause::HandshakeFailed), Event::Close(Close::abnormal(), Cause::HandshakeFailed)]
    );
}

#[test]
fn an_error_with_a_close_is_told_once() {
    let mut rig = Rig::open(plain());
    rig.told.clear();
    rig.step(Input::Error(rig.id));
    rig.step(Input::Error(rig.id));
    rig.lose();
    assert_eq!(rig.told, [Event::Error(Cause::ConnectionLost), Event::Close(Close::abnormal(), Cause::ConnectionLost)]);
}

#[test]
fn an_error_of_an_open_connection_that_never_closes_ends_it() {
    let mut rig = Rig::open(plain());
    rig.step(Input::Error(rig.id));
    rig.advance(250);
    assert_eq!((rig.phase(), rig.cause()), (Phase::Waiting, Cause::ConnectionLost));
}

#[test]
fn the_deadline_is_that_of_the_option() {
    let mut rig = Rig::new(with(&[(NumberOption::ConnectionTimeout, 1.0)]));
    rig.step(Input::Connect);
    rig.advance(1);
    assert_eq!(rig.cause(), Cause::AttemptTimedOut);
}

#[test]
fn each_attempt_has_a_new_id() {
    let mut rig = Rig::new(plain());
    rig.step(Input::Connect);
    let first = rig.id;
    rig.refuse();
    rig.advance(3_000);
    assert!(rig.id > first);
}

#[test]
fn connect_changes_nothing_where_something_goes_on() {
    let mut rig = Rig::new(plain());
    rig.step(Input::Connect);
    assert_eq!(rig.step(Input::Connect), []);
    rig.succeed();
    assert_eq!(rig.step(Input::Connect), []);
    rig.lose();
    assert_eq!(rig.step(Input::Connect), [], "it waits for its next attempt");
    rig.advance(3_000);
    rig.succeed();
    rig.disconnect();
    assert_eq!(rig.step(Input::Connect), [], "it is closing");
}

#[test]
fn reconnect_leaves_an_attempt_that_hangs() {
    let mut rig = Rig::new(plain());
    rig.step(Input::Connect);
    let stuck = rig.id;
    rig.advance(1);
    rig.reconnect();
    assert!(rig.id > stuck);
    assert_eq!(rig.closes(), [Close::abnormal()], "the attempt that was given up has its close");
    rig.succeed();
}

#[test]
fn reconnect_drops_an_open_connection_and_attempts_at_once() {
    let mut rig = Rig::open(plain());
    let old = rig.id;
    let effects = rig.reconnect();
    assert!(
        matches!(effects[..], [Effect::Abandon(id), Effect::Emit(Event::Close(..)), _, Effect::Resolve(..)] if id == old)
    );
    assert_eq!((rig.phase(), rig.cause()), (Phase::Connecting, Cause::Reconnect));
    rig.succeed();
}

#[test]
fn reconnect_cuts_a_wait_short_and_forgets_the_retries() {
    let mut rig = Rig::new(plain());
    rig.step(Input::Connect);
    rig.refuse();
    assert_eq!(rig.snapshot().attempt, 1);
    rig.reconnect();
    assert_eq!((rig.phase(), rig.snapshot().attempt), (Phase::Connecting, 0));
    assert!(!rig.snapshot().retrying, "the user asked for this one");
}

#[test]
fn a_transport_that_nobody_waits_for_any_more_is_not_awaited() {
    let mut rig = Rig::new(plain());
    rig.step(Input::Connect);
    rig.step(resolved(rig.id));
    assert!(rig.machine.awaits(rig.id));
    let old = rig.id;
    rig.advance(1);
    rig.reconnect();
    assert!(!rig.machine.awaits(old) && !rig.machine.awaits(rig.id), "its URL is not there yet");
}

#[test]
fn reconnect_from_the_handler_of_the_close_that_it_caused_goes_round_once() {
    let mut rig = Rig::open(plain());
    rig.reconnect();
    assert_eq!(rig.reconnect(), []);
    rig.now = everwire::core::Millis(rig.now.0 + 1);
    assert_ne!(rig.reconnect(), [], "a moment later it is meant");
}
