//! A socket: what one client is in one namespace.

use std::collections::HashMap;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};

use axum::extract::ws::Message;
use everwire::socketio::{Kind, Packet};
use serde_json::json;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::namespace::{Namespace, To};
use super::payload::{Payload, text};
use super::recovery::Session;
use super::seat::Seat;
use crate::lock;

/// A socket: what one client is in one namespace.
pub(crate) struct Socket {
    pub(crate) id: Uuid,
    /// Known to this client alone: with it, it finds its session again.
    private: Uuid,
    pub(super) namespace: Arc<Namespace>,
    pub(super) seat: Arc<Seat>,
    acks: Mutex<HashMap<u32, oneshot::Sender<Payload>>>,
}

impl Socket {
    pub(super) fn new(id: Uuid, private: Uuid, namespace: Arc<Namespace>, seat: Arc<Seat>) -> Self {
        Self { id, private, namespace, seat, acks: Mutex::default() }
    }

    /// Emits an event to this socket's client.
    pub(crate) fn emit(&self, name: &str, payload: Payload) {
        self.namespace.emit(To::Socket(self.id), None, name, payload);
    }

    /// Emits an event that the client is to acknowledge, and gives its answer. Such an event is never sent again, so it
    /// has no offset.
    pub(super) fn ask(&self, name: &str, payload: &Payload) -> oneshot::Receiver<Payload> {
        let (answer, answered) = oneshot::channel();
        let id = self.namespace.next_ack.fetch_add(1, Ordering::Relaxed);
        lock(&self.acks).insert(id, answer);
        self.send(payload.event(self.namespace.name, Some(id), name, None));
        answered
    }

    /// Takes an answer. One that nobody asked for is none.
    pub(super) fn answered(&self, id: u32, payload: Payload) {
        if let Some(answer) = lock(&self.acks).remove(&id) {
            let _ = answer.send(payload);
        }
    }

    /// Acknowledges an event.
    pub(super) fn ack(&self, id: u32, payload: &Payload) {
        self.send(payload.ack(self.namespace.name, id));
    }

    /// Puts the socket into a room.
    pub(crate) fn join(&self, room: &str) {
        lock(&self.namespace.members).join(self.id, room.to_owned());
    }

    /// Takes the socket out of a room.
    pub(super) fn leave(&self, room: &str) {
        lock(&self.namespace.members).leave(self.id, room);
    }

    /// The rooms that it is in, in the order in which it joined them.
    pub(super) fn rooms(&self) -> Vec<String> {
        let members = lock(&self.namespace.members);
        members.sockets.get(&self.id).map(|member| member.rooms.clone()).unwrap_or_default()
    }

    /// Says that the server ends this socket; the connection stays.
    pub(crate) fn disconnect(&self) {
        if self.remove(None) {
            self.seat.send(vec![text(&Packet::new(Kind::Disconnect, self.namespace.name, ""))]);
        }
        self.seat.leave();
    }

    /// The client is connected. `false`: it is gone.
    pub(super) fn accept(self: &Arc<Self>) -> bool {
        let mut members = lock(&self.namespace.members);
        if !self.seat.connected(self) {
            return false;
        }
        let mut data = format!(r#"{{"sid":"{}""#, self.id.simple());
        if self.namespace.recovery.is_some() {
            data += &format!(r#","pid":"{}""#, self.private.simple());
        }
        self.seat.send(vec![text(&Packet::new(Kind::Connect, self.namespace.name, &(data + "}")))]);
        if let Some(member) = members.sockets.get_mut(&self.id) {
            member.connected = true;
        }
        true
    }

    /// The client is not let in.
    pub(super) fn refuse(&self, refusal: &Refusal) {
        self.remove(None);
        let data = match &refusal.data {
            None => json!({ "message": refusal.message }).to_string(),
            Some(data) => format!(r#"{{"message":{},"data":{data}}}"#, json!(refusal.message)),
        };
        self.seat.send(vec![text(&Packet::new(Kind::ConnectError, self.namespace.name, &data))]);
        self.seat.leave();
    }

    /// The client is gone without having said so: it may come back.
    pub(super) fn lose(&self) {
        self.remove(Some(self.private));
    }

    /// Takes it out of the namespace; `false` where it was out already.
    pub(super) fn remove(&self, persist_as: Option<Uuid>) -> bool {
        lock(&self.acks).clear();
        let mut members = lock(&self.namespace.members);
        // A socket of that id that is not this one is this one's successor.
        let is_this = members.sockets.get(&self.id).is_some_and(|member| std::ptr::eq(&*member.socket, self));
        let Some(member) = is_this.then(|| members.sockets.remove(&self.id)).flatten() else {
            return false;
        };
        for room in &member.rooms {
            members.leave(self.id, room);
        }
        let session = Session { id: self.id, rooms: member.rooms };
        if let (Some(private), Some(keep)) = (persist_as, self.namespace.recovery) {
            match (&self.namespace.bus, &mut members.memory) {
                (Some(bus), _) => bus.persist(private, session, keep),
                (None, Some(memory)) => memory.persist(private, session),
                (None, None) => {}
            }
        }
        true
    }

    fn send(&self, frames: Vec<Message>) {
        let members = lock(&self.namespace.members);
        if members.sockets.contains_key(&self.id) {
            self.seat.send(frames);
        }
    }
}

/// Why a client is not let into a namespace.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(super) message: String,
    /// JSON.
    pub(super) data: Option<String>,
}

impl Refusal {
    /// Without data.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), data: None }
    }
}
