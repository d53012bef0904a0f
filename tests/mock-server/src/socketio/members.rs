//! Who is in a namespace, and in which of its rooms.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use axum::extract::ws::Message;
use uuid::Uuid;

use super::namespace::{Emission, To};
use super::recovery::{Memory, Offset};
use super::socket::Socket;

/// The sockets of a namespace.
#[derive(Default)]
pub(super) struct Members {
    pub(super) sockets: HashMap<Uuid, Member>,
    pub(super) rooms: HashMap<String, HashSet<Uuid>>,
    /// Where there is recovery, and no bus.
    pub(super) memory: Option<Memory>,
}

/// A socket and where it is.
pub(super) struct Member {
    pub(super) socket: Arc<Socket>,
    /// In the order in which it joined them.
    pub(super) rooms: Vec<String>,
    pub(super) connected: bool,
    catching_up: CatchingUp,
}

/// How far somebody is who came back, where the log is on a bus and what is live comes in its own time.
pub(super) enum CatchingUp {
    /// It is not known yet what was missed; what is live waits.
    Waiting(Vec<(Offset, Vec<Message>)>),
    /// Everything up to this place was sent.
    Until(Offset),
    /// There was nothing to catch up with.
    Never,
}

impl Members {
    pub(super) fn enter(&mut self, socket: &Arc<Socket>, rooms: Vec<String>) {
        let catching_up = CatchingUp::Never;
        let member = Member { socket: Arc::clone(socket), rooms: Vec::new(), connected: false, catching_up };
        self.sockets.insert(socket.id, member);
        for room in rooms {
            self.join(socket.id, room);
        }
    }

    pub(super) fn join(&mut self, id: Uuid, room: String) {
        let Some(member) = self.sockets.get_mut(&id) else {
            return;
        };
        if self.rooms.entry(room.clone()).or_default().insert(id) {
            member.rooms.push(room);
        }
    }

    pub(super) fn leave(&mut self, id: Uuid, room: &str) {
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

    /// Changes how far a socket is; gives how far it was.
    pub(super) fn catch_up(&mut self, id: Uuid, now: CatchingUp) -> Option<CatchingUp> {
        self.sockets.get_mut(&id).map(|member| std::mem::replace(&mut member.catching_up, now))
    }

    /// Sends an event to whom it is for. `at` is where on the bus it was.
    pub(super) fn deliver(&mut self, namespace: &str, emission: &Emission, offset: Option<Offset>, at: Option<Offset>) {
        let frames = emission.frames(namespace, offset);
        let is_for = |id: &Uuid| emission.except != Some(*id);
        match &emission.to {
            To::Socket(id) => {
                if let Some(member) = self.sockets.get_mut(id).filter(|_| is_for(id)) {
                    member.send(&frames, at);
                }
            }
            To::Room(room) => {
                for id in self.rooms.get(room).into_iter().flatten().filter(|id| is_for(id)) {
                    if let Some(member) = self.sockets.get_mut(id) {
                        member.send(&frames, at);
                    }
                }
            }
            To::Everybody => {
                for (_, member) in self.sockets.iter_mut().filter(|(id, member)| is_for(id) && member.hears_all()) {
                    member.send(&frames, at);
                }
            }
        }
    }
}

impl Member {
    /// Whoever still connects does not hear what is for everybody, but who comes back does.
    fn hears_all(&self) -> bool {
        self.connected || !matches!(self.catching_up, CatchingUp::Never)
    }

    fn send(&mut self, frames: &[Message], at: Option<Offset>) {
        match (&mut self.catching_up, at) {
            (CatchingUp::Waiting(live), Some(at)) => live.push((at, frames.to_vec())),
            (CatchingUp::Until(last), Some(at)) if at <= *last => {}
            _ => self.socket.seat.send(frames.to_vec()),
        }
    }
}
