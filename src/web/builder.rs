//! Every option of a connection.

use std::time::Duration;

use web_sys::Url;

use super::driver::Driver;
use super::error::OpenError;
use super::message::Message;
use super::options::{Heartbeat, Link, Options, Queue, Resume, Tuning, millis};
use super::socket::WebSocket;
use super::source::{Provider, Source};
use super::storage::Storage;
use crate::core::{Close, Jitter, NumberOption, Verdict, is_secure};

/// Options for a [`WebSocket`]. Each method states its default; nothing is checked before [`open`](Builder::open).
///
/// ```no_run
/// use std::time::Duration;
/// use everwire::WebSocket;
/// use everwire::core::Jitter;
/// use everwire::web::{Heartbeat, Queue};
///
/// let socket = WebSocket::builder("wss://example.com/socket")
///     .fallback("wss://example.org/socket")
///     .protocols(["chat.v2"])
///     .query([("room", "7")])
///     .heartbeat(Heartbeat::new("ping").is_reply(|message| message.as_text() == Some("pong")))
///     .queue(Queue::new().max_messages(100))
///     .min_delay(Duration::from_millis(500))
///     .jitter(Jitter::Equal)
///     .open()?;
/// # Ok::<(), everwire::web::OpenError>(())
/// ```
#[must_use]
pub struct Builder {
    link: Link,
    options: Options,
    tuning: Tuning,
}

impl Builder {
    pub(super) fn new(url: impl Source<String>) -> Builder {
        let link = Link { urls: vec![url.into_provider()], ..Link::default() };
        Builder { link, options: Options::default(), tuning: Tuning::default() }
    }

    /// Another URL of the same service, tried after an attempt that failed, a connection that did not last, or a server that
    /// said 1013 (try again later). More than one is fine: after the last comes the first.
    pub fn fallback(mut self, url: impl Source<String>) -> Builder {
        self.link.urls.push(url.into_provider());
        self
    }

    /// Subprotocols to offer, the preferred one first. Default: none.
    pub fn protocols<P: Into<String>>(mut self, protocols: impl IntoIterator<Item = P>) -> Builder {
        self.link.protocols = protocols.into_iter().map(Into::into).collect();
        self
    }

    /// Query parameters, escaped here. They replace those of the same name in the URL.
    pub fn query<N: Into<String>, V: Into<String>>(self, pairs: impl IntoIterator<Item = (N, V)>) -> Builder {
        let pairs: Vec<(String, String)> = pairs.into_iter().map(|(name, value)| (name.into(), value.into())).collect();
        self.query_with(move || pairs.clone())
    }

    /// The same, asked for on each attempt.
    ///
    /// ```
    /// use everwire::WebSocket;
    /// let builder = WebSocket::builder("wss://example.com/socket").query_with(|| vec![("tab".into(), "1".into())]);
    /// ```
    pub fn query_with(mut self, query: impl Fn() -> Vec<(String, String)> + 'static) -> Builder {
        self.link.query = Some(Box::new(query));
        self
    }

    /// The first frame on every connection, before anything queued: the way to authenticate that keeps the token out of the
    /// URL. A message, or an async function that gives one for each attempt.
    ///
    /// ```
    /// use everwire::{Message, WebSocket};
    /// async fn token() -> Result<String, String> { Ok("…".into()) }
    /// let builder = WebSocket::builder("wss://example.com/socket")
    ///     .auth(|| async { token().await.map(|token| Message::from(format!(r#"{{"type": "auth", "token": "{token}"}}"#))) });
    /// ```
    pub fn auth(mut self, frame: impl Source<Message>) -> Builder {
        self.link.auth = Some(frame.into_provider());
        self
    }

    /// Gives up a link that has gone silent. Default: only the system does, after minutes.
    pub fn heartbeat(mut self, heartbeat: Heartbeat) -> Builder {
        let Heartbeat { message, is_reply, numbers } = heartbeat;
        self.options.probe = message;
        self.options.is_reply = is_reply;
        self.tuning.numbers.extend(numbers);
        self.number(NumberOption::Heartbeat, 1.0, "heartbeat")
    }

