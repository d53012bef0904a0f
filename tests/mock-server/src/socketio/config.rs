//! What the Socket.IO server is started with; the defaults are those of OpenHands and python-socketio.

use std::time::Duration;

/// How Socket.IO is spoken.
#[derive(Clone, Debug)]
pub struct SocketIoConfig {
    /// What stands before `/socket.io/` in the path, such as `/runtime/55313`; `/socket.io/` itself is always there.
    pub path_prefix: String,
    /// The Redis that nodes share, such as `redis://127.0.0.1:6379`; `None`: this node is alone.
    pub redis: Option<String>,
    /// The conversations in the root namespace.
    pub openhands: OpenHandsConfig,
    /// The pause before each server ping. Default 25 s.
    pub ping_interval: Duration,
    /// How long the answer to a ping may take before the link is closed. Default 20 s.
    pub ping_timeout: Duration,
    /// Bytes of an incoming frame; 1009 above it. Default 4 MiB.
    pub max_payload: usize,
    /// How long a connection may go without a namespace. Default 45 s.
    pub connect_timeout: Duration,
    /// How long after it lost its connection a client finds its session again. Default 2 min.
    pub max_disconnection: Duration,
    /// Bytes that may wait to be sent on one connection; it is ended above it. Default 64 MiB.
    pub max_unsent_bytes: usize,
    /// Bytes of a client's events that may wait to be answered in one namespace; its connection is ended
    /// above it. Default 64 MiB.
    pub max_unanswered_bytes: usize,
}

impl SocketIoConfig {
    /// Whether a text is the address of a Redis.
    #[must_use]
    pub fn is_redis(text: &str) -> bool {
        redis::Client::open(text).is_ok()
    }
}

impl Default for SocketIoConfig {
    fn default() -> Self {
        Self {
            path_prefix: String::new(),
            redis: None,
            openhands: OpenHandsConfig::default(),
            ping_interval: Duration::from_secs(25),
            ping_timeout: Duration::from_secs(20),
            max_payload: 4 << 20,
            connect_timeout: Duration::from_secs(45),
            max_disconnection: Duration::from_secs(120),
            max_unsent_bytes: 64 << 20,
            max_unanswered_bytes: 64 << 20,
        }
    }
}

/// How conversations are kept.
#[derive(Clone, Debug)]
pub struct OpenHandsConfig {
    /// Conversations of one user whose agents run at a time; one more stops the oldest. Default 3.
    pub max_concurrent_conversations: usize,
    /// How long an agent without clients may be silent before it is stopped. Default 15 s.
    pub close_delay: Duration,
    /// The pause between looks at who is silent. Default 15 s.
    pub cleanup_interval: Duration,
    /// How long a node of several may give no sign of life before its connections no longer count. Default 2 s.
    pub node_timeout: Duration,
    /// How long what an agent does waits for a first client. Default 30 s.
    pub client_wait_timeout: Duration,
}

impl Default for OpenHandsConfig {
    fn default() -> Self {
        Self {
            max_concurrent_conversations: 3,
            close_delay: Duration::from_secs(15),
            cleanup_interval: Duration::from_secs(15),
            node_timeout: Duration::from_secs(2),
            client_wait_timeout: Duration::from_secs(30),
        }
    }
}
