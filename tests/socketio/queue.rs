//! What cannot be sent at once.

use everwire::core::{Fate, NumberOption, Outcome};
use everwire::socketio::{Emission, Event, ROOT};

use crate::rig::{Rig, with};

#[test]
fn emissions_leave_in_their_order_before_anybody_is_told_that_it_is_joined() {
    let mut rig = Rig::new(with(&[]));
    let root = rig.join(ROOT);
    for text in ["a", "b", "c"] {
        assert_eq!(rig.emit(root, text), Fate::Queued);
    }
    rig.greet();
    rig.text("40{}");
    assert_eq!(rig.sent[1..], [r#"42["a"]"#, r#"42["b"]"#, r#"42["c"]"#]);
    assert_eq!(rig.emit(root, "d"), Fate::Sent);
    assert!(rig.outcomes.iter().all(|(_, outcome)| *outcome == Outcome::Sent) && rig.kept() == 0);
}

#[test]
fn what_is_volatile_is_never_kept() {
    let (mut rig, root) = Rig::joined();
    let volatile = Emission { volatile: true, ..Emission::default() };
    assert_eq!(rig.emission(root, "a", volatile), Fate::Sent);
    rig.cut();
    assert_eq!(rig.emission(root, "b", volatile), Fate::Dropped);
    assert_eq!(rig.emission(root, "c", Emission { acknowledged: true, ..volatile }), Fate::Dropped);
    assert_eq!(rig.kept(), 0);
}

#[test]
fn a_transport_that_takes_no_more_keeps_it_for_the_next_one() {
    let (mut rig, root) = Rig::joined();
    rig.unwritable = true;
    assert_eq!(rig.emit(root, "a"), Fate::Queued);
    rig.unwritable = false;
    assert_eq!(rig.emit(root, "b"), Fate::Queued, "nothing overtakes what waits");
    rig.cut();
    rig.fire();
    rig.greet();
    rig.text("40{}");
    assert_eq!(rig.sent[1..], [r#"42["a"]"#, r#"42["b"]"#]);
}

#[test]
fn however_much_a_transport_has_it_takes_more_while_it_is_open() {
    let (mut rig, root) = Rig::joined();
    rig.buffered = 1 << 40;
    assert_eq!((rig.emit(root, "a"), rig.kept()), (Fate::Sent, 0));
}

#[test]
fn each_namespace_keeps_its_own_up_to_the_limits() {
    let mut rig = Rig::new(with(&[(NumberOption::MaxEnqueuedMessages, 2.0), (NumberOption::MaxBytes, 5.0)]));
    let (root, chat) = (rig.machine.namespace(ROOT), rig.machine.namespace("/chat"));
    assert_eq!(rig.emit(root, "12345678"), Fate::Dropped);
    assert_eq!(rig.emit(root, "123"), Fate::Queued);
    assert_eq!(rig.emit(root, "123"), Fate::Dropped);
    assert_eq!(rig.ask(root, "1"), Fate::Queued);
    assert_eq!(rig.emit(root, "1"), Fate::Dropped);
    assert_eq!(rig.emit(chat, "123"), Fate::Queued);
    assert_eq!(rig.kept(), 3);
}

#[test]
fn a_namespace_that_is_not_joined_holds_up_no_other() {
    let mut rig = Rig::new(with(&[]));
    let (root, chat) = (rig.join(ROOT), rig.join("/chat"));
    rig.emit(root, "a");
    rig.emit(chat, "b");
    rig.greet();
    rig.text("40/chat,{}");
    assert_eq!(rig.sent[2..], [r#"42/chat,["b"]"#]);
    assert_eq!(rig.events(chat), [Event::Joined]);
}
