//! The root namespace: conversations as OpenHands 0.62 serves them over Socket.IO.
//!
//! A client asks for a conversation in its query and gets, before the answer to its CONNECT, every event that it does
//! not have. Then it is in the conversation's room, where `oh_event` carries what comes; what it says goes up as
//! `oh_user_action`. A user is known by `Authorization: Bearer NAME` or a cookie `user=NAME`; the user `stranger` has set
//! nothing up.
//!
//! What happens before a first client comes is held back for a while. So a conversation that was started over HTTP
//! sends its first events twice to that client: in the replay, and live, where the environment's are shown as the agent's.
//!
//! Unlike the original, which loses what happens between a client's replay and its join, this one replays that too.

mod asked;
mod replay;
pub(super) mod rest;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use serde_json::value::RawValue;
use uuid::Uuid;

use super::namespace::{Namespace, To};
use super::payload::{Event, Payload};
use super::request::Request;
use super::socket::{Refusal, Socket};
use crate::conversation::{Action, Outcome, Store, canonical};
use crate::lock;
use asked::Asked;

/// The one event that a server sends.
const EVENT: &str = "oh_event";

/// Who joins what.
#[derive(Clone, Debug)]
struct Joining {
    conversation: String,
    connection: Uuid,
}

/// Where a conversation's clients are, on this node.
#[derive(Clone)]
pub(crate) struct Rooms(Arc<Namespace>);

impl Rooms {
    pub(crate) fn new(namespace: &Arc<Namespace>) -> Self {
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
    conversations: Arc<Store>,
    joined: Mutex<HashMap<Uuid, Arc<Joining>>>,
}

impl OpenHands {
    pub(super) fn new(session_api_key: Option<String>, conversations: Arc<Store>) -> Arc<Self> {
        Arc::new(Self { session_api_key, conversations, joined: Mutex::default() })
    }

    pub(super) async fn connect(&self, socket: &Arc<Socket>, request: &Request) -> Result<(), Refusal> {
        let Asked { conversation, latest_event_id, session_api_key, .. } = Asked::of(request);
        let conversation = conversation.ok_or_else(|| Refusal::new("No conversation_id in query params"))?;
        if self.session_api_key.is_some() && self.session_api_key != session_api_key {
            return Err(Refusal::new("invalid_session_api_key"));
        }
        let (id, user) = (canonical(&conversation), request.user());
        self.conversations.catch_up().await;
        self.validate(&id, user.as_deref())?;
        // An id is a place in the log; below zero is everything.
        let from = usize::try_from(latest_event_id.saturating_add(1)).unwrap_or(0);
        let send = |events| replay::in_order(events).for_each(|event| socket.emit(EVENT, Payload::raw(event)));
        let next = self.conversations.replay(&id, from, send);

        if user.as_deref() == Some("stranger") {
            let data = Some(r#"{"msg_id":"CONFIGURATION$SETTINGS_NOT_FOUND"}"#.to_owned());
            return Err(Refusal { message: "Settings not found".to_owned(), data });
        }
        self.conversations.replay(&id, next, |events| {
            socket.join(&room(&id));
            send(events);
        });
        let joining = Arc::new(Joining { conversation: id, connection: socket.id });
        lock(&self.joined).insert(socket.id, Arc::clone(&joining));
        match self.conversations.join(&joining.conversation, user, joining.connection).await {
            Outcome::Done => Ok(()),
            Outcome::Full => Err(Refusal::new("the mock server's memory limit is reached; restart it")),
            _ => Err(Refusal::new("the nodes' Redis cannot be reached")),
        }
    }

    /// Lets a user in, or not.
    fn validate(&self, conversation: &str, user: Option<&str>) -> Result<(), Refusal> {
        let owner = self.conversations.user_of(conversation);
        if owner.is_none() || owner.as_deref() == user {
            return Ok(());
        }
        let user = user.unwrap_or("None");
        Err(Refusal::new(format!("User {user} is not allowed to join conversation {conversation}")))
    }

    pub(super) async fn event(&self, socket: &Arc<Socket>, Event { name, payload, id }: &Event) {
        let joining = lock(&self.joined).get(&socket.id).map(Arc::clone);
        let ("oh_user_action" | "oh_action", Some(joining), [action]) = (&**name, joining, &*payload.args) else {
            return;
        };
        let Some(action) = Action::parse(action) else {
            return;
        };
        // Where the original fails, it does not acknowledge.
        if let Outcome::Done = self.conversations.act(&joining.conversation, action).await
            && let Some(id) = id
        {
            socket.ack(*id, &Payload::default());
        }
    }

    pub(super) async fn disconnected(&self, socket: &Arc<Socket>) {
        let joining = lock(&self.joined).remove(&socket.id);
        if let Some(joining) = joining {
            self.conversations.leave(&joining.conversation, joining.connection).await;
        }
    }
}
