//! Every option of a client.

use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value};
use web_sys::Url;

use super::client::SocketIo;
use super::driver::Namespaces;
use super::options::{Auth, Resume};
use crate::core::{Jitter, NumberOption};
use crate::socketio::Machine;
use crate::web::driver::Driver;
use crate::web::error::OpenError;
use crate::web::options::{Link, Tuning, millis};
use crate::web::source::Provider;

/// Options for a [`SocketIo`]. Each method states its default; nothing is checked before [`build`](Builder::build).
///
/// ```no_run
/// use std::time::Duration;
/// use everwire::SocketIo;
///
/// let client = SocketIo::builder("https://example.com")
///     .path("/app/socket.io")
///     .query([("room", "7")])
///     .auth([("token", "…")].into_iter().collect::<std::collections::BTreeMap<_, _>>())
///     .max_delay(Duration::from_secs(30))
///     .build()?;
/// # Ok::<(), everwire::web::OpenError>(())
/// ```
#[must_use]
pub struct Builder {
    url: String,
    path: String,
    link: Link,
    /// None where it is no object.
    auth: Option<Auth>,
    resume: Resume,
    tuning: Tuning,
}

const NO_OBJECT: OpenError = OpenError::Option { option: "auth", takes: "what JSON has as an object" };

impl Builder {
    pub(super) fn new(url: String) -> Builder {
        Builder {
            url,
            path: "/socket.io".into(),
            link: Link::default(),
            auth: Some(Auth::default()),
            resume: Resume::default(),
            tuning: Tuning::default(),
        }
        .min_delay(Duration::from_secs(1))
        .max_delay(Duration::from_secs(5))
        .connection_timeout(Duration::from_secs(20))
    }

    /// Where the server listens. Default `/socket.io`.
    pub fn path(mut self, path: impl Into<String>) -> Builder {
        self.path = path.into();
        self
    }

    /// Query parameters, escaped here.
    pub fn query<N: Into<String>, V: Into<String>>(self, pairs: impl IntoIterator<Item = (N, V)>) -> Builder {
        let pairs: Vec<(String, String)> = pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        self.query_with(move || pairs.clone())
    }

    /// The same, asked for on each attempt.
    ///
    /// ```
    /// use everwire::SocketIo;
    /// let builder = SocketIo::builder("https://example.com").query_with(|| vec![("tab".into(), "1".into())]);
    /// ```
    pub fn query_with(mut self, query: impl Fn() -> Vec<(String, String)> + 'static) -> Builder {
        self.link.query = Some(Box::new(query));
        self
    }

    /// What each namespace is joined with: what JSON has as an object. Default: an empty one.
    ///
    /// ```
    /// use everwire::SocketIo;
    /// #[derive(serde::Serialize)]
    /// struct Auth { token: &'static str }
    /// let builder = SocketIo::builder("https://example.com").auth(Auth { token: "…" });
    /// ```
    pub fn auth(mut self, auth: impl Serialize) -> Builder {
        self.auth = object(&auth).map(Auth::Fixed);
        self
    }

    /// The same from an async function that is called, with the namespace's name, before each joining, so that a token is
    /// never an old one. Where it fails, the connection counts as failed.
    ///
    /// ```
    /// use everwire::SocketIo;
    /// #[derive(serde::Serialize)]
    /// struct Auth { token: String }
    /// async fn token(admin: bool) -> Result<String, String> { Ok("…".into()) }
    /// let builder = SocketIo::builder("https://example.com").auth_with(|namespace| {
    ///     let admin = namespace == "/admin";
    ///     async move { token(admin).await.map(|token| Auth { token }) }
    /// });
    /// ```
    pub fn auth_with<A, E, F, Answer>(mut self, auth: F) -> Builder
    where
        F: Fn(&str) -> Answer + 'static,
        Answer: Future<Output = Result<A, E>> + 'static,
        A: Serialize,
        E: std::fmt::Debug,
    {
        self.auth = Some(Auth::Function(Box::new(move |namespace| {
            let answer = auth(namespace);
            Box::pin(async move {
                let auth = answer.await.map_err(|error| format!("auth_with: {error:?}"))?;
                object(&auth).ok_or_else(|| NO_OBJECT.to_string())
            })
        })));
        self
    }

    /// Goes on after the last event where a connection was lost, with a server that replays by itself. Default: what was
    /// missed comes where the server keeps sessions.
    pub fn resume(mut self, mut resume: Resume) -> Builder {
        self.tuning.numbers.append(&mut resume.numbers);
        self.link.query_after = resume.query.take();
        self.resume = resume;
        self
    }

