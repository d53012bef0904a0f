//! What a step of the core costs, and what a machine weighs, in what it does most.

use everwire::core::{
    Close, Config, Cursor, Effect, Facts, Id, Input, Machine, Millis, NumberOption, Outgoing, Verdict,
};

/// As many as the window of keys and the queue hold by default.
pub const MANY: usize = 1_000;

/// A machine with a driver that does nothing but remember which transport it has.
#[derive(Debug)]
pub struct Rig {
    machine: Machine,
    now: Millis,
    id: Id,
    cursor: f64,
}

impl Rig {
    /// Not connected yet.
    pub fn new() -> Rig {
        let mut config = Config::default();
        // What is resumed costs most where all of it is used.
        let _ = config.set(NumberOption::Window, MANY as f64);
        Rig { machine: Machine::new(config, 1), now: Millis(1_000_000), id: Id(0), cursor: 0.0 }
    }

    /// Connected: three steps.
    pub fn connect(&mut self) {
        self.step(Input::Connect);
        self.succeed();
    }

    /// Closed by the user, and by the server: two steps.
    pub fn disconnect(&mut self) {
        self.step(Input::Disconnect);
        self.lose();
    }

    /// Lost and open again, at the first retry: five steps.
    pub fn lose_and_retry(&mut self) {
        // Long enough open that the next retry is a first one; the deadline for that is among what is due.
        self.now = self.now + 6_000;
        self.step(Input::Tick { buffered: 0 });
        self.lose();
        if let Some(due) = self.machine.snapshot().next_attempt_at {
            self.now = due;
        }
        self.step(Input::Tick { buffered: 0 });
        self.succeed();
    }

    /// The connection ends without a word.
    pub fn lose(&mut self) {
        let close = Close::abnormal();
        self.step(Input::Closed { id: self.id, close, retry_after: None, verdict: Verdict::Unsaid });
    }

    /// A message comes, of which nothing is known.
    pub fn receive(&mut self) {
        self.step(Input::Message(self.id, Facts::default()));
    }

    /// A message comes that has a cursor and a key.
    pub fn receive_keyed(&mut self, key: &str) {
        self.cursor += 1.0;
        let cursor = Some(Cursor::number(self.cursor));
        self.step(Input::Message(self.id, Facts { cursor, key: Some(key), ..Facts::default() }));
    }

    /// A message of 100 bytes leaves.
    pub fn send(&mut self) {
        self.step(Input::Send(Outgoing { size: 100, ..Outgoing::default() }));
    }

    /// The same, acknowledged: two steps.
    pub fn deliver(&mut self, id: &str) {
        self.step(Input::Send(Outgoing { size: 100, id: Some(id), ..Outgoing::default() }));
        self.step(Input::Message(self.id, Facts { acknowledges: Some(id), ..Facts::default() }));
    }

    fn succeed(&mut self) {
        self.step(Input::Resolved { id: self.id, local: false });
        self.step(Input::Opened(self.id));
    }

    fn step(&mut self, input: Input<'_>) {
        for effect in self.machine.step(input, self.now) {
            if let Effect::Resolve(id, _) = effect {
                self.id = id;
            }
        }
    }
}

impl Default for Rig {
    fn default() -> Rig {
        Rig::new()
    }
}

/// So many keys as servers give: UUIDs, more than the window holds.
pub fn keys(many: usize) -> Vec<String> {
    let mut random = fastrand::Rng::with_seed(1);
    (0..many).map(|_| format!("{:032x}", random.u128(..))).collect()
}

#[cfg(test)]
mod tests {
    use everwire::core::Phase;

    use super::*;

    #[test]
    fn each_scenario_ends_where_it_began() {
        let mut rig = Rig::new();
        rig.connect();
        for key in keys(3) {
            rig.receive();
            rig.receive_keyed(&key);
            rig.send();
            rig.deliver(&key);
            rig.lose_and_retry();
            let snapshot = rig.machine.snapshot();
            assert_eq!((snapshot.phase, snapshot.queued.messages), (Phase::Open, 0));
        }
        let counters = rig.machine.counters();
        assert_eq!((counters.received, counters.sent), (9, 6));
        rig.disconnect();
        assert_eq!(rig.machine.snapshot().phase, Phase::Closed);
        rig.connect();
        assert_eq!(rig.machine.snapshot().phase, Phase::Open);
    }
}
