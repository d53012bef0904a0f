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
mod conversations;
mod event;
mod replay;
pub(super) mod rest;

use std::collections::HashMap;
use std::sync::{Arc, Mutex};

use serde_json::value::{RawValue, to_raw_value};
use uuid::Uuid;

use super::namespace::{Namespace, To};
use super::payload::{Event, Payload};
use super::request::Request;
use super::socket::{Refusal, Socket};
use crate::lock;
use asked::Asked;
pub(super) use conversations::Conversations;

/// The one event that a server sends.
const EVENT: &str = "oh_event";

/// Who joins what.
#[derive(Clone, Debug)]
struct Joining {
    conversation: String,
    connection: Uuid,
    user: Option<String>,
}

/// Where a conversation's clients are, on whatever node.
#[derive(Clone)]
pub(super) struct Rooms(Arc<Namespace>);

impl Rooms {
    pub(super) fn new(namespace: &Arc<Namespace>) -> Self {
        Self(Arc::clone(namespace))
    }

    /// Sends an event to every client of a conversation.
    fn emit(&self, conversation: &str, event: Box<RawValue>) {
        self.0.emit(To::Room(room(conversation)), None, EVENT, Payload::raw(event));
    }

    /// Disconnects every client of a conversation.
    fn disconnect(&self, conversation: &str) {
        self.0.disconnect(&room(conversation));
    }
}

fn room(conversation: &str) -> String {
    format!("room:{conversation}")
}

/// Who answers in the root namespace.
pub(super) struct OpenHands {
    session_api_key: Option<String>,
    pub(super) conversations: Arc<Conversations>,
    joined: Mutex<HashMap<Uuid, Arc<Joining>>>,
}

impl OpenHands {
    pub(super) fn new(session_api_key: Option<String>, conversations: Arc<Conversations>) -> Arc<Self> {
        Arc::new(Self { session_api_key, conversations, joined: Mutex::default() })
    }

    pub(super) fn connect(&self, socket: &Arc<Socket>, request: &Request) -> Result<(), Refusal> {
        let Asked { conversation, latest_event_id, session_api_key, .. } = Asked::of(request);
        let conversation = conversation.ok_or_else(|| Refusal::new("No conversation_id in query params"))?;
        if self.session_api_key.is_some() && self.session_api_key != session_api_key {
            return Err(Refusal::new("invalid_session_api_key"));
        }
        let user = request.user();
        self.conversations.validate(&conversation, user.as_deref())?;
        // An id is a place in the log; below zero is everything.
        let from = usize::try_from(latest_event_id.saturating_add(1)).unwrap_or(0);
        let next = self.replay(socket, &conversation, from);

        if user.as_deref() == Some("stranger") {
            let data = Some(r#"{"msg_id":"CONFIGURATION$SETTINGS_NOT_FOUND"}"#.to_owned());
            return Err(Refusal { message: "Settings not found".to_owned(), data });
        }
        socket.join(&room(&conversation));
        self.replay(socket, &conversation, next);
        let joining = Arc::new(Joining { conversation, connection: socket.id, user });
        lock(&self.joined).insert(socket.id, Arc::clone(&joining));
        self.conversations.join(&joining)
    }

    /// Sends what is stored from an id on; gives the id after it.
    fn replay(&self, socket: &Arc<Socket>, conversation: &str, from: usize) -> usize {
        let (events, next) = self.conversations.events(conversation, from);
        for event in replay::in_order(events) {
            socket.emit(EVENT, Payload::raw(event));
        }
        next
    }

    pub(super) fn event(&self, socket: &Arc<Socket>, Event { name, payload, id }: &Event) {
        let joining = lock(&self.joined).get(&socket.id).map(Arc::clone);
        let ("oh_user_action" | "oh_action", Some(joining), [action]) = (&**name, joining, &*payload.args) else {
            return;
        };
        // Where the original fails, it does not acknowledge.
        if self.conversations.act(&joining.conversation, action)
            && let Some(id) = id
        {
            socket.ack(*id, &Payload::default());
        }
    }

    pub(super) fn disconnected(&self, socket: &Arc<Socket>) {
        let joining = lock(&self.joined).remove(&socket.id);
        if let Some(joining) = joining {
            self.conversations.leave(&joining);
        }
    }
}

/// A text that is JSON.
fn raw(json: String) -> Box<RawValue> {
    // Whoever writes it here writes JSON.
    RawValue::from_string(json).or_else(|_| to_raw_value(&())).unwrap_or_default()
}