    /// In each namespace so many events at most are kept while it is not joined or until they are acknowledged; `u32::MAX` for
    /// no limit. Default 1,000.
    pub fn max_messages(self, max: u32) -> Builder {
        self.number(NumberOption::MaxEnqueuedMessages, max.into(), "max_messages")
    }

    /// And so many bytes at most; `u32::MAX` for no limit. Default 16 MiB.
    pub fn max_bytes(self, max: u32) -> Builder {
        self.number(NumberOption::MaxBytes, max.into(), "max_bytes")
    }

    /// Whether to reconnect at all. Default yes.
    pub fn reconnect(mut self, enabled: bool) -> Builder {
        self.tuning.config.set_enabled(enabled);
        self
    }

    /// The delay before the first retry, before jitter: 0 to 24.8 days, default 1 s.
    pub fn min_delay(self, delay: Duration) -> Builder {
        self.number(NumberOption::MinReconnectionDelay, millis(delay), "min_delay")
    }

    /// The most that the delay grows to; it doubles. 0 to 24.8 days, default 5 s.
    pub fn max_delay(self, delay: Duration) -> Builder {
        self.number(NumberOption::MaxReconnectionDelay, millis(delay), "max_delay")
    }

    /// How delays are spread. Default [`Jitter::Full`].
    pub fn jitter(mut self, jitter: Jitter) -> Builder {
        self.tuning.config.set_jitter(jitter);
        self
    }

    /// Fixes the jitter, for a run that can be repeated. Default: another one each time.
    pub fn seed(mut self, seed: u64) -> Builder {
        self.tuning.seed = Some(seed);
        self
    }

    /// Retries after a failure before it gives up; 0 for none, default without limit (as is `u32::MAX`).
    pub fn max_retries(self, retries: u32) -> Builder {
        self.number(NumberOption::MaxRetries, retries.into(), "max_retries")
    }

    /// The one deadline over a whole attempt, and the server's to answer who joins a namespace: 1 ms to 24.8 days, default
    /// 20 s.
    pub fn connection_timeout(self, timeout: Duration) -> Builder {
        self.number(NumberOption::ConnectionTimeout, millis(timeout), "connection_timeout")
    }

    /// Whether to listen to the page: online and offline, hidden and visible, frozen and resumed, asleep and awake. Default yes.
    pub fn lifecycle(mut self, listen: bool) -> Builder {
        self.link.aloof = !listen;
        self
    }

    /// A client that connects when it has a [namespace](SocketIo::namespace).
    ///
    /// # Errors
    /// [`OpenError`] names the option that cannot be taken.
    ///
    /// ```no_run
    /// use everwire::SocketIo;
    /// let client = SocketIo::builder("https://example.com").build()?;
    /// # Ok::<(), everwire::web::OpenError>(())
    /// ```
    pub fn build(self) -> Result<SocketIo, OpenError> {
        let Builder { url, path, mut link, auth, resume, tuning } = self;
        link.urls = vec![Provider::Fixed(address(&url, &path)?)];
        let auth = auth.ok_or(NO_OBJECT)?;
        let (config, seed) = tuning.check()?;
        let mut machine = Machine::new(config, seed);
        machine.core_mut().restore(resume.start.clone(), []);
        Ok(SocketIo::new(Driver::run(link, Namespaces::new(auth, resume), machine)))
    }

    fn number(mut self, option: NumberOption, value: f64, name: &'static str) -> Builder {
        self.tuning.set(option, value, name);
        self
    }
}

fn object(value: &impl Serialize) -> Option<Map<String, Value>> {
    match serde_json::to_value(value) {
        Ok(Value::Object(object)) => Some(object),
        _ => None,
    }
}

/// The WebSocket's URL at a server's.
fn address(url: &str, path: &str) -> Result<String, OpenError> {
    let url = Url::new(url).map_err(|_| OpenError::Url)?;
    let option = "url";
    let scheme = match url.protocol().as_str() {
        "https:" | "wss:" => "wss:",
        "http:" | "ws:" => "ws:",
        _ => return Err(OpenError::Option { option, takes: "one of scheme https:, http:, wss: or ws:" }),
    };
    if !url.hash().is_empty() {
        return Err(OpenError::Fragment);
    }
    if url.pathname() != "/" {
        let takes = "one without a path: `path` says where the server listens, `namespace` what to join there";
        return Err(OpenError::Option { option, takes });
    }
    let query = url.search().replacen('?', "&", 1);
    url.set_protocol(scheme);
    url.set_pathname(&format!("{}/", path.trim_end_matches('/')));
    url.set_search(&format!("EIO=4&transport=websocket{query}"));
    Ok(url.href())
}
