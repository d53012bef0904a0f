//! The codec against npm's socket.io-parser 4.2.7: what that makes of each text is in `npm_parser.txt`, written by
//! `npm_parser.mjs` beside it. Where the two differ it is on purpose, and here is why.

use everwire::socketio::{DecodeError, Kind, Packet};

const TABLE: &str = include_str!("npm_parser.txt");

/// What npm's parser says; nothing where it throws.
struct Npm<'a> {
    kind: Kind,
    attachments: u32,
    namespace: &'a str,
    /// Any number that JavaScript has.
    id: Option<&'a str>,
    data: Option<&'a str>,
}

fn rows() -> impl Iterator<Item = (&'static str, Option<Npm<'static>>)> {
    TABLE.lines().map(|line| {
        let cells: Vec<&str> = line.split('\t').collect();
        let some = |at: usize| Some(cells[at]).filter(|cell| *cell != "-");
        let npm = (cells[1] != "error").then(|| Npm {
            kind: Kind::ALL[cells[1].parse::<usize>().unwrap()],
            attachments: cells[2].parse().unwrap(),
            namespace: cells[3],
            id: some(4),
            data: some(5),
        });
        (cells[0], npm)
    })
}

/// npm takes what no server sends: its parser leaves to JavaScript what a number is, and looks at JSON only where some is.
fn is_stricter(text: &str, npm: &Npm<'_>, error: DecodeError) -> bool {
    let numbered = matches!(npm.kind, Kind::Connect | Kind::Disconnect | Kind::ConnectError) && npm.id.is_some();
    match error {
        DecodeError::Kind => false,
        // `1e0`, `0x1`, ` 1`, `+1`, `1.0`.
        DecodeError::Attachments => text[1..].split('-').next().unwrap().bytes().any(|byte| !byte.is_ascii_digit()),
        DecodeError::Id => npm.id.is_none_or(|id| id.len() > 9),
        // A kind that needs JSON, without any; one that has no id, with one; ids with spaces in them.
        DecodeError::Data => (npm.data.is_none() && npm.kind != Kind::Connect) || numbered || text.contains(' '),
    }
}

/// npm does not take it: the JSON is none or holds no event, which here is for those to say who parse it; or its
/// attachments are none, as other servers may send it, or more than ten.
fn is_more_liberal(packet: &Packet<'_>) -> bool {
    let count = packet.kind.is_binary() && !(1..=10).contains(&packet.attachments);
    let no_json = ["{", "["].contains(&packet.data) || packet.data == "{}[1]";
    let no_event = packet.kind.is_event() && ["[]", "[{}]", r#"["connect"]"#].contains(&packet.data);
    count || no_json || no_event
}

#[test]
fn npms_parser_makes_the_same_of_the_same_text() {
    let (mut same, mut stricter, mut more_liberal) = (0, 0, 0);
    for (text, npm) in rows() {
        match (Packet::decode(text), npm) {
            (Err(_), None) => same += 1,
            (Ok(packet), Some(npm)) => {
                same += 1;
                assert_eq!(
                    (packet.kind, packet.attachments, packet.namespace),
                    (npm.kind, npm.attachments, npm.namespace)
                );
                assert_eq!(packet.id, npm.id.map(|id| id.parse().unwrap()), "{text}");
                assert_eq!(packet.data, npm.data.unwrap_or_default(), "{text}");
            }
            (Err(error), Some(npm)) => {
                stricter += 1;
                assert!(is_stricter(text, &npm, error), "npm takes {text}, here it is {error:?}");
            }
            (Ok(packet), None) => {
                more_liberal += 1;
                assert!(is_more_liberal(&packet), "npm does not take {text}, here it is {packet:?}");
            }
        }
    }
    println!("{same} the same, {stricter} only to npm, {more_liberal} only here");
    assert!(same > 100 && stricter > 0 && more_liberal > 0, "the table is there");
}

#[test]
fn what_npm_takes_and_is_written_as_it_writes_is_written_the_same() {
    for (text, npm) in rows() {
        let Ok(packet) = Packet::decode(text) else { continue };
        // Written out: no zeros in front, a comma behind each namespace, the root one left away.
        let canonical = !text.contains("/,") && !text.contains("00") && !text.starts_with("501");
        if npm.is_some() && canonical && (packet.namespace == "/" || text.contains(',')) {
            assert_eq!(packet.encode(), text);
        }
    }
}
