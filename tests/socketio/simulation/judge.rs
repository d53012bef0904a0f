//! What the client did, and what must have come of it.

use std::collections::BTreeSet;

use everwire::core::Outcome;
use everwire::socketio::{Event, Reason};

use super::server::{Connection, data_of};
use super::world::{NAMES, World};

/// How often what has happened.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Figures {
    connections: u32,
    delivered: u32,
    acknowledged: u32,
    expired: u32,
    closed: u32,
    refused: u32,
    dismissed: u32,
    silent: u32,
    broken: u32,
    lost: u32,
}

impl Figures {
    fn each(&mut self) -> [&mut u32; 10] {
        let Figures { connections, delivered, acknowledged, expired, closed, .. } = self;
        let Figures { refused, dismissed, silent, broken, lost, .. } = self;
        [connections, delivered, acknowledged, expired, closed, refused, dismissed, silent, broken, lost]
    }

    pub(super) fn add(&mut self, mut other: Figures) {
        self.each().into_iter().zip(other.each()).for_each(|(sum, other)| *sum += *other);
    }

    pub(super) fn all_happened(mut self) -> bool {
        self.each().into_iter().all(|figure| *figure > 0)
    }

    fn left(&mut self, reason: Reason) {
        match reason {
            Reason::Server => self.dismissed += 1,
            Reason::PingTimeout => self.silent += 1,
            Reason::ParseError => self.broken += 1,
            Reason::TransportClose => self.lost += 1,
            Reason::User => {}
        }
    }
}

/// What the user emitted to be acknowledged.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Asked {
    pub(super) timeout: bool,
    pub(super) left: bool,
    pub(super) settled: Option<Outcome>,
}

impl World {
    /// What the client did since this was called last: its frames are on their way, and what it told is counted.
    pub(super) fn note(&mut self) {
        let (sent, told, outcomes) = self.seen;
        if self.rig.live == self.link {
            for frame in &self.rig.sent[sent..] {
                let at = NAMES.iter().rposition(|name| frame.contains(name)).unwrap_or(0);
                self.say(&format!("client: {frame}"));
                self.connection.up.push_back((frame.clone(), self.given[at].len()));
            }
        } else {
            self.link = self.rig.live;
            self.connection = Connection::default();
            (self.silent, self.rig.unwritable) = (false, false);
            self.figures.connections += u32::from(self.link.is_some());
        }
        for (index, event, frame) in &self.rig.told[told..] {
            let at = index.0 as usize;
            self.say(&format!("told {}: {event:?} {frame}", NAMES[at]));
            match event {
                Event::Event(_) => {
                    self.given[at].push(frame[frame.find('[').expect("its arguments")..].to_owned());
                    self.figures.delivered += 1;
                }
                Event::Refused => self.figures.refused += 1,
                Event::Left(reason) => {
                    self.figures.left(*reason);
                    if *reason == Reason::Server {
                        self.asked[at].iter_mut().for_each(|asked| asked.left = true);
                    }
                }
                Event::Joined => {}
            }
        }
        for (text, outcome) in &self.rig.outcomes[outcomes..] {
            let Some((at, place)) = text.strip_prefix("ask").and_then(|text| text.split_once('-')) else { continue };
            let asked = &mut self.asked[at.parse::<usize>().unwrap()][place.parse::<usize>().unwrap()];
            assert_eq!(asked.settled.replace(*outcome), None, "{text} is settled once");
        }
        self.seen = (self.rig.sent.len(), self.rig.told.len(), self.rig.outcomes.len());
    }

    pub(super) fn judge(mut self) -> Figures {
        for at in 0..NAMES.len() {
            self.judge_events(at);
            self.judge_emissions(at);
        }
        self.figures
    }

    fn judge_events(&self, at: usize) {
        let (name, given) = (NAMES[at], &self.given[at]);
        if self.disordered.contains(&at) {
            assert_eq!(given.iter().collect::<BTreeSet<_>>().len(), given.len(), "no event of {name} comes twice");
        } else {
            let all: Vec<String> = (0..self.spaces[name].log).map(|place| data_of(name, place)).collect();
            assert_eq!(*given, all, "the events of {name} come once, and in order");
        }
    }

    fn judge_emissions(&mut self, at: usize) {
        let space = &self.spaces[NAMES[at]];
        for (prefix, count) in [("ask", self.asked[at].len()), ("plain", self.emitted[at])] {
            let all: Vec<String> = (0..count).map(|place| format!("[\"{prefix}{at}-{place}\"]")).collect();
            let heard: Vec<&String> = space.heard.iter().filter(|data| data.contains(prefix)).collect();
            let place = |data: &&String| all.iter().position(|one| one == *data).expect("heard is what was emitted");
            assert!(heard.iter().is_sorted_by_key(place), "{heard:?} arrived in order");
        }
        for (place, Asked { timeout, left, settled }) in self.asked[at].iter().enumerate() {
            let text = format!("[\"ask{at}-{place}\"]");
            match settled.unwrap_or_else(|| panic!("{text} was never settled")) {
                Outcome::Acknowledged => {
                    assert!(space.times.contains_key(&text), "{text} arrived");
                    self.figures.acknowledged += 1;
                }
                Outcome::Expired => {
                    assert!(timeout, "{text} may be kept for ever");
                    self.figures.expired += 1;
                }
                Outcome::Closed => {
                    assert!(left, "{text} was given up by nobody");
                    self.figures.closed += 1;
                }
                other => panic!("{text}: {other:?}"),
            }
        }
    }
}
