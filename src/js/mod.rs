//! What the npm package exports to JavaScript, and nothing else: the core behind functions that take and give numbers.
//! The TypeScript in `pkg-template/` is the driver: it has the sockets, the timer, the page and the payloads, and does
//! what the effects say.
//!
//! Numbers only, and one export, `call`, as everything else costs: with text or objects the generated glue weighs more
//! than the core. Text goes in byte by byte, and comes out like the effects, number by number. Nothing is called from in
//! here, so no call can meet another one half-way, and nothing in here can panic.

#[cfg(target_arch = "wasm32")]
mod allocator;
#[cfg(not(feature = "js-socketio"))]
mod client;
// wasm-bindgen exports it, which the compiler cannot see.
#[allow(unreachable_pub)]
mod module;
mod output;
#[cfg(feature = "js-socketio")]
mod socketio;

#[cfg(not(feature = "js-socketio"))]
use client::Client;
#[cfg(feature = "js-socketio")]
use socketio::Client;
