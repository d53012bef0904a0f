//! A machine on a fake clock, with helpers that read like a story. Payloads are text, kept as a driver keeps them.

use std::collections::BTreeMap;

use everwire::core::{
    Cause, Close, Config, Effect, Event, Facts, Fate, Id, Input, Jitter, Machine, Millis, Number, NumberOption,
    Outcome, Outgoing, Phase, Signal, Snapshot, Verdict, retry_hint,
};
use proptest::test_runner::{Config as ProptestConfig, RngSeed};

/// Properties are tried on the same values each time; `EVERWIRE_SEED=N cargo test --test core` tries others. A failure
/// prints the smallest values that show it.
pub(crate) fn seeded() -> ProptestConfig {
    let seed = std::env::var("EVERWIRE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    ProptestConfig { rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..ProptestConfig::default() }
}

pub(crate) struct Rig {
    pub(crate) machine: Machine,
    pub(crate) now: Millis,
    /// The attempt or transport of the moment.
    pub(crate) id: Id,
    /// The URL that it was asked to go to.
    pub(crate) endpoint: u8,
    /// Everything that the user was told, but for the snapshots.
    pub(crate) told: Vec<Event>,
    /// What was handed to transports.
    pub(crate) written: Vec<&'static str>,
    /// What became of what was kept.
    pub(crate) outcomes: Vec<(&'static str, Outcome)>,
    /// When the link was probed.
    pub(crate) probes: Vec<Millis>,
    /// When the cursor was stored.
    pub(crate) saves: Vec<Millis>,
    kept: BTreeMap<Number, &'static str>,
    at_hand: Option<&'static str>,
}

/// The documented defaults, without jitter: delays are exact.
pub(crate) fn plain() -> Config {
    let mut config = Config::default();
    config.set_jitter(Jitter::None);
    config
}

pub(crate) fn with(options: &[(NumberOption, f64)]) -> Config {
    let mut config = plain();
    for (option, value) in options {
        config.set(*option, *value).unwrap();
    }
    config
}

pub(crate) use crate::world::TICK;

pub(crate) fn resolved(id: Id) -> Input<'static> {
    Input::Resolved { id, local: false }
}

pub(crate) fn closed(id: Id, close: Close) -> Input<'static> {
    Input::Closed { id, close, retry_after: None, verdict: Verdict::Unsaid }
}

impl Rig {
    pub(crate) fn new(config: Config) -> Rig {
        Rig {
            machine: Machine::new(config, 1),
            now: Millis(1_000_000),
            id: Id(0),
            endpoint: 0,
            told: Vec::new(),
            written: Vec::new(),
            outcomes: Vec::new(),
            probes: Vec::new(),
            saves: Vec::new(),
            kept: BTreeMap::new(),
            at_hand: None,
        }
    }

    /// Open, after a first connect.
    pub(crate) fn open(config: Config) -> Rig {
        let mut rig = Rig::new(config);
        rig.step(Input::Connect);
        rig.succeed();
        rig
    }

    /// Steps and does what a driver does.
    pub(crate) fn step(&mut self, input: Input<'_>) -> Vec<Effect> {
        let effects = self.machine.step(input, self.now);
        for effect in &effects {
            match effect {
                Effect::Resolve(id, endpoint) => (self.id, self.endpoint) = (*id, *endpoint),
                Effect::Keep(number) => {
                    self.kept.insert(*number, self.at_hand.expect("what is kept is at hand"));
                }
                Effect::Write(_, number) => {
                    let payload = self.kept.get(number).copied().or(self.at_hand);
                    self.written.push(payload.expect("what is written is kept, or at hand"));
                }
                Effect::Forget(number, outcome) => {
                    let payload = self.kept.remove(number).expect("what is forgotten was kept");
                    self.outcomes.push((payload, *outcome));
                }
                Effect::Probe(_) => self.probes.push(self.now),
                Effect::Save => self.saves.push(self.now),
                Effect::Emit(Event::State(_)) => {}
                Effect::Emit(event) => self.told.push(*event),
                Effect::Open(_) | Effect::Greet(_) | Effect::Close(_) | Effect::Abandon(_) => {}
                Effect::Sent(_) | Effect::Advance => {}
            }
        }
        effects
    }

