//! A machine on a fake clock, with helpers that read like a story. Payloads are text.

use everwire::core::{
    Cause, Close, CloseFrame, Config, Effect, Event, Fate, Id, Input, Jitter, Machine, Millis, NumberOption, Phase,
    Snapshot,
};
use proptest::test_runner::{Config as ProptestConfig, RngSeed};

/// Properties are tried on the same values each time; `EVERWIRE_SEED=N cargo test --test core` tries others. A failure
/// prints the smallest values that show it.
pub(crate) fn seeded() -> ProptestConfig {
    let seed = std::env::var("EVERWIRE_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(1);
    ProptestConfig { rng_seed: RngSeed::Fixed(seed), failure_persistence: None, ..ProptestConfig::default() }
}

pub(crate) type Effects = Vec<Effect<&'static str>>;

pub(crate) struct Rig {
    pub(crate) machine: Machine<&'static str>,
    pub(crate) now: Millis,
    /// The attempt or transport of the moment.
    pub(crate) id: Id,
    /// Everything that the user was told, but for the snapshots.
    pub(crate) told: Vec<Event<&'static str>>,
    /// What was handed to transports.
    pub(crate) written: Vec<&'static str>,
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

impl Rig {
    pub(crate) fn new(config: Config) -> Rig {
        let machine = Machine::new(config, 1);
        Rig { machine, now: Millis(1_000_000), id: Id(0), told: Vec::new(), written: Vec::new() }
    }

    /// Open, after a first connect.
    pub(crate) fn open(config: Config) -> Rig {
        let mut rig = Rig::new(config);
        rig.step(Input::Connect);
        rig.succeed();
        rig
    }

    pub(crate) fn step(&mut self, input: Input<&'static str>) -> Effects {
        let effects = self.machine.step(input, self.now);
        for effect in &effects {
            match effect {
                Effect::Resolve(id) => self.id = *id,
                Effect::Write(_, payload) => self.written.push(payload),
                Effect::Emit(Event::State(_)) => {}
                Effect::Emit(event) => self.told.push(event.clone()),
                Effect::Open(_) | Effect::Close(..) | Effect::Abandon(..) | Effect::Sent(_) => {}
            }
        }
        effects
    }

    /// The attempt under way succeeds.
    pub(crate) fn succeed(&mut self) {
        self.step(Input::Resolved(self.id));
        self.step(Input::Opened(self.id));
        assert_eq!(self.phase(), Phase::Open);
    }

    /// The attempt under way fails in its handshake.
    pub(crate) fn refuse(&mut self) {
        self.step(Input::Resolved(self.id));
        self.lose();
    }

    /// The transport ends without a word.
    pub(crate) fn lose(&mut self) {
        self.step(Input::Closed(self.id, Close::abnormal()));
    }

    pub(crate) fn send(&mut self, payload: &'static str) -> Fate {
        let effects = self.step(Input::Send { payload, size: payload.len() as u32, writable: true });
        let fates: Vec<Fate> = effects
            .iter()
            .filter_map(|effect| if let Effect::Sent(fate) = effect { Some(*fate) } else { None })
            .collect();
        assert_eq!(fates.len(), 1, "each send is answered once");
        fates[0]
    }

    pub(crate) fn disconnect(&mut self) -> Effects {
        self.step(Input::Disconnect(CloseFrame::default()))
    }

    pub(crate) fn reconnect(&mut self) -> Effects {
        self.step(Input::Reconnect(CloseFrame::default()))
    }

    /// Lets time pass as a driver does: it wakes at each deadline on the way.
    pub(crate) fn advance(&mut self, ms: u64) {
        let end = Millis(self.now.0 + ms);
        while let Some(deadline) = self.machine.next_deadline().filter(|deadline| *deadline <= end) {
            self.now = deadline.max(self.now);
            self.step(Input::Tick);
        }
        self.now = end;
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
            .filter_map(|event| if let Event::Close(close, _) = event { Some(close.clone()) } else { None })
            .collect()
    }
}
