//! One schedule, from its seed to the judgement.

mod judge;
mod trouble;

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;

use everwire::core::{Close, Cursor, Effect, Event, Facts, Id, Input, Millis, Outgoing, Phase, Verdict, retry_hint};

use super::client::{Client, Sent, place_of, text};
use super::network::{Down, Link, Up};
use super::schedule::Schedule;
use super::server::Server;
use crate::world::{Dice, World};

/// The bytes of every message.
const SIZE: u32 = 10;

#[derive(Clone, Copy, Debug)]
enum What {
    Timer(u64),
    Resolved(Id),
    ToClient(usize, Down),
    ToServer(usize, Up),
    ClientSends,
    ServerSends,
    Begins(usize),
    Ends(usize),
    Heals,
}

pub(super) struct Run {
    now: u64,
    queue: BinaryHeap<Reverse<(u64, u64, usize)>>,
    happenings: Vec<What>,
    dice: Dice<'static>,
    world: World,
    schedule: Schedule,
    client: Client,
    server: Server,
    links: Vec<Link>,
    /// What came while the client stopped.
    held: Vec<What>,
    refuses: u32,
    hangs: u32,
    offline: u32,
    extra: u64,
    loud: bool,
}

/// How much happened in a run.
#[derive(Default)]
pub(super) struct Figures {
    pub(super) steps: u64,
    pub(super) connections: u64,
    pub(super) delivered: u64,
    pub(super) acknowledged: u64,
}

impl Run {
    pub(super) fn new(seed: u64, loud: bool) -> Run {
        let mut dice = Dice::Seeded(seed.wrapping_mul(0x2545_f491_4f6c_dd1d));
        let (schedule, rules) = Schedule::draw(&mut dice);
        if loud {
            println!("{schedule:#?}\n{rules:#?}");
        }
        let world = World::new(Arc::new(rules), seed);
        let (client, server) = (Client::default(), Server::default());
        let mut run = Run {
            now: 0,
            queue: BinaryHeap::new(),
            happenings: Vec::new(),
            dice,
            world,
            schedule,
            client,
            server,
            links: Vec::new(),
            held: Vec::new(),
            refuses: 0,
            hangs: 0,
            offline: 0,
            extra: 0,
            loud,
        };
        run.plan();
        run
    }

    fn plan(&mut self) {
        for (at, (begins, lasts, _)) in self.schedule.faults.clone().into_iter().enumerate() {
            self.at(begins, What::Begins(at));
            self.at(begins + lasts, What::Ends(at));
        }
        for _ in 0..self.schedule.traffic {
            let (client, server) = (self.dice.below(self.schedule.heals), self.dice.below(self.schedule.heals));
            self.at(client, What::ClientSends);
            self.at(server, What::ServerSends);
        }
        self.at(self.schedule.heals, What::Heals);
    }

    fn at(&mut self, when: u64, what: What) {
        let order = self.happenings.len();
        self.happenings.push(what);
        self.queue.push(Reverse((when, order as u64, order)));
    }

    /// Runs it to its end and judges.
    pub(super) fn go(mut self) -> Figures {
        let mut figures = Figures::default();
        self.step(Input::Connect);
        let end = self.schedule.heals + self.schedule.patience(&self.world.rules);
        while let Some(Reverse((when, _, order))) = self.queue.pop() {
            if when > end {
                break;
            }
            self.now = when;
            let what = self.happenings[order];
            figures.steps += 1;
            self.happens(what);
            self.judge_silence();
        }
        self.judge_end();
        let counters = self.world.machine.counters();
        figures.connections = counters.opened.into();
        figures.delivered = self.client.given;
        figures.acknowledged = counters.acknowledged.into();
        figures
    }

