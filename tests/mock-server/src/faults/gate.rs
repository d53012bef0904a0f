//! The gate before every WebSocket handshake: it counts, and while a fault stands in it, lets nobody through.

use std::sync::Arc;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use axum::extract::{ConnectInfo, Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tokio::time::Instant;

use super::wire::{Wire, WireEnd};
use crate::app::App;
use crate::lock;

/// What happens to a handshake.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum GateKind {
    /// An RST.
    Refuse,
    /// No answer, ever.
    Hang,
    /// HTTP 403.
    Forbid,
}

impl GateKind {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Refuse => "refuse",
            Self::Hang => "hang",
            Self::Forbid => "forbid",
        }
    }
}

/// A fault that stands in the gate.
#[derive(Clone, Debug)]
pub(super) struct GateFault {
    pub(super) kind: GateKind,
    /// `None`: until it is cleared.
    pub(super) until: Option<Instant>,
    /// Only requests whose path and query start with this.
    pub(super) path: String,
}

impl GateFault {
    pub(super) fn new(kind: GateKind, duration: Option<Duration>, path: String) -> Self {
        Self { kind, until: duration.map(|d| Instant::now() + d), path }
    }
}

/// The gate of one server.
pub(crate) struct Gate {
    faults: Mutex<Vec<GateFault>>,
    handshakes: AtomicU64,
}

impl Gate {
    pub(super) fn new() -> Self {
        Self { faults: Mutex::default(), handshakes: AtomicU64::new(0) }
    }

    /// Puts a fault into the gate, in place of those that stood for the same requests or some of them.
    pub(super) fn set(&self, fault: GateFault) {
        self.clear(&fault.path);
        lock(&self.faults).push(fault);
    }

    /// Takes out the faults that stand for no other requests than those that start with this.
    pub(super) fn clear(&self, path: &str) {
        lock(&self.faults).retain(|fault| !fault.path.starts_with(path));
    }

    /// The fault that was put in last, of those that stand now.
    pub(super) fn fault(&self) -> Option<GateFault> {
        self.standing(|_| true)
    }

    /// The fault that this request meets.
    fn fault_for(&self, request: &str) -> Option<GateFault> {
        self.standing(|fault| request.starts_with(&fault.path))
    }

    fn standing(&self, wanted: impl Fn(&GateFault) -> bool) -> Option<GateFault> {
        let mut faults = lock(&self.faults);
        faults.retain(|fault| fault.until.is_none_or(|until| until > Instant::now()));
        faults.iter().rev().find(|fault| wanted(fault)).cloned()
    }

    pub(super) fn handshakes(&self) -> u64 {
        self.handshakes.load(Ordering::Relaxed)
    }
}

/// The middleware around every route.
pub(crate) async fn guard_handshake(
    State(app): State<Arc<App>>,
    ConnectInfo(wire): ConnectInfo<Wire>,
    request: Request,
    next: Next,
) -> Response {
    if !is_handshake(&request) {
        return next.run(request).await;
    }
    let gate = &app.faults.gate;
    gate.handshakes.fetch_add(1, Ordering::Relaxed);
    let fault = gate.fault_for(&request.uri().to_string());
    match fault.map(|fault| fault.kind) {
        None => next.run(request).await,
        Some(GateKind::Forbid) => (StatusCode::FORBIDDEN, "forbidden by an ordered fault").into_response(),
        Some(GateKind::Refuse) => reset(&wire),
        Some(GateKind::Hang) => {
            // The connection's task drops this when the client gives up.
            app.stopping().await;
            reset(&wire)
        }
    }
}

fn is_handshake(request: &Request) -> bool {
    let upgrade = request.headers().get(header::UPGRADE).and_then(|value| value.to_str().ok());
    upgrade.is_some_and(|value| value.split(',').any(|token| token.trim().eq_ignore_ascii_case("websocket")))
}

/// The response is never seen: writing it fails on the struck wire, and that ends the connection.
fn reset(wire: &Wire) -> Response {
    wire.strike(WireEnd::Reset);
    StatusCode::SERVICE_UNAVAILABLE.into_response()
}
