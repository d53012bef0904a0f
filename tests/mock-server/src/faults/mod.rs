//! Failures on demand, on the real TCP connection.
//!
//! Every connection is accepted as a [`FaultStream`](wire) whose [`Wire`] can be struck from outside; the live
//! WebSockets are listed in [`Sockets`] for that, and a [`Gate`] stands before every handshake. Orders arrive over
//! `/faults` ([`api`]), in the words that [`order`] parses. A fault that works below WebSocket (reset, half-open, FIN)
//! is a state of the wire, not a behaviour of a handler, so no handler can get it wrong.
//!
//! The fault proxy ([`crate::proxy`]) stands on the same wires, list and words.

pub(crate) mod api;
mod fields;
mod gate;
mod listener;
mod order;
mod sockets;
mod wire;

pub(crate) use api::remaining_ms;
pub(crate) use fields::Fields;
pub(crate) use gate::{Gate, guard_handshake};
pub(crate) use listener::{FaultListener, Room};
pub(crate) use sockets::{Membership, Sockets, Strike, Strikes};
pub(crate) use wire::{FaultStream, Wire, WireEnd};

/// Everything about faults that the application shares.
pub(crate) struct Faults {
    pub(crate) sockets: std::sync::Arc<Sockets>,
    pub(crate) gate: Gate,
}

impl Faults {
    pub(crate) fn new() -> Self {
        Self { sockets: Sockets::new(), gate: Gate::new() }
    }
}
