//! A fleet that loses its server for a minute: how many of it are back at a time, and what the server sees of it.
//!
//! everwire is its real core. A client has been open for ten seconds when the server goes, an attempt during the outage is
//! refused at once, and the first one after it succeeds.

mod policy;

use everwire::core::{Close, Config, Effect, Id, Input, Machine, Millis, Verdict};
use serde_json::{Value, json};

pub use policy::{PEERS, Policy, Try};

use crate::{EVERWIRE, row};

/// In ms.
pub const OUTAGE: u64 = 60_000;
/// Whoever is not back then is said to have given up: an hour, in ms.
const HORIZON: u64 = 3_600_000;

/// What became of a fleet.
#[derive(Clone, Debug, Default)]
pub struct Fleet {
    clients: u64,
    /// How many came back in each tenth of a second after the outage.
    back: Vec<u64>,
    /// When the last one did, in ms after the outage; none where nobody did.
    last: Option<u64>,
    gave_up: u64,
    /// How many attempts the server, or what stands in for it, saw in each second after the loss.
    attempts: Vec<u64>,
}

impl Fleet {
    /// The fleet of a peer.
    pub fn of_peer(policy: &Policy, clients: u64, seed: u64) -> Fleet {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut fleet = Fleet { clients, ..Fleet::default() };
        for _ in 0..clients {
            let (page, mut number) = (random.f64(), 0);
            fleet.follow(|| {
                number += 1;
                (policy.delay)(Try { number, page, drawn: random.f64() }).map(|delay| delay as u64)
            });
        }
        fleet
    }

    /// A fleet of ours.
    pub fn of_everwire(clients: u64, seed: u64) -> Fleet {
        let mut fleet = Fleet { clients, ..Fleet::default() };
        for client in 0..clients {
            let mut client = Client::open(seed.wrapping_mul(1 << 32).wrapping_add(client));
            fleet.follow(|| client.fails());
        }
        fleet
    }

    /// A client from its loss to its return; `fails` tells the delay that follows.
    fn follow(&mut self, mut fails: impl FnMut() -> Option<u64>) {
        let mut since = 0;
        while let Some(delay) = fails().filter(|delay| since + delay < HORIZON) {
            since += delay;
            add(&mut self.attempts, since / 1_000);
            if let Some(back) = since.checked_sub(OUTAGE) {
                add(&mut self.back, back / 100);
                self.last = self.last.max(Some(back));
                return;
            }
        }
        self.gave_up += 1;
    }

    /// The largest share that came back within one tenth of a second, in %.
    pub fn peak_share(&self) -> f64 {
        self.percent(self.back.iter().copied().max().unwrap_or(0))
    }

    fn percent(&self, clients: u64) -> f64 {
        clients as f64 / self.clients as f64 * 100.0
    }

    /// Attempts in each second from the loss to a minute after the outage.
    fn load(&self) -> Vec<u64> {
        let seconds = 2 * OUTAGE as usize / 1_000;
        self.attempts.iter().copied().chain(std::iter::repeat(0)).take(seconds).collect()
    }
}

fn add(counts: &mut Vec<u64>, at: u64) {
    let at = at as usize;
    if counts.len() <= at {
        counts.resize(at + 1, 0);
    }
    if let Some(count) = counts.get_mut(at) {
        *count += 1;
    }
}

/// One of ours, with a driver that nothing succeeds for.
struct Client {
    machine: Machine,
    now: Millis,
    id: Id,
}

impl Client {
    fn open(seed: u64) -> Client {
        let mut client = Client { machine: Machine::new(Config::default(), seed), now: Millis(1_000_000), id: Id(0) };
        client.step(Input::Connect);
        client.step(Input::Resolved { id: client.id, local: false });
        client.step(Input::Opened(client.id));
        let lost_at = Millis(client.now.0 + 10_000);
        while let Some(due) = client.machine.next_deadline().filter(|due| *due <= lost_at) {
            client.now = due;
            client.step(Input::Tick { buffered: 0 });
        }
        client.now = lost_at;
        client
    }

    /// The connection is lost, or the attempt that was waited for is refused: how long until the next.
    fn fails(&mut self) -> Option<u64> {
        if let Some(due) = self.machine.snapshot().next_attempt_at {
            self.now = due;
            self.step(Input::Tick { buffered: 0 });
            self.step(Input::Resolved { id: self.id, local: false });
        }
        let close = Close::abnormal();
        self.step(Input::Closed { id: self.id, close, retry_after: None, verdict: Verdict::Unsaid });
        Some(self.machine.snapshot().next_attempt_at? - self.now)
    }

