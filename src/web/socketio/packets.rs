//! What goes out.

use serde_json::{Map, Value};
use wasm_bindgen_futures::spawn_local;

use super::driver::{Namespaces, Outgoing};
use super::encode::Body;
use super::options::Auth;
use crate::core::{self, Id, Number};
use crate::socketio::{Index, Input, Kind, Machine, Packet};
use crate::web::driver::{AtHand, Driver};
use crate::web::message::Message;

impl Driver<Namespaces> {
    /// Whether the server still waits for the acknowledgement of what came when the namespace was joined so often.
    pub(super) fn hears_acks(&self, namespace: Index, joined: u32) -> bool {
        let heard =
            |machine: &mut Machine| machine.is_wanted(namespace) && machine.core().is_open(machine.core().last_id());
        self.slot(namespace).is_some_and(|slot| slot.joined.get() == joined) && self.with(heard)
    }

    /// The transport of the moment.
    pub(super) fn transport(&self) -> Id {
        self.with(|machine| machine.core().last_id())
    }

    /// Hands a packet to a transport, with its attachments.
    pub(super) fn packet(&self, transport: Id, kind: Kind, namespace: Index, id: Option<u32>, body: &Body) {
        let attachments = body.attachments.len() as u32;
        let kind = match kind {
            Kind::Event if attachments > 0 => Kind::BinaryEvent,
            Kind::Ack if attachments > 0 => Kind::BinaryAck,
            kind => kind,
        };
        let packet = self.with(|machine| {
            let packet = Packet { id, attachments, ..Packet::new(kind, machine.name(namespace), &body.json) };
            packet.encode()
        });
        self.frame(transport, &Message::Text(format!("4{packet}")));
        for attachment in &body.attachments {
            self.frame(transport, attachment);
        }
    }

    pub(super) fn frame(&self, transport: Id, frame: &Message) {
        // Not a real WebSocket's doing. Of a packet with a hole nobody could make sense.
        if let Err(detail) = self.hand_over(transport, frame) {
            self.step(Input::Core(core::Input::Error(transport)), AtHand::Detail(detail));
        }
    }

    pub(super) fn write(&self, transport: Id, number: Number, outgoing: &Outgoing) {
        let id = outgoing.settle.is_some().then_some(number.0);
        self.packet(transport, Kind::Event, outgoing.namespace, id, &outgoing.body);
    }

    /// Asks for a namespace, with what authenticates there.
    pub(super) fn ask(&self, namespace: Index) {
        let Some(slot) = self.slot(namespace) else { return };
        slot.joined.set(slot.joined.get().wrapping_add(1));
        match &self.protocol().auth {
            Auth::Fixed(auth) => self.send_connect(namespace, auth),
            Auth::Function(_) => {
                let (driver, id) = (self.clone(), self.transport());
                // In a task of its own: a call by the user never runs the user's functions.
                spawn_local(async move {
                    let name = driver.with(|machine| String::from(machine.name(namespace)));
                    let auth = driver.protocol().auth.provide(&name).await;
                    // The connection may be another one by now. Also where the user has left: it is asked for once.
                    if driver.with(|machine| machine.core().is_open(id)) {
                        match auth {
                            Ok(auth) => driver.send_connect(namespace, &auth),
                            Err(detail) => driver.step(Input::Broken, AtHand::Detail(detail)),
                        }
                    }
                });
            }
        }
    }

    fn send_connect(&self, namespace: Index, auth: &Map<String, Value>) {
        // Its user may be another one by now.
        let Some(slot) = self.slot(namespace) else { return };
        let json = Value::Object(slot.session.borrow().with(auth)).to_string();
        self.packet(self.transport(), Kind::Connect, namespace, None, &Body { json, ..Body::default() });
    }
}
