//! The REST routes of the agent server that tests and the demo need. Errors are `{"detail": "…"}`, as FastAPI's.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{Path, Query, Request, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router, middleware};
use jiff::civil::DateTime;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::value::RawValue;
use serde_json::{Value, json};
use uuid::Uuid;

use super::agent::Place;
use super::clock::parse as parse_timestamp;
use super::command::Outcome;
use super::envelope::Passing;
use super::log::Conversation;
use super::message::UserMessage;
use crate::app::App;

const DEFAULT_PAGE: usize = 100;
const MAX_PAGE: usize = 1000;

/// The routes below `/api`, each behind the key.
pub(crate) fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new()
        .route("/conversations", post(create))
        .route("/conversations/{id}/events", post(append))
        .route("/conversations/{id}/events/search", get(search))
        .route("/conversations/{id}/events/count", get(count))
        .route("/conversations/{id}/events/respond_to_confirmation", post(confirm))
        .route("/v1/events/count", get(count_anywhere))
        .route("/conversations/{id}/frames", post(pass))
        .route_layer(middleware::from_fn_with_state(Arc::clone(app), require_key))
}

/// An answer that is not what the client asked for.
struct Failure(StatusCode, String);

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        (self.0, Json(json!({ "detail": self.1 }))).into_response()
    }
}

impl Failure {
    /// Why a command was not carried out.
    fn of(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Full => {
                let detail = "the mock server's memory limit is reached; restart it";
                Self(StatusCode::INSUFFICIENT_STORAGE, detail.to_owned())
            }
            Outcome::Unreachable => {
                Self(StatusCode::SERVICE_UNAVAILABLE, "the nodes' Redis did not take it; is it running?".to_owned())
            }
            _ => Self(StatusCode::NOT_FOUND, "Conversation not found".to_owned()),
        }
    }
}

fn unprocessable(detail: impl Into<String>) -> Failure {
    Failure(StatusCode::UNPROCESSABLE_ENTITY, detail.into())
}

async fn require_key(State(app): State<Arc<App>>, headers: HeaderMap, request: Request, next: Next) -> Response {
    let given = headers.get("x-session-api-key").and_then(|value| value.to_str().ok());
    if app.accepts_key(given) {
        return next.run(request).await;
    }
    Failure(StatusCode::UNAUTHORIZED, "Unauthorized".to_owned()).into_response()
}

/// Any JSON object will do for a body, or none; `conversation_id` chooses the id.
async fn create(State(app): State<Arc<App>>, body: Bytes) -> Result<Response, Failure> {
    let body: Value = if body.is_empty() { json!({}) } else { parse_json(&body)? };
    if !body.is_object() {
        return Err(unprocessable("body: must be a JSON object"));
    }
    let id = match &body["conversation_id"] {
        Value::Null => Uuid::new_v4(),
        Value::String(id) => parse_id("conversation_id", id)?,
        _ => return Err(unprocessable("conversation_id: must be a UUID")),
    };
    let status = match app.conversations.create(id).await {
        Outcome::Done => StatusCode::CREATED,
        Outcome::Nothing => StatusCode::OK,
        other => return Err(Failure::of(&other)),
    };
    Ok((status, Json(json!({ "id": id, "execution_status": "idle" }))).into_response())
}

async fn append(State(app): State<Arc<App>>, Path(id): Path<String>, body: Bytes) -> Result<Json<Value>, Failure> {
    let conversation = find(&app, &id).await?;
    let said = UserMessage::from_json(&parse_json::<Value>(&body)?).map_err(unprocessable)?;
    match app.conversations.say(&conversation.id, said).await {
        Outcome::Appended(event) => Ok(Json(json!({ "success": true, "id": event }))),
        other => Err(Failure::of(&other)),
    }
}

/// Sends an envelope of `/sockets/session/{id}` that no log keeps to whoever is there.
async fn pass(State(app): State<Arc<App>>, Path(id): Path<String>, body: Bytes) -> Result<Json<Value>, Failure> {
    let conversation = find(&app, &id).await?;
    let envelope: Box<RawValue> = parse_json(&body)?;
    Passing::parse(envelope.get()).map_err(unprocessable)?;
    match app.conversations.pass(&conversation.id, envelope).await {
        Outcome::Done => Ok(Json(json!({ "success": true }))),
        other => Err(Failure::of(&other)),
    }
}

