//! Several URLs: what fails at one is tried at the next.

use everwire::core::{Input, NumberOption, Phase, Signal};

use crate::harness::{Rig, resolved, with};

fn three() -> Rig {
    let mut rig = Rig::new(with(&[(NumberOption::Endpoints, 3.0)]));
    rig.step(Input::Connect);
    rig
}

/// Lets the next attempt begin, and says where it goes.
fn next(rig: &mut Rig) -> u8 {
    rig.advance(rig.delay());
    rig.endpoint
}

#[test]
fn attempts_that_fail_go_round_the_urls() {
    let mut rig = three();
    assert_eq!(rig.endpoint, 0);
    for expected in [1, 2, 0, 1] {
        rig.refuse();
        assert_eq!(next(&mut rig), expected);
    }
}

#[test]
fn every_kind_of_failure_falls_over() {
    let mut rig = three();
    rig.step(Input::ResolveFailed(rig.id));
    assert_eq!(next(&mut rig), 1);
    rig.step(resolved(rig.id));
    rig.step(Input::OpenFailed(rig.id));
    assert_eq!(next(&mut rig), 2);
    rig.advance(10_000);
    assert_eq!(next(&mut rig), 0, "its deadline passed");
}

#[test]
fn a_connection_that_lasted_is_sought_again_where_it_was() {
    let mut rig = three();
    rig.refuse();
    next(&mut rig);
    rig.succeed();
    rig.advance(5_000);
    rig.lose();
    assert_eq!(next(&mut rig), 1);
}

#[test]
fn an_opening_that_did_not_last_falls_over() {
    let mut rig = three();
    rig.refuse();
    next(&mut rig);
    rig.succeed();
    rig.advance(4_999);
    rig.lose();
    assert_eq!(next(&mut rig), 2);
}

#[test]
fn a_server_that_sends_us_away_is_left_for_the_next() {
    let mut rig = three();
    rig.succeed();
    rig.advance(60_000);
    rig.close(1013, "");
    assert_eq!(next(&mut rig), 1);
}

#[test]
fn a_users_close_keeps_the_url() {
    let mut rig = three();
    rig.succeed();
    rig.disconnect();
    rig.lose();
    rig.step(Input::Connect);
    assert_eq!(rig.endpoint, 0);
    rig.disconnect();
    rig.step(Input::Connect);
    assert_eq!(rig.endpoint, 0, "also that of an attempt");
    rig.reconnect();
    assert_eq!(rig.endpoint, 0);
}

#[test]
fn what_fails_without_a_network_says_nothing_of_the_url() {
    let mut rig = three();
    rig.signal(Signal::Offline);
    rig.refuse();
    rig.signal(Signal::Online);
    assert_eq!((rig.phase(), rig.endpoint), (Phase::Connecting, 0));
}

#[test]
fn one_url_stays_the_one() {
    let mut rig = Rig::new(with(&[]));
    rig.step(Input::Connect);
    for _ in 0..3 {
        rig.refuse();
        assert_eq!(next(&mut rig), 0);
    }
}
