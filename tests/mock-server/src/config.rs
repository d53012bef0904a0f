//! What a server is started with. Everything that a test may want shorter or smaller is here; the defaults are the
//! agent server's own numbers where it has one.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::time::Duration;

use crate::socketio::SocketIoConfig;

/// How to start a [`Server`](crate::Server). The default listens on 127.0.0.1 on a port the system picks, without a
/// key and without static files.
#[derive(Clone, Debug)]
pub struct Config {
    /// The address to listen on.
    pub host: IpAddr,
    /// The port to listen on; 0 lets the system pick one.
    pub port: u16,
    /// The folder behind `/`.
    pub www: Option<PathBuf>,
    /// The folder behind `/pkg/`.
    pub pkg: Option<PathBuf>,
    /// The folder behind `/vendor/`.
    pub vendor: Option<PathBuf>,
    /// The key that clients must show; `None` lets everybody in.
    pub session_api_key: Option<String>,
    /// The folder in which ledgers are written down; `None` keeps them in memory.
    pub ledger_dir: Option<PathBuf>,
    /// Times and sizes.
    pub limits: Limits,
    /// Socket.IO.
    pub socketio: SocketIoConfig,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            www: None,
            pkg: None,
            vendor: None,
            session_api_key: None,
            ledger_dir: None,
            limits: Limits::default(),
            socketio: SocketIoConfig::default(),
        }
    }
}

/// Times and sizes that bound what a client can make the server wait for or hold.
#[derive(Clone, Debug)]
pub struct Limits {
    /// How long a client without a key in its URL may take to send its auth frame. Default 10 s.
    pub auth_timeout: Duration,
    /// The pause before each server ping. Default 20 s.
    pub ping_interval: Duration,
    /// How long the answer to a ping may take before the link is closed with 1011. Default 20 s.
    pub ping_timeout: Duration,
    /// How long the peer may take to answer our close frame before its TCP connection is dropped. Default 5 s.
    pub close_timeout: Duration,
    /// Subscribers of one conversation; one more is closed with 1013. Default 50.
    pub max_subscribers: usize,
    /// Live events a subscriber may lag behind before it is closed with 1013 `slow_consumer`. Default 10,000.
    pub max_lag: usize,
    /// Bytes of frames that no log keeps and that wait for slow subscribers of one conversation; who misses one is closed
    /// with 1013 `slow_consumer`. Default 64 MiB.
    pub max_passing_bytes: usize,
    /// Bytes of an incoming WebSocket message (1009 above it) or HTTP body (413 above it). Default 4 MiB.
    pub max_message_bytes: usize,
    /// Bytes of an envelope on `/sockets/session/{id}`; 1013 `frame_too_large` above it. Default 4 MiB.
    pub max_frame_bytes: usize,
    /// TCP connections at a time; more wait in the kernel's queue. Default 512.
    pub max_connections: usize,
    /// Conversations that can be created; 507 above it. Default 10,000.
    pub max_conversations: usize,
    /// Bytes of events in all conversations together; 507 (or a `ServerErrorEvent`) above it. Default 256 MiB.
    pub max_stored_bytes: usize,
    /// Ledgers; 507 above it, unless one with a live stream and nobody connected can make way. Default 256.
    pub max_ledgers: usize,
    /// Distinct messages of a client's in one ledger; one more is closed with 1008. Default 20,000.
    pub max_receipts: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            auth_timeout: Duration::from_secs(10),
            ping_interval: Duration::from_secs(20),
            ping_timeout: Duration::from_secs(20),
            close_timeout: Duration::from_secs(5),
            max_subscribers: 50,
            max_lag: 10_000,
            max_passing_bytes: 64 << 20,
            max_message_bytes: 4 << 20,
            max_frame_bytes: 4 << 20,
            max_connections: 512,
            max_conversations: 10_000,
            max_stored_bytes: 256 << 20,
            max_ledgers: 256,
            max_receipts: 20_000,
        }
    }
}
