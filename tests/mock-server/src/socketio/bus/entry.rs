//! How an event stands in the stream.

use std::collections::HashMap;

use axum::body::Bytes;
use redis::streams::StreamId;
use redis::{FromRedisValue, Value};
use uuid::Uuid;

use crate::socketio::namespace::{Emission, To};
use crate::socketio::payload::Payload;
use crate::socketio::recovery::Offset;

/// Something that happens in a namespace, on all nodes.
pub(in crate::socketio) struct Entry {
    pub(in crate::socketio) namespace: String,
    pub(in crate::socketio) what: What,
}

pub(in crate::socketio) enum What {
    /// An event.
    Event(Emission),
    /// Everybody in a room is disconnected.
    Disconnect(String),
}

impl Entry {
    /// The fields of a new entry.
    pub(super) fn fields(&self) -> Vec<(String, Vec<u8>)> {
        let field = |name: &str, value: &str| (name.to_owned(), value.as_bytes().to_vec());
        let mut fields = vec![field("nsp", &self.namespace)];
        match &self.what {
            What::Disconnect(room) => fields.push(field("disconnect", room)),
            What::Event(Emission { to, except, name, payload }) => {
                match to {
                    To::Everybody => {}
                    To::Room(room) => fields.push(field("room", room)),
                    To::Socket(id) => fields.push(field("socket", &id.simple().to_string())),
                }
                fields.extend(except.map(|id| field("except", &id.simple().to_string())));
                fields.push(field("event", name));
                fields.push(field("args", &payload.json()));
                let attachments = payload.attachments.iter().enumerate();
                fields.extend(attachments.map(|(num, bytes)| (format!("bytes{num}"), bytes.to_vec())));
            }
        }
        fields
    }

    /// Reads an entry; `None`: it is none of ours.
    pub(super) fn read(StreamId { id, mut map, .. }: StreamId) -> Option<(Offset, Self)> {
        let offset = Offset::parse(&id)?;
        let namespace = text(&mut map, "nsp")?;
        if let Some(room) = text(&mut map, "disconnect") {
            return Some((offset, Self { namespace, what: What::Disconnect(room) }));
        }
        let to = match (text(&mut map, "room"), uuid(&mut map, "socket")) {
            (Some(room), _) => To::Room(room),
            (None, Some(id)) => To::Socket(id),
            (None, None) => To::Everybody,
        };
        let except = uuid(&mut map, "except");
        let name = text(&mut map, "event")?;
        let attachments = (0..).map_while(|num| take::<Vec<u8>>(&mut map, &format!("bytes{num}")).map(Bytes::from));
        let attachments = attachments.collect();
        let payload = Payload { args: serde_json::from_str(&text(&mut map, "args")?).ok()?, attachments };
        Some((offset, Self { namespace, what: What::Event(Emission { to, except, name, payload }) }))
    }
}

fn text(map: &mut HashMap<String, Value>, field: &str) -> Option<String> {
    take(map, field)
}

fn uuid(map: &mut HashMap<String, Value>, field: &str) -> Option<Uuid> {
    text(map, field)?.parse().ok()
}

fn take<T: FromRedisValue>(map: &mut HashMap<String, Value>, field: &str) -> Option<T> {
    T::from_redis_value(map.remove(field)?).ok()
}