    /// The attempt under way succeeds.
    pub(crate) fn succeed(&mut self) {
        self.step(resolved(self.id));
        self.step(Input::Opened(self.id));
        assert_eq!(self.phase(), Phase::Open);
    }

    /// The attempt under way fails in its handshake.
    pub(crate) fn refuse(&mut self) {
        self.step(resolved(self.id));
        self.lose();
    }

    /// The transport ends without a word.
    pub(crate) fn lose(&mut self) {
        self.step(closed(self.id, Close::abnormal()));
    }

    /// The server closes with this code and reason.
    pub(crate) fn close(&mut self, code: u16, reason: &str) {
        let close = Close { code, clean: true };
        self.step(Input::Closed { id: self.id, close, retry_after: retry_hint(reason), verdict: Verdict::Unsaid });
    }

    pub(crate) fn send(&mut self, payload: &'static str) -> Fate {
        self.send_with(payload, Outgoing::default())
    }

    /// With an id, which is the payload itself.
    pub(crate) fn send_until_acknowledged(&mut self, payload: &'static str) -> Fate {
        self.send_with(payload, Outgoing { id: Some(payload), ..Outgoing::default() })
    }

    pub(crate) fn send_with(&mut self, payload: &'static str, outgoing: Outgoing<'_>) -> Fate {
        self.at_hand = Some(payload);
        let effects = self.step(Input::Send(Outgoing { size: payload.len() as u32, ..outgoing }));
        self.at_hand = None;
        let fates: Vec<Fate> = effects
            .iter()
            .filter_map(|effect| if let Effect::Sent(fate) = effect { Some(*fate) } else { None })
            .collect();
        assert_eq!(fates.len(), 1, "each send is answered once");
        fates[0]
    }

    /// A message comes.
    pub(crate) fn receive(&mut self, facts: Facts<'_>) -> Vec<Effect> {
        self.step(Input::Message(self.id, facts))
    }

    pub(crate) fn acknowledge(&mut self, id: &str) -> Vec<Effect> {
        self.receive(Facts { acknowledges: Some(id), ..Facts::default() })
    }

    pub(crate) fn signal(&mut self, signal: Signal) -> Vec<Effect> {
        self.step(Input::Page(signal))
    }

    pub(crate) fn disconnect(&mut self) -> Vec<Effect> {
        self.step(Input::Disconnect)
    }

    pub(crate) fn reconnect(&mut self) -> Vec<Effect> {
        self.step(Input::Reconnect)
    }

    /// Lets time pass as a driver does: it wakes at each deadline on the way.
    pub(crate) fn advance(&mut self, ms: u64) {
        self.advance_with(ms, 0);
    }

    /// The same, with so many bytes waiting in the transport all the while.
    pub(crate) fn advance_with(&mut self, ms: u64, buffered: u64) {
        let end = Millis(self.now.0 + ms);
        while let Some(deadline) = self.machine.next_deadline().filter(|deadline| *deadline <= end) {
            self.now = deadline.max(self.now);
            self.step(Input::Tick { buffered });
        }
        self.now = end;
    }

    /// Time passes without the page's timers, which fire when it is over.
    pub(crate) fn sleep(&mut self, ms: u64) {
        self.now = Millis(self.now.0 + ms);
        self.step(TICK);
    }

    /// The delay that it waits now, in ms.
    pub(crate) fn delay(&self) -> u64 {
        self.snapshot().next_attempt_at.expect("it should be waiting") - self.now
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        self.machine.snapshot()
    }

    pub(crate) fn phase(&self) -> Phase {
        self.snapshot().phase
    }

    pub(crate) fn cause(&self) -> Cause {
        self.snapshot().cause
    }

    /// The closes that the user was told.
    pub(crate) fn closes(&self) -> Vec<Close> {
        self.told
            .iter()
            .filter_map(|event| if let Event::Close(close, _) = event { Some(*close) } else { None })
            .collect()
    }

    /// How many messages the user was given.
    pub(crate) fn received(&self) -> usize {
        self.told.iter().filter(|event| matches!(event, Event::Message)).count()
    }
}
