//! The invariants of ARCHITECTURE over random lives: every input in every order, judged after every step.
//!
//! A failure prints its seed and the command that replays it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use everwire::core::Machine;

use crate::world::{Dice, World, any_rules, every_word, share};

const LIVES: u32 = 5_000;
const STEPS: u32 = 200;

fn live(seed: u64, loud: bool) -> Machine {
    let mut dice = Dice::Seeded(seed);
    let mut world = World::new(Arc::new(any_rules(&mut dice)), seed);
    let words = every_word();
    for _ in 0..STEPS {
        let input = world.any_input(&mut dice);
        if loud {
            println!("{:>8}  {:?}  {input:?}", world.now.0, world.machine.snapshot().phase);
        }
        world.step(input);
        if world.id().0 > 0 && dice.one_in(8) {
            world.past_words_change_nothing(&words);
        }
    }
    world.machine
}

/// `EVERWIRE_SEED=N` replays one life, and prints it.
#[test]
fn the_invariants_hold_whatever_happens() {
    if let Some(seed) = std::env::var("EVERWIRE_SEED").ok().and_then(|seed| seed.parse().ok()) {
        live(seed, true);
        return;
    }
    for seed in 0..share(LIVES).into() {
        if catch_unwind(AssertUnwindSafe(|| live(seed, false))).is_err() {
            panic!(
                "seed {seed}; replay: EVERWIRE_SEED={seed} cargo test --no-default-features --test core \
                 the_invariants_hold"
            );
        }
    }
}

/// The same seed and inputs give the same run: what makes every failure replayable.
#[test]
fn a_run_is_a_pure_function_of_options_seed_and_inputs() {
    for seed in 0..200 {
        assert!(live(seed, false) == live(seed, false), "seed {seed}");
    }
}
