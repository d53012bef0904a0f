//! Exhaustive search: every input in every state that the real machine can reach, judged after every step.
//!
//! Breadth first over shapes (payloads abstracted, time relative), until nothing new is found: within its
//! configuration the search is complete, not a sample.

use std::collections::{HashSet, VecDeque};

use everwire::core::{Close, CloseFrame, Config, Input, Jitter, Millis, NumberOption};

use crate::world::{Limits, World};

/// Deadlines without a common divisor, so that they meet in every order; limits that are reached.
fn config(retries: Option<u32>, growth: f64) -> (Config, Limits) {
    let mut config = Config::default();
    config.set_jitter(Jitter::None);
    for (option, value) in [
        (NumberOption::MinReconnectionDelay, 7.0),
        (NumberOption::MaxReconnectionDelay, 23.0),
        (NumberOption::ReconnectionDelayGrowFactor, growth),
        (NumberOption::MinUptime, 11.0),
        (NumberOption::ConnectionTimeout, 13.0),
        (NumberOption::CloseTimeout, 5.0),
        (NumberOption::MaxRetries, retries.map_or(f64::INFINITY, f64::from)),
        (NumberOption::MaxEnqueuedMessages, 2.0),
    ] {
        config.set(option, value).unwrap();
    }
    (config, Limits { retries, attempt: 13, uptime: 11, messages: 2 })
}

/// Everything that can happen next: the inputs, and how far time goes on before them.
fn everything(world: &mut World) -> Vec<(u64, Input<u32>)> {
    let mut all = vec![
        (0, Input::Connect),
        (0, Input::Reconnect(CloseFrame::default())),
        (0, Input::Disconnect(CloseFrame::default())),
        (0, world.message(true)),
        (0, world.message(false)),
        (0, Input::Tick),
        (1, Input::Tick),
    ];
    if let Some(deadline) = world.machine.next_deadline() {
        // In time, just before, and late, as a throttled timer is.
        let until = deadline - world.now;
        all.extend([(until, Input::Tick), (until.saturating_sub(1), Input::Tick), (until + 3, Input::Tick)]);
    }
    for id in world.current_and_past() {
        let close = |code, clean| Input::Closed(id, Close { code, reason: String::new(), clean });
        all.extend([
            (0, Input::Resolved(id)),
            (0, Input::ResolveFailed(id, 0)),
            (0, Input::OpenFailed(id, 0)),
            (0, Input::Opened(id)),
            (0, Input::Message(id, 0)),
            (0, Input::Error(id, 0)),
            (0, close(1006, false)),
            (0, close(1000, true)),
            (0, close(1012, false)),
        ]);
    }
    all
}

fn search(retries: Option<u32>, growth: f64) {
    let (config, limits) = config(retries, growth);
    let first = World::new(config, limits, 1);
    let mut seen = HashSet::from([(first.machine.shape(first.now), first.summary())]);
    let mut frontier = VecDeque::from([(first, 0)]);
    let (mut transitions, mut depth) = (0_u64, 0_u32);
    while let Some((world, steps)) = frontier.pop_front() {
        depth = depth.max(steps);
        for (later, mut input) in everything(&mut world.clone()) {
            let mut next = world.clone();
            if let Input::Send { writable, .. } = input {
                input = next.message(writable);
            }
            next.now = Millis(next.now.0 + later);
            next.step(input);
            transitions += 1;
            if seen.insert((next.machine.shape(next.now), next.summary())) {
                assert!(seen.len() < 100_000, "the search does not end: something in the machine grows for ever");
                frontier.push_back((next, steps + 1));
            }
        }
    }
    println!("retries {retries:?}, growth {growth}: {} states, {transitions} transitions, depth {depth}", seen.len());
    assert!(seen.len() > 1_000, "the search did not get anywhere");
}

#[test]
fn no_sequence_of_inputs_breaks_an_invariant_with_bounded_retries() {
    search(Some(3), 2.0);
}

#[test]
fn no_sequence_of_inputs_breaks_an_invariant_without_retries() {
    search(Some(0), 1.0);
}
