//! A client, a server and a network between them that fails in every way, on a fake clock: each schedule is drawn from a
//! seed and ends with a network that is well again, and then so must be everything else.
//!
//! `cargo xtask simulate --seed N` replays one and prints it; `--schedules N` runs so many.

mod client;
mod network;
mod run;
mod schedule;
mod server;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use crate::world::share;
use run::{Figures, Run};

/// How many schedules an ordinary test run has time for.
const SCHEDULES: u32 = 40_000;

/// Seeds that failed once, each with what it showed.
const REGRESSIONS: &str = include_str!("regressions.txt");

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn run(seed: u64, loud: bool) -> Figures {
    match catch_unwind(AssertUnwindSafe(|| Run::new(seed, loud).go())) {
        Ok(figures) => figures,
        Err(_) => panic!("schedule {seed}; replay: cargo xtask simulate --seed {seed}"),
    }
}

fn regressions() -> impl Iterator<Item = u64> {
    let lines = REGRESSIONS.lines().map(|line| line.split('#').next().unwrap_or("").trim());
    lines.filter(|line| !line.is_empty()).map(|line| line.parse().expect("a seed"))
}

#[test]
fn once_the_network_is_well_everything_was_delivered_once_and_in_order() {
    let (first, schedules) = (number("EVERWIRE_SIMULATION_SEED"), number("EVERWIRE_SCHEDULES"));
    if let (Some(seed), None) = (first, schedules) {
        run(seed, true);
        return;
    }
    let schedules = schedules.unwrap_or(share(SCHEDULES).into());
    let started = Instant::now();
    for seed in regressions() {
        run(seed, false);
    }
    let next = AtomicU64::new(first.unwrap_or(1));
    let end = first.unwrap_or(1) + schedules;
    let all = std::thread::scope(|threads| {
        let workers = [(); 2].map(|()| {
            threads.spawn(|| {
                let mut sum = Figures::default();
                loop {
                    let seed = next.fetch_add(1, Ordering::Relaxed);
                    if seed >= end {
                        return sum;
                    }
                    let Figures { steps, connections, delivered, acknowledged } = run(seed, false);
                    sum.steps += steps;
                    sum.connections += connections;
                    sum.delivered += delivered;
                    sum.acknowledged += acknowledged;
                }
            })
        });
        workers.map(|worker| worker.join().expect("a schedule failed, see above"))
    });
    let sum = |of: fn(&Figures) -> u64| all.iter().map(of).sum::<u64>();
    println!(
        "{} schedules, {} happenings, {} connections, {} messages delivered, {} acknowledged, {:.1} s",
        schedules,
        sum(|all| all.steps),
        sum(|all| all.connections),
        sum(|all| all.delivered),
        sum(|all| all.acknowledged),
        started.elapsed().as_secs_f64(),
    );
}
