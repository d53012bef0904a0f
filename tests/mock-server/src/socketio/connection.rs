//! What one connection is in each namespace, and whom its packets are for.

use std::collections::HashMap;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::ws::Message;
use everwire::socketio::{Kind, Packet};
use serde_json::Value;

use super::SocketIo;
use super::handler::Handler;
use super::namespace::Namespace;
use super::payload::{Assembler, Malformed, Received, What, text};
use super::queue::Queue;
use super::recovery::Offset;
use super::request::Request;
use super::seat::{Seat, Standing};
use super::socket::Socket;

/// One connection's places. Dropped, it leaves all of them.
pub(super) struct Connection {
    server: Arc<SocketIo>,
    outbox: Arc<Queue<Message>>,
    request: Arc<Request>,
    assembler: Assembler,
    seats: HashMap<String, Arc<Seat>>,
}

impl Connection {
    pub(super) fn new(server: &Arc<SocketIo>, outbox: &Arc<Queue<Message>>, request: Request) -> Self {
        Self {
            server: Arc::clone(server),
            outbox: Arc::clone(outbox),
            request: Arc::new(request),
            assembler: Assembler::default(),
            seats: HashMap::new(),
        }
    }

    /// Whether the client is connected to a namespace.
    pub(super) fn has_joined(&self) -> bool {
        self.seats.values().any(|seat| matches!(seat.standing(), Standing::Connected(_)))
    }

    /// Whether the client neither is nor will be connected to any namespace.
    pub(super) fn is_idle(&self) -> bool {
        self.seats.values().all(|seat| matches!(seat.standing(), Standing::Gone))
    }

    /// Takes a text packet.
    pub(super) fn text(&mut self, text: &str) -> Result<(), Malformed> {
        let received = self.assembler.text(text)?;
        received.map_or(Ok(()), |received| self.dispatch(received))
    }

    /// Takes an attachment.
    pub(super) fn binary(&mut self, bytes: Bytes) -> Result<(), Malformed> {
        let received = self.assembler.binary(bytes)?;
        received.map_or(Ok(()), |received| self.dispatch(received))
    }

    fn dispatch(&mut self, Received { namespace, what }: Received) -> Result<(), Malformed> {
        let seat = self.seats.get(&namespace);
        match (what, seat.map_or(Standing::Gone, |seat| seat.standing())) {
            (What::Connect(auth), Standing::Gone) => self.connect(namespace, auth),
            (What::Event(event), Standing::Connected(socket)) => socket.seat.hear(event),
            (What::Ack(id, payload), Standing::Connected(socket)) => socket.answered(id, payload),
            (What::Disconnect, Standing::Connected(socket)) => {
                socket.remove(None);
                socket.seat.leave();
            }
            // As npm's server does: whoever speaks out of turn is not spoken to any more.
            _ => return Err(Malformed),
        }
        Ok(())
    }

    fn connect(&mut self, name: String, auth: Value) {
        let Some((namespace, handler)) = self.server.namespace(&name) else {
            let packet = Packet::new(Kind::ConnectError, &name, r#"{"message":"Invalid namespace"}"#);
            self.outbox.put([text(&packet)], name.len());
            return;
        };
        let seat = Seat::new(&self.outbox, self.server.config.max_unanswered_bytes);
        self.seats.insert(name, Arc::clone(&seat));
        tokio::spawn(attend(namespace, handler, seat, Arc::clone(&self.request), auth));
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        for seat in self.seats.values() {
            if let Some(socket) = seat.leave() {
                socket.lose();
            }
        }
        self.outbox.close();
    }
}

/// Connects a client, answers its events one after another, and says when it is gone.
async fn attend(namespace: Arc<Namespace>, handler: Handler, seat: Arc<Seat>, request: Arc<Request>, auth: Value) {
    let socket = match recovered(&namespace, &seat, &auth).await {
        // As npm's server does by default: whoever was let in once is not asked again.
        Some(socket) => socket,
        None => {
            let socket = namespace.enter(&seat);
            if let Err(refusal) = handler.connect(&socket, &request, &auth).await {
                socket.refuse(&refusal);
                return handler.disconnected(&socket).await;
            }
            socket
        }
    };
    if socket.accept() {
        handler.connected(&socket, &auth);
        while let Some(events) = seat.events.take().await {
            for event in events {
                handler.event(&socket, event).await;
            }
        }
    } else {
        socket.lose();
    }
    handler.disconnected(&socket).await;
}

async fn recovered(namespace: &Arc<Namespace>, seat: &Arc<Seat>, auth: &Value) -> Option<Arc<Socket>> {
    let private = auth["pid"].as_str()?.parse().ok()?;
    let offset = Offset::parse(auth["offset"].as_str()?)?;
    namespace.restore(private, offset, seat).await
}
