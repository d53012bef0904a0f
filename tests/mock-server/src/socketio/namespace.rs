//! A namespace: its sockets, their rooms, and what is emitted to them.
//!
//! Everything that a socket is sent goes out under one lock, so all who hear two events hear them in the same order, and
//! who comes back misses nothing between the log and what is live.

use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use everwire::socketio::{Kind, Packet};
use serde_json::json;
use tokio::sync::oneshot;
use uuid::Uuid;

use super::payload::{Payload, text};
use super::recovery::{Memory, Offset, Session};
use super::seat::Seat;
use crate::lock;

/// Whom an event is for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum To {
    /// Every connected socket of the namespace.
    Everybody,
    /// Those that joined.
    Room(String),
    /// One, also while it still connects.
    Socket(Uuid),
}

/// An event on its way.
#[derive(Clone)]
pub(super) struct Emission {
    pub(super) to: To,
    pub(super) except: Option<Uuid>,
    pub(super) name: String,
    pub(super) payload: Payload,
}

impl Emission {
    pub(super) fn bytes(&self) -> usize {
        self.name.len() + self.payload.bytes()
    }
}

/// A socket: what one client is in one namespace.
pub(crate) struct Socket {
    pub(crate) id: Uuid,
    /// Known to this client alone: with it, it finds its session again.
    private: Uuid,
    pub(super) namespace: Arc<Namespace>,
    pub(super) seat: Arc<Seat>,
    acks: Mutex<HashMap<u32, oneshot::Sender<Payload>>>,
}

/// A namespace.
pub(crate) struct Namespace {
    pub(super) name: &'static str,
    members: Mutex<Members>,
    next_ack: AtomicU32,
}

#[derive(Default)]
struct Members {
    sockets: HashMap<Uuid, Member>,
    rooms: HashMap<String, HashSet<Uuid>>,
    memory: Option<Memory>,
}

struct Member {
    socket: Arc<Socket>,
    rooms: Vec<String>,
    connected: bool,
}

impl Namespace {
    /// `recovery` says for how long a lost client finds its session again, where it does at all.
    pub(super) fn new(name: &'static str, recovery: Option<Duration>) -> Arc<Self> {
        let members = Members { memory: recovery.map(Memory::new), ..Members::default() };
        Arc::new(Self { name, members: Mutex::new(members), next_ack: AtomicU32::new(0) })
    }

    /// Emits an event.
    pub(crate) fn emit(&self, to: To, except: Option<Uuid>, name: &str, payload: Payload) {
        let emission = Emission { to, except, name: name.to_owned(), payload };
        let mut members = lock(&self.members);
        let offset = members.memory.as_mut().map(|memory| memory.log(&emission));
        members.deliver(self.name, &emission, offset);
    }

    /// Leaves every socket of a room disconnected.
    pub(crate) fn disconnect_room(&self, room: &str) {
        let ids: Vec<Uuid> = lock(&self.members).rooms.get(room).into_iter().flatten().copied().collect();
        for id in ids {
            let socket = lock(&self.members).sockets.get(&id).map(|member| Arc::clone(&member.socket));
            if let Some(socket) = socket {
                socket.disconnect();
            }
        }
    }

    /// A new socket, which connects.
    pub(super) fn enter(self: &Arc<Self>, seat: &Arc<Seat>) -> Arc<Socket> {
        let socket = self.socket(Uuid::new_v4(), Uuid::new_v4(), seat);
        lock(&self.members).enter(&socket, Vec::new());
        socket
    }

    /// The socket of a session that was lost, with what it missed sent.
    pub(super) fn restore(self: &Arc<Self>, private: Uuid, offset: Offset, seat: &Arc<Seat>) -> Option<Arc<Socket>> {
        let mut members = lock(&self.members);
        let (session, missed) = members.memory.as_mut()?.restore(private, offset)?;
        let socket = self.socket(session.id, private, seat);
        members.enter(&socket, session.rooms);
        for (offset, emission) in missed {
            let frames = emission.payload.event(self.name, None, &emission.name, Some(&offset.to_string()));
            seat.send(frames);
        }
        Some(socket)
    }

    fn socket(self: &Arc<Self>, id: Uuid, private: Uuid, seat: &Arc<Seat>) -> Arc<Socket> {
        let (namespace, seat) = (Arc::clone(self), Arc::clone(seat));
        Arc::new(Socket { id, private, namespace, seat, acks: Mutex::default() })
    }
}

impl Members {
    fn enter(&mut self, socket: &Arc<Socket>, rooms: Vec<String>) {
        let member = Member { socket: Arc::clone(socket), rooms: Vec::new(), connected: false };
        self.sockets.insert(socket.id, member);
        for room in rooms {
            self.join(socket.id, room);
        }
    }

    fn join(&mut self, id: Uuid, room: String) {
        let Some(member) = self.sockets.get_mut(&id) else {
            return;
        };
        if self.rooms.entry(room.clone()).or_default().insert(id) {
            member.rooms.push(room);
        }
    }

    fn leave(&mut self, id: Uuid, room: &str) {
        if let Some(member) = self.sockets.get_mut(&id) {
            member.rooms.retain(|joined| joined != room);
        }
        if let Some(ids) = self.rooms.get_mut(room) {
            ids.remove(&id);
            if ids.is_empty() {
                self.rooms.remove(room);
            }
        }
    }

    fn deliver(&self, namespace: &str, emission: &Emission, offset: Option<Offset>) {
        let offset = offset.map(|offset| offset.to_string());
        let frames = emission.payload.event(namespace, None, &emission.name, offset.as_deref());
        let send = |id: &Uuid, member: &Member| {
            if emission.except != Some(*id) {
                member.socket.seat.send(frames.clone());
            }
        };
        match &emission.to {
            To::Socket(id) => {
                self.sockets.get(id).inspect(|member| send(id, member));
            }
            To::Room(room) => {
                for id in self.rooms.get(room).into_iter().flatten() {
                    self.sockets.get(id).inspect(|member| send(id, member));
                }
            }
            To::Everybody => {
                for (id, member) in self.sockets.iter().filter(|(_, member)| member.connected) {
                    send(id, member);
                }
            }
        }
    }
}

impl Socket {
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
        if members.memory.is_some() {
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
        if let (Some(private), Some(memory)) = (persist_as, &mut members.memory) {
            memory.persist(private, Session { id: self.id, rooms: member.rooms });
        }
        true
    }

    fn send(&self, frames: Vec<axum::extract::ws::Message>) {
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
