//! A namespace: its sockets, their rooms, and what is emitted to them.
//!
//! Everything that a socket is sent goes out under one lock, so all who hear two events hear them in the same order, and
//! who comes back misses nothing between the log and what is live. Where several nodes share a [`Bus`], the log is
//! there.

use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::extract::ws::Message;
use uuid::Uuid;

use super::bus::{Bus, Entry, What};
use super::members::{CatchingUp, Members};
use super::payload::Payload;
use super::recovery::{Memory, Offset};
use super::seat::Seat;
use super::socket::Socket;
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
    pub(super) fn frames(&self, namespace: &str, offset: Option<Offset>) -> Vec<Message> {
        let offset = offset.map(|offset| offset.to_string());
        self.payload.event(namespace, None, &self.name, offset.as_deref())
    }

    pub(super) fn bytes(&self) -> usize {
        self.name.len() + self.payload.bytes()
    }
}

/// A namespace.
pub(crate) struct Namespace {
    pub(super) name: &'static str,
    /// For how long a lost client finds its session again, where it does at all.
    pub(super) recovery: Option<Duration>,
    pub(super) bus: Option<Arc<Bus>>,
    pub(super) members: Mutex<Members>,
    pub(super) next_ack: AtomicU32,
}

impl Namespace {
    /// `recovery` says for how long a lost client finds its session again, where it does at all.
    pub(super) fn new(name: &'static str, recovery: Option<Duration>, bus: Option<&Arc<Bus>>) -> Arc<Self> {
        let memory = recovery.filter(|_| bus.is_none()).map(Memory::new);
        let members = Mutex::new(Members { memory, ..Members::default() });
        Arc::new(Self { name, recovery, bus: bus.cloned(), members, next_ack: AtomicU32::new(0) })
    }

    /// Emits an event.
    pub(crate) fn emit(&self, to: To, except: Option<Uuid>, name: &str, payload: Payload) {
        let emission = Emission { to, except, name: name.to_owned(), payload };
        match &self.bus {
            // Without recovery, nobody elsewhere needs to know what one socket is sent.
            Some(bus) if self.recovery.is_some() || !matches!(emission.to, To::Socket(_)) => {
                bus.send(Entry { namespace: self.name.to_owned(), what: What::Event(emission) });
            }
            _ => {
                let mut members = lock(&self.members);
                let offset = members.memory.as_mut().map(|memory| memory.log(&emission));
                members.deliver(self.name, &emission, offset, None);
            }
        }
    }

    /// Delivers what came over the bus.
    pub(super) fn deliver(&self, emission: &Emission, at: Offset) {
        lock(&self.members).deliver(self.name, emission, self.recovery.map(|_| at), Some(at));
    }

    /// Disconnects every socket of a room, on every node.
    pub(crate) fn disconnect(&self, room: &str) {
        match &self.bus {
            Some(bus) => {
                let what = What::Disconnect(room.to_owned());
                bus.send(Entry { namespace: self.name.to_owned(), what });
            }
            None => self.disconnect_here(room),
        }
    }

    pub(super) fn disconnect_here(&self, room: &str) {
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
    pub(super) async fn restore(
        self: &Arc<Self>,
        private: Uuid,
        offset: Offset,
        seat: &Arc<Seat>,
    ) -> Option<Arc<Socket>> {
        self.recovery?;
        if let Some(bus) = &self.bus {
            return self.restore_from(bus, private, offset, seat).await;
        }
        let mut members = lock(&self.members);
        let (session, missed) = members.memory.as_mut()?.restore(private, offset)?;
        let socket = self.socket(session.id, private, seat);
        members.enter(&socket, session.rooms);
        members.catch_up(socket.id, CatchingUp::Until(offset));
        missed.iter().for_each(|(at, emission)| seat.send(emission.frames(self.name, Some(*at))));
        Some(socket)
    }

    async fn restore_from(
        self: &Arc<Self>,
        bus: &Bus,
        private: Uuid,
        offset: Offset,
        seat: &Arc<Seat>,
    ) -> Option<Arc<Socket>> {
        let session = bus.take_session(private, offset).await?;
        let socket = self.socket(session.id, private, seat);
        {
            let mut members = lock(&self.members);
            members.enter(&socket, session.rooms.clone());
            members.catch_up(socket.id, CatchingUp::Waiting(Vec::new()));
        }
        let (emissions, last) = bus.after(self.name, offset).await;
        let mut members = lock(&self.members);
        for (at, emission) in emissions.iter().filter(|(_, emission)| session.hears(emission)) {
            seat.send(emission.frames(self.name, Some(*at)));
        }
        if let Some(CatchingUp::Waiting(live)) = members.catch_up(socket.id, CatchingUp::Until(last)) {
            live.into_iter().filter(|(at, _)| *at > last).for_each(|(_, frames)| seat.send(frames));
        }
        Some(socket)
    }

    fn socket(self: &Arc<Self>, id: Uuid, private: Uuid, seat: &Arc<Seat>) -> Arc<Socket> {
        let (namespace, seat) = (Arc::clone(self), Arc::clone(seat));
        Arc::new(Socket::new(id, private, namespace, seat))
    }
}
