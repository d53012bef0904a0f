//! The browser driver: it gives the [core](crate::core) a WebSocket, one timer and a clock, and does what it says.
//!
//! Works wherever JavaScript runs: pages, workers, Node, Deno, Bun. Nothing global is touched before it is needed, and
//! the WebSocket class is looked up each time, so that a test may replace it.

mod clock;
mod driver;
mod page;
mod sys;
mod transport;

pub use driver::{Driver, Host, Resolved};
pub use page::{Location, build_http_base_url, build_websocket_url, extract_base_host};
