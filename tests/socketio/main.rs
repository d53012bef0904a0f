//! Native tests of Socket.IO's pure layer, on a fake clock.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]
#![cfg(not(target_arch = "wasm32"))]

mod acknowledgements;
mod asked;
mod codec;
mod connecting;
mod contract;
#[path = "../core/dice.rs"]
mod dice;
mod frames;
mod fuzzing;
mod lists;
mod liveness;
mod npm_parser;
mod queue;
mod rig;
mod simulation;
