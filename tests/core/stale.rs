//! What an attempt or transport of the past says changes nothing.

use everwire::core::{Close, Cursor, Facts, Id, Input};

use crate::harness::{Rig, closed, plain, resolved};

/// Everything that a driver may say in the name of `id`.
fn everything(id: Id) -> Vec<Input<'static>> {
    vec![
        resolved(id),
        Input::ResolveFailed(id),
        Input::OpenFailed(id),
        Input::Opened(id),
        Input::Message(id, Facts { cursor: Some(Cursor::number(1.0)), key: Some("late"), ..Facts::default() }),
        Input::Error(id),
        closed(id, Close { code: 1000, clean: true }),
    ]
}

fn changes_nothing(rig: &Rig, id: Id) {
    for input in everything(id) {
        let mut machine = rig.machine.clone();
        assert_eq!(machine.step(input.clone(), rig.now), [], "{input:?}");
        assert!(machine == rig.machine, "{input:?} changed the machine");
    }
}

#[test]
fn a_late_word_of_a_replaced_socket_changes_nothing() {
    let mut rig = Rig::open(plain());
    let old = rig.id;
    rig.reconnect();
    changes_nothing(&rig, old);
    rig.step(resolved(rig.id));
    changes_nothing(&rig, old);
    rig.step(Input::Opened(rig.id));
    changes_nothing(&rig, old);
    rig.disconnect();
    changes_nothing(&rig, old);
}

#[test]
fn a_late_word_of_an_attempt_that_timed_out_changes_nothing() {
    let mut rig = Rig::new(plain());
    rig.step(Input::Connect);
    rig.step(resolved(rig.id));
    let old = rig.id;
    rig.advance(10_000);
    changes_nothing(&rig, old);
    rig.advance(3_000);
    changes_nothing(&rig, old);
    rig.succeed();
    changes_nothing(&rig, old);
}

#[test]
fn a_late_word_of_a_closed_socket_changes_nothing() {
    let mut rig = Rig::open(plain());
    let old = rig.id;
    rig.disconnect();
    rig.lose();
    changes_nothing(&rig, old);
}

#[test]
fn a_word_that_does_not_fit_the_moment_changes_nothing() {
    let mut rig = Rig::new(plain());
    changes_nothing(&rig, Id(0));
    changes_nothing(&rig, Id(1));
    rig.step(Input::Connect);
    for input in everything(rig.id).into_iter().skip(2) {
        let mut machine = rig.machine.clone();
        assert_eq!(machine.step(input.clone(), rig.now), [], "{input:?} while the URL is resolved");
    }
}

#[test]
fn a_url_that_comes_after_its_attempt_opens_nothing() {
    let mut rig = Rig::new(plain());
    rig.step(Input::Connect);
    let old = rig.id;
    rig.advance(13_000);
    assert!(rig.id > old);
    changes_nothing(&rig, old);
}
