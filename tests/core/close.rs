//! Closes are told as they were.

use everwire::core::{Cause, Close, CloseFrame, CloseFrameError, Effect, Event, Input, NumberOption, Phase};
use proptest::prelude::*;

use crate::harness::{Rig, closed, plain, resolved, seeded, with};

fn close(code: u16, clean: bool) -> Close {
    Close { code, clean }
}

#[test]
fn codes_are_what_the_transport_said() {
    // Deno says 0; a browser cannot be made to say 1015 by a server, but a class may.
    for code in [0, 1000, 1001, 1005, 1006, 1008, 1011, 1012, 1013, 1015, 3000, 4001, 4999] {
        let mut rig = Rig::open(plain());
        rig.step(closed(rig.id, close(code, code != 1006)));
        assert_eq!(rig.closes(), [close(code, code != 1006)]);
        let fatal = matches!(code, 1008 | 4001);
        assert_eq!(rig.phase(), if fatal { Phase::Closed } else { Phase::Waiting }, "{code}");
    }
}

#[test]
fn a_close_that_a_frame_announced_is_the_servers_and_any_other_a_loss() {
    for (code, clean, cause) in [
        (1000, true, Cause::ClosedByServer),
        (1005, true, Cause::ClosedByServer),
        (1012, false, Cause::ClosedByServer),
        (4001, false, Cause::ClosedByServer),
        (1006, false, Cause::ConnectionLost),
        (1015, false, Cause::ConnectionLost),
        (0, false, Cause::ConnectionLost),
    ] {
        let mut rig = Rig::open(plain());
        rig.step(closed(rig.id, close(code, clean)));
        assert_eq!(rig.cause(), cause, "{code}, {clean}");
    }
}

#[test]
fn a_close_before_the_opening_is_a_failed_handshake() {
    let mut rig = Rig::new(plain());
    rig.step(Input::Connect);
    rig.refuse();
    assert_eq!(rig.cause(), Cause::HandshakeFailed);
}

#[test]
fn disconnect_waits_for_the_servers_answer_and_tells_its_code() {
    let mut rig = Rig::open(plain());
    let effects = rig.disconnect();
    assert!(effects.contains(&Effect::Close(rig.id)));
    assert_eq!((rig.phase(), rig.closes()), (Phase::Closing, vec![]));
    rig.step(closed(rig.id, close(4000, true)));
    assert_eq!((rig.phase(), rig.cause()), (Phase::Closed, Cause::ClosedByUser));
    assert_eq!(rig.closes(), [close(4000, true)]);
    assert_eq!(rig.machine.next_deadline(), None);
}

#[test]
fn a_closing_handshake_has_a_deadline() {
    let mut rig = Rig::open(with(&[(NumberOption::CloseTimeout, 700.0)]));
    rig.disconnect();
    rig.advance(699);
    assert_eq!(rig.phase(), Phase::Closing);
    rig.advance(1);
    assert_eq!((rig.phase(), rig.cause()), (Phase::Closed, Cause::CloseTimedOut));
    assert_eq!(rig.closes(), [Close::abnormal()], "no code was said, so none is made up");
}

#[test]
fn disconnect_during_the_handshake_closes_the_transport() {
    let mut rig = Rig::new(plain());
    rig.step(Input::Connect);
    rig.step(resolved(rig.id));
    rig.disconnect();
    assert_eq!(rig.phase(), Phase::Closing);
    rig.step(Input::Error(rig.id));
    assert_eq!(rig.step(Input::Opened(rig.id)), []);
    rig.lose();
    assert_eq!(
        (rig.phase(), rig.told.clone()),
        (Phase::Closed, vec![Event::Close(Close::abnormal(), Cause::ClosedByUser)])
    );
}

#[test]
fn disconnect_during_a_refused_handshake_ends_without_a_close_of_the_transport() {
    // Node 20 and 22 fire `error` and never `close`.
    let mut rig = Rig::new(plain());
    rig.step(Input::Connect);
    rig.step(resolved(rig.id));
    rig.disconnect();
    rig.step(Input::Error(rig.id));
    rig.advance(250);
    assert_eq!((rig.phase(), rig.cause()), (Phase::Closed, Cause::ClosedByUser));
    assert_eq!(rig.told, [Event::Close(Close::abnormal(), Cause::ClosedByUser)]);
}

#[test]
fn a_close_tells_whether_the_user_wanted_it() {
    let wanted = |rig: &Rig| -> Vec<bool> {
        rig.told
            .iter()
            .filter_map(|event| if let Event::Close(_, cause) = event { Some(cause.is_wanted()) } else { None })
            .collect()
    };
    let mut rig = Rig::open(plain());
    rig.lose();
    rig.advance(3_000);
    rig.succeed();
    rig.reconnect();
    rig.succeed();
    rig.disconnect();
    rig.lose();
    assert_eq!(wanted(&rig), [false, true, true]);
}

#[test]
fn disconnect_while_the_url_is_resolved_ends_the_attempt() {
    let mut rig = Rig::new(plain());
    rig.step(Input::Connect);
    rig.disconnect();
    assert_eq!((rig.phase(), rig.closes()), (Phase::Closed, vec![Close::abnormal()]));
    assert_eq!(rig.step(resolved(rig.id)), []);
}

#[test]
fn disconnect_ends_a_wait_without_a_second_close() {
    let mut rig = Rig::open(plain());
    rig.lose();
    rig.disconnect();
    assert_eq!((rig.phase(), rig.closes().len()), (Phase::Closed, 1));
    rig.advance(1_000_000);
    assert_eq!(rig.phase(), Phase::Closed);
}

#[test]
fn a_second_disconnect_changes_nothing() {
    let mut rig = Rig::open(plain());
    rig.disconnect();
    assert_eq!(rig.disconnect(), []);
    rig.lose();
    assert_eq!(rig.disconnect(), []);
}

#[test]
fn reconnect_leaves_a_closing_connection() {
    let mut rig = Rig::open(plain());
    rig.disconnect();
    rig.reconnect();
    assert_eq!((rig.phase(), rig.closes()), (Phase::Connecting, vec![Close::abnormal()]));
    rig.succeed();
}

#[test]
fn a_closed_machine_connects_again_when_asked() {
    let mut rig = Rig::open(plain());
    rig.disconnect();
    rig.lose();
    rig.step(Input::Connect);
    rig.succeed();
}

#[test]
fn only_what_a_transport_takes_is_a_close_frame() {
    for code in 0..=u16::MAX {
        let valid = code == 1000 || (3000..=4999).contains(&code);
        assert_eq!(CloseFrame::new(Some(code), String::new()).is_ok(), valid, "{code}");
    }
    assert!(CloseFrame::new(None, "x".repeat(123)).is_ok());
    assert_eq!(CloseFrame::new(None, "x".repeat(124)), Err(CloseFrameError::Reason));
    assert_eq!(CloseFrame::new(Some(1006), "x".repeat(124)), Err(CloseFrameError::Code));
}

#[test]
fn a_reason_without_a_code_goes_out_with_1000() {
    assert_eq!(CloseFrame::new(None, "bye".into()).unwrap().code(), Some(1000));
    assert_eq!(CloseFrame::new(None, String::new()).unwrap().code(), None);
}

proptest! {
    #![proptest_config(seeded())]

    #[test]
    fn a_reason_is_measured_in_bytes(reason in "\\PC{0,80}") {
        prop_assert_eq!(CloseFrame::new(None, reason.clone()).is_ok(), reason.len() <= 123);
    }
}