    fn happens(&mut self, what: What) {
        let to_client = matches!(what, What::Timer(_) | What::Resolved(_) | What::ToClient(..));
        if to_client && self.client.stopped {
            self.held.push(what);
            return;
        }
        match what {
            What::Timer(timer) if timer == self.client.timer => self.tick(),
            What::Timer(_) => {}
            What::Resolved(id) => self.step(Input::Resolved { id, local: false }),
            What::ToClient(link, down) => self.client_hears(link, down),
            What::ToServer(link, up) => self.server_hears(link, up),
            What::ClientSends if self.client.stopped => {}
            What::ClientSends => self.client_sends(),
            What::ServerSends => {
                self.server.sent += 1;
                if let Some(link) = self.server.link {
                    self.say_down(link, Down::Event(self.server.sent - 1));
                }
            }
            What::Begins(at) => self.begins(self.schedule.faults[at].2, at),
            What::Ends(at) => self.ends(self.schedule.faults[at].2),
            What::Heals => match self.world.machine.snapshot().phase {
                Phase::Idle | Phase::Closed => self.step(Input::Connect),
                Phase::Closing => self.step(Input::Reconnect),
                _ => {}
            },
        }
    }

    fn tick(&mut self) {
        let buffered = self.buffered();
        self.step(Input::Tick { buffered });
    }

    fn buffered(&mut self) -> u64 {
        let now = self.now;
        self.client.link.and_then(|link| self.links.get_mut(link)).map_or(0, |link| link.buffered(now))
    }

    fn client_sends(&mut self) {
        let place = self.client.sent.len() as u64;
        let has_id = self.dice.one_in(2);
        let timeout = self.dice.one_in(6).then(|| self.dice.of(&[1_000, 30_000]));
        let sent = Sent { has_id, fate: None, outcomes: Vec::new(), written: 0 };
        self.client.sent.push(sent);
        self.client.sending = Some(place);
        let buffered = self.buffered();
        let id = has_id.then(|| text(place));
        self.step(Input::Send(Outgoing { size: SIZE, buffered, id, timeout }));
        self.client.sending = None;
    }

    /// Steps the machine and does what it says.
    fn step(&mut self, input: Input<'static>) {
        self.world.now = Millis(self.now);
        if self.loud {
            println!("{:>7}  {:?}  {input:?}", self.now, self.world.machine.snapshot().phase);
        }
        let effects = self.world.step(input);
        for effect in effects {
            if self.loud && !matches!(effect, Effect::Emit(Event::State(_))) {
                println!("{:>9}  {effect:?}", "");
            }
            self.effect(effect);
        }
        if let Some(deadline) = self.world.machine.next_deadline() {
            self.client.timer += 1;
            let late = self.dice.below(self.schedule.late + 1);
            self.at(deadline.0.max(self.now) + late, What::Timer(self.client.timer));
        }
    }

    fn effect(&mut self, effect: Effect) {
        match effect {
            Effect::Resolve(id, _) => {
                let takes = self.dice.of(&[0, 1, 30]);
                self.at(self.now + takes, What::Resolved(id));
            }
            Effect::Open(id) => self.opens(id),
            Effect::Keep(number) => {
                let place = self.client.sending.expect("what is kept is at hand");
                self.client.kept.insert(number, place);
            }
            Effect::Write(_, number) => {
                let place = self.client.written(number);
                self.client.sent[place as usize].written += 1;
                self.say_up(Up::Message(place));
            }
            Effect::Forget(number, outcome) => {
                let place = self.client.kept.remove(&number).expect("7: what is settled was kept");
                self.client.sent[place as usize].outcomes.push(outcome);
            }
            Effect::Probe(_) => self.say_up(Up::Ping),
            Effect::Close(_) => self.say_up(Up::Bye),
            Effect::Abandon(_) => {
                self.say_up(Up::Bye);
                if let Some(link) = self.client.link.take() {
                    self.links[link].gone = true;
                }
            }
            Effect::Sent(fate) => {
                let place = self.client.sending.expect("a send is under way");
                self.client.sent[place as usize].fate = Some(fate);
            }
            Effect::Emit(Event::Message) => {
                if let Some(place) = self.client.receiving {
                    assert_eq!(place, self.client.given, "6: a message is missing, or came twice, or out of order");
                    self.client.given += 1;
                }
            }
            Effect::Greet(_) | Effect::Advance | Effect::Save | Effect::Emit(_) => {}
        }
    }

