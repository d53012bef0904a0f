//! Parses the JSON of `POST /faults`. What is wrong is named by its field; nothing unknown is accepted in silence.

use std::time::Duration;

use axum::extract::ws::CloseFrame;
use serde_json::{Map, Value};

use super::gate::{GateFault, GateKind};
use super::sockets::Strike;
use super::wire::WireEnd;

/// A control frame holds 125 bytes, two of them the code (RFC 6455 §5.5).
const MAX_REASON_BYTES: usize = 123;
const MAX_DURATION_MS: u64 = 24 * 60 * 60 * 1000;
const KINDS: &str = "close, reset, silent, drop, refuse, hang, forbid or none";

/// An order, understood.
#[derive(Debug)]
pub(super) enum Order {
    /// Strike the live sockets under this path.
    Strike(Strike, String),
    /// Stand in the gate.
    Gate(GateFault),
    /// Clear the gate.
    Clear,
}

impl Order {
    pub(super) fn parse(body: &[u8]) -> Result<Self, String> {
        let body: Value = serde_json::from_slice(body).map_err(|error| format!("body: not JSON: {error}"))?;
        let Value::Object(fields) = body else {
            return Err("body: must be a JSON object".to_owned());
        };
        let mut fields = Fields(fields);
        let kind = fields.text("kind")?.ok_or_else(|| format!("kind: missing; must be {KINDS}"))?;
        let order = match kind.as_str() {
            "close" => Self::Strike(Strike::Close(fields.close_frame()?), fields.path()?),
            "reset" => Self::Strike(Strike::Wire(WireEnd::Reset), fields.path()?),
            "silent" => Self::Strike(Strike::Wire(WireEnd::Silent), fields.path()?),
            "drop" => Self::Strike(Strike::Wire(WireEnd::Fin), fields.path()?),
            "refuse" => Self::Gate(fields.gate(GateKind::Refuse)?),
            "hang" => Self::Gate(fields.gate(GateKind::Hang)?),
            "forbid" => Self::Gate(fields.gate(GateKind::Forbid)?),
            "none" => Self::Clear,
            other => return Err(format!("kind: {other:?} is not {KINDS}")),
        };
        match fields.0.keys().next() {
            None => Ok(order),
            Some(extra) => Err(format!("{extra}: not a field of a {kind:?} fault")),
        }
    }
}

/// The fields not yet taken.
struct Fields(Map<String, Value>);

impl Fields {
    fn text(&mut self, name: &str) -> Result<Option<String>, String> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(other) => Err(format!("{name}: must be a string, not {other}")),
        }
    }

    fn whole(&mut self, name: &str) -> Result<Option<u64>, String> {
        match self.0.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => match value.as_u64() {
                Some(number) => Ok(Some(number)),
                None => Err(format!("{name}: must be a whole number, not {value}")),
            },
        }
    }

    fn path(&mut self) -> Result<String, String> {
        match self.text("path")? {
            None => Ok(String::new()),
            Some(path) if path.starts_with('/') => Ok(path),
            Some(path) => Err(format!("path: {path:?} must start with \"/\"")),
        }
    }

    fn close_frame(&mut self) -> Result<CloseFrame, String> {
        let code = self.whole("code")?.ok_or("code: missing; a close fault needs its close code")?;
        let code = match u16::try_from(code) {
            // 1005, 1006 and 1015 stand for what happened without a frame (RFC 6455 §7.4.1).
            Ok(code @ 1000..=4999) if !matches!(code, 1005 | 1006 | 1015) => code,
            _ => {
                return Err(format!("code: {code} cannot be sent; must be 1000 to 4999, and not 1005, 1006 or 1015"));
            }
        };
        let reason = self.text("reason")?.unwrap_or_default();
        if reason.len() > MAX_REASON_BYTES {
            return Err(format!("reason: is {} bytes long; must be {MAX_REASON_BYTES} at most", reason.len()));
        }
        Ok(CloseFrame { code, reason: reason.into() })
    }

    fn gate(&mut self, kind: GateKind) -> Result<GateFault, String> {
        let duration = match self.whole("duration_ms")? {
            Some(ms) if !(1..=MAX_DURATION_MS).contains(&ms) => {
                return Err(format!("duration_ms: {ms} must be 1 to {MAX_DURATION_MS}"));
            }
            ms => ms.map(Duration::from_millis),
        };
        Ok(GateFault::new(kind, duration, self.path()?))
    }
}

#[cfg(test)]
mod tests {
    use super::Order;

    fn error(body: &str) -> String {
        Order::parse(body.as_bytes()).expect_err(body)
    }

    #[test]
    fn what_is_wrong_is_named_by_its_field() {
        for (field, body) in [
            ("body", "nonsense"),
            ("body", "[]"),
            ("kind", "{}"),
            ("kind", r#"{"kind":"explode"}"#),
            ("kind", r#"{"kind":7}"#),
            ("code", r#"{"kind":"close"}"#),
            ("code", r#"{"kind":"close","code":1006}"#),
            ("code", r#"{"kind":"close","code":999}"#),
            ("code", r#"{"kind":"close","code":5000}"#),
            ("code", r#"{"kind":"close","code":66536}"#),
            ("code", r#"{"kind":"close","code":"1012"}"#),
            ("code", r#"{"kind":"reset","code":1012}"#),
            ("reason", r#"{"kind":"close","code":1012,"reason":5}"#),
            ("path", r#"{"kind":"reset","path":"echo"}"#),
            ("duration_ms", r#"{"kind":"hang","duration_ms":0}"#),
            ("duration_ms", r#"{"kind":"hang","duration_ms":-1}"#),
            ("duration_ms", r#"{"kind":"hang","duration_ms":86400001}"#),
            ("duration_ms", r#"{"kind":"reset","duration_ms":5}"#),
            ("durationMs", r#"{"kind":"hang","durationMs":5}"#),
        ] {
            let error = error(body);
            assert!(error.starts_with(&format!("{field}:")), "{body} gave {error}");
        }
    }

    #[test]
    fn a_reason_that_does_not_fit_a_control_frame_is_refused() {
        let body = |reason: String| format!(r#"{{"kind":"close","code":1012,"reason":"{reason}"}}"#);
        assert!(Order::parse(body("x".repeat(123)).as_bytes()).is_ok());
        assert!(error(&body("é".repeat(62))).starts_with("reason:"));
    }
}
