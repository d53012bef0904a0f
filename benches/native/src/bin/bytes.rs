//! `core`: bytes of a machine, on its own and on the heap. Apart from the steps, which the counting would slow down.

use std::alloc::System;
use std::process::ExitCode;

use everwire::core::Machine;
use everwire_benches::steps::{MANY, Rig, keys};
use everwire_benches::{Args, EVERWIRE, row};
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static HEAP: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

fn main() -> ExitCode {
    if let Err(mistake) = Args::parse(1) {
        eprintln!("{mistake}");
        return ExitCode::FAILURE;
    }
    let keys = keys(MANY);
    let print = |metric: &str, bytes: usize| println!("{}", row(EVERWIRE, metric, "B", &[bytes as f64]));
    print("bytes_idle", weigh(|_| ()));
    print("bytes_open", weigh(Rig::connect));
    let keyed = |rig: &mut Rig| {
        rig.connect();
        keys.iter().for_each(|key| rig.receive_keyed(key));
    };
    print("bytes_with_1000_keys", weigh(keyed));
    let waiting = |rig: &mut Rig| {
        rig.connect();
        rig.lose();
        (0..MANY).for_each(|_| rig.send());
    };
    print("bytes_with_1000_waiting", weigh(waiting));
    ExitCode::SUCCESS
}

/// The machine itself, and what it holds on the heap after that.
fn weigh(story: impl FnOnce(&mut Rig)) -> usize {
    let region = Region::new(HEAP);
    let mut rig = Rig::new();
    story(&mut rig);
    let change = region.change();
    let held = change.bytes_allocated - change.bytes_deallocated;
    drop(rig);
    size_of::<Machine>() + held
}
