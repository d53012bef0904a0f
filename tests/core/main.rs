//! Native tests of the pure layers, on a fake clock: one promise a test, named after it.

#![cfg(not(target_arch = "wasm32"))]

mod attempt;
mod backoff;
mod close;
mod config;
mod harness;
mod invariants;
mod queue;
mod stale;
mod urls;
mod world;
