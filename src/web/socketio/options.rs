//! Options that come in groups.

use serde_json::{Map, Value};

use super::arguments::Args;
use crate::core::{Cursor, NumberOption};
use crate::web::options::{Numbers, QueryAfter};
use crate::web::source::Fetched;

type Object = Map<String, Value>;
type Position = Box<dyn Fn(&str, &Args) -> Option<Cursor>>;
type Ask = Box<dyn Fn(&str) -> Fetched<Object>>;
type Key = Box<dyn Fn(&str, &Args) -> Option<String>>;

/// What a namespace is joined with.
pub(super) enum Auth {
    Fixed(Object),
    /// Asked, with the namespace's name, before each joining.
    Function(Ask),
}

impl Default for Auth {
    fn default() -> Auth {
        Auth::Fixed(Object::new())
    }
}

impl Auth {
    pub(super) async fn provide(&self, namespace: &str) -> Result<Object, String> {
        match self {
            Auth::Fixed(auth) => Ok(auth.clone()),
            Auth::Function(function) => function(namespace).await,
        }
    }
}

/// How a new connection goes on where the last one was lost, for a server that replays by itself; with one that keeps sessions
/// (`connectionStateRecovery`) nothing is needed.
///
/// The greatest cursor of all events is told to the server on each attempt, in the query, and what comes twice is recognised
/// by its key.
///
/// ```no_run
/// use everwire::core::Cursor;
/// use everwire::web::socketio::Resume;
/// #[derive(serde::Deserialize)]
/// struct Numbered { id: f64 }
/// let resume = Resume::new(|_, args| Some(Cursor::number(args.get::<Numbered>(0).ok()?.id)))
///     .key(|_, args| Some(args.get::<Numbered>(0).ok()?.id.to_string()))
///     .query(|cursor| vec![("latest_event_id".into(), cursor.as_number().unwrap_or(-1.0).to_string())]);
/// ```
#[must_use]
#[derive(Default)]
pub struct Resume {
    pub(super) cursor: Option<Position>,
    pub(super) key: Option<Key>,
    pub(super) query: Option<QueryAfter>,
    pub(super) start: Option<Cursor>,
    pub(super) numbers: Numbers,
}

impl Resume {
    /// `cursor` says, by its name and arguments, where a replay would go on after an event; one without a cursor moves nothing.
    pub fn new(cursor: impl Fn(&str, &Args) -> Option<Cursor> + 'static) -> Resume {
        Resume { cursor: Some(Box::new(cursor)), ..Resume::default() }
    }

    /// What tells an event from every other one. An event whose key is known does not come again.
    pub fn key(mut self, key: impl Fn(&str, &Args) -> Option<String> + 'static) -> Resume {
        self.key = Some(Box::new(key));
        self
    }

    /// Query parameters for a cursor.
    pub fn query(mut self, query: impl Fn(&Cursor) -> Vec<(String, String)> + 'static) -> Resume {
        self.query = Some(Box::new(query));
        self
    }

    /// Where the first connection goes on, for an app that knows. Default: the server's own beginning.
    pub fn start(mut self, cursor: impl Into<Cursor>) -> Resume {
        self.start = Some(cursor.into());
        self
    }

    /// How many keys are remembered, 0 to 1,000,000. Default 1,000.
    pub fn window(mut self, keys: u32) -> Resume {
        self.numbers.push((NumberOption::Window, keys.into(), "Resume::window"));
        self
    }
}
