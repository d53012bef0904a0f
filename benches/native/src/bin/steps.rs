//! `core`: ns a step of the machine, and steps a second, in what it does most.

use std::process::ExitCode;
use std::time::Duration;

use everwire_benches::steps::{Rig, keys};
use everwire_benches::{Args, EVERWIRE, ns_each, row};

/// What is done, how many steps that is, and how.
type Scenario = (&'static str, u64, Box<dyn FnMut()>);

/// So often at a time, for one look at the clock.
const BATCH: u64 = 1_000;

fn main() -> ExitCode {
    let args = match Args::parse(11) {
        Ok(args) => args,
        Err(mistake) => {
            eprintln!("{mistake}");
            return ExitCode::FAILURE;
        }
    };
    let at_least = Duration::from_millis(if args.smoke { 1 } else { 100 });
    let mut scenarios = scenarios();
    let mut figures = vec![Vec::new(); scenarios.len()];
    // In turn, so that a slow moment of the machine meets all of them.
    for round in 0..=args.rounds {
        for ((_, steps, once), figures) in scenarios.iter_mut().zip(&mut figures) {
            let ns = ns_each(at_least, BATCH * *steps, || (0..BATCH).for_each(|_| once()));
            // The first round only warms up.
            if round > 0 {
                figures.push(ns);
            }
        }
    }
    for ((name, ..), ns) in scenarios.iter().zip(&figures) {
        let a_second: Vec<f64> = ns.iter().map(|ns| 1e9 / ns).collect();
        println!("{}", row(EVERWIRE, &format!("{name}_step"), "ns", ns));
        println!("{}", row(EVERWIRE, &format!("{name}_steps_per_second"), "1/s", &a_second));
    }
    ExitCode::SUCCESS
}

fn scenarios() -> Vec<Scenario> {
    let open = || {
        let mut rig = Rig::new();
        rig.connect();
        rig
    };
    let (mut opening, mut incoming, mut keyed) = (Rig::new(), open(), open());
    let (mut outgoing, mut delivery, mut losses) = (open(), open(), open());
    // Four times what the window holds: each is new again when its turn comes.
    let (mut fresh, mut ids) = (keys(4_000).into_iter().cycle(), keys(4_000).into_iter().cycle());
    vec![
        (
            "opening",
            5,
            Box::new(move || {
                opening.connect();
                opening.disconnect();
            }),
        ),
        ("message_in", 1, Box::new(move || incoming.receive())),
        (
            "message_in_with_cursor_and_key",
            1,
            Box::new(move || fresh.next().iter().for_each(|key| keyed.receive_keyed(key))),
        ),
        ("send", 1, Box::new(move || outgoing.send())),
        ("delivery", 2, Box::new(move || ids.next().iter().for_each(|id| delivery.deliver(id)))),
        ("loss_and_retry", 5, Box::new(move || losses.lose_and_retry())),
    ]
}
