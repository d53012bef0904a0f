//! A packet that came, until all of it is there, and what is found in it.

use serde_json::Value;

use super::arguments::Args;
use super::decode::is_complete;
use crate::socketio::Packet;

/// What the server says must not look like what is said here.
pub(super) fn is_reserved(name: &str) -> bool {
    let reserved = ["connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener"];
    reserved.contains(&name)
}

/// A packet of which attachments may be missing.
pub(super) struct Incoming {
    /// As it came, with Engine.IO's `4`.
    pub(super) text: String,
    pub(super) attachments: Vec<Vec<u8>>,
}

/// What was found in one.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Parsed {
    /// That of an event.
    pub(super) name: String,
    /// Those of an event or an acknowledgement; of another packet its only value, if it has one.
    pub(super) args: Args,
}

impl Incoming {
    /// None where it makes no sense.
    pub(super) fn parse(self) -> Option<Parsed> {
        let Incoming { text, attachments } = self;
        let Packet { kind, data, .. } = Packet::decode(text.get(1..)?).ok()?;
        if !(kind.is_event() || kind.is_ack()) {
            let value = if data.is_empty() { None } else { Some(serde_json::from_str(data).ok()?) };
            return Some(Parsed { args: Args::new(value.into_iter().collect(), attachments), ..Parsed::default() });
        }
        let mut values: Vec<Value> = serde_json::from_str(data).ok()?;
        if !attachments.is_empty() && !values.iter().all(|value| is_complete(value, &attachments)) {
            return None;
        }
        let name = if kind.is_event() { name(&mut values)? } else { String::new() };
        Some(Parsed { name, args: Args::new(values, attachments) })
    }
}

/// Takes the name from an event's values.
fn name(values: &mut Vec<Value>) -> Option<String> {
    if values.is_empty() {
        return None;
    }
    match values.remove(0) {
        Value::String(name) => Some(name).filter(|name| !is_reserved(name)),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// What the server says of its pings, in ms: the longest pause before one, and how much later it may come.
pub(super) fn greeting(text: &str) -> Option<(u32, u32)> {
    let greeting: Value = serde_json::from_str(text.strip_prefix('0')?).ok()?;
    let number = |name| {
        let number = greeting.get(name)?.as_f64()?;
        (0.0..=u32::MAX.into()).contains(&number).then_some(number as u32)
    };
    Some((number("pingInterval")?, number("pingTimeout")?))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(text: &str, attachments: &[&[u8]]) -> Option<Parsed> {
        let attachments = attachments.iter().map(|bytes| bytes.to_vec()).collect();
        Incoming { text: text.into(), attachments }.parse()
    }

    #[test]
    fn events_have_a_name_and_arguments() {
        let args = |values: &[Value]| Args::new(values.into(), Vec::new());
        assert_eq!(parse(r#"42["a",1]"#, &[]), Some(Parsed { name: "a".into(), args: args(&[json!(1)]) }));
        assert_eq!(parse(r#"42/chat,7[5]"#, &[]), Some(Parsed { name: "5".into(), args: args(&[]) }));
        assert_eq!(parse(r#"437["a",1]"#, &[]).unwrap().args, args(&[json!("a"), json!(1)]));
        assert_eq!(parse("40", &[]), Some(Parsed::default()));
        assert_eq!(parse(r#"44"no""#, &[]).unwrap().args, args(&[json!("no")]));
        for wrong in ["42[]", "42[null]", r#"42["connect"]"#, "42[", r#"42["a"]x"#, "437[", "40{", "44{", ""] {
            assert_eq!(parse(wrong, &[]), None, "{wrong}");
        }
    }

    #[test]
    fn attachments_are_those_that_came() {
        let packet = |number: u32| format!(r#"451-["a",{{"_placeholder":true,"num":{number}}}]"#);
        assert_eq!(parse(&packet(0), &[&[1, 2]]).unwrap().args.get::<Vec<u8>>(0).unwrap(), [1, 2]);
        assert_eq!(parse(&packet(1), &[&[1, 2]]), None);
    }

    #[test]
    fn a_greeting_says_when_pings_come() {
        assert_eq!(greeting(r#"0{"sid":"x","pingInterval":25000,"pingTimeout":20000}"#), Some((25_000, 20_000)));
        for wrong in
            ["0", "0{}", "1{}", r#"0{"pingInterval":-1,"pingTimeout":1}"#, r#"0{"pingInterval":1e10,"pingTimeout":1}"#]
        {
            assert_eq!(greeting(wrong), None, "{wrong}");
        }
    }
}
