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
//! And for Socket.IO servers, on a connection of the same kind:
//!
#![cfg_attr(feature = "socketio", doc = "```no_run")]
#![cfg_attr(not(feature = "socketio"), doc = "```ignore")]
//! use everwire::{SocketEvent, SocketIo};
//! use futures_util::StreamExt;
//!
//! # async fn example() -> Result<(), Box<dyn std::error::Error>> {
//! let client = SocketIo::builder("https://example.com").build()?;
//! let mut socket = client.namespace("/")?;
//! socket.emit("hello", (1, "two"))?; // queued until there is a connection
//! let answer: String = socket.emit_with_ack("echo", ("a",), None).await?; // sent again after a loss, settled once
//! while let Some(event) = socket.next().await {
//!     match event {
//!         SocketEvent::Connect { recovered, .. } => println!("joined; nothing was missed: {recovered}"),
//!         SocketEvent::Event { name, args, .. } if name == "chat" => println!("{}", args.get::<&str>(0)?),
//!         other => println!("{other:?}"),
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # What it promises
//!
//! - **One deadline over a whole attempt.** URL, token, handshake: what never comes ends there, and the next attempt follows.
//! - **Retries that do not stampede.** The delay doubles up to a cap; jitter is drawn anew each time, after the cap; the count
//!   starts again only after the connection has lasted. The server can name the delay, or say that no retry helps.
//! - **Truthful ends.** Each open connection ends with one close, with the code that the transport said: no made-up 1000.
//! - **A queue with limits**, in messages, bytes and time. What was sent earlier leaves earlier; what does not fit is said.
//! - **Nothing lost or doubled** where the server does its part: messages wait for their acknowledgement, a cursor asks for
//!   what was missed, and keys drop what comes twice.
//! - **Dead links noticed.** A silent link is probed and given up without waiting for its close. Offline, frozen and back again
//!   lead to one attempt, or one probe.
//!
//! # Where to look
//!
//! One pure core decides; thin layers do:
//!
//! | module | what it is | feature |
//! | --- | --- | --- |
//! | `web` | the Rust API, with `Stream` and `Sink`, and the driver that gives the core a WebSocket, a timer and a clock | `web`, on by default |
//! | `web::socketio` | Socket.IO as futures and streams | `socketio`, on by default |
//! | [`core`] | the state machine, backoff, queue and URLs: no JavaScript, no IO, no clock, no random source, no panic | always there |
//! | [`socketio`] | Socket.IO on top of it, just as pure | always there |
//!
//! The feature `serde`, on by default, adds typed JSON messages; `js` is what the npm package exports to JavaScript, and of no
//! use in a Rust app.
//!
//! The core alone runs anywhere, also in a native test. It is told what happened and says what to do:
//!
//! ```
//! use everwire::core::{Config, Effect, Input, Machine, Millis};
//!
//! let mut machine = Machine::new(Config::default(), 1);
//! let effects = machine.step(Input::Connect, Millis(0));
//! assert!(matches!(effects[..], [Effect::Emit(_), Effect::Resolve(..)]));
//! assert_eq!(machine.next_deadline(), Some(Millis(10_000))); // the attempt's
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
