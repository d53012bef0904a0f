//! `GET` and `POST /faults`: the one place where tests and the demo page order failures. No fault touches it.

use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use serde_json::{Value, json};
use tokio::time::Instant;

use super::Faults;
use super::order::Order;
use crate::app::App;

/// What stands and what was counted.
pub(crate) async fn show(State(app): State<Arc<App>>) -> Json<Value> {
    Json(status(&app.faults))
}

/// Carries out one order and answers as [`show`] does.
pub(crate) async fn order(State(app): State<Arc<App>>, body: Bytes) -> (StatusCode, Json<Value>) {
    let faults = &app.faults;
    match Order::parse(&body) {
        Err(error) => return (StatusCode::BAD_REQUEST, Json(json!({ "error": error }))),
        Ok(Order::Strike(strike, path)) => faults.sockets.strike(&strike, &path),
        Ok(Order::Gate(fault)) => faults.gate.set(fault),
        Ok(Order::Clear(path)) => faults.gate.clear(&path),
    }
    (StatusCode::OK, Json(status(faults)))
}

fn status(faults: &Faults) -> Value {
    let handshake = faults
        .gate
        .fault()
        .map(|fault| json!({ "kind": fault.kind.name(), "remaining_ms": remaining_ms(fault.until) }));
    json!({
        "handshake": handshake,
        "connections": faults.sockets.live(),
        "accepted": faults.sockets.accepted(),
        "handshakes": faults.gate.handshakes(),
    })
}

/// Milliseconds that are left, rounded up, so that a standing fault never shows 0.
pub(crate) fn remaining_ms(until: Option<Instant>) -> Option<u64> {
    let left = until?.saturating_duration_since(Instant::now());
    Some(u64::try_from(left.as_micros().div_ceil(1000)).unwrap_or(u64::MAX))
}
