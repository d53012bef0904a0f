//! A server as one should be, and as npm's is where it matters: whoever asks for a namespace twice, or leaves one that it is
//! not in, breaks the protocol.

use std::collections::{BTreeMap, VecDeque};

use everwire::socketio::{Kind, Packet};

use crate::dice::Dice;

/// What is on its way to the client.
#[derive(Clone, Debug)]
pub(super) enum Down {
    Text(String),
    Bytes(u32),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Member {
    /// It has asked for what comes after so many events, and has no answer yet.
    Asking(usize),
    Joined,
    /// The server has sent it away, which it may not know.
    Dismissed,
}

/// One transport, as the server sees it.
#[derive(Debug, Default)]
pub(super) struct Connection {
    pub(super) greeted: bool,
    /// It answers no CONNECT.
    pub(super) mute: bool,
    pub(super) pinged_at: u64,
    members: BTreeMap<String, Member>,
    /// On their way to it, each with how many events the client had in its namespace.
    pub(super) up: VecDeque<(String, usize)>,
    pub(super) down: VecDeque<Down>,
}

/// What it keeps of a namespace, whoever is connected.
#[derive(Debug, Default)]
pub(super) struct Space {
    /// How many events there were; each is known by its place.
    pub(super) log: usize,
    /// What the client emitted, in the order in which it arrived for the first time.
    pub(super) heard: Vec<String>,
    /// How often each came, and its id.
    pub(super) times: BTreeMap<String, (u32, Option<u32>)>,
}

/// Unlike any event of another namespace.
pub(super) fn data_of(name: &str, place: usize) -> String {
    format!("[\"#{}\"]", name.len() * 100_000 + place)
}

impl Connection {
    fn send(&mut self, kind: Kind, name: &str, id: Option<u32>, data: &str) {
        self.down.push_back(Down::Text(format!("4{}", Packet { id, ..Packet::new(kind, name, data) }.encode())));
    }

    /// An event or an acknowledgement, with attachments now and then, between which a ping may come.
    fn send_any(&mut self, kind: Kind, name: &str, id: Option<u32>, data: &str, dice: &mut Dice<'_>) {
        let attachments = if dice.one_in(4) { dice.below(3) as u32 } else { 0 };
        if attachments == 0 {
            return self.send(kind, name, id, data);
        }
        let kind = if kind == Kind::Event { Kind::BinaryEvent } else { Kind::BinaryAck };
        let packet = Packet { id, attachments, ..Packet::new(kind, name, data) };
        self.down.push_back(Down::Text(format!("4{}", packet.encode())));
        for _ in 0..attachments {
            if dice.one_in(4) {
                self.down.push_back(Down::Text("2".into()));
            }
            self.down.push_back(Down::Bytes(7));
        }
    }

    /// Something happens in a namespace, which who is there is told.
    pub(super) fn emit(&mut self, name: &str, space: &mut Space, dice: &mut Dice<'_>) {
        let place = space.log;
        space.log += 1;
        if self.members.get(name) == Some(&Member::Joined) {
            self.send_any(Kind::Event, name, None, &data_of(name, place), dice);
        }
    }

    pub(super) fn dismiss(&mut self, name: &str) {
        if self.members.get(name) == Some(&Member::Joined) {
            self.members.insert(name.to_owned(), Member::Dismissed);
            self.send(Kind::Disconnect, name, None, "");
        }
    }

    /// Who has asked is sent what it missed and let in, or is refused.
    pub(super) fn answer(&mut self, name: &str, space: &Space, refuse: bool) {
        let Some(&Member::Asking(offset)) = self.members.get(name) else { return };
        if self.mute {
            return;
        }
        if refuse {
            self.members.remove(name);
            return self.send(Kind::ConnectError, name, None, r#"{"message":"no"}"#);
        }
        self.members.insert(name.to_owned(), Member::Joined);
        for place in offset..space.log {
            self.send(Kind::Event, name, None, &data_of(name, place));
        }
        self.send(Kind::Connect, name, None, r#"{"sid":"s"}"#);
    }

    /// Reads the next frame of the client's.
    pub(super) fn read(&mut self, spaces: &mut BTreeMap<String, Space>, dice: &mut Dice<'_>) {
        let Some((frame, offset)) = self.up.pop_front() else { return };
        let Some(text) = frame.strip_prefix('4') else {
            assert_eq!(frame, "3", "what is no packet is the answer to a ping");
            return;
        };
        let packet = Packet::decode(text).expect("clients send packets");
        let name = packet.namespace;
        let member = self.members.get(name).copied();
        match packet.kind {
            Kind::Connect => {
                assert!(!matches!(member, Some(Member::Asking(_) | Member::Joined)), "{name} is asked for twice");
                self.members.insert(name.to_owned(), Member::Asking(offset));
            }
            Kind::Disconnect => {
                assert!(matches!(member, Some(Member::Joined | Member::Dismissed)), "{name}, left by who is not there");
                self.members.remove(name);
            }
            Kind::Event => {
                assert!(matches!(member, Some(Member::Joined | Member::Dismissed)), "{frame} of who is not there");
                if member == Some(Member::Joined) {
                    self.take(packet, spaces.get_mut(name).expect("a namespace that there is"), dice);
                }
            }
            kind => panic!("clients send no {kind:?} here"),
        }
    }

    fn take(&mut self, Packet { namespace, id, data, .. }: Packet<'_>, space: &mut Space, dice: &mut Dice<'_>) {
        let (times, known) = space.times.entry(data.to_owned()).or_insert((0, id));
        assert_eq!(*known, id, "{data} has kept its id");
        *times += 1;
        if *times == 1 {
            space.heard.push(data.to_owned());
        }
        assert!(*times == 1 || id.is_some(), "{data}, which nobody waits for, came twice");
        let Some(id) = id else { return };
        self.send_any(Kind::Ack, namespace, Some(id), "[]", dice);
        // Some say it twice, and of what nobody knows.
        if dice.one_in(8) {
            self.send(Kind::Ack, namespace, Some(id), "[]");
            self.send(Kind::Ack, namespace, Some(id + 1_000_000), "[]");
        }
    }
    /// Whether events of who was in a namespace before may still come: the last one's attachments, whole ones, or any,
    /// as the server does not know yet that it was left.
    pub(super) fn owes(&self, name: &str) -> bool {
        let is = |text: &str, kind: fn(Kind) -> bool| {
            let packet = Packet::decode(text.get(1..).unwrap_or_default());
            packet.is_ok_and(|packet| kind(packet.kind) && packet.namespace == name)
        };
        let pings = self.down.iter().take_while(|down| matches!(down, Down::Text(text) if text == "2")).count();
        matches!(self.down.get(pings), Some(Down::Bytes(_)))
            || self.down.iter().any(|down| matches!(down, Down::Text(text) if is(text, Kind::is_event)))
            || self.up.iter().any(|(text, _)| is(text, |kind| kind == Kind::Disconnect))
    }
}
