//! The server's pings.

use everwire::core::{self, Phase, Signal};
use everwire::socketio::{Event, Reason};

use crate::rig::{INTERVAL, Rig, TIMEOUT};

#[test]
fn a_ping_is_answered() {
    let (mut rig, _) = Rig::joined();
    rig.text("2");
    assert_eq!(rig.sent, ["3"]);
}

#[test]
fn a_link_whose_ping_is_late_is_given_up_at_once_and_no_earlier() {
    let (mut rig, root) = Rig::joined();
    rig.pass(u64::from(INTERVAL + TIMEOUT) - 1);
    assert_eq!(rig.phase(), Phase::Open);
    rig.pass(1);
    assert_eq!(rig.events(root), [Event::Left(Reason::PingTimeout)]);
    assert!(rig.live.is_none(), "without waiting for its close");
}

#[test]
fn anything_that_comes_is_a_sign_of_life() {
    let (mut rig, _) = Rig::joined();
    for frame in [r#"42["a"]"#, "2", "6", r#"43999["a"]"#, "42/unknown,[\"a\"]"] {
        rig.pass(u64::from(INTERVAL + TIMEOUT) - 1);
        rig.text(frame);
        assert_eq!(rig.phase(), Phase::Open, "{frame}");
    }
}

#[test]
fn a_page_that_comes_back_waits_for_the_next_ping_which_may_be_a_whole_interval_away() {
    let (mut rig, _) = Rig::joined();
    rig.pass(1_000);
    for signal in [Signal::Hidden, Signal::Visible, Signal::Frozen, Signal::Resumed, Signal::Offline, Signal::Online] {
        rig.core(core::Input::Page(signal));
    }
    rig.pass(u64::from(INTERVAL));
    assert_eq!(rig.phase(), Phase::Open);
    rig.text("2");
    rig.pass(u64::from(INTERVAL));
    assert_eq!(rig.phase(), Phase::Open);
}

#[test]
fn a_link_that_died_while_the_page_was_away_is_found_out() {
    let (mut rig, root) = Rig::joined();
    rig.now = core::Millis(rig.now.0 + 10_000_000);
    rig.core(core::Input::Page(Signal::Resumed));
    rig.pass(u64::from(2 * (INTERVAL + TIMEOUT)));
    assert_eq!(rig.events(root)[0], Event::Left(Reason::PingTimeout));
}

#[test]
fn the_servers_pings_say_nothing_of_the_round_trip() {
    let (mut rig, _) = Rig::joined();
    rig.pass(INTERVAL.into());
    rig.text("2");
    assert_eq!(rig.machine.core().snapshot().rtt, None);
}

#[test]
fn on_coming_back_more_than_an_interval_passes_before_the_link_is_given_up() {
    for at in (0..u64::from(INTERVAL + TIMEOUT)).step_by(1_000) {
        for signal in [Signal::Visible, Signal::Resumed, Signal::Online, Signal::Woken] {
            let (mut rig, _) = Rig::joined();
            rig.pass(at);
            rig.core(core::Input::Page(signal));
            let most = u64::from(INTERVAL + TIMEOUT) - at;
            rig.pass(most.min(u64::from(INTERVAL + TIMEOUT / 2)) - 1);
            assert_eq!(rig.phase(), Phase::Open, "{signal:?} after {at} ms");
        }
    }
}
