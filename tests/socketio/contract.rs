//! What the effects of a step may be, whatever happened: the contract between the machine and who drives it.

use std::collections::{BTreeMap, BTreeSet};

use everwire::core::{self, Id, Number};
use everwire::socketio::{
    Effect, Event, Index, Input, Kind, MAX_ATTACHMENTS, MAX_PACKET_BYTES, Machine, Packet, Reason,
};

/// How far a namespace is on the transport of the moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Space {
    Asked,
    Joined,
}

/// The packet that is kept.
#[derive(Clone, Debug)]
struct Held {
    kind: Kind,
    namespace: String,
    /// So many attachments are missing.
    missing: u32,
    /// In bytes, with the attachments that came.
    size: u32,
    /// Its parse is to be answered.
    parsing: bool,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct Contract {
    attempt: Id,
    /// The transport that is there, and whether it is greeted.
    live: Option<(Id, bool)>,
    closing: bool,
    spaces: BTreeMap<Index, Space>,
    wanted: BTreeSet<Index>,
    held: Option<Held>,
    kept: BTreeSet<Number>,
    newest: Number,
}

impl Contract {
    /// The attempt or transport of the moment, or the last one.
    pub(crate) fn attempt(&self) -> Id {
        self.attempt
    }

    /// Whether the parse of a packet is to be answered.
    pub(crate) fn is_parsing(&self) -> bool {
        self.held.as_ref().is_some_and(|held| held.parsing)
    }

    pub(crate) fn judge(&mut self, input: &Input<'_>, effects: &[Effect], machine: &Machine) {
        self.take_in(input, machine);
        for (at, effect) in effects.iter().enumerate() {
            self.effect(input, *effect, at + 1 == effects.len());
        }
        let emits = matches!(input, Input::Emit(..));
        let answers = effects.iter().filter(|effect| matches!(effect, Effect::Core(core::Effect::Sent(_)))).count();
        assert_eq!(answers, usize::from(emits), "each emission is answered once, and nothing else is");
        for index in (0..8).map(Index) {
            assert_eq!(machine.is_wanted(index), self.wanted.contains(&index), "{index:?} is wanted");
            let joined = self.spaces.get(&index) == Some(&Space::Joined);
            assert_eq!(machine.is_joined(index), joined, "{index:?} is joined");
        }
        if self.wanted.is_empty() {
            let phase = machine.core().snapshot().phase;
            let over = matches!(phase, core::Phase::Idle | core::Phase::Closing | core::Phase::Closed);
            assert!(over, "nobody wants a connection that is {phase:?}");
        }
    }

    fn take_in(&mut self, input: &Input<'_>, machine: &Machine) {
        match input {
            Input::Join(index) => _ = self.wanted.insert(*index),
            Input::Leave(index) => _ = self.wanted.remove(index),
            Input::LeaveAll => self.wanted.clear(),
            Input::Parsed(_) | Input::Broken => {
                let Some(held) = self.held.take_if(|held| held.parsing) else { return };
                // A refusal of what nobody wants any more is told to nobody.
                if held.kind == Kind::ConnectError && matches!(input, Input::Parsed(_)) {
                    let unwanted = |index| machine.name(index) == held.namespace && !self.wanted.contains(&index);
                    self.spaces.retain(|index, space| *space == Space::Joined || !unwanted(*index));
                }
            }
            _ => {}
        }
    }

