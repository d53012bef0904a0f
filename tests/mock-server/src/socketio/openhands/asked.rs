//! What the query of a connection asks for.

use std::num::IntErrorKind;

use crate::socketio::request::Request;

/// A connection to a conversation.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Asked {
    /// None, where the client names none.
    pub(super) conversation: Option<String>,
    /// The last event that the client has; −1 for none.
    pub(super) latest_event_id: i64,
    /// Git providers whose tokens the client has.
    pub(super) providers: Vec<String>,
    pub(super) session_api_key: Option<String>,
}

impl Asked {
    pub(super) fn of(request: &Request) -> Self {
        let providers = request.all("providers_set");
        let providers = providers.flat_map(|list| list.split(',').map(str::to_owned).collect::<Vec<_>>());
        Self {
            conversation: request.first("conversation_id"),
            latest_event_id: request.first("latest_event_id").and_then(|text| integer(&text)).unwrap_or(-1),
            providers: providers.filter(|provider| !provider.is_empty()).collect(),
            session_api_key: request.first("session_api_key"),
        }
    }
}

/// What Python's `int` takes: spaces around, a sign, single underscores between digits.
fn integer(text: &str) -> Option<i64> {
    let text = text.trim();
    let is_grouped = !text.ends_with('_') && !text.contains("__");
    let digits = text.trim_start_matches(['+', '-']);
    let number = match text.replace('_', "").parse::<i64>() {
        Ok(number) => number,
        Err(error) if *error.kind() == IntErrorKind::PosOverflow => i64::MAX,
        Err(error) if *error.kind() == IntErrorKind::NegOverflow => i64::MIN,
        Err(_) => return None,
    };
    (is_grouped && digits.starts_with(|first: char| first.is_ascii_digit())).then_some(number)
}

#[cfg(test)]
mod tests {
    use super::{Asked, integer};
    use crate::socketio::request::Request;

    fn asked(query: &str) -> Asked {
        Asked::of(&Request { query: query.to_owned(), ..Request::default() })
    }

    #[test]
    fn an_integer_is_what_python_takes_for_one() {
        for (text, number) in [
            ("5", 5),
            ("-1", -1),
            ("+7", 7),
            (" 3 ", 3),
            ("1_000", 1000),
            ("007", 7),
            ("9999999999999999999", i64::MAX),
        ] {
            assert_eq!(integer(text), Some(number), "{text:?}");
        }
        for text in ["", "x", "1.0", "1e3", "_1", "1_", "1__0", "-_1", "--1", "0x1", "null", "undefined", "NaN"] {
            assert_eq!(integer(text), None, "{text:?}");
        }
    }

    #[test]
    fn whatever_is_no_integer_asks_for_everything() {
        for query in ["", "latest_event_id=", "latest_event_id=x", "latest_event_id=1.5", "latest_event_id=-1"] {
            assert_eq!(asked(query).latest_event_id, -1, "{query}");
        }
        assert_eq!(asked("latest_event_id=41&latest_event_id=7").latest_event_id, 41);
    }

    #[test]
    fn providers_are_lists_once_or_often() {
        let providers = asked("providers_set=github,gitlab&conversation_id=a%2Fb&providers_set=,bitbucket,");
        assert_eq!(providers.providers, ["github", "gitlab", "bitbucket"]);
        assert_eq!(providers.conversation.as_deref(), Some("a/b"));
    }

    #[test]
    fn an_empty_conversation_is_none() {
        assert_eq!(asked("conversation_id=").conversation, None);
    }
}
