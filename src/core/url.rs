//! The URLs of OpenHands: its `websocket-url` functions, on parsed parts.
//!
//! Parsing an absolute URL is left to the platform's own WHATWG parser (`URL` in the browser): it decides what is
//! unparsable, how a host is written and how a segment is escaped.

/// The page that everwire runs in: what `location` says.
#[derive(Clone, Copy, Debug)]
pub struct Page<'a> {
    /// Whether the page came by https.
    pub secure: bool,
    /// The page's host, with its port where it is not the scheme's own.
    pub host: &'a str,
}

/// The parts of an absolute URL that matter here.
#[derive(Clone, Copy, Debug)]
pub struct Target<'a> {
    /// Whether the scheme is `https` or `wss`.
    pub secure: bool,
    /// The host, with its port where it is not the scheme's own.
    pub host: &'a str,
    /// The path, from its leading `/`.
    pub path: &'a str,
}

/// Whether a URL's protocol (`"https:"`) is a secure one.
///
/// ```
/// use everwire::core::is_secure;
/// assert!(is_secure("wss:") && is_secure("https:"));
/// assert!(!is_secure("ws:") && !is_secure("ftps:"));
/// ```
pub fn is_secure(protocol: &str) -> bool {
    matches!(protocol, "https:" | "wss:")
}

/// The host of the conversation's URL, or the page's where there is no absolute URL.
///
/// ```
/// use everwire::core::{Page, Target, extract_base_host};
/// let page = Page { secure: true, host: "app.example" };
/// let target = Target { secure: false, host: "localhost:3000", path: "/api/conversations/7" };
/// assert_eq!(extract_base_host(Some(target), page), "localhost:3000");
/// assert_eq!(extract_base_host(None, page), "app.example");
/// ```
pub fn extract_base_host<'a>(target: Option<Target<'a>>, page: Page<'a>) -> &'a str {
    target.map_or(page.host, |target| target.host)
}

/// The base for HTTP requests: the page's scheme with the conversation's host.
///
/// ```
/// use everwire::core::{Page, build_http_base_url};
/// assert_eq!(build_http_base_url(None, Page { secure: true, host: "app.example" }), "https://app.example");
/// ```
pub fn build_http_base_url(target: Option<Target<'_>>, page: Page<'_>) -> String {
    [if page.secure { "https://" } else { "http://" }, extract_base_host(target, page)].concat()
}

/// The URL of a conversation's socket: `wss` where the page or the target is secure, a path prefix that stands before
/// `/api/` is kept, and there is never a query. `id` is one path segment, escaped already; where it is empty, `.` or `..`,
/// there is no URL.
///
/// ```
/// use everwire::core::{Page, Target, build_websocket_url};
/// let page = Page { secure: false, host: "app.example" };
/// let target = Target { secure: true, host: "h:3000", path: "/runtime/55313/api/conversations/7" };
/// assert_eq!(
///     build_websocket_url("7", Some(target), page).as_deref(),
///     Some("wss://h:3000/runtime/55313/sockets/events/7"),
/// );
/// assert_eq!(build_websocket_url("", None, page), None);
/// ```
pub fn build_websocket_url(id: &str, target: Option<Target<'_>>, page: Page<'_>) -> Option<String> {
    if matches!(id, "" | "." | "..") {
        return None;
    }
    let secure = page.secure || target.is_some_and(|target| target.secure);
    let prefix = target.map_or("", |target| prefix(target.path));
    let scheme = if secure { "wss://" } else { "ws://" };
    Some([scheme, extract_base_host(target, page), prefix, "/sockets/events/", id].concat())
}

/// Whether a WebSocket URL leads to this machine itself (`localhost`, 127.0.0.0/8, `[::1]`), which can be reached without a
/// network.
///
/// ```
/// use everwire::core::is_local;
/// assert!(is_local("ws://localhost:3000/x") && is_local("ws://127.0.0.1/") && is_local("ws://[::1]:80/"));
/// assert!(!is_local("ws://localhost.example/") && !is_local("wss://example.com/?u=ws://localhost/"));
/// ```
pub fn is_local(url: &str) -> bool {
    let rest = url.split_once("//").map_or("", |(_, rest)| rest);
    let host = rest.split(['/', '?']).next().unwrap_or("");
    let name = host.split(':').next().unwrap_or("");
    name == "localhost" || host.starts_with("127.") || host.starts_with("[::1]")
}

/// What stands before `/api/`.
fn prefix(path: &str) -> &str {
    path.split_once("/api/").map_or("", |(prefix, _)| prefix)
}
