//! libFuzzer, with the core's referee as the judge, and Socket.IO on a link that says anything. `cargo xtask fuzz` builds
//! it with coverage, which it needs to find its way, and runs it.

#![cfg_attr(fuzzing, no_main)]
// A finding is a panic.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
// What only the tests beside it use.
#![allow(dead_code, unused_imports)]

#[path = "../../socketio/contract.rs"]
mod contract;
#[path = "../../core/dice.rs"]
mod dice;
#[path = "../../core/fuzzing.rs"]
mod fuzzing;
#[path = "../../core/referee/mod.rs"]
mod referee;
#[path = "../../socketio/rig.rs"]
mod rig;
#[path = "../../socketio/fuzzing.rs"]
mod socketio;
#[path = "../../core/world.rs"]
mod world;

#[cfg(fuzzing)]
libfuzzer_sys::fuzz_target!(|bytes: &[u8]| one(bytes));

/// The first byte says whose input it is.
fn one(bytes: &[u8]) {
    match bytes.split_first() {
        Some((128.., rest)) => socketio::one(rest),
        _ => fuzzing::one(bytes),
    }
}

/// Without coverage there is nothing to fuzz: it runs what it is given, one input a file.
#[cfg(not(fuzzing))]
fn main() {
    for path in std::env::args().skip(1) {
        one(&std::fs::read(&path).expect("a file with an input"));
    }
}