    /// Goes on after the last message where a connection was lost. Default: what the server sent meanwhile is missed.
    pub fn resume(mut self, resume: Resume) -> Builder {
        let Resume { cursor, key, query, frame, start, numbers } = resume;
        (self.link.query_after, self.link.frame_after) = (query, frame);
        (self.options.cursor, self.options.key, self.options.start) = (cursor, key, start);
        self.tuning.numbers.extend(numbers);
        self
    }

    /// Which message of the user's a message of the server's acknowledges, by its id. Needed by
    /// [`deliver`](super::Sender::deliver).
    ///
    /// ```
    /// use everwire::WebSocket;
    /// let builder = WebSocket::builder("wss://example.com/socket")
    ///     .acknowledges(|message| message.as_text()?.strip_prefix("ack ").map(String::from));
    /// ```
    pub fn acknowledges(mut self, acknowledges: impl Fn(&Message) -> Option<String> + 'static) -> Builder {
        self.options.acknowledges = Some(Box::new(acknowledges));
        self
    }

    /// What is kept while there is no connection, and for how long.
    pub fn queue(mut self, queue: Queue) -> Builder {
        self.options.caps = queue.caps;
        self.tuning.numbers.extend(queue.numbers);
        self
    }

    /// Close codes after which no retry follows, besides [`FATAL_CODES`](crate::core::FATAL_CODES).
    ///
    /// ```
    /// use everwire::WebSocket;
    /// let builder = WebSocket::builder("wss://example.com/socket").fatal([4100]).retry([4001]);
    /// ```
    pub fn fatal(mut self, codes: impl IntoIterator<Item = u16>) -> Builder {
        codes.into_iter().for_each(|code| self.tuning.config.set_code(code, true));
        self
    }

    /// Close codes after which it tries again, although they are among those.
    pub fn retry(mut self, codes: impl IntoIterator<Item = u16>) -> Builder {
        codes.into_iter().for_each(|code| self.tuning.config.set_code(code, false));
        self
    }

    /// Judges each close by its code and reason. [`Verdict::Unsaid`] leaves it to the codes.
    ///
    /// ```
    /// use everwire::WebSocket;
    /// use everwire::core::Verdict;
    /// let builder = WebSocket::builder("wss://example.com/socket").judge(|_, reason| match reason {
    ///     "replaced" => Verdict::Fatal,
    ///     _ => Verdict::Unsaid,
    /// });
    /// ```
    pub fn judge(mut self, judge: impl Fn(&Close, &str) -> Verdict + 'static) -> Builder {
        self.link.judge = Some(Box::new(judge));
        self
    }

    /// Whether to reconnect at all. Default yes.
    pub fn reconnect(mut self, enabled: bool) -> Builder {
        self.tuning.config.set_enabled(enabled);
        self
    }

    /// The delay before the first retry, before jitter: 0 to 24.8 days, default 3 s.
    pub fn min_delay(self, delay: Duration) -> Builder {
        self.number(NumberOption::MinReconnectionDelay, millis(delay), "min_delay")
    }

    /// The most that the delay grows to: 0 to 24.8 days, default 45 s or `min_delay` where that is more.
    pub fn max_delay(self, delay: Duration) -> Builder {
        self.number(NumberOption::MaxReconnectionDelay, millis(delay), "max_delay")
    }

