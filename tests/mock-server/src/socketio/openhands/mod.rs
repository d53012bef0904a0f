//! The root namespace: conversations as OpenHands 0.62 serves them over Socket.IO.
//!
//! A client asks for a conversation in its query and gets, before the answer to its CONNECT, every event that it does
//! not have. Then it is in the conversation's room, where `oh_event` carries what comes; what it says goes up as
//! `oh_user_action`.
//!
//! Unlike the original, which loses what happens between a client's replay and its join, this one replays that too: such
//! an event may come twice, as the first two of a fresh conversation do.

mod asked;
mod replay;

use std::collections::HashMap;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use serde_json::Value;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::namespace::{Namespace, To};
use super::socket::{Refusal, Socket};
use super::payload::{Event, Payload};
use super::request::Request;
use crate::lock;
use asked::Asked;

/// The one event that a server sends.
const EVENT: &str = "oh_event";

pub(crate) type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a client wants to join, once it has shown who it is.
#[derive(Clone, Debug)]
pub(crate) struct Joining {
    pub(crate) conversation: String,
    pub(crate) connection: Uuid,
    pub(crate) providers: Vec<String>,
}

/// Who keeps the conversations.
pub(crate) trait Conversations: Send + Sync {
    /// Lets a user in, known by cookie and `Authorization`.
    fn validate<'a>(
        &'a self,
        conversation: &'a str,
        cookie: Option<&'a str>,
        authorization: Option<&'a str>,
    ) -> BoxFuture<'a, Result<(), Refusal>>;

    /// The stored events from an id on.
    fn events<'a>(&'a self, conversation: &'a str, from: i64) -> BoxFuture<'a, Result<Vec<Box<RawValue>>, Refusal>>;

    /// Loads what the user has set up.
    fn settings<'a>(&'a self, joining: &'a Joining) -> BoxFuture<'a, Result<(), Refusal>>;

    /// The connection is in the room: an agent is started, or found. What it does is emitted into the room.
    fn join<'a>(&'a self, joining: &'a Joining) -> BoxFuture<'a, Result<(), Refusal>>;

    /// The user said something.
    fn act<'a>(&'a self, joining: &'a Joining, action: &'a RawValue) -> BoxFuture<'a, ()>;

    /// The connection is gone.
    fn leave<'a>(&'a self, joining: &'a Joining) -> BoxFuture<'a, ()>;
}

/// Where a conversation's clients are.
#[derive(Clone)]
pub(crate) struct Rooms(Arc<Namespace>);

impl Rooms {
    pub(super) fn new(namespace: &Arc<Namespace>) -> Self {
        Self(Arc::clone(namespace))
    }

    /// Sends an event to every client of a conversation.
    pub(crate) fn emit(&self, conversation: &str, event: Box<RawValue>) {
        self.0.emit(To::Room(room(conversation)), None, EVENT, Payload::raw(event));
    }

    /// Disconnects every client of a conversation.
    pub(crate) fn disconnect(&self, conversation: &str) {
        self.0.disconnect(&room(conversation));
    }
}

fn room(conversation: &str) -> String {
    format!("room:{conversation}")
}

/// Who answers in the root namespace.
pub(super) struct OpenHands {
    session_api_key: Option<String>,
    conversations: Arc<dyn Conversations>,
    joined: Mutex<HashMap<Uuid, Arc<Joining>>>,
}

impl OpenHands {
    pub(super) fn new(session_api_key: Option<String>, conversations: Arc<dyn Conversations>) -> Arc<Self> {
        Arc::new(Self { session_api_key, conversations, joined: Mutex::default() })
    }

    pub(super) async fn connect(&self, socket: &Arc<Socket>, request: &Request) -> Result<(), Refusal> {
        let Asked { conversation, latest_event_id, providers, session_api_key } = Asked::of(request);
        let conversation = conversation.ok_or_else(|| Refusal::new("No conversation_id in query params"))?;
        if self.session_api_key.is_some() && self.session_api_key != session_api_key {
            return Err(Refusal::new("invalid_session_api_key"));
        }
        let (cookie, authorization) = (request.cookie.as_deref(), request.authorization.as_deref());
        self.conversations.validate(&conversation, cookie, authorization).await?;
        let next = self.replay(socket, &conversation, latest_event_id.saturating_add(1)).await?;

        let joining = Joining { conversation, connection: socket.id, providers };
        self.conversations.settings(&joining).await?;
        socket.join(&room(&joining.conversation));
        self.replay(socket, &joining.conversation, next).await?;
        let joining = Arc::new(joining);
        lock(&self.joined).insert(socket.id, Arc::clone(&joining));
        self.conversations.join(&joining).await
    }

    /// Sends what is stored from an id on; gives the id after it.
    async fn replay(&self, socket: &Arc<Socket>, conversation: &str, from: i64) -> Result<i64, Refusal> {
        let events = self.conversations.events(conversation, from).await?;
        let next = events.last().and_then(|event| id(event)).map_or(from, |last| last.saturating_add(1));
        for event in replay::in_order(events) {
            socket.emit(EVENT, Payload::raw(event));
        }
        Ok(next)
    }

    pub(super) async fn event(&self, socket: &Arc<Socket>, Event { name, payload, id }: Event) {
        let joining = lock(&self.joined).get(&socket.id).map(Arc::clone);
        let ("oh_user_action" | "oh_action", Some(joining), [action]) = (&*name, joining, &*payload.args) else {
            return;
        };
        self.conversations.act(&joining, action).await;
        if let Some(id) = id {
            socket.ack(id, &Payload::default());
        }
    }

    pub(super) async fn disconnected(&self, socket: &Arc<Socket>) {
        let joining = lock(&self.joined).remove(&socket.id);
        if let Some(joining) = joining {
            self.conversations.leave(&joining).await;
        }
    }
}

fn id(event: &RawValue) -> Option<i64> {
    let event: Value = serde_json::from_str(event.get()).ok()?;
    event["id"].as_i64()
}
