//! What happens.

use std::collections::{BTreeMap, BTreeSet};

use everwire::core::{self, Close, Fate, Id, Phase, Signal};
use everwire::socketio::{Emission, Index, Input};

use super::judge::{Asked, Figures};
use super::server::{Connection, Down, Space};
use crate::dice::Dice;
use crate::rig::{INTERVAL, Rig, with};

pub(super) const NAMES: [&str; 3] = ["/", "/a", "/bc"];

/// What no server says.
const NONSENSE: [&str; 8] = ["", "9", "48", "42{}", "43[]", "451001-[]", "0{}", "42[\"broken\"]"];

pub(super) struct World {
    pub(super) rig: Rig,
    dice: Dice<'static>,
    loud: bool,
    /// One trouble in so many comes true.
    calm: u64,
    indexes: [Index; 3],
    pub(super) spaces: BTreeMap<String, Space>,
    pub(super) connection: Connection,
    /// The transport that it is of, while that is there.
    pub(super) link: Option<Id>,
    /// Nothing gets through on it, and nobody is told.
    pub(super) silent: bool,
    /// How much of what the rig wrote down was looked at: frames, what was told, outcomes.
    pub(super) seen: (usize, usize, usize),
    pub(super) given: [Vec<String>; 3],
    /// Those that were asked for again before the server knew that they were left: what it still sends is as good as new.
    pub(super) disordered: BTreeSet<usize>,
    pub(super) asked: [Vec<Asked>; 3],
    pub(super) emitted: [usize; 3],
    pub(super) figures: Figures,
}

impl World {
    pub(super) fn new(seed: u64, loud: bool) -> World {
        let mut rig = Rig::seeded(with(&[]), seed);
        let indexes = NAMES.map(|name| rig.machine.namespace(name));
        let mut dice = Dice::Seeded(seed);
        let calm = dice.of(&[1, 3, 10]);
        World {
            rig,
            dice,
            loud,
            calm,
            indexes,
            spaces: NAMES.iter().map(|name| ((*name).to_owned(), Space::default())).collect(),
            connection: Connection::default(),
            link: None,
            silent: false,
            seen: (0, 0, 0),
            given: [const { Vec::new() }; 3],
            disordered: BTreeSet::new(),
            asked: [const { Vec::new() }; 3],
            emitted: [0; 3],
            figures: Figures::default(),
        }
    }

    pub(super) fn step(&mut self) {
        let at = self.dice.below(3) as usize;
        match self.dice.below(100) {
            0..20 => self.deliver_up(),
            20..45 => self.deliver_down(),
            45..50 => self.pass(),
            50..58 => self.ask(at),
            58..62 => self.emit(at),
            62..70 => self.server_emits(at),
            70..80 => {
                let refuse = self.dice.one_in(self.calm * 4);
                self.answer(at, refuse);
            }
            80..85 => self.join(at),
            85..90 if self.dice.one_in(self.calm) => self.trouble(at),
            _ => self.go_on(),
        }
        self.note();
    }

    fn trouble(&mut self, at: usize) {
        match self.dice.below(11) {
            0 | 1 => self.cut(),
            2 | 3 => self.leave(at),
            4 => self.fall_silent(),
            5 => self.connection.dismiss(NAMES[at]),
            6 => self.say_nonsense(),
            7 => self.page(),
            8 if self.anybody_wants() => self.rig.core(core::Input::Reconnect),
            9 if self.rig.live.is_some() => self.rig.unwritable = true,
            10 => self.connection.mute = true,
            _ if self.connection.greeted => self.connection.down.push_back(Down::Text("1".into())),
            _ => {}
        }
    }

    /// From here on all is well, and the user wants every namespace.
    pub(super) fn heal(&mut self) {
        self.say("well again");
        self.cut();
        self.note();
        for signal in [Signal::Online, Signal::Visible] {
            self.rig.core(core::Input::Page(signal));
            self.note();
        }
        for _ in 0..1_000 {
            (self.connection.mute, self.silent) = (false, false);
            for at in 0..NAMES.len() {
                self.join(at);
                self.note();
                self.answer(at, false);
            }
            self.go_on();
            self.note();
            self.deliver_up();
            self.deliver_down();
            self.note();
            let joined = self.indexes.iter().all(|index| self.rig.machine.is_joined(*index));
            if joined && self.connection.up.is_empty() && self.connection.down.is_empty() && self.rig.kept() == 0 {
                return;
            }
        }
        panic!("it is not well again: {:?}, {} kept, {:?}", self.rig.phase(), self.rig.kept(), self.connection);
    }

