//! Envelopes of `/sockets/session/{id}`: an event rides inside, untouched, and what the protocol needs is around it.
//! A field that would be null is left out.

use axum::extract::ws::Utf8Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Value, json};

/// Comes first: what was asked for, and how far the log reaches.
pub(super) fn sync(from: Option<i64>, through: Option<usize>) -> Utf8Bytes {
    let from = from.map(|seq| format!(r#","from_seq":{seq}"#)).unwrap_or_default();
    let through = through.map(|seq| format!(r#","through_seq":{seq}"#)).unwrap_or_default();
    format!(r#"{{"type":"sync"{from}{through}}}"#).into()
}

/// A stored event and its place in the log.
pub(super) fn durable(seq: usize, event: &str) -> Utf8Bytes {
    format!(r#"{{"type":"durable","seq":{seq},"event":{event}}}"#).into()
}

/// An event that is not stored.
pub(super) fn transient(event: &str) -> Utf8Bytes {
    format!(r#"{{"type":"transient","event":{event}}}"#).into()
}

/// What is wrong with what this client sent.
pub(super) fn error(code: &str, detail: &str) -> Utf8Bytes {
    format!(r#"{{"type":"error","code":{},"detail":{}}}"#, json!(code), json!(detail)).into()
}

/// Something that is sent to whoever is there, and to nobody after.
#[derive(Clone, Debug)]
pub(crate) struct Passing {
    pub(super) envelope: Utf8Bytes,
    /// What `/sockets/events/{id}` shows of it.
    pub(super) event: Option<Utf8Bytes>,
}

impl Passing {
    /// Bytes that it takes.
    pub(super) fn len(&self) -> usize {
        self.envelope.len() + self.event.as_ref().map_or(0, |event| event.len())
    }

    /// Reads an envelope that a test wants sent. Types that do not exist pass, as clients must bear them.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(text).map_err(|error| format!("body: not JSON: {error}"))?;
        let needed: &[&str] = match value["type"].as_str() {
            None => return Err("type: must be a text".to_owned()),
            Some(kind @ ("sync" | "durable")) => return Err(format!("type: the server alone sends {kind:?}")),
            Some("transient") => &["event"],
            Some("item_started") => &["item_id"],
            Some("delta") => &["item_id", "order", "content"],
            Some("item_aborted") => &["item_id", "reason"],
            Some("error") => &["code", "detail"],
            Some(_) => &[],
        };
        if let Some(missing) = needed.iter().find(|field| value[**field].is_null()) {
            return Err(format!("{missing}: is missing"));
        }
        let within = || serde_json::from_str::<Within>(text).ok();
        let event = if value["type"] == "transient" { within() } else { None };
        Ok(Self { envelope: text.trim().into(), event: event.map(|Within { event }| event.get().into()) })
    }
}

/// The event of an envelope, as it is written there.
#[derive(Deserialize)]
struct Within {
    event: Box<RawValue>,
}
