//! `/sockets/events/{id}`: a conversation's events, as openhands-agent-server 1.58 sends them.
//!
//! After authentication the first frame is the synthetic `full_state`; then comes the past that the client asked for,
//! then the present, each event once and in order. Text frames from the client become events.

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
use super::request::EventsRequest;
use super::{Ended, Handshake, Session, close};
use crate::app::App;
use crate::conversation::{Subscriber, UserMessage, server_error};

pub(super) async fn connect(
    Path(id): Path<String>,
    Query(query): Query<HashMap<String, String>>,
    headers: HeaderMap,
    handshake: Handshake,
) -> Response {
    let request = match EventsRequest::parse(&id, &query, &headers) {
        Ok(request) => request,
        Err(reason) => return (StatusCode::FORBIDDEN, reason).into_response(),
    };
    let app = Arc::clone(&handshake.app);
    let authenticated = app.accepts_key(request.key.as_deref());
    if request.key.is_some() && !authenticated {
        return (StatusCode::FORBIDDEN, "wrong session API key").into_response();
    }
    handshake.accept(Events { app, request, authenticated })
}

struct Events {
    app: Arc<App>,
    request: EventsRequest,
    authenticated: bool,
}

impl Session for Events {
    async fn run(self, link: &mut Link) -> Result<Infallible, Ended> {
        let Self { app, request, authenticated } = self;
        if !authenticated {
            authenticate(&app, link).await?;
        }
        let conversation =
            app.conversations.find(request.conversation).ok_or_else(|| close(4004, "Conversation not found"))?;
        let (subscriber, first_frame) = conversation
            .subscribe(request.resend, app.limits.max_subscribers)
            .map_err(|_| close(1013, "Too many connections for this conversation"))?;
        link.send(Message::Text(first_frame)).await?;
        tokio::select! {
            ended = converse(link, &subscriber) => ended,
            () = subscriber.lagged(app.limits.max_lag) => Err(close(1013, "slow_consumer")),
        }
    }
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

async fn converse(link: &mut Link, subscriber: &Subscriber) -> Result<Infallible, Ended> {
    loop {
        // Neither side may starve the other: the branches are tried in random order.
        tokio::select! {
            frame = link.recv() => {
                if let Some(complaint) = hear(frame?, subscriber) {
                    link.send(Message::Text(complaint)).await?;
                }
            }
            event = subscriber.next() => link.send(Message::Text(event)).await?,
        }
    }
}

/// Stores what the client said; what cannot be stored gives a `ServerErrorEvent` for this client alone.
fn hear(frame: Frame, subscriber: &Subscriber) -> Option<Utf8Bytes> {
    let Frame::Text(text) = frame else {
        return Some(server_error("KeyError", "a text frame was expected, not a binary one"));
    };
    let frame: Value = match serde_json::from_str(&text) {
        Ok(frame) => frame,
        Err(error) => return Some(server_error("JSONDecodeError", &error.to_string())),
    };
    // A client that cannot know whether the server has a key sends its auth frame anyway.
    if is_auth_frame(&frame) {
        return None;
    }
    match UserMessage::from_json(&frame) {
        Err(bad) => Some(server_error("ValidationError", bad)),
        Ok(said) => match subscriber.say(&said) {
            Ok(_) => None,
            Err(_) => Some(server_error("MemoryError", "the mock server's memory limit is reached; restart it")),
        },
    }
}