    /// The delay grows by it with each retry: 1 to 1,000, default 2.
    pub fn grow_factor(self, factor: f64) -> Builder {
        self.number(NumberOption::ReconnectionDelayGrowFactor, factor, "grow_factor")
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

    /// A connection that was open for so long starts the count of retries anew: 0 to 24.8 days, default 5 s.
    pub fn min_uptime(self, uptime: Duration) -> Builder {
        self.number(NumberOption::MinUptime, millis(uptime), "min_uptime")
    }

    /// The one deadline over a whole attempt (URL, auth frame, handshake): 1 ms to 24.8 days, default 10 s.
    pub fn connection_timeout(self, timeout: Duration) -> Builder {
        self.number(NumberOption::ConnectionTimeout, millis(timeout), "connection_timeout")
    }

    /// How long a closing handshake may take: 1 ms to 24.8 days, default 5 s.
    pub fn close_timeout(self, timeout: Duration) -> Builder {
        self.number(NumberOption::CloseTimeout, millis(timeout), "close_timeout")
    }

    /// Whether to listen to the page: online and offline, hidden and visible, frozen and resumed, asleep and awake. Default yes.
    pub fn lifecycle(mut self, listen: bool) -> Builder {
        self.link.aloof = !listen;
        self
    }

    /// Keeps the cursor and keys of [`resume`](Builder::resume) across page loads. Default: they end with the page.
    pub fn storage(mut self, storage: Storage) -> Builder {
        self.options.storage = Some(storage);
        self.number(NumberOption::Save, 1.0, "storage")
    }

    /// Begins to connect, and returns at once.
    ///
    /// # Errors
    /// [`OpenError`] names the option that cannot be taken; then nothing happens.
    ///
    /// ```no_run
    /// use everwire::WebSocket;
    /// let socket = WebSocket::builder("wss://example.com/socket").open()?;
    /// # Ok::<(), everwire::web::OpenError>(())
    /// ```
    pub fn open(self) -> Result<WebSocket, OpenError> {
        let Builder { link, options, mut tuning } = self;
        check_urls(&link.urls)?;
        check_protocols(&link.protocols)?;
        if options.storage.is_some() && options.cursor.is_none() {
            return Err(OpenError::Needs { option: "storage", needs: "`resume`" });
        }
        tuning.set(NumberOption::Endpoints, link.urls.len() as f64, "fallback");
        let (config, seed) = tuning.check()?;
        let driver = Driver::new(link, options, config, seed);
        driver.connect();
        Ok(WebSocket::new(driver))
    }

    fn number(mut self, option: NumberOption, value: f64, name: &'static str) -> Builder {
        self.tuning.set(option, value, name);
        self
    }
}

/// What functions give is judged when it is there.
fn check_urls(urls: &[Provider<String>]) -> Result<(), OpenError> {
    let (mut secure, mut insecure) = (false, false);
    for url in urls {
        let Provider::Fixed(url) = url else { continue };
        let url = Url::new(url).map_err(|_| OpenError::Url)?;
        let scheme = url.protocol();
        if !matches!(scheme.as_str(), "ws:" | "wss:") {
            return Err(OpenError::Scheme(scheme));
        }
        if !url.hash().is_empty() {
            return Err(OpenError::Fragment);
        }
        secure |= is_secure(&scheme);
        insecure |= !is_secure(&scheme);
    }
    if secure && insecure { Err(OpenError::Insecure) } else { Ok(()) }
}

fn check_protocols(protocols: &[String]) -> Result<(), OpenError> {
    let is_token = |text: &str| {
        // RFC 2616 §2.2: visible ASCII without separators.
        !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic() && !b"()<>@,;:\\\"/[]?={}".contains(&byte))
    };
    for (at, protocol) in protocols.iter().enumerate() {
        if !is_token(protocol) || protocols.iter().take(at).any(|earlier| earlier == protocol) {
            return Err(OpenError::Protocol(protocol.clone()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn protocols_are_tokens_and_each_is_there_once() {
        let check =
            |protocols: &[&str]| check_protocols(&protocols.iter().map(|p| String::from(*p)).collect::<Vec<_>>());
        assert_eq!(check(&["a", "chat.v2", "x!y"]), Ok(()));
        for wrong in [&["a b"][..], &[""], &["é"], &["a/b"], &["a", "b", "a"]] {
            assert!(matches!(check(wrong), Err(OpenError::Protocol(_))), "{wrong:?}");
        }
    }
}