    fn effect(&mut self, input: &Input<'_>, effect: Effect, last: bool) {
        let open = self.live.is_some_and(|(_, greeted)| greeted);
        match effect {
            Effect::Core(effect) => self.core(input, effect),
            Effect::Greeting(id) => {
                assert_eq!(
                    (self.live, self.closing),
                    (Some((id, false)), false),
                    "who greets is there, and not greeted"
                );
            }
            Effect::Pong => assert!(open && matches!(input, Input::Text { text, .. } if text.starts_with('2'))),
            Effect::Connect(index) => {
                assert!(open && !self.closing && self.wanted.contains(&index), "{index:?} is asked for");
                let before = self.spaces.insert(index, Space::Asked);
                assert_eq!(before, None, "{index:?} is asked for once on a transport, or after it was left");
            }
            Effect::Disconnect(index) => {
                assert!(open && !self.closing && self.spaces.contains_key(&index), "only what was asked for is left");
                if self.spaces.get(&index) == Some(&Space::Asked) {
                    assert!(!self.wanted.contains(&index));
                    self.spaces.remove(&index);
                }
            }
            Effect::Hold => {
                let Input::Text { text, size, .. } = *input else { panic!("what is held is a text") };
                let packet = Packet::decode(&text[1..]).expect("what is held is a packet");
                assert!(self.held.is_none(), "one packet at a time");
                let Packet { kind, attachments: missing, .. } = packet;
                self.held = Some(Held { kind, namespace: packet.namespace.into(), missing, size, parsing: false });
                assert!(size <= MAX_PACKET_BYTES && missing <= MAX_ATTACHMENTS, "what is held is bounded");
            }
            Effect::Attach => {
                let held = self.held.as_mut().expect("a packet that waits for it");
                let Input::Binary(_, size) = *input else { panic!("an attachment is binary") };
                assert!(held.missing > 0 && size <= MAX_PACKET_BYTES - held.size, "what is held is bounded");
                (held.missing, held.size) = (held.missing - 1, held.size + size);
            }
            Effect::Parse => {
                let held = self.held.as_mut().expect("a packet to parse");
                assert!(held.missing == 0 && !held.parsing && last, "what is parsed is complete");
                held.parsing = true;
            }
            Effect::Tell(index, event) => self.tell(index, event),
        }
    }

    fn tell(&mut self, index: Index, event: Event) {
        let space = self.spaces.get(&index).copied();
        match event {
            Event::Joined => {
                assert_eq!(space, Some(Space::Asked), "{index:?} was asked for");
                self.spaces.insert(index, Space::Joined);
            }
            Event::Refused => {
                assert_eq!(space, Some(Space::Asked), "{index:?} was asked for");
                self.spaces.remove(&index);
                self.wanted.remove(&index);
            }
            Event::Left(reason) => {
                assert_eq!(space, Some(Space::Joined), "{index:?} was joined");
                self.spaces.remove(&index);
                if reason == Reason::Server {
                    self.wanted.remove(&index);
                }
                let wanted = reason != Reason::User && reason != Reason::Server;
                assert_eq!(self.wanted.contains(&index), wanted, "{index:?}, left: {reason:?}");
            }
            Event::Event(_) => assert!(space.is_some() && self.wanted.contains(&index), "an event for nobody"),
        }
    }

    fn core(&mut self, input: &Input<'_>, effect: core::Effect) {
        match effect {
            core::Effect::Resolve(id, _) => {
                assert!(id > self.attempt && self.live.is_none());
                self.attempt = id;
            }
            core::Effect::Open(id) => {
                assert_eq!((self.live, id), (None, self.attempt), "one live transport");
                self.live = Some((id, false));
            }
            core::Effect::Greet(id) => {
                assert_eq!(self.live, Some((id, false)), "it opens once");
                assert!(matches!(input, Input::Greeted { .. }), "only a greeting opens it");
                self.live = Some((id, true));
            }
            core::Effect::Keep(number) => {
                assert!(number > self.newest && self.kept.insert(number), "numbers ascend");
                self.newest = number;
            }
            core::Effect::Write(id, number) => {
                assert_eq!((self.live, self.closing), (Some((id, true)), false), "written where there is a transport");
                let at_hand = matches!(input, Input::Emit(..)) && number >= self.newest;
                assert!(self.kept.contains(&number) || at_hand, "{number:?} is kept or at hand");
                self.newest = self.newest.max(number);
            }
            core::Effect::Forget(number, _) => assert!(self.kept.remove(&number), "{number:?} was kept"),
            core::Effect::Close(id) => {
                assert_eq!((self.live.map(|(id, _)| id), self.closing), (Some(id), false));
                self.closing = true;
            }
            core::Effect::Abandon(id) => assert_eq!(self.live.take().map(|(id, _)| id), Some(id)),
            core::Effect::Emit(core::Event::Close(..)) => {
                self.live = None;
                self.closing = false;
                self.held = None;
                self.spaces.retain(|_, space| *space == Space::Joined);
            }
            core::Effect::Emit(core::Event::Message) => panic!("an event is told by its namespace"),
            core::Effect::Probe(_) | core::Effect::Sent(_) | core::Effect::Advance | core::Effect::Save => {}
            core::Effect::Emit(_) => {}
        }
    }
}