/// What a user says of the actions that wait.
#[derive(Deserialize)]
struct Confirmation {
    accept: bool,
    #[serde(default = "Confirmation::no_reason")]
    reason: String,
}

impl Confirmation {
    fn no_reason() -> String {
        "User rejected the action.".to_owned()
    }
}

async fn confirm(State(app): State<Arc<App>>, Path(id): Path<String>, body: Bytes) -> Result<Json<Value>, Failure> {
    let conversation = find(&app, &id).await?;
    let Confirmation { accept, reason } = serde_json::from_slice(&body)
        .map_err(|error| unprocessable(format!("body: must be {{\"accept\": true or false}}: {error}")))?;
    match app.conversations.confirm(&conversation.id, (!accept).then_some(reason)).await {
        // An agent that runs already is as good as one that is run.
        Outcome::Done | Outcome::Nothing => Ok(Json(json!({ "success": true }))),
        other => Err(Failure::of(&other)),
    }
}

async fn search(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Response, Failure> {
    let conversation = find(&app, &id).await?;
    let limit = match query.get("limit").map(|limit| limit.parse()) {
        None => DEFAULT_PAGE,
        Some(Ok(limit @ 1..=MAX_PAGE)) => limit,
        Some(_) => {
            return Err(unprocessable(format!("limit: must be a whole number from 1 to {MAX_PAGE}")));
        }
    };
    let from = query.get("page_id").map(|id| parse_id("page_id", id)).transpose()?;
    let (entries, next) = conversation.page(from, limit).ok_or_else(|| unprocessable("page_id: no such event"))?;
    // The stored texts are JSON already.
    let mut body = String::from(r#"{"items":["#);
    for (index, entry) in entries.iter().enumerate() {
        if index > 0 {
            body.push(',');
        }
        body.push_str(&entry.text);
    }
    // Writing to a string cannot fail.
    let _ = write!(body, r#"],"next_page_id":{}}}"#, json!(next));
    Ok(([(header::CONTENT_TYPE, "application/json")], body).into_response())
}

async fn count(
    State(app): State<Arc<App>>,
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<usize>, Failure> {
    let (from, to) = range(&query)?;
    Ok(Json(find(&app, &id).await?.count(from, to)))
}

/// The app server's way to count: the conversation is a filter, so that one which does not exist has no events.
async fn count_anywhere(
    State(app): State<Arc<App>>,
    Query(query): Query<HashMap<String, String>>,
) -> Result<Json<usize>, Failure> {
    const WHICH: &str = "conversation_id__eq";
    let (from, to) = range(&query)?;
    let which = query.get(WHICH).map(|id| parse_id(WHICH, id)).transpose()?.map(|id| id.to_string());
    app.conversations.catch_up().await;
    let count = |places: &HashMap<String, Place>, _| {
        let asked = places.iter().filter(|(id, _)| which.as_ref().is_none_or(|which| which == *id));
        asked.map(|(_, place)| place.conversation.count(from, to)).sum()
    };
    Ok(Json(app.conversations.look(count)))
}

fn range(query: &HashMap<String, String>) -> Result<(Option<DateTime>, Option<DateTime>), Failure> {
    let bound = |name: &str| {
        let parse = |text: &String| parse_timestamp(text).ok_or_else(|| unprocessable(format!("{name}: no time")));
        query.get(name).map(parse).transpose()
    };
    Ok((bound("timestamp__gte")?, bound("timestamp__lt")?))
}

async fn find(app: &App, id: &str) -> Result<Arc<Conversation>, Failure> {
    let id = parse_id("conversation_id", id)?;
    app.conversations.find(&id.to_string()).await.ok_or_else(|| Failure::of(&Outcome::NotFound))
}

fn parse_id(field: &str, id: &str) -> Result<Uuid, Failure> {
    id.parse().map_err(|_| unprocessable(format!("{field}: {id:?} is not a UUID")))
}

fn parse_json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Failure> {
    serde_json::from_slice(body).map_err(|error| unprocessable(format!("body: not JSON: {error}")))
}
