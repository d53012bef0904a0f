//! The control port: `/faults`, as the mock server has it, and `/schedule`. No fault touches it.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use axum::{Json, Router};
use serde_json::{Value, json};

use super::control::Control;
use super::fault::Order;
use super::schedule::Schedule;
use crate::app::for_test_pages;
use crate::faults::Fields;
use crate::lock;

type Answer = (StatusCode, Json<Value>);

pub(super) fn router(control: Arc<Control>) -> Router {
    let router = Router::new().route("/faults", get(faults).post(order)).route("/schedule", get(schedule).post(play));
    for_test_pages(router).with_state(control)
}

async fn faults(State(control): State<Arc<Control>>) -> Json<Value> {
    Json(control.status())
}

/// Carries out one order and answers as [`faults`] does.
async fn order(State(control): State<Arc<Control>>, body: Bytes) -> Answer {
    match Fields::parse(&body).and_then(Order::parse) {
        Err(error) => wrong(&error),
        Ok(order) => {
            control.obey(&order).await;
            (StatusCode::OK, Json(control.status()))
        }
    }
}

async fn schedule(State(control): State<Arc<Control>>) -> Json<Value> {
    Json(lock(&control.playing).describe())
}

/// Plays a list of faults, or `{"seed": N}`, from now on in place of what was played; an empty list only stops that.
async fn play(State(control): State<Arc<Control>>, body: Bytes) -> Answer {
    match parse(&body) {
        Err(error) => wrong(&error),
        Ok(schedule) => {
            control.play(schedule);
            (StatusCode::OK, Json(lock(&control.playing).describe()))
        }
    }
}

fn parse(body: &[u8]) -> Result<Schedule, String> {
    let body: Value = serde_json::from_slice(body).map_err(|error| format!("body: not JSON: {error}"))?;
    let Some(mut fields) = Fields::of(body.clone()) else {
        return Schedule::of(body);
    };
    let seed = fields.whole("seed")?.ok_or("seed: missing; must be a number, or the body a list of faults")?;
    match fields.first_left() {
        None => Schedule::random(seed),
        Some(extra) => Err(format!("{extra}: not a field of a random schedule")),
    }
}

fn wrong(error: &str) -> Answer {
    (StatusCode::BAD_REQUEST, Json(json!({ "error": error })))
}
