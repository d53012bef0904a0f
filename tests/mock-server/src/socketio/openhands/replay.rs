//! In which order a client gets the past, and what of it.

use serde_json::Value;
use serde_json::value::RawValue;

/// What a client gets of these events, the last change of the agent's state at the very end; earlier ones say nothing
/// that it does not say.
pub(super) fn in_order(events: Vec<Box<RawValue>>) -> impl Iterator<Item = Box<RawValue>> {
    let mut state = None;
    let mut rest = Vec::new();
    for event in events {
        match Fate::of(&event) {
            Fate::Skipped => {}
            Fate::Last => state = Some(event),
            Fate::InTurn => rest.push(event),
        }
    }
    rest.into_iter().chain(state)
}

enum Fate {
    InTurn,
    Last,
    Skipped,
}

impl Fate {
    fn of(event: &RawValue) -> Self {
        let event: Value = serde_json::from_str(event.get()).unwrap_or_default();
        match (event["action"].as_str(), event["observation"].as_str()) {
            (Some("null" | "recall"), _) | (_, Some("null")) => Self::Skipped,
            (_, Some("agent_state_changed")) => Self::Last,
            _ => Self::InTurn,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::in_order;

    #[test]
    fn the_last_state_comes_last_and_what_nobody_sees_does_not_come() {
        let state = |id: u32, state: &str| json!({ "id": id, "observation": "agent_state_changed", "extras": state });
        let events = [
            state(0, "loading"),
            json!({ "id": 1, "action": "message" }),
            json!({ "id": 2, "action": "null" }),
            json!({ "id": 3, "observation": "null" }),
            state(4, "running"),
            json!({ "id": 5, "action": "recall" }),
            json!({ "id": 6, "observation": "recall" }),
            json!({ "id": 7, "action": null, "observation": null }),
        ];
        let events = events.iter().map(|event| serde_json::value::to_raw_value(event).unwrap()).collect();
        let ids = in_order(events).map(|event| serde_json::from_str::<Value>(event.get()).unwrap()["id"].clone());
        assert_eq!(ids.collect::<Vec<_>>(), [1, 6, 7, 4]);
    }
}
