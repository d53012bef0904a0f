//! A machine on a fake clock with a driver around it. Payloads are text: what is emitted, and what stands behind a head.

use std::collections::BTreeMap;

use everwire::core::{
    self, Close, Config, Cursor, Facts, Fate, Id, Jitter, Millis, Number, NumberOption, Outcome, Phase, Verdict,
};
use everwire::socketio::{Effect, Emission, Event, Index, Input, Kind, Machine, Packet, ROOT};

use crate::contract::Contract;

pub(crate) const INTERVAL: u32 = 25_000;
pub(crate) const TIMEOUT: u32 = 20_000;

/// What is at hand.
#[derive(Clone, Copy, Default)]
struct Hand<'a> {
    emitted: Option<(Index, &'a str, bool)>,
    frame: &'a str,
}

#[derive(Clone)]
pub(crate) struct Rig {
    pub(crate) machine: Machine,
    pub(crate) now: Millis,
    /// The transport of the moment, while there is one.
    pub(crate) live: Option<Id>,
    /// The attempt of the moment, or the last one.
    pub(crate) id: Id,
    /// The frames that transports got.
    pub(crate) sent: Vec<String>,
    /// What users were told, with what came.
    pub(crate) told: Vec<(Index, Event, String)>,
    /// What became of what was kept.
    pub(crate) outcomes: Vec<(String, Outcome)>,
    /// How often a connection was open, and how often one or an attempt was over.
    pub(crate) opened: u32,
    pub(crate) closed: u32,
    /// Transports that were asked to close.
    pub(crate) closing: Option<Id>,
    /// Nothing can be handed to the transport though nobody said so yet.
    pub(crate) unwritable: bool,
    /// What waits in the transport.
    pub(crate) buffered: u64,
    contract: Contract,
    kept: BTreeMap<Number, (Index, String, bool)>,
    /// The packet that is kept, and how many attachments it has.
    held: Option<(String, u32)>,
    fate: Option<Fate>,
}

/// Without jitter: delays are exact.
pub(crate) fn with(options: &[(NumberOption, f64)]) -> Config {
    let mut config = Config::default();
    config.set_jitter(Jitter::None);
    for (option, value) in options {
        config.set(*option, *value).unwrap();
    }
    config
}

impl Rig {
    pub(crate) fn new(config: Config) -> Rig {
        Rig::seeded(config, 1)
    }

    pub(crate) fn seeded(config: Config, seed: u64) -> Rig {
        Rig {
            machine: Machine::new(config, seed),
            now: Millis(1_000_000),
            live: None,
            id: Id(0),
            sent: Vec::new(),
            told: Vec::new(),
            outcomes: Vec::new(),
            opened: 0,
            closed: 0,
            closing: None,
            unwritable: false,
            buffered: 0,
            contract: Contract::default(),
            kept: BTreeMap::new(),
            held: None,
            fate: None,
        }
    }

