//! Which fault comes when: written down, or drawn from a seed.
//!
//! Written down it is a JSON list of `{"at_ms", "fault", "for_ms"}`: when, counted from the start of the schedule; the
//! fault, as it would be sent to `/faults`; and, for a fault that stands, for how long.

use std::collections::VecDeque;
use std::time::Duration;

use serde_json::{Value, json};

use super::fault::{Order, ms};
use super::random::Random;
use crate::faults::Fields;

/// Seeds that JSON readers keep exactly: 53 bits.
const MAX_SEED: u64 = (1 << 53) - 1;

/// Faults, each at its time.
///
/// ```
/// use everwire_mock_server::Schedule;
///
/// let written = r#"[{ "at_ms": 500, "fault": { "kind": "refuse" }, "for_ms": 2000 }]"#;
/// assert_eq!(Schedule::parse(written.as_bytes())?.seed(), None);
/// assert_eq!(Schedule::random(7)?.seed(), Some(7));
/// # Ok::<(), String>(())
/// ```
#[derive(Clone, Debug)]
pub struct Schedule {
    seed: Option<u64>,
    faults: Faults,
}

#[derive(Clone, Debug)]
enum Faults {
    Written(VecDeque<Entry>),
    Drawn(Random),
}

/// One fault and its time, from the start of the schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Entry {
    pub(super) at: Duration,
    pub(super) order: Order,
}

impl Schedule {
    /// Reads a JSON list. Entries of one time keep their order.
    ///
    /// # Errors
    /// Names the entry and the field that is wrong.
    pub fn parse(json: &[u8]) -> Result<Self, String> {
        let value = serde_json::from_slice(json).map_err(|error| format!("body: not JSON: {error}"))?;
        Self::of(value)
    }

    pub(super) fn of(value: Value) -> Result<Self, String> {
        let Value::Array(values) = value else {
            return Err("body: must be a JSON list of {at_ms, fault, for_ms}".to_owned());
        };
        let entries = values.into_iter().enumerate();
        let entries = entries.map(|(i, value)| Entry::parse(value).map_err(|error| format!("[{i}].{error}")));
        let mut entries = entries.collect::<Result<Vec<_>, _>>()?;
        entries.sort_by_key(|entry| entry.at);
        Ok(Self { seed: None, faults: Faults::Written(entries.into()) })
    }

    /// Draws from a seed, without end: every 0.2 s to 3 s one of the faults, those that stand for 0.1 s to 2 s.
    ///
    /// # Errors
    /// Where the seed has more than 53 bits, which not every JSON reader keeps.
    pub fn random(seed: u64) -> Result<Self, String> {
        if seed > MAX_SEED {
            return Err(format!("seed: {seed} must be {MAX_SEED} at most"));
        }
        Ok(Self { seed: Some(seed), faults: Faults::Drawn(Random::new(seed)) })
    }

    /// The seed from which it is drawn.
    #[must_use]
    pub fn seed(&self) -> Option<u64> {
        self.seed
    }

    /// How many faults there are; `None` where there is no end.
    pub(super) fn len(&self) -> Option<u64> {
        match &self.faults {
            Faults::Written(entries) => Some(entries.len() as u64),
            Faults::Drawn(_) => None,
        }
    }

    pub(super) fn entry(&mut self) -> Option<Entry> {
        match &mut self.faults {
            Faults::Written(entries) => entries.pop_front(),
            Faults::Drawn(random) => Some(random.entry()),
        }
    }
}

/// The faults as JSON, as a written schedule has them.
impl Iterator for Schedule {
    type Item = Value;

    fn next(&mut self) -> Option<Value> {
        self.entry().map(|entry| entry.describe())
    }
}

