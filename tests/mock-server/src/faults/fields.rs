//! The fields of an ordered fault, taken one by one. What is wrong is named by its field, and a field that nobody took
//! is an error: nothing unknown is accepted in silence.

use std::time::Duration;

use serde_json::{Map, Value};

/// A control frame holds 125 bytes, two of them the code (RFC 6455 §5.5).
const MAX_REASON_BYTES: usize = 123;
/// A day, in milliseconds: no fault lasts or is put off longer.
const MAX_MS: u64 = 24 * 60 * 60 * 1000;

/// The fields not yet taken.
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    pub(crate) fn parse(body: &[u8]) -> Result<Self, String> {
        let body = serde_json::from_slice(body).map_err(|error| format!("body: not JSON: {error}"))?;
        Self::of(body).ok_or_else(|| "body: must be a JSON object".to_owned())
    }

    /// `None` where the value is no object.
    pub(crate) fn of(value: Value) -> Option<Self> {
        match value {
            Value::Object(fields) => Some(Self(fields)),
            _ => None,
        }
    }

    pub(crate) fn kind(&mut self, kinds: &str) -> Result<String, String> {
        self.text("kind")?.ok_or_else(|| format!("kind: missing; must be {kinds}"))
    }

    pub(crate) fn any(&mut self, name: &str) -> Option<Value> {
        self.0.remove(name).filter(|value| !value.is_null())
    }

    pub(crate) fn text(&mut self, name: &str) -> Result<Option<String>, String> {
        match self.any(name) {
            None => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(format!("{name}: must be a string, not {other}")),
        }
    }

    pub(crate) fn whole(&mut self, name: &str) -> Result<Option<u64>, String> {
        match self.any(name) {
            None => Ok(None),
            Some(value) => match value.as_u64() {
                Some(number) => Ok(Some(number)),
                None => Err(format!("{name}: must be a whole number, not {value}")),
            },
        }
    }

    /// Where a request path must begin with; nothing means every path.
    pub(crate) fn path(&mut self) -> Result<String, String> {
        match self.text("path")? {
            None => Ok(String::new()),
            Some(path) if path.starts_with('/') => Ok(path),
            Some(path) => Err(format!("path: {path:?} must start with \"/\"")),
        }
    }

    /// The reason of a close frame; nothing means an empty one.
    pub(crate) fn reason(&mut self) -> Result<String, String> {
        let reason = self.text("reason")?.unwrap_or_default();
        if reason.len() > MAX_REASON_BYTES {
            return Err(format!("reason: is {} bytes long; must be {MAX_REASON_BYTES} at most", reason.len()));
        }
        Ok(reason)
    }

    /// How long a fault stands; nothing means until it is cleared.
    pub(crate) fn duration(&mut self) -> Result<Option<Duration>, String> {
        let ms = self.within("duration_ms", 1, MAX_MS)?;
        Ok(ms.map(Duration::from_millis))
    }

    /// A time in milliseconds, from 0 to a day.
    pub(crate) fn ms(&mut self, name: &str) -> Result<Option<u64>, String> {
        self.within(name, 0, MAX_MS)
    }

    pub(crate) fn within(&mut self, name: &str, least: u64, most: u64) -> Result<Option<u64>, String> {
        match self.whole(name)? {
            Some(number) if !(least..=most).contains(&number) => {
                Err(format!("{name}: {number} must be {least} to {most}"))
            }
            number => Ok(number),
        }
    }

    /// A field that nobody took.
    pub(crate) fn first_left(&self) -> Option<&str> {
        self.0.keys().next().map(String::as_str)
    }

    pub(crate) fn none_left(&self, kind: &str) -> Result<(), String> {
        match self.first_left() {
            None => Ok(()),
            Some(extra) => Err(format!("{extra}: not a field of a {kind:?} fault")),
        }
    }
}
