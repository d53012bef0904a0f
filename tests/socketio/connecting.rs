//! Greeting, joining, leaving, and what ends which connection.

use everwire::core::{self, Close, NumberOption, Outcome, Phase};
use everwire::socketio::{Event, Input, ROOT, Reason};

use crate::rig::{Rig, with};

#[test]
fn the_server_greets_first_and_then_each_wanted_namespace_is_asked_for() {
    let mut rig = Rig::new(with(&[]));
    let (root, chat) = (rig.join(ROOT), rig.join("/chat"));
    assert_eq!((rig.opened, rig.sent.len()), (0, 0), "a WebSocket alone is no connection");
    rig.greet();
    assert_eq!(rig.opened, 1);
    assert_eq!(rig.sent, ["40{}", "40/chat,{}"]);
    rig.text(r#"40/chat,{"sid":"c"}"#);
    assert!(rig.machine.is_joined(chat) && !rig.machine.is_joined(root));
    rig.text(r#"40{"sid":"r"}"#);
    assert_eq!(
        rig.told.iter().map(|(index, event, _)| (*index, *event)).collect::<Vec<_>>(),
        [(chat, Event::Joined), (root, Event::Joined)]
    );
}

#[test]
fn one_deadline_bounds_an_attempt_until_the_greeting() {
    let mut rig = Rig::new(with(&[(NumberOption::ConnectionTimeout, 5_000.0)]));
    rig.join(ROOT);
    rig.pass(4_999);
    assert!(rig.live.is_some());
    rig.pass(1);
    assert!(rig.live.is_none() && rig.closed == 1);
    assert_eq!(rig.phase(), Phase::Waiting);
}

#[test]
fn a_server_that_answers_no_connect_is_given_up_and_tried_again() {
    let mut rig = Rig::new(with(&[(NumberOption::ConnectionTimeout, 5_000.0)]));
    let root = rig.join(ROOT);
    rig.greet();
    rig.pass(4_999);
    assert_eq!(rig.phase(), Phase::Open);
    rig.pass(1);
    assert_eq!((rig.phase(), rig.live), (Phase::Waiting, None));
    assert!(rig.told.is_empty(), "it was never joined");
    rig.fire();
    rig.greet();
    rig.text("40{}");
    assert_eq!(rig.events(root), [Event::Joined]);
    rig.pass(20_000);
    assert_eq!(rig.phase(), Phase::Open, "an answer ends the deadline");
}

#[test]
fn a_namespace_that_is_wanted_later_has_the_same_deadline() {
    let (mut rig, root) = Rig::joined();
    let chat = rig.join("/chat");
    assert_eq!(rig.sent, ["40/chat,{}"]);
    rig.pass(9_999);
    assert!(rig.machine.is_joined(root));
    rig.pass(1);
    assert_eq!(rig.events(root), [Event::Left(Reason::TransportClose)]);
    assert!(rig.machine.is_wanted(chat) && rig.machine.is_wanted(root));
}

#[test]
fn each_namespace_has_the_whole_time_to_be_answered() {
    let mut rig = Rig::new(with(&[]));
    let root = rig.join(ROOT);
    rig.greet();
    rig.pass(9_000);
    let chat = rig.join("/chat");
    rig.text("40{}");
    rig.pass(9_999);
    assert!(rig.machine.is_joined(root), "the root namespace's deadline is not the other's");
    rig.text("40/chat,{}");
    rig.pass(9_999);
    assert!(rig.machine.is_joined(root) && rig.machine.is_joined(chat));

    let mut rig = Rig::new(with(&[]));
    let root = rig.join(ROOT);
    rig.greet();
    rig.pass(9_000);
    rig.join("/chat");
    rig.text("40/chat,{}");
    rig.pass(1_000);
    assert_eq!(rig.phase(), Phase::Waiting, "the answer of another is none");
    assert!(rig.machine.is_wanted(root));
}

#[test]
fn a_deadline_goes_with_its_connection() {
    let mut rig = Rig::new(with(&[]));
    rig.join(ROOT);
    rig.greet();
    rig.pass(9_000);
    rig.cut();
    rig.fire();
    rig.pass(9_999);
    assert_eq!((rig.phase(), rig.closed), (Phase::Connecting, 1), "the attempt has one of its own");
    rig.greet();
    rig.pass(9_999);
    assert_eq!((rig.phase(), rig.closed), (Phase::Open, 1));
}

#[test]
fn who_left_before_the_server_answered_leaves_when_it_does() {
    let (mut rig, root) = Rig::joined();
    let chat = rig.join("/chat");
    rig.input(Input::Leave(chat));
    assert_eq!(rig.sent, ["40/chat,{}"], "the server may not know of it yet");
    rig.text("40/chat,{}");
    assert_eq!(rig.sent[1..], ["41/chat,"]);
    rig.pass(10_000);
    rig.text("40/unheard-of,{}");
    rig.text("40{}");
    assert_eq!(rig.sent.len(), 2, "only what is known to be off is left");
    assert!(rig.machine.is_joined(root) && rig.events(chat).is_empty());
}

#[test]
fn what_is_refused_stays_off_and_without_any_namespace_there_is_no_connection() {
    let mut rig = Rig::new(with(&[]));
    let (root, chat) = (rig.join(ROOT), rig.join("/chat"));
    rig.greet();
    rig.text(r#"44/chat,{"message":"no"}"#);
    assert_eq!(rig.events(chat), [Event::Refused]);
    assert!(!rig.machine.is_wanted(chat) && rig.closing.is_none());
    rig.text(r#"44{"message":"no"}"#);
    assert_eq!(rig.events(root), [Event::Refused]);
    assert_eq!((rig.closing, rig.phase()), (Some(rig.id), Phase::Closing));
    rig.closed_with(Close { code: 1000, clean: true });
    assert_eq!((rig.phase(), rig.machine.next_deadline()), (Phase::Closed, None));
    rig.join("/chat");
    assert_eq!(rig.phase(), Phase::Connecting, "it may be wanted again");
}

#[test]
fn when_the_server_leaves_a_namespace_it_is_not_joined_again() {
    let (mut rig, root) = Rig::joined();
    rig.join("/chat");
    rig.text("40/chat,{}");
    rig.text("41");
    assert_eq!(rig.events(root), [Event::Left(Reason::Server)]);
    assert!(!rig.machine.is_wanted(root) && rig.closing.is_none(), "the other one is still there");
    rig.cut();
    rig.fire();
    rig.sent.clear();
    rig.greet();
    assert_eq!(rig.sent, ["40/chat,{}"]);
    rig.text("40/chat,{}");
    rig.text("41/chat,");
    assert!(rig.closing.is_some());
}

#[test]
fn after_a_loss_everything_is_joined_again() {
    let (mut rig, root) = Rig::joined();
    rig.cut();
    assert_eq!(rig.events(root), [Event::Left(Reason::TransportClose)]);
    rig.fire();
    rig.greet();
    assert_eq!(rig.sent, ["40{}"]);
    rig.text("40{}");
    assert_eq!(rig.events(root)[1..], [Event::Joined]);
}

#[test]
fn leaving_tells_the_server_and_the_last_one_ends_the_connection() {
    let (mut rig, root) = Rig::joined();
    rig.input(Input::Leave(root));
    assert_eq!(rig.sent, ["41"]);
    assert_eq!(rig.events(root), [Event::Left(Reason::User)]);
    assert!(rig.closing.is_some());
    rig.input(Input::Leave(root));
    assert_eq!(rig.events(root).len(), 1);
}

#[test]
fn all_can_be_left_at_once() {
    let (mut rig, root) = Rig::joined();
    let chat = rig.join("/chat");
    rig.input(Input::LeaveAll);
    assert!(!rig.machine.is_wanted(root) && !rig.machine.is_wanted(chat));
    assert_eq!(rig.phase(), Phase::Closing);
}

#[test]
fn joining_while_it_still_closes_makes_a_fresh_connection() {
    let (mut rig, root) = Rig::joined();
    rig.input(Input::Leave(root));
    let old = rig.id;
    rig.input(Input::Join(root));
    assert_ne!(rig.id, old);
    assert_eq!(rig.phase(), Phase::Connecting);
    rig.greet();
    rig.text("40{}");
    assert!(rig.machine.is_joined(root));
}

#[test]
fn leaving_during_an_attempt_ends_it() {
    let mut rig = Rig::new(with(&[]));
    let root = rig.join(ROOT);
    rig.input(Input::Leave(root));
    assert!(rig.told.is_empty(), "what was never joined is not left");
    rig.closed_with(Close::abnormal());
    assert_eq!((rig.phase(), rig.machine.next_deadline()), (Phase::Closed, None));
}

#[test]
fn leaving_between_attempts_ends_the_waiting() {
    let (mut rig, root) = Rig::joined();
    rig.cut();
    rig.input(Input::Leave(root));
    assert_eq!((rig.phase(), rig.machine.next_deadline()), (Phase::Closed, None));
}

#[test]
fn joining_does_not_cut_the_wait_between_attempts_short() {
    let (mut rig, _) = Rig::joined();
    rig.cut();
    let due = rig.machine.next_deadline();
    rig.join("/chat");
    assert_eq!((rig.phase(), rig.machine.next_deadline()), (Phase::Waiting, due));
    rig.fire();
    rig.greet();
    assert_eq!(rig.sent, ["40{}", "40/chat,{}"]);
}

#[test]
fn it_gives_up_after_so_many_retries_and_begins_anew_when_it_is_told_to() {
    let mut rig = Rig::new(with(&[(NumberOption::MaxRetries, 1.0)]));
    let root = rig.join(ROOT);
    rig.cut();
    rig.fire();
    rig.cut();
    assert_eq!((rig.phase(), rig.machine.next_deadline()), (Phase::Closed, None));
    assert!(rig.machine.is_wanted(root));
    rig.input(Input::Join(root));
    assert_eq!(rig.phase(), Phase::Connecting);
    rig.greet();
    rig.text("40{}");
    assert!(rig.machine.is_joined(root));
}

#[test]
fn what_an_abandoned_transport_says_changes_nothing() {
    let (mut rig, root) = Rig::joined();
    let old = rig.id;
    rig.cut();
    rig.fire();
    let before = rig.machine.clone();
    for frame in ["2", "0{", "40{", r#"42["a"]"#, "41", "1", "9", ""] {
        rig.text_on(old, frame);
    }
    rig.input(Input::Binary(old, 1));
    rig.input(Input::Greeted { id: old, interval: 1, timeout: 1 });
    assert!(rig.machine == before && rig.told.len() == 1, "only the loss was told");
    rig.greet();
    rig.text("40{}");
    assert_eq!(rig.events(root).len(), 2);
}

#[test]
fn the_page_and_the_network_count_as_for_any_connection() {
    let (mut rig, root) = Rig::joined();
    rig.core(core::Input::Page(core::Signal::Offline));
    rig.cut();
    assert_eq!(rig.machine.next_deadline(), None, "offline it waits for the network");
    rig.core(core::Input::Page(core::Signal::Online));
    rig.greet();
    rig.text("40{}");
    assert!(rig.machine.is_joined(root));
}

#[test]
fn who_has_left_is_told_that_nobody_will_acknowledge() {
    let (mut rig, root) = Rig::joined();
    rig.ask(root, "a");
    rig.emit(root, "sent");
    rig.input(Input::Leave(root));
    assert_eq!(rig.outcomes, [("a".to_owned(), Outcome::Closed)]);
}