    fn step(&mut self, input: Input<'_>) {
        for effect in self.machine.step(input, self.now) {
            if let Effect::Resolve(id, _) = effect {
                self.id = id;
            }
        }
    }
}

/// The rows of one subject, of a fleet a round.
pub fn rows(subject: &str, fleets: &[Fleet]) -> Vec<Value> {
    let clients = fleets.first().map_or(0, |fleet| fleet.clients);
    let row = |metric: &str, unit: &str, figures: &[f64]| row(subject, &format!("{metric}_{clients}"), unit, figures);
    let of = |figure: &dyn Fn(&Fleet) -> f64| fleets.iter().map(figure).collect::<Vec<_>>();
    let during = |fleet: &Fleet| fleet.load().iter().take(OUTAGE as usize / 1_000).sum::<u64>() as f64;
    let mut rows = vec![
        row("peak_share", "%", &of(&Fleet::peak_share)),
        row("gave_up", "%", &of(&|fleet| fleet.percent(fleet.gave_up))),
        row("attempts_in_outage", "1/s", &of(&|fleet| during(fleet) / (OUTAGE as f64 / 1_000.0))),
        row("attempts_peak", "1/s", &of(&|fleet| fleet.load().into_iter().max().unwrap_or(0) as f64)),
    ];
    let last: Vec<f64> = fleets.iter().filter_map(|fleet| fleet.last).map(|last| last as f64).collect();
    if !last.is_empty() {
        rows.push(row("last_back", "ms", &last));
    }
    // The load of one fleet over time rides along: for the plot.
    if let (Some(fleet), Some(Value::Object(peak))) = (fleets.first(), rows.get_mut(3)) {
        peak.insert("series".into(), json!(fleet.load()));
    }
    rows
}

/// All rows of fleets of that many clients, everwire's first.
pub fn all(clients: u64, rounds: usize) -> Vec<Value> {
    let seeds = || (1..=rounds as u64).map(|round| round * 0x9e37_79b9);
    let ours: Vec<Fleet> = seeds().map(|seed| Fleet::of_everwire(clients, seed)).collect();
    let peers = PEERS.iter().flat_map(|peer| {
        let fleets: Vec<Fleet> = seeds().map(|seed| Fleet::of_peer(peer, clients, seed)).collect();
        rows(peer.subject, &fleets)
    });
    rows(EVERWIRE, &ours).into_iter().chain(peers).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(name: &str) -> Fleet {
        let policy = PEERS.iter().find(|policy| policy.subject.starts_with(name)).expect("a peer");
        Fleet::of_peer(policy, 10_000, 1)
    }

    #[test]
    fn without_jitter_all_come_back_at_once_and_with_it_they_do_not() {
        for name in ["OpenHands use-websocket", "partysocket", "react-use-websocket", "@vueuse", "phoenix"] {
            assert_eq!(peer(name).peak_share(), 100.0, "{name}");
        }
        let ours = Fleet::of_everwire(10_000, 1);
        assert!(ours.peak_share() <= 0.7 && ours.gave_up == 0, "{} %", ours.peak_share());
        assert!(ours.last.is_some_and(|last| last <= 45_000));
        assert_eq!(ours.back.iter().sum::<u64>(), 10_000);
    }

    #[test]
    fn who_gives_up_in_the_outage_has_no_last_one() {
        let signalr = peer("@microsoft/signalr");
        assert_eq!((signalr.gave_up, signalr.last, signalr.peak_share()), (10_000, None, 0.0));
        assert!(!rows("x", &[signalr]).iter().any(|row| row["metric"] == "last_back_10000"));
    }

    #[test]
    fn the_server_sees_each_attempt() {
        // Every 3 s: 20 of each client until the server is back, and that last one succeeds.
        let fleet = peer("OpenHands use-websocket");
        assert_eq!(fleet.attempts.iter().sum::<u64>(), 20 * 10_000);
        assert_eq!(fleet.load()[60], 10_000);
    }

    #[test]
    fn every_subject_has_its_rows() {
        let rows = all(100, 1);
        let subjects = rows.iter().filter(|row| row["metric"] == "peak_share_100").count();
        assert_eq!(subjects, 1 + PEERS.len());
        assert!(rows.iter().all(|row| row["value"].is_number()));
    }
}
