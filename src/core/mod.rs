//! Everything that everwire decides, as a pure function of (configuration, seed, inputs).
//!
//! ```text
//! machine.step(input, now)  -> effects        the one entry for everything that happens
//! machine.next_deadline()   -> Option<Millis> the driver keeps ONE timer, for this
//! machine.snapshot()        -> Snapshot       what a user may see, cheap to copy
//! ```
//!
//! The driver feeds inputs with a monotonic time, carries out the effects in their order, and arms one timer for the
//! next deadline. The core reads no clock and no random source, so any run replays from its log.
//!
//! ```text
//!           connect                      opened
//!    idle ───────────▶ connecting ─────────────────────▶ open
//!                       ▲   │                             │
//!       the delay is    │   │ failed, refused,            │ closed, lost,
//!       over, or the    │   │ or past its deadline        │ or silent for too long
//!       page is back    │   ▼                             │
//!                       │  may another attempt follow? ◀──┘
//!                       │   │ yes               │ no
//!                       │   ▼                   ▼
//!                      waiting                closed ──────▶ connecting, by reconnect
//!                                               ▲
//!    disconnect ──────────────▶ closing ────────┘  the handshake is over, or late
//! ```
//!
//! An attempt is one unit with one deadline: URL and token, handshake, first frame. [`Phase::Waiting`] has a time, or none while
//! the network is gone or the page is frozen. A terminal state holds no timer.

#![forbid(unsafe_code)]

mod backoff;
mod close;
mod config;
mod cursor;
mod fifo;
mod io;
mod machine;
pub(crate) mod outbox;
mod query;
mod range;
mod resume;
mod rng;
mod snapshot;
mod time;
mod timers;
mod url;

pub use backoff::{Backoff, Jitter};
pub use close::{Close, CloseFrame, CloseFrameError, FATAL_CODES, Verdict, retry_hint};
pub use config::{Config, NumberOption, OptionError, Overflow};
pub use cursor::Cursor;
pub use io::{Effect, Event, Facts, Fate, Id, Input, NOT_WRITABLE, Number, Outcome, Outgoing, Signal};
#[cfg(all(feature = "js", not(feature = "js-socketio")))]
pub(crate) use machine::Effects;
pub use machine::Machine;
pub use query::merge_query;
pub use snapshot::{Cause, Counters, Phase, Queued, Snapshot};
pub use time::Millis;
pub use url::{Page, Target, build_http_base_url, build_websocket_url, extract_base_host, is_local, is_secure};
