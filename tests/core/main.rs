//! Native tests of the pure layers, on a fake clock: one promise a test, named after it.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(not(target_arch = "wasm32"))]

// Where the encoder of the npm build looks for it.
use everwire::core;

mod acknowledgements;
mod attempt;
mod backoff;
mod close;
mod config;
mod counters;
mod dice;
mod fall_over;
mod fuzzing;
mod harness;
mod herd;
mod invariants;
mod lists;
mod liveness;
mod lives;
mod overflow;
mod pacing;
mod page;
mod policy;
mod queue;
mod referee;
mod resume;
mod saving;
mod search;
mod simulation;
mod stale;
mod ttl;
mod urls;
mod world;

// What the npm build writes, without the rest of that build.
#[allow(dead_code)]
#[path = "../../src/js/output.rs"]
mod output;
