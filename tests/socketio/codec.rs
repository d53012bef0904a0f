//! The codec: what goes out comes back, and what npm's parser makes of the same texts.

use everwire::socketio::{DecodeError, Kind, MAX_ATTACHMENTS, Packet, ROOT};
use proptest::prelude::*;

fn packets() -> impl Strategy<Value = (Kind, u32, String, Option<u32>, String)> {
    let names = prop_oneof![Just(ROOT.to_owned()), "/[^,]{0,12}"];
    (0..Kind::ALL.len(), 0..=MAX_ATTACHMENTS, names, any::<Option<u32>>(), ".{0,20}").prop_map(
        |(kind, attachments, namespace, id, rest)| {
            let kind = Kind::ALL[kind];
            let first = match kind {
                Kind::Connect => "{",
                Kind::ConnectError => "\"",
                Kind::Disconnect => return (kind, 0, namespace, None, String::new()),
                _ => "[",
            };
            let id = if kind.is_ack() { Some(id.unwrap_or_default()) } else { id.filter(|_| kind.is_event()) };
            (kind, if kind.is_binary() { attachments } else { 0 }, namespace, id, first.to_owned() + &rest)
        },
    )
}

proptest! {
    #[test]
    fn what_is_encoded_decodes_to_the_same((kind, attachments, namespace, id, data) in packets()) {
        let packet = Packet { kind, attachments, namespace: &namespace, id, data: &data };
        let text = packet.encode();
        prop_assert_eq!(Packet::decode(&text), Ok(packet));
    }

    #[test]
    fn any_text_is_a_packet_or_an_error(text in "[0-9]{0,3}-?(/[a-z]{0,3},?)?[0-9]{0,12}.{0,8}") {
        if let Ok(packet) = Packet::decode(&text) {
            prop_assert!(packet.attachments <= MAX_ATTACHMENTS);
            prop_assert!(packet.namespace.starts_with('/'));
            let again = packet.encode();
            prop_assert_eq!(Packet::decode(&again), Ok(packet));
        }
    }
}

/// What socket.io-parser 4.2 makes of these texts is what stands here: kind, attachments, namespace, id.
#[test]
fn texts_mean_what_they_mean_to_npm() {
    for (text, kind, attachments, namespace, id, data) in [
        ("0", Kind::Connect, 0, "/", None, ""),
        (r#"0{"sid":"a"}"#, Kind::Connect, 0, "/", None, r#"{"sid":"a"}"#),
        (r#"0/admin,{"sid":"a"}"#, Kind::Connect, 0, "/admin", None, r#"{"sid":"a"}"#),
        ("0/admin", Kind::Connect, 0, "/admin", None, ""),
        ("0/a?b=c,", Kind::Connect, 0, "/a?b=c", None, ""),
        ("1", Kind::Disconnect, 0, "/", None, ""),
        ("1/admin,", Kind::Disconnect, 0, "/admin", None, ""),
        (r#"2["a",1]"#, Kind::Event, 0, "/", None, r#"["a",1]"#),
        (r#"2/x,7["a"]"#, Kind::Event, 0, "/x", Some(7), r#"["a"]"#),
        ("312[]", Kind::Ack, 0, "/", Some(12), "[]"),
        (r#"4"no""#, Kind::ConnectError, 0, "/", None, r#""no""#),
        (r#"4/x,{"message":"no"}"#, Kind::ConnectError, 0, "/x", None, r#"{"message":"no"}"#),
        (r#"52-/x,3["a"]"#, Kind::BinaryEvent, 2, "/x", Some(3), r#"["a"]"#),
        ("61-9[]", Kind::BinaryAck, 1, "/", Some(9), "[]"),
    ] {
        assert_eq!(Packet::decode(text), Ok(Packet { kind, attachments, namespace, id, data }), "{text}");
    }
}

#[test]
fn what_is_no_packet_says_why() {
    for (text, error) in [
        ("", DecodeError::Kind),
        ("7", DecodeError::Kind),
        ("é", DecodeError::Kind),
        ("5[]", DecodeError::Attachments),
        ("5-[]", DecodeError::Attachments),
        ("5x-[]", DecodeError::Attachments),
        ("51001-[]", DecodeError::Attachments),
        ("599999999999-[]", DecodeError::Attachments),
        ("24294967296[]", DecodeError::Id),
        ("3[]", DecodeError::Id),
        ("2", DecodeError::Data),
        ("2{}", DecodeError::Data),
        ("0[]", DecodeError::Data),
        ("07{}", DecodeError::Data),
        ("1{}", DecodeError::Data),
        ("4", DecodeError::Data),
    ] {
        assert_eq!(Packet::decode(text), Err(error), "{text}");
    }
}
