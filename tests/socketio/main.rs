//! Native tests of Socket.IO's pure layer, on a fake clock.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, missing_docs)]
#![cfg(not(target_arch = "wasm32"))]

mod acknowledgements;
mod codec;
mod connecting;
mod frames;
mod fuzzing;
mod lists;
mod liveness;
mod queue;
mod rig;
mod simulation;
