//! Parses the JSON of `POST /faults`. What is wrong is named by its field; nothing unknown is accepted in silence.

use axum::extract::ws::CloseFrame;

use super::fields::Fields;
use super::gate::{GateFault, GateKind};
use super::sockets::Strike;
use super::wire::WireEnd;

const KINDS: &str = "close, reset, silent, drop, refuse, hang, forbid or none";

/// An order, understood.
#[derive(Debug)]
pub(super) enum Order {
    /// Strike the live sockets under this path.
    Strike(Strike, String),
    /// Stand in the gate.
    Gate(GateFault),
    /// Clear the gate for the requests under this path.
    Clear(String),
}

impl Order {
    pub(super) fn parse(body: &[u8]) -> Result<Self, String> {
        let mut fields = Fields::parse(body)?;
        let kind = fields.kind(KINDS)?;
        let order = match kind.as_str() {
            "close" => Self::Strike(Strike::Close(close_frame(&mut fields)?), fields.path()?),
            "reset" => Self::Strike(Strike::Wire(WireEnd::Reset), fields.path()?),
            "silent" => Self::Strike(Strike::Wire(WireEnd::Silent), fields.path()?),
            "drop" => Self::Strike(Strike::Wire(WireEnd::Fin), fields.path()?),
            "refuse" => Self::Gate(gate(&mut fields, GateKind::Refuse)?),
            "hang" => Self::Gate(gate(&mut fields, GateKind::Hang)?),
            "forbid" => Self::Gate(gate(&mut fields, GateKind::Forbid)?),
            "none" => Self::Clear(fields.path()?),
            other => return Err(format!("kind: {other:?} is not {KINDS}")),
        };
        fields.none_left(&kind)?;
        Ok(order)
    }
}

fn close_frame(fields: &mut Fields) -> Result<CloseFrame, String> {
    let code = fields.whole("code")?.ok_or("code: missing; a close fault needs its close code")?;
    let code = match u16::try_from(code) {
        // 1005, 1006 and 1015 stand for what happened without a frame (RFC 6455 §7.4.1).
        Ok(code @ 1000..=4999) if !matches!(code, 1005 | 1006 | 1015) => code,
        _ => {
            return Err(format!("code: {code} cannot be sent; must be 1000 to 4999, and not 1005, 1006 or 1015"));
        }
    };
    Ok(CloseFrame { code, reason: fields.reason()?.into() })
}

fn gate(fields: &mut Fields, kind: GateKind) -> Result<GateFault, String> {
    Ok(GateFault::new(kind, fields.duration()?, fields.path()?))
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
