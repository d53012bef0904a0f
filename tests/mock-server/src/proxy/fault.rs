//! The faults that the proxy knows. They are of two sorts: a [`Strike`] hits each connection of that moment once, a
//! [`Stand`] stays until its time is over or it is cleared.

use std::num::NonZeroU64;
use std::time::Duration;

use serde_json::{Value, json};

use super::illegal::{Illegal, close_frame};
use crate::faults::{Strikes, WireEnd};

/// What is ordered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// Strike the connections under this path.
    Strike(Strike, String),
    /// Stand for so long; without a duration, until it is cleared.
    Stand(Stand, Option<Duration>),
    /// Clear everything that stands.
    Clear,
}

/// What is done to a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Strike {
    /// The TCP connections on both sides end.
    Wire(WireEnd),
    /// Something happens between the frames that the server sends. Only an open WebSocket has frames.
    Frame(FrameStrike),
}

/// What is done to the frames from the server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FrameStrike {
    /// At the next boundary a close frame, and nothing from the server after it.
    Close { code: Option<u16>, reason: String },
    /// At the next boundary a frame that must not be; then the server goes on.
    Corrupt(Illegal),
    /// In the middle of the next frame the end.
    Cut(WireEnd),
}

impl FrameStrike {
    /// The frame that it puts in.
    pub(super) fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Close { code, reason } => close_frame(*code, reason),
            Self::Corrupt(illegal) => illegal.bytes(),
            Self::Cut(_) => Vec::new(),
        }
    }
}

impl Strikes for Strike {
    fn wire_end(&self) -> Option<WireEnd> {
        match self {
            Self::Wire(end) => Some(*end),
            Self::Frame(_) => None,
        }
    }

    /// Frames wait for a boundary that may be far off; until then a connection can be struck otherwise.
    fn is_last(&self) -> bool {
        matches!(self, Self::Wire(_))
    }
}

/// What stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stand {
    /// Nobody listens.
    Refuse,
    /// Connections are accepted and never answered, not even when the fault is over.
    Hang,
    /// Nothing is read or written; when the fault is over it all goes on.
    Stall,
    /// Each direction of each connection carries so many bytes a second.
    Throttle(NonZeroU64),
    /// Each direction passes everything on so much later.
    Delay(Duration),
    /// Nothing larger is written at once.
    Chunk(NonZeroU64),
}

impl Stand {
    /// Whether one takes the place of the other.
    pub(super) fn replaces(&self, other: &Self) -> bool {
        let both_doors = self.is_before_the_handshake() && other.is_before_the_handshake();
        both_doors || std::mem::discriminant(self) == std::mem::discriminant(other)
    }

    pub(super) fn is_before_the_handshake(&self) -> bool {
        matches!(self, Self::Refuse | Self::Hang)
    }

    pub(super) fn describe(&self) -> Value {
        match self {
            Self::Refuse => json!({ "kind": "refuse" }),
            Self::Hang => json!({ "kind": "hang" }),
            Self::Stall => json!({ "kind": "stall" }),
            Self::Throttle(rate) => json!({ "kind": "throttle", "bytes_per_second": rate }),
            Self::Delay(delay) => json!({ "kind": "delay", "delay_ms": ms(*delay) }),
            Self::Chunk(bytes) => json!({ "kind": "chunk", "bytes": bytes }),
        }
    }
}

impl Order {
    /// The order as it would be sent to `/faults`.
    pub(super) fn describe(&self) -> Value {
        match self {
            Self::Clear => json!({ "kind": "none" }),
            Self::Stand(stand, duration) => {
                let mut value = stand.describe();
                if let Some(duration) = duration {
                    value["duration_ms"] = ms(*duration).into();
                }
                value
            }
            Self::Strike(strike, path) => {
                let mut value = match strike {
                    Strike::Wire(end) => json!({ "kind": end_name(*end) }),
                    Strike::Frame(FrameStrike::Close { code, reason }) => {
                        json!({ "kind": "close", "code": code, "reason": reason })
                    }
                    Strike::Frame(FrameStrike::Corrupt(illegal)) => {
                        json!({ "kind": "corrupt", "frame": illegal.name() })
                    }
                    Strike::Frame(FrameStrike::Cut(end)) => json!({ "kind": "cut", "end": end_name(*end) }),
                };
                if !path.is_empty() {
                    value["path"] = path.as_str().into();
                }
                value
            }
        }
    }
}

/// Whole milliseconds.
pub(super) fn ms(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

/// The kind of fault that ends a connection in this way.
pub(super) fn end_name(end: WireEnd) -> &'static str {
    match end {
        WireEnd::Reset => "reset",
        WireEnd::Silent => "silent",
        WireEnd::Fin => "drop",
    }
}
