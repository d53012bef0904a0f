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
    /// Folder to serve behind /vendor/
    #[arg(long, value_name = "DIR", value_parser = folder)]
    vendor: Option<PathBuf>,
    /// Key that clients must show
    #[arg(long, value_name = "KEY", value_parser = key)]
    session_api_key: Option<String>,
    /// Folder to write ledgers into, so that they survive a kill
    #[arg(long, value_name = "DIR", value_parser = folder)]
    ledger_dir: Option<PathBuf>,
    /// Connections at a time; more wait in the kernel's queue
    #[arg(long, value_name = "N", default_value_t = Limits::default().max_connections, value_parser = count)]
    max_connections: usize,
    /// Redis whose conversations and Socket.IO rooms this node shares with others, such as redis://127.0.0.1:6379
    #[arg(long, value_name = "URL", value_parser = redis)]
    redis: Option<String>,
    /// Agents of one user that run at a time; one more stops the conversation that was silent for the longest
    #[arg(long, value_name = "N", default_value_t = OpenHandsConfig::default().max_concurrent_conversations, value_parser = count)]
    max_concurrent_conversations: usize,
    /// Seconds that an agent without clients may be silent before it is stopped
    #[arg(long, value_name = "SECONDS", default_value_t = seconds_of(OpenHandsConfig::default().close_delay), value_parser = seconds)]
    close_delay: f64,
    /// Seconds between looks at which agents are silent
    #[arg(long, value_name = "SECONDS", default_value_t = seconds_of(OpenHandsConfig::default().cleanup_interval), value_parser = seconds)]
    cleanup_interval: f64,
    /// Seconds for which what an agent does waits for its first client; after that it is sent to whoever is there
    #[arg(long, value_name = "SECONDS", default_value_t = seconds_of(OpenHandsConfig::default().client_wait_timeout), value_parser = seconds)]
    client_wait_timeout: f64,
    /// How long one second of the three times above lasts, in seconds: 0.01 makes them a hundred times shorter
    #[arg(long, value_name = "SECONDS", default_value_t = 1.0, value_parser = tick)]
    tick: f64,
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
    let server = Server::start(&config(arguments)).await?;
    let address = server.address();
    process::announce(&json!({ "host": address.ip().to_string(), "port": address.port(), "url": server.url() }))?;
    end.reached().await;
    server.stop().await;
    Ok(())
}

fn config(arguments: Arguments) -> Config {
    let Arguments { host, port, www, pkg, vendor, session_api_key, ledger_dir, max_connections, .. } = arguments;
    let Arguments { redis, max_concurrent_conversations, close_delay, cleanup_interval, client_wait_timeout, .. } =
        arguments;
    let limits = Limits { max_connections, ..Limits::default() };
    let lasts = |seconds: f64| Duration::try_from_secs_f64(seconds * arguments.tick).unwrap_or(Duration::MAX);
    let openhands = OpenHandsConfig {
        max_concurrent_conversations,
        close_delay: lasts(close_delay),
        // Looking all the time would leave no time for anything else.
        cleanup_interval: lasts(cleanup_interval).max(Duration::from_millis(1)),
        client_wait_timeout: lasts(client_wait_timeout),
        ..OpenHandsConfig::default()
    };
    let socketio = SocketIoConfig { redis, openhands, ..SocketIoConfig::default() };
    Config { host, port, www, pkg, vendor, session_api_key, ledger_dir, limits, socketio }
}

fn folder(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    if path.is_dir() { Ok(path) } else { Err("is not a folder".to_owned()) }
}

fn count(text: &str) -> Result<usize, String> {
    let count = text.parse::<u32>().map_err(|_| "must be a whole number".to_owned())?;
    if count == 0 { Err("must be at least 1".to_owned()) } else { Ok(count as usize) }
}

fn seconds(text: &str) -> Result<f64, String> {
    const YEAR: f64 = 365.0 * 86_400.0;
    let seconds = text.parse().map_err(|_| "must be a number of seconds, such as 15 or 0.5".to_owned())?;
    if (0.0..=YEAR).contains(&seconds) { Ok(seconds) } else { Err("must be from 0 to a year".to_owned()) }
}

fn tick(text: &str) -> Result<f64, String> {
    match seconds(text)? {
        0.0 => Err("must be above 0, or no time would pass between anything".to_owned()),
        tick => Ok(tick),
    }
}

fn seconds_of(duration: Duration) -> f64 {
    duration.as_secs_f64()
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