    pub(super) fn say(&self, what: &str) {
        if self.loud {
            println!("{:>9}  {what}", self.rig.now.0);
        }
    }

    fn anybody_wants(&self) -> bool {
        self.indexes.iter().any(|index| self.rig.machine.is_wanted(*index))
    }

    fn deliver_up(&mut self) {
        if !self.silent {
            self.connection.read(&mut self.spaces, &mut self.dice);
        }
    }

    fn deliver_down(&mut self) {
        if self.silent || self.link.is_none() {
            return;
        }
        match self.connection.down.pop_front() {
            Some(Down::Text(text)) => {
                self.say(&format!("server: {text}"));
                self.rig.text(&text);
            }
            Some(Down::Bytes(size)) => self.rig.binary(size),
            None => {}
        }
    }

    fn pass(&mut self) {
        let ms = self.dice.of(&[1, 100, 1_000, 3_000]);
        self.rig.pass(ms);
        let now = self.rig.now.0;
        if self.connection.greeted && now >= self.connection.pinged_at + u64::from(INTERVAL) {
            self.connection.pinged_at = now;
            self.connection.down.push_front(Down::Text("2".into()));
        }
    }

    fn ask(&mut self, at: usize) {
        let text = format!("ask{at}-{}", self.asked[at].len());
        let timeout = self.dice.one_in(4).then(|| self.dice.of(&[0, 500, 20_000]));
        self.asked[at].push(Asked { timeout: timeout.is_some(), ..Asked::default() });
        let emission = Emission { acknowledged: true, timeout, ..Emission::default() };
        let fate = self.rig.emission(self.indexes[at], &text, emission);
        assert!(matches!(fate, Fate::Sent | Fate::Queued));
    }

    fn emit(&mut self, at: usize) {
        let text = format!("plain{at}-{}", self.emitted[at]);
        self.emitted[at] += 1;
        let emission = Emission { volatile: self.dice.one_in(3), ..Emission::default() };
        self.rig.emission(self.indexes[at], &text, emission);
    }

    fn server_emits(&mut self, at: usize) {
        let space = self.spaces.get_mut(NAMES[at]).expect("a namespace that there is");
        self.connection.emit(NAMES[at], space, &mut self.dice);
    }

    fn answer(&mut self, at: usize, refuse: bool) {
        self.connection.answer(NAMES[at], &self.spaces[NAMES[at]], refuse);
    }

    fn join(&mut self, at: usize) {
        let (link, sent) = (self.rig.live, self.rig.sent.len());
        self.say(&format!("join {}", NAMES[at]));
        self.rig.input(Input::Join(self.indexes[at]));
        let asks = self.rig.live == link && self.rig.sent.len() > sent;
        if asks && self.connection.owes(NAMES[at]) {
            self.disordered.insert(at);
        }
    }

    fn leave(&mut self, at: usize) {
        self.say(&format!("leave {}", NAMES[at]));
        if self.rig.machine.is_wanted(self.indexes[at]) {
            self.asked[at].iter_mut().for_each(|asked| asked.left = true);
        }
        self.rig.input(Input::Leave(self.indexes[at]));
    }

    /// The client is told at once; what was on its way to the server may arrive.
    fn cut(&mut self) {
        if self.link.is_none() {
            return;
        }
        self.say("cut");
        while !self.silent && !self.connection.up.is_empty() && !self.dice.one_in(4) {
            self.deliver_up();
        }
        self.rig.cut();
    }

    fn fall_silent(&mut self) {
        self.say("silent");
        self.silent = true;
        // Long enough for the client to see it, now and then.
        if self.dice.one_in(2) {
            self.rig.pass(50_000);
        }
    }

    fn say_nonsense(&mut self) {
        if self.connection.greeted {
            let text = self.dice.of(&NONSENSE);
            self.connection.down.push_back(Down::Text(text.into()));
        }
    }

    fn page(&mut self) {
        let signals =
            [Signal::Offline, Signal::Online, Signal::Hidden, Signal::Visible, Signal::Frozen, Signal::Resumed];
        let signal = self.dice.of(&signals);
        self.rig.core(core::Input::Page(signal));
    }

    /// What helps.
    fn go_on(&mut self) {
        match self.rig.phase() {
            Phase::Connecting if !self.connection.greeted && !self.silent => {
                self.say("server greets");
                self.connection.greeted = true;
                self.connection.pinged_at = self.rig.now.0;
                self.rig.greet();
            }
            Phase::Waiting if self.rig.machine.next_deadline().is_some() => self.rig.fire(),
            Phase::Closing => self.rig.closed_with(Close { code: 1000, clean: true }),
            _ => {}
        }
    }
}
