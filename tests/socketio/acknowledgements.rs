//! What is to be acknowledged is kept, sent again, and settled once.

use everwire::core::{Fate, NumberOption, Outcome};
use everwire::socketio::{Emission, Event, Input, Kind, Packet, ROOT};

use crate::rig::{Rig, with};

fn outcomes(rig: &Rig) -> Vec<(&str, Outcome)> {
    rig.outcomes.iter().map(|(text, outcome)| (text.as_str(), *outcome)).collect()
}

/// The ids of the events that were sent, and what they were.
fn asked(rig: &Rig) -> Vec<(Option<u32>, String)> {
    let events = rig.sent.iter().map(|frame| Packet::decode(&frame[1..]).unwrap());
    events.filter(|packet| packet.kind == Kind::Event).map(|packet| (packet.id, packet.data.to_owned())).collect()
}

#[test]
fn an_answer_settles_it_once() {
    let (mut rig, root) = Rig::joined();
    assert_eq!(rig.ask(root, "a"), Fate::Sent);
    let id = asked(&rig)[0].0.unwrap();
    rig.text(&format!("43{id}[1]"));
    rig.text(&format!("43{id}[2]"));
    rig.text("4399[1]");
    assert_eq!(outcomes(&rig), [("a", Outcome::Acknowledged)]);
    assert_eq!(rig.kept(), 0);
}

#[test]
fn it_is_kept_over_losses_and_sent_again_with_its_id_in_its_place() {
    let (mut rig, root) = Rig::joined();
    rig.ask(root, "a");
    rig.emit(root, "b");
    rig.ask(root, "c");
    let first = asked(&rig);
    rig.cut();
    assert_eq!(rig.emit(root, "d"), Fate::Queued);
    rig.fire();
    rig.greet();
    rig.sent.clear();
    rig.text("40{}");
    let again = asked(&rig);
    assert_eq!(again.iter().map(|(_, text)| text.as_str()).collect::<Vec<_>>(), [r#"["a"]"#, r#"["c"]"#, r#"["d"]"#]);
    assert_eq!((again[0].0, again[1].0), (first[0].0, first[2].0));
    let id = again[1].0.unwrap();
    rig.text(&format!("43{id}[]"));
    assert_eq!(outcomes(&rig), [("d", Outcome::Sent), ("c", Outcome::Acknowledged)]);
    assert_eq!(rig.kept(), 1);
}

#[test]
fn it_is_not_sent_before_the_namespace_is_joined() {
    let mut rig = Rig::new(with(&[]));
    let root = rig.join(ROOT);
    assert_eq!(rig.ask(root, "a"), Fate::Queued);
    rig.greet();
    assert_eq!(rig.sent, ["40{}"]);
    rig.text("40{}");
    assert_eq!(asked(&rig).len(), 1);
    assert_eq!(rig.events(root), [Event::Joined]);
}

#[test]
fn a_timeout_takes_it_out_wherever_it_is() {
    let (mut rig, root) = Rig::joined();
    let patient = Emission { acknowledged: true, timeout: Some(100), ..Emission::default() };
    rig.emission(root, "in flight", patient);
    rig.pass(50);
    rig.cut();
    rig.emission(root, "waiting", patient);
    rig.pass(49);
    assert!(rig.outcomes.is_empty());
    rig.pass(1);
    assert_eq!(outcomes(&rig), [("in flight", Outcome::Expired)]);
    rig.pass(50);
    assert_eq!(outcomes(&rig)[1..], [("waiting", Outcome::Expired)]);
    rig.fire();
    rig.greet();
    rig.sent.clear();
    rig.text("40{}");
    assert!(asked(&rig).is_empty());
}

#[test]
fn a_timeout_holds_too_where_nothing_goes_on() {
    let mut rig = Rig::new(with(&[]));
    let root = rig.machine.namespace(ROOT);
    rig.emission(root, "a", Emission { acknowledged: true, timeout: Some(100), ..Emission::default() });
    rig.pass(100);
    assert_eq!(outcomes(&rig), [("a", Outcome::Expired)]);
}

#[test]
fn when_the_server_leaves_nobody_will_answer() {
    let (mut rig, root) = Rig::joined();
    rig.ask(root, "a");
    rig.text("41");
    assert_eq!(outcomes(&rig), [("a", Outcome::Closed)]);
}

#[test]
fn what_was_asked_of_one_namespace_is_not_answered_by_another() {
    let (mut rig, root) = Rig::joined();
    let chat = rig.join("/chat");
    rig.text("40/chat,{}");
    rig.ask(root, "a");
    rig.ask(chat, "b");
    let id = asked(&rig)[0].0.unwrap();
    rig.text(&format!("43/chat,{id}[]"));
    assert!(rig.outcomes.is_empty());
    rig.text(&format!("43{id}[]"));
    assert_eq!(outcomes(&rig), [("a", Outcome::Acknowledged)]);
}

#[test]
fn an_answer_may_have_attachments() {
    let (mut rig, root) = Rig::joined();
    rig.ask(root, "a");
    let id = asked(&rig)[0].0.unwrap();
    rig.text(&format!(r#"461-{id}[{{"_placeholder":true,"num":0}}]"#));
    assert!(rig.outcomes.is_empty());
    rig.binary(3);
    assert_eq!(outcomes(&rig), [("a", Outcome::Acknowledged)]);
}

#[test]
fn the_servers_events_say_whether_they_want_an_answer() {
    let (mut rig, root) = Rig::joined();
    rig.text(r#"427["a"]"#);
    rig.text(r#"42["b"]"#);
    assert_eq!(rig.events(root), [Event::Event(Some(7)), Event::Event(None)]);
}

#[test]
fn leaving_keeps_what_only_waits_to_be_sent() {
    let (mut rig, root) = Rig::joined();
    rig.cut();
    rig.emit(root, "a");
    rig.ask(root, "b");
    rig.input(Input::Leave(root));
    assert_eq!(outcomes(&rig), [("b", Outcome::Closed)]);
    rig.input(Input::Join(root));
    rig.greet();
    rig.sent.clear();
    rig.text("40{}");
    assert_eq!(asked(&rig), [(None, r#"["a"]"#.to_owned())]);
}

#[test]
fn when_the_last_retry_has_failed_nobody_will_answer() {
    let mut rig = Rig::new(with(&[(NumberOption::MaxRetries, 1.0)]));
    let root = rig.join(ROOT);
    rig.ask(root, "a");
    rig.emit(root, "b");
    rig.cut();
    assert!(rig.outcomes.is_empty());
    rig.fire();
    rig.cut();
    assert_eq!(outcomes(&rig), [("a", Outcome::Closed)]);
}
