//! `POST /api/conversations/{id}/start` and `/stop`: an agent runs before any client is there, or none does any more.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Json, Router};
use serde_json::json;

use crate::app::App;
use crate::conversation::{Outcome, canonical};
use crate::socketio::request::user;

pub(in crate::socketio) fn routes() -> Router<Arc<App>> {
    Router::new().route("/api/conversations/{id}/start", post(start)).route("/api/conversations/{id}/stop", post(stop))
}

async fn start(State(app): State<Arc<App>>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    if !has_key(&app, &headers) {
        return refused(StatusCode::UNAUTHORIZED, "Unauthorized");
    }
    let user = user(text(&headers, &header::COOKIE), text(&headers, &header::AUTHORIZATION));
    match app.conversations.start_agent(canonical(&id), user).await {
        Outcome::Full => {
            refused(StatusCode::INSUFFICIENT_STORAGE, "the mock server's memory limit is reached; restart it")
        }
        Outcome::Unreachable => refused(StatusCode::SERVICE_UNAVAILABLE, "the nodes' Redis did not take it"),
        _ => answer(&id, "STARTING"),
    }
}

async fn stop(State(app): State<Arc<App>>, Path(id): Path<String>, headers: HeaderMap) -> Response {
    if !has_key(&app, &headers) {
        return refused(StatusCode::UNAUTHORIZED, "Unauthorized");
    }
    app.conversations.stop_agent(canonical(&id)).await;
    answer(&id, "STOPPED")
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
