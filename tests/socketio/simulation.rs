//! A client, a server that keeps sessions as npm's does, and a network that cuts links at any point, on a fake clock. Each
//! schedule is drawn from a seed and ends with a network that is well again, and then so must be everything else.
//!
//! `EVERWIRE_SEED=N cargo test --test socketio simulation` replays one.

use everwire::core::{Outcome, Phase};
use everwire::socketio::{Kind, Packet, ROOT};

use crate::rig::{Rig, with};

const SCHEDULES: u64 = 10_000;

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// A session with a log: an event's offset is its number in it.
#[derive(Default)]
struct Server {
    log: u32,
    /// The events that the client asked about, in the order in which they arrived for the first time.
    heard: Vec<String>,
    /// How many frames of the client's were looked at.
    read: usize,
    /// The client of the moment has joined.
    answered: bool,
}

struct World {
    rig: Rig,
    server: Server,
    dice: Dice,
    /// On their way to the client.
    down: Vec<String>,
    asked: u32,
}

impl World {
    fn new(seed: u64) -> World {
        let mut rig = Rig::seeded(with(&[]), seed);
        rig.join(ROOT);
        World { rig, server: Server::default(), dice: Dice(seed), down: Vec::new(), asked: 0 }
    }

    /// The greatest number that came: the offset that a driver would ask for.
    fn offset(&self) -> u32 {
        self.rig.came().iter().filter_map(|frame| number(frame)).max().map_or(0, |newest| newest + 1)
    }

    /// The server reads what has reached it.
    fn serve(&mut self) {
        while let Some(frame) = self.rig.sent.get(self.server.read).cloned() {
            self.server.read += 1;
            let Some(text) = frame.strip_prefix('4') else { continue };
            let packet = Packet::decode(text).expect("clients send packets");
            match packet.kind {
                Kind::Connect => {
                    // The session is taken up: first what was missed, then the answer.
                    let missed = self.offset()..self.server.log;
                    self.down.extend(missed.map(|n| format!("42[\"#{n}\"]")));
                    self.down.push("40{}".into());
                    self.server.answered = true;
                }
                Kind::Event => {
                    if !self.server.heard.iter().any(|heard| heard == packet.data) {
                        self.server.heard.push(packet.data.to_owned());
                    }
                    if let Some(id) = packet.id {
                        self.down.push(format!("43{id}[]"));
                    }
                }
                _ => {}
            }
        }
    }

    /// The link goes, with what was on its way in one direction or both.
    fn cut(&mut self) {
        if self.dice.roll(2) == 0 {
            self.serve();
        }
        self.server.read = self.rig.sent.len();
        self.server.answered = false;
        self.down.clear();
        self.rig.cut();
    }

    fn deliver(&mut self) {
        if !self.down.is_empty() {
            let frame = self.down.remove(0);
            self.rig.text(&frame);
        }
    }

    fn emits(&mut self) {
        let n = self.server.log;
        self.server.log += 1;
        // To who has been answered; the others get it when they are.
        if self.server.answered {
            self.down.push(format!("42[\"#{n}\"]"));
        }
    }

    fn step(&mut self) {
        match self.dice.roll(12) {
            0 if self.rig.live.is_some() => self.cut(),
            1 | 2 => self.serve(),
            3..=6 => self.deliver(),
            7 if self.rig.phase() == Phase::Connecting => self.rig.greet(),
            8 => {
                let root = self.rig.machine.namespace(ROOT);
                self.asked += 1;
                self.rig.ask(root, &format!("ask{}", self.asked));
            }
            9 => self.emits(),
            10 => self.rig.pass(1_000),
            _ if self.rig.phase() == Phase::Waiting => self.rig.fire(),
            _ => {}
        }
    }

    /// From here on the network is well.
    fn heal(&mut self) {
        if self.rig.live.is_some() {
            self.cut();
        }
        for _ in 0..3 {
            if self.rig.phase() == Phase::Waiting {
                self.rig.fire();
            }
            if self.rig.phase() == Phase::Connecting {
                self.rig.greet();
            }
            self.serve();
            while !self.down.is_empty() {
                self.deliver();
            }
        }
    }

    fn judge(&self) {
        let came: Vec<u32> = self.rig.came().iter().filter_map(|frame| number(frame)).collect();
        assert_eq!(came, (0..self.server.log).collect::<Vec<_>>(), "events come once, and in order");
        let asked: Vec<String> = (1..=self.asked).map(|n| format!("ask{n}")).collect();
        let heard: Vec<String> = asked.iter().map(|text| format!("[\"{text}\"]")).collect();
        assert_eq!(self.server.heard, heard, "what is asked arrives, in order");
        let mut settled: Vec<&str> = self.rig.outcomes.iter().map(|(text, _)| text.as_str()).collect();
        assert!(self.rig.outcomes.iter().all(|(_, outcome)| *outcome == Outcome::Acknowledged));
        settled.sort_by_key(|text| text[3..].parse::<u32>().unwrap());
        assert_eq!(settled, asked, "each is settled once");
        assert_eq!(self.rig.kept(), 0);
    }
}

fn number(frame: &str) -> Option<u32> {
    let digits = frame.split_once('#')?.1;
    digits.split('"').next()?.parse().ok()
}

fn run(seed: u64) {
    let mut world = World::new(seed);
    for _ in 0..120 {
        world.step();
    }
    world.heal();
    world.judge();
}

#[test]
fn simulation_once_the_network_is_well_everything_was_delivered_once_and_in_order() {
    if let Some(seed) = std::env::var("EVERWIRE_SEED").ok().and_then(|seed| seed.parse().ok()) {
        return run(seed);
    }
    for seed in 1..=SCHEDULES {
        if std::panic::catch_unwind(|| run(seed)).is_err() {
            panic!("schedule {seed}; replay: EVERWIRE_SEED={seed} cargo test --test socketio simulation");
        }
    }
}
