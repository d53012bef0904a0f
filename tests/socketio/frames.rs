//! What comes in, and what no server sends.

use everwire::core::Phase;
use everwire::socketio::{Event, Input, MAX_PACKET_BYTES, ROOT, Reason};

use crate::rig::{Rig, with};

#[test]
fn events_that_come_before_the_namespace_is_joined_are_told_in_order() {
    let mut rig = Rig::new(with(&[]));
    let root = rig.join(ROOT);
    rig.greet();
    rig.text(r#"42["replayed",1]"#);
    rig.text(r#"42["replayed",2]"#);
    rig.text("40{}");
    rig.text(r#"42["live",3]"#);
    let event = Event::Event(None);
    assert_eq!(rig.events(root), [event, event, Event::Joined, event]);
    assert_eq!(rig.came(), [r#"42["replayed",1]"#, r#"42["replayed",2]"#, r#"42["live",3]"#]);
}

#[test]
fn nothing_is_told_of_a_namespace_that_nobody_wants() {
    let (mut rig, root) = Rig::joined();
    let chat = rig.machine.namespace("/chat");
    for frame in ["40/chat,{}", r#"42/chat,["a"]"#, r#"44/chat,{"message":"no"}"#, "41/chat", r#"42/other,["a"]"#] {
        rig.text(frame);
    }
    rig.text(r#"451-/other,["a",{"_placeholder":true,"num":0}]"#);
    rig.binary(1);
    assert!(rig.told.is_empty() && !rig.machine.is_wanted(chat));
    rig.text(r#"42["a"]"#);
    assert_eq!(rig.events(root).len(), 1);
}

#[test]
fn a_binary_event_is_told_when_all_of_it_is_there() {
    let (mut rig, root) = Rig::joined();
    rig.text(r#"452-["a",{"_placeholder":true,"num":0},{"_placeholder":true,"num":1}]"#);
    rig.binary(10);
    rig.text("2");
    assert!(rig.told.is_empty() && rig.sent == ["3"], "a ping may come in between");
    rig.binary(10);
    assert_eq!(rig.events(root), [Event::Event(None)]);
}

#[test]
fn a_binary_event_without_attachments_is_one_too() {
    let (mut rig, root) = Rig::joined();
    rig.text(r#"450-["a"]"#);
    assert_eq!(rig.events(root).len(), 1);
}

#[test]
fn a_packet_that_is_not_complete_goes_with_its_connection() {
    let (mut rig, root) = Rig::joined();
    rig.text(r#"451-["a",{"_placeholder":true,"num":0}]"#);
    rig.cut();
    rig.fire();
    rig.greet();
    rig.text("40{}");
    rig.text(r#"42["b"]"#);
    assert_eq!(rig.came(), [r#"42["b"]"#]);
    assert_eq!(rig.events(root).len(), 3);
}

/// Each ends the connection, which is tried again.
fn breaks(frames: &[&str]) {
    let (mut rig, root) = Rig::joined();
    for frame in frames {
        match frame.strip_prefix("bytes:") {
            Some(size) => rig.binary(size.parse().unwrap()),
            None => rig.text(frame),
        }
    }
    assert_eq!(rig.events(root).last(), Some(&Event::Left(Reason::ParseError)), "{frames:?}");
    assert_eq!((rig.phase(), rig.live), (Phase::Waiting, None), "{frames:?}");
    rig.fire();
    rig.greet();
    rig.text("40{}");
    assert!(rig.machine.is_joined(root), "{frames:?}");
}

#[test]
fn what_makes_no_sense_ends_the_connection() {
    let most = MAX_PACKET_BYTES.to_string();
    let large = format!("bytes:{most}");
    for frames in [
        &[""][..],
        &["0{"],
        &["5"],
        &["9"],
        &["x"],
        &["é"],
        &["4"],
        &["47[]"],
        &["4é"],
        &["42"],
        &["42{"],
        &["42/chat"],
        &["43[]"],
        &["4299999999999[]"],
        &["45[]"],
        &["45-[]"],
        &["451001-[]"],
        &["4599999999999-[]"],
        &["401"],
        &["41{"],
        &["44"],
        &["bytes:1"],
        &["450-[]", "bytes:1"],
        &["451-[", r#"42["a"]"#],
        &["451-[", "41"],
        &["452-[", "bytes:1", &large],
        &[r#"42["broken"]"#],
        &[r#"451-["broken"]"#, "bytes:1"],
    ] {
        breaks(frames);
    }
}

#[test]
fn a_greeting_that_is_none_ends_the_attempt() {
    for frame in ["", "2", "40{}", "42[", "0broken", "9"] {
        let mut rig = Rig::new(with(&[]));
        rig.join(ROOT);
        rig.text(frame);
        assert_eq!((rig.phase(), rig.live, rig.opened), (Phase::Waiting, None, 0), "{frame}");
    }
    let mut rig = Rig::new(with(&[]));
    rig.join(ROOT);
    rig.binary(1);
    assert_eq!(rig.phase(), Phase::Connecting, "bytes before it are nobody's");
}

#[test]
fn a_server_that_says_that_it_closes_is_gone() {
    let (mut rig, root) = Rig::joined();
    rig.text("1");
    assert_eq!(rig.events(root), [Event::Left(Reason::TransportClose)]);
    assert_eq!((rig.phase(), rig.live), (Phase::Waiting, None));
}

#[test]
fn what_comes_twice_is_told_once_and_the_greatest_cursor_counts() {
    let (mut rig, _) = Rig::joined();
    for n in [0, 1, 0, 5, 3, 5] {
        rig.text(&format!("42[\"#{n}\"]"));
    }
    assert_eq!(rig.came().len(), 4);
    assert_eq!(rig.machine.core().cursor().and_then(|cursor| cursor.as_number()), Some(5.0));
}

#[test]
fn a_text_that_is_too_large_ends_the_connection() {
    for (size, up) in [(MAX_PACKET_BYTES, true), (MAX_PACKET_BYTES + 1, false)] {
        let (mut rig, _) = Rig::joined();
        rig.input(Input::Text { id: rig.id, text: r#"451-["a""#, size });
        assert_eq!(rig.phase() == Phase::Open, up, "{size}");
    }
}
