//! `POST /api/conversations/{id}/start` and `/stop`: an agent runs before any client is there, or none does any more.
//! `GET /api/conversations/{id}/agent` says which it is.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde_json::json;

use crate::app::App;
use crate::socketio::request::user;

pub(in crate::socketio) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/api/conversations/{id}/start", post(start))
        .route("/api/conversations/{id}/stop", post(stop))
        .route("/api/conversations/{id}/agent", get(status))
}

async fn start(State(app): State<Arc<App>>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    if !has_key(&app, &headers) {
        return refused(StatusCode::UNAUTHORIZED, "Unauthorized");
    }
    let user = user(text(&headers, &header::COOKIE), text(&headers, &header::AUTHORIZATION));
    match app.socketio.conversations().start(&id, user.as_deref()) {
        Ok(()) => answer(&id, "STARTING"),
        Err(refusal) => refused(StatusCode::INSUFFICIENT_STORAGE, &refusal.message),
    }
}

async fn stop(State(app): State<Arc<App>>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    if !has_key(&app, &headers) {
        return refused(StatusCode::UNAUTHORIZED, "Unauthorized");
    }
    app.socketio.conversations().stop(&id);
    answer(&id, "STOPPED")
}

async fn status(State(app): State<Arc<App>>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    if !has_key(&app, &headers) {
        return refused(StatusCode::UNAUTHORIZED, "Unauthorized");
    }
    answer(&id, if app.socketio.conversations().runs(&id) { "RUNNING" } else { "STOPPED" })
}

fn has_key(app: &App, headers: &HeaderMap) -> bool {
    app.accepts_key(headers.get("x-session-api-key").and_then(|value| value.to_str().ok()))
}

fn text<'a>(headers: &'a HeaderMap, name: &header::HeaderName) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn answer(id: &str, status: &str) -> Response {
    let answer = json!({ "status": "ok", "conversation_id": id, "message": null, "conversation_status": status });
    Json(answer).into_response()
}

fn refused(status: StatusCode, detail: &str) -> Response {
    (status, Json(json!({ "detail": detail }))).into_response()
}
