//! A WebSocket client that stays connected.
//!
//! everwire reconnects with backoff and jitter, keeps what you send while it is away, and tells the truth about what
//! happened to the link and to each message. It mirrors, and completes, the connection management of OpenHands (its
//! `use-websocket` hook and the servers behind it).
//!
//! In a Rust app that runs in the browser:
//!
#![cfg_attr(feature = "web", doc = "```no_run")]
#![cfg_attr(not(feature = "web"), doc = "```ignore")]
//! use everwire::{Event, WebSocket};
//! use futures_util::{SinkExt, StreamExt};
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let (mut sender, mut receiver) = WebSocket::builder("wss://example.com/socket").open()?.split();
//! sender.feed("hello".into()).await?; // queued until there is a connection
//! while let Some(event) = receiver.next().await {
//!     match event {
//!         Event::Message(message) => println!("{}", message.as_text().unwrap_or("bytes")),
//!         Event::Reconnecting { attempt, delay } => println!("attempt {attempt} in {delay:?}"),
//!         other => println!("{other:?}"),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! One pure core decides; thin layers do:
//!
//! - [`core`]: the state machine, backoff, queue and URLs. No JavaScript, no IO, no clock, no random source, no panic.
//! - `web` (feature `web`, on by default): the Rust API and the browser driver that gives the core a WebSocket, a timer
//!   and a clock. Feature `serde`, on by default, adds typed JSON messages.
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
pub mod socketio;

#[cfg(feature = "js")]
mod js;
#[cfg(feature = "web")]
pub mod web;

#[cfg(feature = "socketio")]
pub use web::socketio::{SocketEvent, SocketIo};
#[cfg(feature = "web")]
pub use web::{Event, Message, Receiver, Sender, WebSocket};
