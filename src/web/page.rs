//! The URL functions of OpenHands in the browser: the engine's own parser, and the page's location.

use web_sys::Url;

use crate::core::{self, Page, Target, is_secure};

/// A page's location, as `window.location` has it.
///
/// ```no_run
/// use everwire::web::{Location, build_websocket_url};
/// let page = Location { protocol: "https:".into(), host: "app.example".into() };
/// let url = build_websocket_url("7", Some("https://agent.example/runtime/1/api/conversations/7"), &page);
/// assert_eq!(url.as_deref(), Some("wss://agent.example/runtime/1/sockets/events/7"));
/// ```
#[derive(Clone, Debug)]
pub struct Location {
    /// `"https:"`, `"http:"`.
    pub protocol: String,
    /// The host, with its port where it is not the scheme's own.
    pub host: String,
}

impl Location {
    fn page(&self) -> Page<'_> {
        Page { secure: is_secure(&self.protocol), host: &self.host }
    }
}

/// The host with port of an absolute URL; the page's where `url` is none, relative or unparsable.
pub fn extract_base_host(url: Option<&str>, location: &Location) -> String {
    let parsed = Parsed::new(url);
    core::extract_base_host(parsed.target(), location.page()).into()
}

/// The page's scheme and the host of `url`: `http://localhost:3000`.
pub fn build_http_base_url(url: Option<&str>, location: &Location) -> String {
    core::build_http_base_url(Parsed::new(url).target(), location.page())
}

/// The URL of conversation `id`'s socket on the host of `url`; none for an empty id.
pub fn build_websocket_url(id: &str, url: Option<&str>, location: &Location) -> Option<String> {
    let id = String::from(js_sys::encode_uri_component(id));
    core::build_websocket_url(&id, Parsed::new(url).target(), location.page())
}

/// A URL as the engine parses it; an empty host where it does not, or where there is none (`mailto:x`).
#[derive(Default)]
struct Parsed {
    secure: bool,
    host: String,
    path: String,
}

impl Parsed {
    fn new(url: Option<&str>) -> Parsed {
        match url.map(Url::new) {
            Some(Ok(url)) => Parsed { secure: is_secure(&url.protocol()), host: url.host(), path: url.pathname() },
            _ => Parsed::default(),
        }
    }

    fn target(&self) -> Option<Target<'_>> {
        let Parsed { secure, host, path } = self;
        if host.is_empty() { None } else { Some(Target { secure: *secure, host, path }) }
    }
}
