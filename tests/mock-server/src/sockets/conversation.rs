//! `/sockets/events/{id}` and `/sockets/session/{id}`: a conversation as openhands-agent-server 1.58 sends it, bare events or
//! envelopes.
//!
//! After authentication the first frame is the synthetic `full_state`, or `sync`; then comes the past that the client asked
//! for, then the present, each event once and in order. Text frames from the client become events.

use std::collections::HashMap;
use std::convert::Infallible;
use std::sync::Arc;

use axum::extract::ws::{Message, Utf8Bytes};
use axum::extract::{Path, Query};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use tokio::time::timeout;

use super::link::{Frame, Link};
use super::request::Subscription;
use super::{Ended, Handshake, Session, close};
use crate::app::App;
use crate::conversation::{Outcome, Subscriber, UserMessage, View};

type Parameters = Query<HashMap<String, String>>;

pub(super) async fn events(
    Path(id): Path<String>,
    Query(query): Parameters,
    headers: HeaderMap,
    handshake: Handshake,
) -> Response {
    connect(Subscription::parse(View::Events, &id, &query, &headers), handshake)
}

pub(super) async fn session(
    Path(id): Path<String>,
    Query(query): Parameters,
    headers: HeaderMap,
    handshake: Handshake,
) -> Response {
    connect(Subscription::parse(View::Session, &id, &query, &headers), handshake)
}

fn connect(request: Result<Subscription, &'static str>, handshake: Handshake) -> Response {
    let request = match request {
        Ok(request) => request,
        Err(reason) => return (StatusCode::FORBIDDEN, reason).into_response(),
    };
    let app = Arc::clone(&handshake.app);
    let authenticated = app.accepts_key(request.key.as_deref());
    if request.key.is_some() && !authenticated {
        return (StatusCode::FORBIDDEN, "wrong session API key").into_response();
    }
    handshake.accept(Conversing { app, request, authenticated })
}

struct Conversing {
    app: Arc<App>,
    request: Subscription,
    authenticated: bool,
}

impl Session for Conversing {
    async fn run(self, link: &mut Link) -> Result<Infallible, Ended> {
        let Self { app, request, authenticated } = self;
        if !authenticated {
            authenticate(&app, link).await?;
        }
        let conversation = app
            .conversations
            .find(&request.conversation.to_string())
            .await
            .ok_or_else(|| close(4004, "Conversation not found"))?;
        let (subscriber, first_frame) = conversation
            .subscribe(request.view, request.resend, app.limits.max_subscribers)
            .map_err(|_| close(1013, "Too many connections for this conversation"))?;
        link.send(Message::Text(first_frame)).await?;
        tokio::select! {
            ended = converse(&app, link, &subscriber) => ended,
            () = subscriber.lagged(app.limits.max_lag) => Err(slow()),
        }
    }
}

fn slow() -> Ended {
    close(1013, "slow_consumer")
}

/// Waits for the auth frame: the way in for clients that keep their key out of the URL.
async fn authenticate(app: &App, link: &mut Link) -> Result<(), Ended> {
    let failed = || close(4001, "Authentication failed");
    let frame = timeout(app.limits.auth_timeout, link.recv()).await.map_err(|_| failed())??;
    let Frame::Text(text) = frame else {
        return Err(failed());
    };
    let frame: Value = serde_json::from_str(&text).map_err(|_| failed())?;
    let key = frame["session_api_key"].as_str();
    if is_auth_frame(&frame) && key.is_some() && app.accepts_key(key) { Ok(()) } else { Err(failed()) }
}

fn is_auth_frame(frame: &Value) -> bool {
    frame["type"] == "auth"
}

async fn converse(app: &App, link: &mut Link, subscriber: &Subscriber) -> Result<Infallible, Ended> {
    loop {
        // Neither side may starve the other: the branches are tried in random order.
        tokio::select! {
            frame = link.recv() => {
                if let Some(complaint) = hear(app, frame?, subscriber).await {
                    link.send(Message::Text(complaint)).await?;
                }
            }
            frame = subscriber.next() => {
                let frame = frame.map_err(|_| slow())?;
                if subscriber.view == View::Session && frame.len() > app.limits.max_frame_bytes {
                    return Err(close(1013, "frame_too_large"));
                }
                link.send(Message::Text(frame)).await?;
            }
        }
    }
}

/// Stores what the client said; what cannot be stored gives a complaint to this client alone.
async fn hear(app: &App, frame: Frame, subscriber: &Subscriber) -> Option<Utf8Bytes> {
    let complain = |code: &str, detail: &str| Some(subscriber.view.complaint(code, detail));
    let Frame::Text(text) = frame else {
        return complain("KeyError", "a text frame was expected, not a binary one");
    };
    let frame: Value = match serde_json::from_str(&text) {
        Ok(frame) => frame,
        Err(error) => return complain("JSONDecodeError", &error.to_string()),
    };
    // A client that cannot know whether the server has a key sends its auth frame anyway.
    if is_auth_frame(&frame) {
        return None;
    }
    let said = match UserMessage::from_json(&frame) {
        Ok(said) => said,
        Err(bad) => return complain("ValidationError", bad),
    };
    match app.conversations.say(&subscriber.conversation.id, said).await {
        Outcome::Appended(_) => None,
        Outcome::Unreachable => complain("ConnectionError", "the nodes' Redis did not take it; is it running?"),
        _ => complain("MemoryError", "the mock server's memory limit is reached; restart it"),
    }
}
