//! Socket.IO's namespaces over the core.

use everwire::core::{self, Cause, Config, Facts, Fate, Id, Millis, NOT_WRITABLE, NumberOption, Phase};
use everwire::socketio::{Effect, Emission, Index, Input, Machine, ROOT};

/// A machine whose root namespace is joined, at time 3.
fn joined(config: Config) -> (Machine, Index, Id) {
    let mut machine = Machine::new(config, 1);
    let root = machine.namespace(ROOT);
    let effects = machine.step(Input::Join(root), Millis(0));
    let Some(&Effect::Core(core::Effect::Resolve(id, _))) = effects.last() else { panic!("{effects:?}") };
    machine.step(core::Input::Resolved { id, local: false }.into(), Millis(1));
    machine.step(Input::Text { id, text: "0{", size: 90 }, Millis(2));
    machine.step(Input::Greeted { id, interval: 25_000, timeout: 20_000 }, Millis(2));
    machine.step(Input::Text { id, text: "40{", size: 30 }, Millis(3));
    machine.step(Input::Parsed(Facts::default()), Millis(3));
    assert!(machine.is_joined(root));
    (machine, root, id)
}

fn fate(machine: &mut Machine, root: Index, buffered: u64) -> Fate {
    let effects = machine.step(Input::Emit(root, Emission { size: 10, buffered, ..Emission::default() }), Millis(4));
    let Some(&Effect::Core(core::Effect::Sent(fate))) = effects.last() else { panic!("{effects:?}") };
    fate
}

#[test]
fn what_is_emitted_in_a_joined_namespace_leaves_however_much_the_transport_has() {
    let (mut machine, root, _) = joined(Config::default());
    assert_eq!(fate(&mut machine, root, 1 << 40), Fate::Sent);
    // What it knows to be closing takes nothing; then it waits for the next one.
    assert_eq!(fate(&mut machine, root, NOT_WRITABLE), Fate::Queued);
    assert_eq!(machine.queued().messages, 1);
}

#[test]
fn a_namespace_whose_connection_was_given_up_can_be_joined_again() {
    let mut config = Config::default();
    config.set(NumberOption::MaxRetries, 0.0).unwrap();
    let (mut machine, root, _) = joined(config);
    machine.step(Input::Broken, Millis(4));
    assert_eq!((machine.core().snapshot().phase, machine.is_wanted(root)), (Phase::Closed, true));
    machine.step(Input::Join(root), Millis(5));
    let snapshot = machine.core().snapshot();
    assert_eq!((snapshot.phase, snapshot.cause), (Phase::Connecting, Cause::Connect));
}