    /// Joined to the root namespace, with nothing told or sent yet.
    pub(crate) fn joined() -> (Rig, Index) {
        let mut rig = Rig::new(with(&[]));
        let root = rig.join(ROOT);
        rig.greet();
        rig.text(r#"40{"sid":"s"}"#);
        rig.sent.clear();
        rig.told.clear();
        (rig, root)
    }

    pub(crate) fn join(&mut self, name: &str) -> Index {
        let index = self.machine.namespace(name);
        self.input(Input::Join(index));
        index
    }

    pub(crate) fn input(&mut self, input: Input<'_>) {
        self.step(input, Hand::default());
    }

    pub(crate) fn core(&mut self, input: core::Input<'_>) {
        self.input(Input::Core(input));
    }

    /// The server's greeting.
    pub(crate) fn greet(&mut self) {
        self.text(r#"0{"sid":"e"}"#);
    }

    /// A text frame on the transport of the moment.
    pub(crate) fn text(&mut self, text: &str) {
        self.text_on(self.id, text);
    }

    pub(crate) fn text_on(&mut self, id: Id, text: &str) {
        self.step(Input::Text { id, text, size: text.len() as u32 }, Hand { frame: text, ..Hand::default() });
    }

    pub(crate) fn binary(&mut self, size: u32) {
        self.input(Input::Binary(self.id, size));
    }

    /// The transport of the moment is gone without a word.
    pub(crate) fn cut(&mut self) {
        self.closed_with(Close::abnormal());
    }

    pub(crate) fn closed_with(&mut self, close: Close) {
        let id = self.id;
        if self.live == Some(id) {
            self.live = None;
        }
        self.core(core::Input::Closed { id, close, retry_after: None, verdict: Verdict::Unsaid });
    }

    pub(crate) fn emit(&mut self, index: Index, text: &str) -> Fate {
        self.emission(index, text, Emission::default())
    }

    /// To be acknowledged.
    pub(crate) fn ask(&mut self, index: Index, text: &str) -> Fate {
        self.emission(index, text, Emission { acknowledged: true, ..Emission::default() })
    }

    pub(crate) fn emission(&mut self, index: Index, text: &str, emission: Emission) -> Fate {
        let buffered = if self.unwritable { core::NOT_WRITABLE } else { self.buffered };
        let size = text.len() as u32;
        let hand = Hand { emitted: Some((index, text, emission.acknowledged)), ..Hand::default() };
        self.fate = None;
        self.step(Input::Emit(index, Emission { size, buffered, ..emission }), hand);
        self.fate.take().expect("each emission is answered")
    }

    /// Time passes, and the driver's timer fires when it has to.
    pub(crate) fn pass(&mut self, ms: u64) {
        let end = Millis(self.now.0 + ms);
        while let Some(due) = self.machine.next_deadline().filter(|due| *due <= end) {
            self.now = self.now.max(due);
            self.core(core::Input::Tick { buffered: 0 });
            assert!(self.machine.next_deadline() != Some(due), "a deadline that was acted on is over");
        }
        self.now = end;
    }

    /// To the next deadline.
    pub(crate) fn fire(&mut self) {
        let due = self.machine.next_deadline().expect("a deadline");
        self.pass(due - self.now);
    }

    pub(crate) fn phase(&self) -> Phase {
        self.machine.core().snapshot().phase
    }

    /// What was told of a namespace, without what came with it.
    pub(crate) fn events(&self, index: Index) -> Vec<Event> {
        self.told.iter().filter(|(other, ..)| *other == index).map(|(_, event, _)| *event).collect()
    }

    /// The events that came, by what came with them.
    pub(crate) fn came(&self) -> Vec<&str> {
        let events = self.told.iter().filter(|(_, event, _)| matches!(event, Event::Event(_)));
        events.map(|(.., frame)| frame.as_str()).collect()
    }

    pub(crate) fn kept(&self) -> usize {
        self.kept.len()
    }

    fn step(&mut self, input: Input<'_>, hand: Hand<'_>) {
        let effects = self.machine.step(input.clone(), self.now);
        self.contract.judge(&input, &effects, &self.machine);
        for effect in effects {
            self.carry_out(effect, hand);
        }
    }

    fn carry_out(&mut self, effect: Effect, hand: Hand<'_>) {
        match effect {
            Effect::Core(effect) => self.carry_out_core(effect, hand),
            Effect::Greeting(id) => {
                let broken = hand.frame.contains("broken");
                let input = Input::Greeted { id, interval: INTERVAL, timeout: TIMEOUT };
                self.input(if broken { Input::Broken } else { input });
            }
            Effect::Pong => self.hand_over("3".into()),
            Effect::Connect(index) => self.packet(Packet::new(Kind::Connect, "", "{}"), index),
            Effect::Disconnect(index) => self.packet(Packet::new(Kind::Disconnect, "", ""), index),
            Effect::Hold => self.held = Some((hand.frame.into(), 0)),
            Effect::Attach => self.held.as_mut().expect("a packet that waits").1 += 1,
            Effect::Parse => self.parse(),
            Effect::Tell(index, event) => self.told.push((index, event, hand.frame.into())),
        }
    }

    fn carry_out_core(&mut self, effect: core::Effect, hand: Hand<'_>) {
        match effect {
            core::Effect::Resolve(id, _) => {
                assert!(self.live.is_none(), "one transport at a time");
                self.id = id;
                self.core(core::Input::Resolved { id, local: false });
            }
            core::Effect::Open(id) => self.live = Some(id),
            core::Effect::Keep(number) => {
                let (index, text, acknowledged) = hand.emitted.expect("something to keep");
                assert!(
                    self.kept.insert(number, (index, text.into(), acknowledged)).is_none(),
                    "a number is used once"
                );
            }
            core::Effect::Write(id, number) => {
                assert_eq!(self.live, Some(id), "written to the transport that is there");
                let (index, text, acknowledged) = match self.kept.get(&number) {
                    Some((index, text, acknowledged)) => (*index, text.clone(), *acknowledged),
                    None => hand.emitted.map(|(index, text, acknowledged)| (index, text.into(), acknowledged)).unwrap(),
                };
                let data = format!("[\"{text}\"]");
                let id = acknowledged.then_some(number.0);
                self.packet(Packet { id, ..Packet::new(Kind::Event, "", &data) }, index);
            }
            core::Effect::Forget(number, outcome) => {
                let (_, text, _) = self.kept.remove(&number).expect("it was kept");
                self.outcomes.push((text, outcome));
            }
            core::Effect::Sent(fate) => self.fate = Some(fate),
            core::Effect::Close(id) => {
                assert_eq!(self.live, Some(id));
                self.closing = Some(id);
            }
            core::Effect::Abandon(id) => {
                assert!(self.live.is_none_or(|live| live == id));
                self.live = None;
            }
            core::Effect::Emit(core::Event::Open) => self.opened += 1,
            core::Effect::Emit(core::Event::Close(..)) => self.closed += 1,
            // The server pings; there are no first frames; nothing is stored here.
            core::Effect::Probe(_) | core::Effect::Greet(_) | core::Effect::Advance | core::Effect::Save => {}
            core::Effect::Emit(_) => {}
        }
    }

    fn packet(&mut self, packet: Packet<'_>, index: Index) {
        let namespace = self.machine.name(index).to_owned();
        let frame = format!("4{}", Packet { namespace: &namespace, ..packet }.encode());
        self.hand_over(frame);
    }

    fn hand_over(&mut self, frame: String) {
        assert!(self.live.is_some(), "there is a transport to hand {frame} to");
        self.sent.push(frame);
    }

    /// What has `broken` in it is no JSON; `#n` is where a replay would go on, and what tells the event from others.
    fn parse(&mut self) {
        let (frame, attachments) = self.held.clone().expect("a packet that waits");
        let packet = Packet::decode(&frame[1..]).expect("it was decoded before");
        assert_eq!(packet.attachments, attachments, "all attachments are there");
        let key =
            frame.split_once('#').map(|(_, rest)| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
        let facts = Facts {
            cursor: key.as_ref().and_then(|key| key.parse().ok()).map(Cursor::number),
            key: key.as_deref(),
            ..Facts::default()
        };
        let input = if frame.contains("broken") { Input::Broken } else { Input::Parsed(facts) };
        self.step(input, Hand { frame: &frame, ..Hand::default() });
    }
}
