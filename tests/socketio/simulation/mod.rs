//! A client, a server and a network that fails in every way, on a fake clock: each schedule is drawn from a seed and ends
//! with a network that is well again, and then so must be everything else.
//!
//! `cargo xtask simulate --socketio --seed N` replays one and prints it; `--schedules N` runs so many.

mod judge;
mod server;
mod world;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use crate::dice::share;
use judge::Figures;
use world::World;

/// How many schedules an ordinary test run has time for.
const SCHEDULES: u32 = 10_000;

/// With fewer, not everything has to happen that may.
const MANY: u64 = 400;

const STEPS: u32 = 250;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

fn run(seed: u64, loud: bool) -> Figures {
    let story = || {
        let mut world = World::new(seed, loud);
        for _ in 0..STEPS {
            world.step();
        }
        world.heal();
        world.judge()
    };
    match catch_unwind(AssertUnwindSafe(story)) {
        Ok(figures) => figures,
        Err(_) => panic!("schedule {seed}; replay: cargo xtask simulate --socketio --seed {seed}"),
    }
}

#[test]
fn simulation_once_the_network_is_well_everything_was_delivered_once_and_in_order() {
    let (first, schedules) = (number("EVERWIRE_SIMULATION_SEED"), number("EVERWIRE_SCHEDULES"));
    if let (Some(seed), None) = (first, schedules) {
        run(seed, true);
        return;
    }
    let schedules = schedules.unwrap_or(share(SCHEDULES).into());
    let started = Instant::now();
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
                    sum.add(run(seed, false));
                }
            })
        });
        workers.map(|worker| worker.join().expect("a schedule failed, see above"))
    });
    let mut sum = Figures::default();
    all.into_iter().for_each(|figures| sum.add(figures));
    println!("{schedules} schedules, {sum:?}, {:.1} s", started.elapsed().as_secs_f64());
    assert!(schedules < MANY || sum.all_happened(), "{sum:?}");
}
