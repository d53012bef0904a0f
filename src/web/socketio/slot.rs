//! What is known of a namespace beside what its machine knows.

use std::cell::{Cell, RefCell};

use serde_json::{Map, Value};

use super::event::SocketEvent;
use crate::web::inbox::Inbox;

#[derive(Default)]
pub(super) struct Slot {
    /// It has a user.
    pub(super) taken: Cell<bool>,
    pub(super) inbox: Inbox<SocketEvent>,
    /// What the server calls this client, while the namespace is joined.
    pub(super) id: RefCell<Option<String>>,
    /// How often the server was asked for it.
    pub(super) joined: Cell<u32>,
    pub(super) session: RefCell<Session>,
}

/// The session to take up, and where: connection state recovery.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Session {
    pid: Option<String>,
    offset: Option<String>,
}

impl Session {
    /// What a CONNECT says. What the user has to say wins.
    pub(super) fn with(&self, auth: &Map<String, Value>) -> Map<String, Value> {
        let told = [("pid", &self.pid), ("offset", &self.offset)];
        let told = told.into_iter().filter_map(|(name, value)| Some((name.into(), value.clone()?.into())));
        let auth = auth.iter().map(|(name, value)| (name.clone(), value.clone()));
        told.chain(auth).collect()
    }

    /// The namespace is joined, in the session of this id if the server keeps one. Says whether it is the one that was lost.
    pub(super) fn joined(&mut self, pid: Option<&str>) -> bool {
        let recovered = pid.is_some() && self.pid.as_deref() == pid;
        if !recovered {
            *self = Session { pid: pid.map(Into::into), offset: None };
        }
        recovered
    }

    /// An event came that the server wants not acknowledged: where it keeps sessions, its place among all is its last
    /// argument.
    pub(super) fn came(&mut self, last: Option<&str>) {
        if let (Some(_), Some(last)) = (&self.pid, last) {
            self.offset = Some(last.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told(session: &Session, auth: Value) -> Value {
        Value::Object(session.with(auth.as_object().unwrap()))
    }

    #[test]
    fn a_session_is_asked_for_from_the_last_event_on() {
        let mut session = Session::default();
        session.came(Some("no place where there is no session"));
        assert_eq!(told(&session, json!({ "token": "t" })), json!({ "token": "t" }));
        assert!(!session.joined(Some("p")));
        session.came(Some("1-0"));
        session.came(None);
        assert_eq!(told(&session, json!({ "token": "t" })), json!({ "token": "t", "pid": "p", "offset": "1-0" }));
        assert_eq!(told(&session, json!({ "offset": "0-0" })), json!({ "pid": "p", "offset": "0-0" }));
        assert!(session.joined(Some("p")));
        assert_eq!(told(&session, json!({})), json!({ "pid": "p", "offset": "1-0" }));
        assert!(!session.joined(Some("q")), "a new session");
        assert_eq!(told(&session, json!({})), json!({ "pid": "q" }));
        assert!(!session.joined(None));
        assert_eq!(told(&session, json!({})), json!({}));
    }
}