    fn latency(&mut self) -> u64 {
        self.schedule.latency + self.dice.below(self.schedule.latency + 1) + self.extra
    }

    fn opens(&mut self, id: Id) {
        self.links.push(Link::new(id));
        let link = self.links.len() - 1;
        self.client.link = Some(link);
        if self.hangs > 0 {
            self.links[link].dead = true;
        } else if self.refuses > 0 || self.offline > 0 {
            self.tell_closed(link, 1006, "");
        } else {
            self.say_up(Up::Hello(place_of(self.world.machine.cursor())));
        }
    }

    fn say_up(&mut self, up: Up) {
        let latency = self.latency();
        let Some(at) = self.client.link else { return };
        let link = &mut self.links[at];
        link.takes(self.now, SIZE.into());
        if !link.dead {
            let arrives = link.arrives_up(self.now, latency);
            self.at(arrives, What::ToServer(at, up));
        }
    }

    fn say_down(&mut self, at: usize, down: Down) {
        let latency = self.latency();
        let link = &mut self.links[at];
        if !link.dead {
            let arrives = link.arrives_down(self.now, latency);
            self.at(arrives, What::ToClient(at, down));
        }
    }

    /// The client will hear that the link is closed, whatever was under way; its transport may know a bit earlier.
    fn tell_closed(&mut self, at: usize, code: u16, reason: &'static str) {
        let (latency, before) = (self.latency(), self.dice.below(5));
        let link = &mut self.links[at];
        if link.dead {
            return;
        }
        let arrives = link.arrives_down(self.now, latency);
        link.closing_at = arrives.saturating_sub(before);
        self.at(arrives, What::ToClient(at, Down::Closed(code, reason)));
        if self.server.link == Some(at) {
            self.server.link = None;
        }
    }

    fn client_hears(&mut self, at: usize, down: Down) {
        let link = &mut self.links[at];
        let ends = matches!(down, Down::Closed(..));
        if link.gone || (link.half_open.is_some() || (link.dead && !ends)) {
            return;
        }
        let id = link.id;
        self.client.heard_at = self.now;
        self.client.receiving = None;
        match down {
            Down::Opened => self.step(Input::Opened(id)),
            Down::Event(place) => {
                self.client.receiving = Some(place);
                let cursor = Some(Cursor::number(place as f64));
                let facts = Facts { cursor, key: Some(text(place)), ..Facts::default() };
                self.step(Input::Message(id, facts));
            }
            Down::Acknowledge(place) => {
                self.step(Input::Message(id, Facts { acknowledges: Some(text(place)), ..Facts::default() }));
            }
            Down::Pong => self.step(Input::Message(id, Facts { reply: true, ..Facts::default() })),
            Down::Closed(code, reason) => {
                link.gone = true;
                self.client.link = None;
                if self.dice.one_in(3) {
                    self.step(Input::Error(id));
                }
                let close = Close { code, clean: code != 1006 };
                self.step(Input::Closed { id, close, retry_after: retry_hint(reason), verdict: Verdict::Unsaid });
            }
        }
    }

    fn server_hears(&mut self, at: usize, up: Up) {
        if self.links[at].dead {
            return;
        }
        let current = self.server.link == Some(at);
        match up {
            Up::Hello(cursor) => {
                // The newest link of a client is the one that counts.
                self.server.link = Some(at);
                self.say_down(at, Down::Opened);
                for place in self.server.replay(cursor, self.schedule.inclusive) {
                    self.say_down(at, Down::Event(place));
                }
            }
            Up::Message(place) if current => {
                let has_id = self.client.sent[place as usize].has_id;
                self.server.take(place, has_id);
                if has_id {
                    self.say_down(at, Down::Acknowledge(place));
                }
            }
            Up::Ping if current => self.say_down(at, Down::Pong),
            Up::Bye => self.tell_closed(at, 1000, ""),
            Up::Message(_) | Up::Ping => {}
        }
    }
}
