//! What events and acknowledgements carry: arguments as the JSON they came as, and the binary attachments that their
//! placeholders stand for.
//!
//! The texts are never parsed and written anew, so that whoever gets them back gets every digit and the order of keys.

use axum::body::Bytes;
use axum::extract::ws::Message;
use everwire::socketio::{Kind, Packet};
use serde_json::Value;
use serde_json::value::{RawValue, to_raw_value};

/// Names that no event may have.
const RESERVED: [&str; 6] =
    ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];

/// Arguments and attachments.
#[derive(Clone, Default)]
pub(crate) struct Payload {
    pub(super) args: Vec<Box<RawValue>>,
    pub(super) attachments: Vec<Bytes>,
}

impl Payload {
    /// One argument, without attachments.
    pub(crate) fn of(value: &Value) -> Self {
        Self::default().and(value)
    }

    /// One more argument.
    pub(crate) fn and(mut self, value: &Value) -> Self {
        // A `Value` can always be written.
        self.args.extend(to_raw_value(value).ok());
        self
    }

    /// One argument that is JSON already.
    pub(crate) fn raw(json: Box<RawValue>) -> Self {
        Self { args: vec![json], attachments: Vec::new() }
    }

    /// One more argument, of bytes.
    pub(super) fn and_bytes(mut self, bytes: Bytes) -> Self {
        let num = self.attachments.len();
        self.attachments.push(bytes);
        self.and(&serde_json::json!({ "_placeholder": true, "num": num }))
    }

    /// The arguments as values; attachments stay placeholders.
    pub(super) fn value(&self, index: usize) -> Value {
        self.args.get(index).and_then(|arg| serde_json::from_str(arg.get()).ok()).unwrap_or_default()
    }

    /// The arguments as a JSON array.
    pub(super) fn json(&self) -> String {
        join(self.args.iter().map(|arg| arg.get().to_owned()))
    }

    pub(super) fn bytes(&self) -> usize {
        let args: usize = self.args.iter().map(|arg| arg.get().len()).sum();
        args + self.attachments.iter().map(Bytes::len).sum::<usize>()
    }

    /// Whether each placeholder stands for an attachment that there is.
    fn is_whole(&self) -> bool {
        self.attachments.is_empty() || (0..self.args.len()).all(|index| self.has_attachments_of(&self.value(index)))
    }

    fn has_attachments_of(&self, value: &Value) -> bool {
        match value {
            Value::Object(fields) if fields.get("_placeholder") == Some(&Value::Bool(true)) => {
                fields.get("num").and_then(Value::as_u64).is_some_and(|num| num < self.attachments.len() as u64)
            }
            Value::Object(fields) => fields.values().all(|value| self.has_attachments_of(value)),
            Value::Array(items) => items.iter().all(|value| self.has_attachments_of(value)),
            _ => true,
        }
    }

    /// The frames of an event; `offset` is its last argument where there is one.
    pub(super) fn event(&self, namespace: &str, id: Option<u32>, name: &str, offset: Option<&str>) -> Vec<Message> {
        let texts = [Value::from(name).to_string()].into_iter().chain(self.args.iter().map(|arg| arg.get().to_owned()));
        let offset = offset.map(|offset| Value::from(offset).to_string());
        let kind = if self.attachments.is_empty() { Kind::Event } else { Kind::BinaryEvent };
        self.frames(kind, namespace, id, &join(texts.chain(offset)))
    }

    /// The frames of an acknowledgement.
    pub(super) fn ack(&self, namespace: &str, id: u32) -> Vec<Message> {
        let kind = if self.attachments.is_empty() { Kind::Ack } else { Kind::BinaryAck };
        self.frames(kind, namespace, Some(id), &self.json())
    }

    fn frames(&self, kind: Kind, namespace: &str, id: Option<u32>, data: &str) -> Vec<Message> {
        let attachments = self.attachments.len() as u32;
        let first = text(&Packet { kind, attachments, namespace, id, data });
        [first].into_iter().chain(self.attachments.iter().cloned().map(Message::Binary)).collect()
    }
}

/// A packet as a frame of Engine.IO's.
pub(super) fn text(packet: &Packet<'_>) -> Message {
    Message::text(format!("4{}", packet.encode()))
}

fn join(texts: impl Iterator<Item = String>) -> String {
    format!("[{}]", texts.collect::<Vec<_>>().join(","))
}

/// An event that a client sent.
pub(crate) struct Event {
    pub(crate) name: String,
    pub(crate) payload: Payload,
    /// Where it is to be acknowledged.
    pub(super) id: Option<u32>,
}

/// A packet of a client's, whole.
pub(super) struct Received {
    pub(super) namespace: String,
    pub(super) what: What,
}

pub(super) enum What {
    Connect(Value),
    Disconnect,
    Event(Event),
    Ack(u32, Payload),
}

/// What the client sent is no packet, or comes out of turn.
#[derive(Debug)]
pub(super) struct Malformed;

/// Puts packets and their attachments together.
#[derive(Default)]
pub(super) struct Assembler {
    pending: Option<(Received, u32)>,
}

/// As many attachments as the parser of npm's server takes.
const MAX_ATTACHMENTS: u32 = 10;

impl Assembler {
    pub(super) fn text(&mut self, text: &str) -> Result<Option<Received>, Malformed> {
        if self.pending.is_some() {
            return Err(Malformed);
        }
        let packet = Packet::decode(text).map_err(|_| Malformed)?;
        let received = Received { namespace: packet.namespace.to_owned(), what: parse(&packet)? };
        if !packet.kind.is_binary() {
            return Ok(Some(received));
        }
        if !(1..=MAX_ATTACHMENTS).contains(&packet.attachments) {
            return Err(Malformed);
        }
        self.pending = Some((received, packet.attachments));
        Ok(None)
    }

    pub(super) fn binary(&mut self, bytes: Bytes) -> Result<Option<Received>, Malformed> {
        let (mut received, wanted) = self.pending.take().ok_or(Malformed)?;
        let (What::Event(Event { payload, .. }) | What::Ack(_, payload)) = &mut received.what else {
            return Err(Malformed);
        };
        payload.attachments.push(bytes);
        if payload.attachments.len() < wanted as usize {
            self.pending = Some((received, wanted));
            return Ok(None);
        }
        if payload.is_whole() { Ok(Some(received)) } else { Err(Malformed) }
    }
}

fn parse(packet: &Packet<'_>) -> Result<What, Malformed> {
    let args = || serde_json::from_str::<Vec<Box<RawValue>>>(packet.data).map_err(|_| Malformed);
    match packet.kind {
        Kind::Connect if packet.data.is_empty() => Ok(What::Connect(Value::Null)),
        Kind::Connect => serde_json::from_str(packet.data).map(What::Connect).map_err(|_| Malformed),
        Kind::Disconnect => Ok(What::Disconnect),
        Kind::ConnectError => Err(Malformed),
        Kind::Ack | Kind::BinaryAck => {
            let payload = Payload { args: args()?, attachments: Vec::new() };
            Ok(What::Ack(packet.id.ok_or(Malformed)?, payload))
        }
        Kind::Event | Kind::BinaryEvent => {
            let mut args = args()?.into_iter();
            let name = args.next().ok_or(Malformed)?;
            let name: String = serde_json::from_str(name.get()).map_err(|_| Malformed)?;
            if RESERVED.contains(&name.as_str()) {
                return Err(Malformed);
            }
            let payload = Payload { args: args.collect(), attachments: Vec::new() };
            Ok(What::Event(Event { name, payload, id: packet.id }))
        }
    }
}
