//! The Rust API for apps in the browser, and the driver below it: it gives the [core](crate::core) a WebSocket, one
//! timer and a clock, tells it about the page, and does what it says.
//!
//! Start at [`WebSocket::builder`]. Works wherever Rust runs as WebAssembly beside a `WebSocket` class: pages, workers,
//! Node, Deno, Bun. Nothing global is touched before it is needed, and the class is looked up each time, so that a test may
//! replace it.

mod builder;
mod clock;
mod driver;
mod error;
mod event;
mod inbox;
#[cfg(feature = "serde")]
mod json;
mod lifecycle;
mod message;
mod options;
mod page;
mod sink;
mod socket;
#[cfg(feature = "socketio")]
pub mod socketio;
mod source;
mod state;
mod storage;
mod sys;
mod transport;

pub use builder::Builder;
pub use error::{DeliverError, OpenError, Refusal, SendError};
pub use event::{Error, Event, Loss};
#[cfg(feature = "serde")]
pub use json::JsonError;
pub use message::Message;
pub use options::{Heartbeat, Queue, Resume};
pub use page::{Location, build_http_base_url, build_websocket_url, extract_base_host};
pub use socket::{Receiver, Sender, WebSocket};
pub use source::Source;
pub use state::{Ended, State, Transition};
pub use storage::Storage;
