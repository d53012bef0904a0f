//! Parses the JSON of `POST /faults` and of a schedule's faults, in the words of the mock server's own `/faults`.

use std::num::NonZeroU64;
use std::time::Duration;

use super::fault::{FrameStrike, Order, Stand, Strike, end_name};
use super::illegal::Illegal;
use crate::faults::{Fields, WireEnd};

const KINDS: &str = "close, reset, silent, drop, cut, corrupt, refuse, hang, stall, throttle, delay, chunk or none";
/// A gigabyte a second or at a time is no limit any more.
const MAX_BYTES: u64 = 1 << 30;
/// Ten minutes: longer is a stall.
const MAX_DELAY_MS: u64 = 10 * 60 * 1000;

impl Order {
    pub(super) fn parse(mut fields: Fields) -> Result<Self, String> {
        let kind = fields.kind(KINDS)?;
        let order = match kind.as_str() {
            "close" => strike(&mut fields, close)?,
            "reset" => Self::Strike(Strike::Wire(WireEnd::Reset), fields.path()?),
            "silent" => Self::Strike(Strike::Wire(WireEnd::Silent), fields.path()?),
            "drop" => Self::Strike(Strike::Wire(WireEnd::Fin), fields.path()?),
            "cut" => strike(&mut fields, cut)?,
            "corrupt" => strike(&mut fields, corrupt)?,
            "refuse" => Self::Stand(Stand::Refuse, fields.duration()?),
            "hang" => Self::Stand(Stand::Hang, fields.duration()?),
            "stall" => Self::Stand(Stand::Stall, fields.duration()?),
            "throttle" => Self::Stand(Stand::Throttle(bytes(&mut fields, "bytes_per_second")?), fields.duration()?),
            "chunk" => Self::Stand(Stand::Chunk(bytes(&mut fields, "bytes")?), fields.duration()?),
            "delay" => {
                let delay = fields.within("delay_ms", 1, MAX_DELAY_MS)?;
                let delay = delay.ok_or("delay_ms: missing; a delay fault needs to know how long")?;
                Self::Stand(Stand::Delay(Duration::from_millis(delay)), fields.duration()?)
            }
            "none" => Self::Clear,
            other => return Err(format!("kind: {other:?} is not {KINDS}")),
        };
        fields.none_left(&kind)?;
        Ok(order)
    }
}

fn strike(fields: &mut Fields, what: fn(&mut Fields) -> Result<FrameStrike, String>) -> Result<Order, String> {
    Ok(Order::Strike(Strike::Frame(what(fields)?), fields.path()?))
}

/// Unlike the mock server, which is a server, the proxy sends what may not be sent.
fn close(fields: &mut Fields) -> Result<FrameStrike, String> {
    let code = fields.within("code", 0, u64::from(u16::MAX))?.map(|code| code as u16);
    let reason = fields.reason()?;
    if code.is_none() && !reason.is_empty() {
        return Err("reason: a close frame without a code has no room for one".to_owned());
    }
    Ok(FrameStrike::Close { code, reason })
}

fn cut(fields: &mut Fields) -> Result<FrameStrike, String> {
    let Some(name) = fields.text("end")? else {
        return Ok(FrameStrike::Cut(WireEnd::Fin));
    };
    let ends = [WireEnd::Fin, WireEnd::Reset, WireEnd::Silent];
    let end = ends.into_iter().find(|end| end_name(*end) == name);
    end.map(FrameStrike::Cut).ok_or_else(|| format!("end: {name:?} is not drop, reset or silent"))
}

fn corrupt(fields: &mut Fields) -> Result<FrameStrike, String> {
    let names = || Illegal::ALL.map(Illegal::name).join(", ");
    let name = fields.text("frame")?.ok_or_else(|| format!("frame: missing; must be one of {}", names()))?;
    let illegal = Illegal::ALL.into_iter().find(|illegal| illegal.name() == name);
    illegal.map(FrameStrike::Corrupt).ok_or_else(|| format!("frame: {name:?} is not one of {}", names()))
}

fn bytes(fields: &mut Fields, name: &str) -> Result<NonZeroU64, String> {
    let bytes = fields.within(name, 1, MAX_BYTES)?;
    bytes.and_then(NonZeroU64::new).ok_or_else(|| format!("{name}: missing; must be 1 to {MAX_BYTES}"))
}

#[cfg(test)]
mod tests {
    use super::Order;
    use crate::faults::Fields;

    fn parse(body: &str) -> Result<Order, String> {
        Order::parse(Fields::parse(body.as_bytes())?)
    }

    #[test]
    fn what_is_wrong_is_named_by_its_field() {
        for (field, body) in [
            ("body", "nonsense"),
            ("kind", "{}"),
            ("kind", r#"{"kind":"forbid"}"#),
            ("code", r#"{"kind":"close","code":65536}"#),
            ("code", r#"{"kind":"close","code":-1}"#),
            ("reason", r#"{"kind":"close","reason":"why"}"#),
            ("end", r#"{"kind":"cut","end":"sharp"}"#),
            ("frame", r#"{"kind":"corrupt"}"#),
            ("frame", r#"{"kind":"corrupt","frame":"rsv4"}"#),
            ("bytes_per_second", r#"{"kind":"throttle"}"#),
            ("bytes_per_second", r#"{"kind":"throttle","bytes_per_second":0}"#),
            ("bytes", r#"{"kind":"chunk","bytes":1.5}"#),
            ("delay_ms", r#"{"kind":"delay"}"#),
            ("delay_ms", r#"{"kind":"delay","delay_ms":600001}"#),
            ("duration_ms", r#"{"kind":"refuse","duration_ms":0}"#),
            ("duration_ms", r#"{"kind":"reset","duration_ms":5}"#),
            ("path", r#"{"kind":"reset","path":"echo"}"#),
            ("path", r#"{"kind":"refuse","path":"/echo"}"#),
        ] {
            let error = parse(body).expect_err(body);
            assert!(error.starts_with(&format!("{field}:")), "{body} gave {error}");
        }
    }

    #[test]
    fn an_order_is_described_as_it_was_given() {
        for body in [
            r#"{"kind":"none"}"#,
            r#"{"kind":"close","code":0,"reason":"x"}"#,
            r#"{"kind":"close","code":1006,"path":"/echo"}"#,
            r#"{"kind":"close"}"#,
            r#"{"kind":"cut"}"#,
            r#"{"kind":"cut","end":"silent"}"#,
            r#"{"kind":"corrupt","frame":"masked"}"#,
            r#"{"kind":"drop"}"#,
            r#"{"kind":"hang","duration_ms":5}"#,
            r#"{"kind":"throttle","bytes_per_second":7,"duration_ms":5}"#,
            r#"{"kind":"delay","delay_ms":7}"#,
            r#"{"kind":"chunk","bytes":1}"#,
        ] {
            let order = parse(body).expect(body);
            assert_eq!(parse(&order.describe().to_string()), Ok(order), "{body}");
        }
    }
}
