//! The Rust API in a real browser, against the mock server: `wasm-pack test --headless --chrome`.
//!
//! `EVERWIRE_TEST_SERVER` is the mock server's URL at compile time; `cargo xtask test wasm-pack-chromium` sets it.

// A test fails by panicking.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]
#![cfg(target_arch = "wasm32")]

mod attempts;
mod backpressure;
mod connection;
mod delivery;
mod lifecycle;
mod ownership;
mod refusals;
mod replay;
mod resume;
mod rig;
mod socketio;
mod storage;
mod urls;
mod values;

wasm_bindgen_test::wasm_bindgen_test_configure!(run_in_browser);
