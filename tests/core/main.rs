//! Native tests of the pure layers, on a fake clock: one promise a test, named after it.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(not(target_arch = "wasm32"))]

mod attempt;
mod backoff;
mod close;
mod config;
mod harness;
mod herd;
mod invariants;
mod lists;
mod queue;
mod search;
mod stale;
mod urls;
mod world;
