//! What a namespace goes through between its CONNECT and the answer.

use everwire::core::Phase;
use everwire::socketio::{Event, Input, Reason};

use crate::rig::Rig;

/// How long a server may take to answer, in ms.
const PATIENCE: u64 = 10_000;

#[test]
fn who_leaves_and_comes_back_before_the_answer_has_asked_once() {
    let (mut rig, _) = Rig::joined();
    let chat = rig.join("/chat");
    for _ in 0..3 {
        rig.input(Input::Leave(chat));
        assert!(!rig.machine.is_wanted(chat));
        rig.input(Input::Join(chat));
    }
    assert_eq!(rig.sent, ["40/chat,{}"], "a second one would be another member, or the end of the connection");
    rig.text("40/chat,{}");
    assert_eq!(rig.events(chat), [Event::Joined]);
}

#[test]
fn an_answer_to_who_has_left_is_left_at_once() {
    let (mut rig, _) = Rig::joined();
    let chat = rig.join("/chat");
    rig.input(Input::Leave(chat));
    rig.text(r#"42/chat,["a"]"#);
    rig.text("40/chat,{}");
    rig.text(r#"42/chat,["b"]"#);
    assert_eq!(rig.sent, ["40/chat,{}", "41/chat,"]);
    assert_eq!(rig.events(chat), []);
    rig.input(Input::Join(chat));
    assert_eq!(rig.sent.len(), 3, "then it is asked for again");
    rig.text("40/chat,{}");
    assert_eq!(rig.events(chat), [Event::Joined]);
}

#[test]
fn a_refusal_of_who_has_left_is_told_to_nobody() {
    let (mut rig, _) = Rig::joined();
    let chat = rig.join("/chat");
    rig.input(Input::Leave(chat));
    rig.text(r#"44/chat,{"message":"no"}"#);
    assert_eq!(rig.events(chat), []);
    rig.input(Input::Join(chat));
    assert_eq!(rig.sent, ["40/chat,{}", "40/chat,{}"]);
}

#[test]
fn who_has_left_waits_for_no_answer_and_who_comes_back_does() {
    let (mut rig, root) = Rig::joined();
    let chat = rig.join("/chat");
    rig.pass(PATIENCE - 1);
    rig.input(Input::Leave(chat));
    rig.pass(PATIENCE);
    assert!(rig.machine.is_joined(root));
    rig.input(Input::Join(chat));
    rig.pass(PATIENCE - 1);
    assert!(rig.machine.is_joined(root));
    rig.pass(1);
    assert_eq!(rig.events(root), [Event::Left(Reason::TransportClose)]);
}

#[test]
fn a_new_transport_was_asked_for_nothing_yet() {
    let (mut rig, _) = Rig::joined();
    let chat = rig.join("/chat");
    rig.input(Input::Leave(chat));
    rig.cut();
    rig.fire();
    rig.greet();
    assert_eq!(rig.sent, ["40/chat,{}", "40{}"]);
    rig.input(Input::Join(chat));
    assert_eq!(rig.sent[2..], ["40/chat,{}"]);
}

#[test]
fn the_last_one_that_leaves_before_the_answer_ends_the_connection() {
    let (mut rig, root) = Rig::joined();
    let chat = rig.join("/chat");
    rig.input(Input::Leave(chat));
    rig.input(Input::Leave(root));
    assert_eq!((rig.phase(), rig.closing), (Phase::Closing, Some(rig.id)));
    rig.input(Input::Join(chat));
    assert_eq!(rig.phase(), Phase::Connecting, "what closes answers no more");
    rig.greet();
    rig.text("40/chat,{}");
    assert_eq!(rig.events(chat), [Event::Joined]);
}

#[test]
fn each_namespace_has_a_deadline_of_its_own() {
    let (mut rig, root) = Rig::joined();
    let early = rig.join("/early");
    rig.pass(PATIENCE - 1);
    let late = rig.join("/late");
    rig.text("40/early,{}");
    rig.pass(PATIENCE - 1);
    assert!(rig.machine.is_joined(root) && rig.machine.is_joined(early), "the late one has as long");
    rig.pass(1);
    assert_eq!(rig.phase(), Phase::Waiting);
    assert_eq!(rig.events(late), []);
}

#[test]
fn a_server_that_leaves_who_still_waits_for_its_answer_says_nothing() {
    let (mut rig, _) = Rig::joined();
    let chat = rig.join("/chat");
    rig.text("41/chat,");
    rig.text("40/chat,{}");
    assert_eq!(rig.events(chat), [Event::Joined]);
}

#[test]
fn who_missed_what_came_before_the_answer_gets_it_on_a_fresh_connection() {
    let (mut rig, root) = Rig::joined();
    let chat = rig.join("/chat");
    rig.input(Input::Leave(chat));
    rig.text(r#"42/chat,["replayed"]"#);
    let old = rig.id;
    rig.input(Input::Join(chat));
    assert_ne!(rig.id, old, "the server would not send it again on this one");
    assert_eq!(rig.events(root), [Event::Left(Reason::TransportClose)]);
    rig.greet();
    rig.text(r#"42/chat,["replayed"]"#);
    rig.text("40/chat,{}");
    assert_eq!(rig.events(chat), [Event::Event(None), Event::Joined]);
}

#[test]
fn who_missed_something_and_stays_away_is_let_go_as_anybody() {
    let (mut rig, root) = Rig::joined();
    let chat = rig.join("/chat");
    rig.input(Input::Leave(chat));
    rig.text(r#"42/chat,["replayed"]"#);
    rig.text("40/chat,{}");
    assert_eq!(rig.sent, ["40/chat,{}", "41/chat,"]);
    rig.input(Input::Join(chat));
    rig.text("40/chat,{}");
    assert!(rig.machine.is_joined(root) && rig.machine.is_joined(chat));
}
