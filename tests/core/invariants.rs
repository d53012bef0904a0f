//! The invariants of ARCHITECTURE over random lives: every input in every order, judged after every step.
//!
//! A failure prints its seed and the command that replays it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use everwire::core::Machine;

use crate::world::{Dice, World, any_config};

const LIVES: u64 = 5_000;
const STEPS: u32 = 200;

fn live(seed: u64) -> Machine<u32> {
    let mut dice = Dice(seed);
    let (config, limits) = any_config(&mut dice);
    let mut world = World::new(config, limits, seed);
    for _ in 0..STEPS {
        let input = world.any_input(&mut dice);
        world.step(input);
    }
    world.machine
}

/// `EVERWIRE_SEED=N` replays one life.
#[test]
fn the_invariants_hold_whatever_happens() {
    if let Some(seed) = std::env::var("EVERWIRE_SEED").ok().and_then(|seed| seed.parse().ok()) {
        live(seed);
        return;
    }
    for seed in 0..LIVES {
        if catch_unwind(AssertUnwindSafe(|| live(seed))).is_err() {
            panic!("seed {seed}; replay: EVERWIRE_SEED={seed} cargo test --test core the_invariants_hold");
        }
    }
}

/// The same seed and inputs give the same run: what makes every failure replayable.
#[test]
fn a_run_is_a_pure_function_of_options_seed_and_inputs() {
    for seed in 0..200 {
        assert!(live(seed) == live(seed), "seed {seed}");
    }
}
