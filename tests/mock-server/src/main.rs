//! The command line of the mock server. One JSON line on stdout says where it listens; everything else goes to stderr.

use std::io;
use std::net::IpAddr;
use std::path::PathBuf;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use everwire_mock_server::process::{self, End};
use everwire_mock_server::{Config, Limits, OpenHandsConfig, Server, SocketIoConfig};
use serde_json::json;

/// Plays the OpenHands agent server for everwire's tests and demo, and fails on demand.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Loopback address to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1", value_parser = process::loopback)]
    host: IpAddr,
    /// Port to listen on; 0 lets the system pick one
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,
    /// Folder to serve behind /
    #[arg(long, value_name = "DIR", value_parser = folder)]
    www: Option<PathBuf>,
    /// Folder to serve behind /pkg/
    #[arg(long, value_name = "DIR", value_parser = folder)]
    pkg: Option<PathBuf>,
    /// Key that clients must show
    #[arg(long, value_name = "KEY", value_parser = key)]
    session_api_key: Option<String>,
    /// Folder to write ledgers into, so that they survive a kill
    #[arg(long, value_name = "DIR", value_parser = folder)]
    ledger_dir: Option<PathBuf>,
    /// Connections at a time; more wait in the kernel's queue
    #[arg(long, value_name = "N", default_value_t = Limits::default().max_connections, value_parser = count)]
    max_connections: usize,
    /// Redis that nodes share, such as redis://127.0.0.1:6379
    #[arg(long, value_name = "URL", value_parser = redis)]
    redis: Option<String>,
    /// Conversations of one user whose agents run at a time (Socket.IO)
    #[arg(long, value_name = "N", default_value_t = OpenHandsConfig::default().max_concurrent_conversations, value_parser = count)]
    max_concurrent_conversations: usize,
    /// Seconds that an agent without clients may be silent before it is stopped (Socket.IO)
    #[arg(long, value_name = "SECONDS", default_value = "15", value_parser = seconds)]
    close_delay: Duration,
    /// Seconds between looks at which agents are silent (Socket.IO)
    #[arg(long, value_name = "SECONDS", default_value = "15", value_parser = seconds)]
    cleanup_interval: Duration,
    /// Exit when stdin reaches its end, as it does when the process that started this one dies
    #[arg(long)]
    exit_on_stdin_close: bool,
}

fn main() -> ExitCode {
    process::run(run(Arguments::parse()))
}

async fn run(arguments: Arguments) -> io::Result<()> {
    let end = End::prepare(arguments.exit_on_stdin_close)?;
    process::allow_open_files(arguments.max_connections)?;
    let (host, port) = (arguments.host, arguments.port);
    let server = Server::start(&config(arguments))
        .await
        .map_err(|error| io::Error::new(error.kind(), format!("cannot listen on {host} port {port}: {error}")))?;
    let address = server.address();
    process::announce(&json!({ "host": address.ip().to_string(), "port": address.port(), "url": server.url() }))?;
    end.reached().await;
    server.stop().await;
    Ok(())
}

fn config(arguments: Arguments) -> Config {
    let Arguments { host, port, www, pkg, session_api_key, ledger_dir, max_connections, .. } = arguments;
    let Arguments { redis, max_concurrent_conversations, close_delay, cleanup_interval, .. } = arguments;
    let limits = Limits { max_connections, ..Limits::default() };
    let openhands =
        OpenHandsConfig { max_concurrent_conversations, close_delay, cleanup_interval, ..OpenHandsConfig::default() };
    let socketio = SocketIoConfig { redis, openhands, ..SocketIoConfig::default() };
    Config { host, port, www, pkg, session_api_key, ledger_dir, limits, socketio }
}

fn folder(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    if path.is_dir() { Ok(path) } else { Err("is not a folder".to_owned()) }
}

fn count(text: &str) -> Result<usize, String> {
    let count = text.parse::<u32>().map_err(|_| "must be a whole number".to_owned())?;
    if count == 0 { Err("must be at least 1".to_owned()) } else { Ok(count as usize) }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds = text.parse().map_err(|_| "must be a number of seconds".to_owned())?;
    Duration::try_from_secs_f64(seconds).map_err(|error| error.to_string())
}

fn redis(text: &str) -> Result<String, String> {
    if SocketIoConfig::is_redis(text) {
        Ok(text.to_owned())
    } else {
        Err("must be a URL such as redis://HOST:PORT".to_owned())
    }
}

fn key(text: &str) -> Result<String, String> {
    if text.is_empty() {
        Err("must not be empty; leave it out for a server without a key".to_owned())
    } else {
        Ok(text.to_owned())
    }
}
