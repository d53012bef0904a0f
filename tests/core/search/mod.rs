//! Exhaustive search: every input in every state that the real machine can reach, judged after every step.
//!
//! Breadth first over shapes (time relative, what is only shown left out), together with what the referee knows. Where a
//! configuration has an end of new states, the search is complete within it, not a sample; where it has none, it is
//! complete to the depth that is printed.

mod hash;
mod scope;

use std::hash::{Hash, Hasher};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex};
use std::time::Instant;

use everwire::core::{Input, Millis};

use crate::world::{World, addressed, every_word};
use hash::{Fold, Seen};
use scope::{Look, Scope};

struct Found {
    states: usize,
    transitions: u64,
    depth: u32,
    /// Whether there was nothing new at the end.
    complete: bool,
}

fn hash_of(world: &World) -> u64 {
    let mut hasher = Fold::default();
    world.machine.shape(world.now).hash(&mut hasher);
    world.referee.hash(world.now, &world.rules, &mut hasher);
    hasher.finish()
}

/// When the look happens.
fn at(world: &World, look: Look) -> Option<Millis> {
    let due = world.machine.next_deadline().map(|at| at.max(world.now));
    match look {
        Look::After(ms) => Some(world.now + ms as u32),
        Look::Due => due,
        Look::Before => due.filter(|at| *at > world.now).map(|at| Millis(at.0 - 1)),
        Look::Late(ms) => due.map(|at| at + ms as u32),
    }
}

/// Everything that can happen next, and when.
fn next(world: &World, scope: &Scope) -> impl Iterator<Item = (Millis, Input<'static>)> {
    let (now, id) = (world.now, world.id());
    let looks = scope.looks.iter().filter_map(|(look, input)| Some((at(world, *look)?, input.clone())));
    scope.inputs.iter().map(move |input| (now, addressed(input.clone(), id))).chain(looks)
}

fn search(scope: &Scope) -> Found {
    let first = World::new(Arc::new(scope.rules.clone()), 1);
    let past = every_word();
    let mut seen = Seen::default();
    seen.insert(hash_of(&first));
    let (mut layer, mut transitions, mut depth) = (vec![first], 0, 0);
    while !layer.is_empty() && depth < scope.depth {
        let mut deeper = Vec::new();
        for world in layer.drain(..) {
            world.past_words_change_nothing(&past);
            for (now, input) in next(&world, scope) {
                let mut next = world.clone();
                next.now = now;
                let what = input.clone();
                if let Err(panic) = catch_unwind(AssertUnwindSafe(|| next.step(input))) {
                    println!("{}: {what:?} at {now:?} in {:#?}", scope.name, world.machine.shape(world.now));
                    std::panic::resume_unwind(panic);
                }
                transitions += 1;
                if seen.insert(hash_of(&next)) {
                    deeper.push(next);
                }
            }
        }
        depth += u32::from(!deeper.is_empty());
        layer = deeper;
        assert!(seen.len() < 3_000_000, "{}: there is no end of new states", scope.name);
    }
    Found { states: seen.len(), transitions, depth, complete: layer.is_empty() }
}

fn print(name: &str, found: &Found, started: Instant) {
    let Found { states, transitions, depth, complete } = found;
    let how = if *complete { "complete" } else { "bounded" };
    let seconds = started.elapsed().as_secs_f64();
    println!("{name}: {states} states, {transitions} transitions, depth {depth} ({how}), {seconds:.1} s");
}

#[test]
fn no_sequence_of_inputs_breaks_an_invariant() {
    let started = Instant::now();
    let wanted = std::env::var("EVERWIRE_SCOPE").unwrap_or_default();
    let scopes: Vec<Scope> = scope::all().into_iter().filter(|scope| scope.name.contains(&wanted)).collect();
    let (left, found) = (Mutex::new(scopes.into_iter()), Mutex::new(Vec::new()));
    std::thread::scope(|threads| {
        for _ in 0..2 {
            threads.spawn(|| {
                loop {
                    let Some(scope) = left.lock().unwrap().next() else { break };
                    let started = Instant::now();
                    let one = search(&scope);
                    print(scope.name, &one, started);
                    found.lock().unwrap().push(one);
                }
            });
        }
    });
    let found = found.into_inner().unwrap();
    let sum = Found {
        states: found.iter().map(|one| one.states).sum(),
        transitions: found.iter().map(|one| one.transitions).sum(),
        depth: found.iter().map(|one| one.depth).max().unwrap_or(0),
        complete: found.iter().all(|one| one.complete),
    };
    print("in all", &sum, started);
    // `cargo xtask bench search` reads these lines.
    let seconds = started.elapsed().as_secs_f64();
    let a_second = |many: f64| (many / seconds).round();
    println!("search states {} 1\nsearch transitions {} 1", sum.states, sum.transitions);
    println!("search states_per_second {} 1/s", a_second(sum.states as f64));
    println!("search transitions_per_second {} 1/s\nsearch time {seconds:.2} s", a_second(sum.transitions as f64));
    assert!(!wanted.is_empty() || sum.states >= 1_000_000, "the search did not get anywhere");
}
