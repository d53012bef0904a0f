//! A WebSocket client that stays connected.
//!
//! everwire reconnects with backoff and jitter, keeps what you send while it is away, and tells the truth about what
//! happened to the link and to each message. It mirrors, and completes, the connection management of OpenHands (its
//! `use-websocket` hook and the servers behind it).
//!
//! One pure core decides; thin layers do:
//!
//! - [`core`]: the state machine, backoff, queue and URLs. No JavaScript, no IO, no clock, no random source, no panic.
//! - `web` (feature `web`, on by default): the browser driver that gives the core a WebSocket, a timer and a clock.
//! - `js` (feature `js`): what the npm package exports to JavaScript.
//!
//! ```
//! use everwire::core::{Config, Effect, Input, Machine, Millis};
//!
//! let mut machine = Machine::new(Config::default(), 1);
//! let effects = machine.step(Input::Connect, Millis(0));
//! assert!(matches!(effects[..], [Effect::Emit(_), Effect::Resolve(..)]));
//! ```

pub mod core;

#[cfg(feature = "js")]
mod js;
#[cfg(feature = "web")]
pub mod web;
