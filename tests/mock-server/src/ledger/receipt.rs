//! A numbered message of the client's: `{"id": "m17", "n": 17}`.

use serde_json::{Value, json};

const MAX_ID_BYTES: usize = 64;

/// One numbered message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Receipt {
    pub(super) id: String,
    pub(super) n: u64,
}

impl Receipt {
    /// Understands a text frame, or a line of a ledger's file. `None`: it is something else.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(text).ok()?;
        let (id, n) = (value["id"].as_str()?, value["n"].as_u64()?);
        (1..=MAX_ID_BYTES).contains(&id.len()).then(|| Self { id: id.to_owned(), n })
    }

    /// The line of a ledger's file.
    pub(super) fn line(&self) -> String {
        format!("{}\n", json!({ "id": self.id, "n": self.n }))
    }

    /// What the client is told once the receipt is written down.
    pub(crate) fn acknowledgement(&self) -> String {
        json!({ "ack": self.id }).to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::Receipt;

    #[test]
    fn a_line_is_read_back_as_it_was() {
        let receipt = Receipt { id: "a \"quoted\"\nid".to_owned(), n: 17 };
        let line = receipt.line();
        assert_eq!(line.lines().count(), 1);
        assert_eq!(Receipt::parse(&line), Some(receipt));
    }

    #[test]
    fn what_is_no_numbered_message_is_none() {
        let long = format!(r#"{{"id":"{}","n":1}}"#, "x".repeat(65));
        for text in
            ["", "ping", "[]", r#"{"n":1}"#, r#"{"id":"a"}"#, r#"{"id":"","n":1}"#, r#"{"id":"a","n":-1}"#, &long]
        {
            assert_eq!(Receipt::parse(text), None, "{text}");
        }
    }
}
