//! The place that a connection has in one namespace, from its CONNECT to whatever ends it.

use std::sync::{Arc, Mutex};

use axum::extract::ws::Message;

use super::payload::Event;
use super::queue::Queue;
use super::socket::Socket;
use crate::lock;

/// A place in a namespace.
pub(super) struct Seat {
    phase: Mutex<Phase>,
    outbox: Arc<Queue<Message>>,
    /// The client's events, for the task that answers them one after another.
    pub(super) events: Queue<Event>,
}

enum Phase {
    Connecting,
    Connected(Arc<Socket>),
    Gone,
}

/// Where a place stands.
pub(super) enum Standing {
    /// The server has not answered yet.
    Connecting,
    /// This socket has it.
    Connected(Arc<Socket>),
    /// It is free.
    Gone,
}

impl Seat {
    pub(super) fn new(outbox: &Arc<Queue<Message>>, max_event_bytes: usize) -> Arc<Self> {
        let events = Queue::bounded(max_event_bytes);
        Arc::new(Self { phase: Mutex::new(Phase::Connecting), outbox: Arc::clone(outbox), events })
    }

    pub(super) fn standing(&self) -> Standing {
        match &*lock(&self.phase) {
            Phase::Connecting => Standing::Connecting,
            Phase::Connected(socket) => Standing::Connected(Arc::clone(socket)),
            Phase::Gone => Standing::Gone,
        }
    }

    /// Takes an event of the client's. One too many ends the whole connection.
    pub(super) fn hear(&self, event: Event) {
        let cost = event.name.len() + event.payload.bytes() + size_of::<Event>();
        if !self.events.put([event], cost) {
            self.close_connection();
        }
    }

    /// Sends frames to the client.
    pub(super) fn send(&self, frames: Vec<Message>) {
        // A frame costs what it holds and what it takes to hold it.
        let cost = frames.iter().map(|frame| bytes(frame) + size_of::<Message>()).sum();
        self.outbox.put(frames, cost);
    }

    /// Ends the whole connection, once everything that waits is sent.
    pub(super) fn close_connection(&self) {
        self.outbox.close();
    }

    /// Gives the place to a socket; `false` where the client left it.
    pub(super) fn connected(&self, socket: &Arc<Socket>) -> bool {
        let mut phase = lock(&self.phase);
        let waits = matches!(*phase, Phase::Connecting);
        if waits {
            *phase = Phase::Connected(Arc::clone(socket));
        }
        waits
    }

    /// Frees the place; gives the socket that had it.
    pub(super) fn leave(&self) -> Option<Arc<Socket>> {
        let phase = std::mem::replace(&mut *lock(&self.phase), Phase::Gone);
        self.events.close();
        match phase {
            Phase::Connected(socket) => Some(socket),
            Phase::Connecting | Phase::Gone => None,
        }
    }
}

fn bytes(frame: &Message) -> usize {
    match frame {
        Message::Text(text) => text.len(),
        Message::Binary(bytes) => bytes.len(),
        _ => 0,
    }
}