impl Entry {
    fn parse(value: Value) -> Result<Self, String> {
        let mut fields = Fields::of(value).ok_or("body: must be {at_ms, fault, for_ms}")?;
        let at = fields.ms("at_ms")?.ok_or("at_ms: missing; must be milliseconds from the start")?;
        let for_ms = fields.any("for_ms");
        let fault = fields.any("fault").ok_or("fault: missing; must be an object as /faults takes it")?;
        let Value::Object(mut fault) = fault else {
            return Err(format!("fault: must be an object as /faults takes it, not {fault}"));
        };
        if fault.contains_key("duration_ms") {
            return Err("fault.duration_ms: in a schedule this is for_ms, beside the fault".to_owned());
        }
        if let Some(for_ms) = for_ms {
            fault.insert("duration_ms".to_owned(), for_ms);
        }
        if let Some(extra) = fields.first_left() {
            return Err(format!("{extra}: not a field of a schedule's entry"));
        }
        let order = Fields::of(Value::Object(fault)).ok_or_else(String::new).and_then(Order::parse);
        let order = order.map_err(|error| match error.strip_prefix("duration_ms") {
            Some(rest) => format!("for_ms{rest}"),
            None => format!("fault.{error}"),
        })?;
        Ok(Self { at: Duration::from_millis(at), order })
    }

    pub(super) fn describe(&self) -> Value {
        let mut fault = self.order.describe();
        let for_ms = fault.as_object_mut().and_then(|fault| fault.remove("duration_ms"));
        let mut entry = json!({ "at_ms": ms(self.at), "fault": fault });
        if let Some(for_ms) = for_ms {
            entry["for_ms"] = for_ms;
        }
        entry
    }
}

#[cfg(test)]
mod tests {
    use super::Schedule;
    use serde_json::{Value, json};

    fn drawn(seed: u64, count: usize) -> Vec<Value> {
        Schedule::random(seed).expect("a seed").take(count).collect()
    }

    #[test]
    fn what_is_wrong_is_named_by_its_entry_and_field() {
        for (field, body) in [
            ("body", "nonsense"),
            ("body", "{}"),
            ("[0].body", "[7]"),
            ("[0].at_ms", r#"[{"fault":{"kind":"reset"}}]"#),
            ("[0].at_ms", r#"[{"at_ms":-1,"fault":{"kind":"reset"}}]"#),
            ("[0].fault", r#"[{"at_ms":0}]"#),
            ("[0].fault", r#"[{"at_ms":0,"fault":"reset"}]"#),
            ("[0].fault.kind", r#"[{"at_ms":0,"fault":{"kind":"explode"}}]"#),
            ("[0].fault.duration_ms", r#"[{"at_ms":0,"fault":{"kind":"hang","duration_ms":1}}]"#),
            ("[0].for_ms", r#"[{"at_ms":0,"fault":{"kind":"hang"},"for_ms":0}]"#),
            ("[0].for_ms", r#"[{"at_ms":0,"fault":{"kind":"reset"},"for_ms":1}]"#),
            ("[1].then", r#"[{"at_ms":0,"fault":{"kind":"none"}},{"at_ms":0,"fault":{"kind":"none"},"then":1}]"#),
        ] {
            let error = Schedule::parse(body.as_bytes()).expect_err(body);
            assert!(error.starts_with(&format!("{field}:")), "{body} gave {error}");
        }
    }

    #[test]
    fn the_same_seed_gives_the_same_schedule_and_another_seed_another() {
        assert_eq!(drawn(7, 1000), drawn(7, 1000));
        assert_ne!(drawn(7, 10), drawn(8, 10));
    }

    /// What a seed gave yesterday it gives tomorrow: a seed kept as a regression test stays one.
    #[test]
    fn a_seed_keeps_its_schedule() {
        let first = json!([
            { "at_ms": 663, "fault": { "kind": "silent" } },
            { "at_ms": 1528, "fault": { "kind": "close", "code": 3000, "reason": "" } },
            { "at_ms": 3584, "fault": { "kind": "cut", "end": "drop" } },
        ]);
        assert_eq!(Value::from(drawn(1, 3)), first);
    }

    #[test]
    fn what_is_drawn_can_be_written_down_and_has_every_kind() {
        let drawn = drawn(3, 1000);
        let written = Schedule::parse(Value::from(drawn.clone()).to_string().as_bytes()).expect("a schedule");
        assert_eq!(written.collect::<Vec<_>>(), drawn);
        for kind in [
            "close", "reset", "silent", "drop", "cut", "corrupt", "refuse", "hang", "stall", "throttle", "delay",
            "chunk",
        ] {
            assert!(drawn.iter().any(|entry| entry["fault"]["kind"] == kind), "{kind}");
        }
    }
}
