//! The command line of the mock server. One JSON line on stdout says where it listens; everything else goes to stderr.

use std::io::{Read, Write};
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use everwire_mock_server::{Config, Server};
use serde_json::json;
use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::oneshot;

/// Plays the OpenHands agent server for everwire's tests and demo, and fails on demand.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Loopback address to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1", value_parser = loopback)]
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
    /// Exit when stdin reaches its end, as it does when the process that started this one dies
    #[arg(long)]
    exit_on_stdin_close: bool,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = tokio::runtime::Runtime::new().and_then(|runtime| runtime.block_on(run(arguments)));
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

async fn run(arguments: Arguments) -> std::io::Result<()> {
    let Arguments { host, port, www, pkg, session_api_key, exit_on_stdin_close } = arguments;
    // Before anybody can know that we listen: a signal must never find us unprepared.
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let config = Config { host, port, www, pkg, session_api_key, ..Config::default() };
    let server = Server::start(&config)
        .await
        .map_err(|error| std::io::Error::new(error.kind(), format!("cannot listen on {host} port {port}: {error}")))?;
    announce(&server)?;
    let why = tokio::select! {
        _ = terminate.recv() => "SIGTERM",
        _ = interrupt.recv() => "SIGINT",
        () = stdin_closed(exit_on_stdin_close) => "end of stdin",
    };
    // Whoever read our stderr may be gone: no reason to panic before the sockets are closed.
    let _ = writeln!(std::io::stderr(), "stopping: {why}");
    server.stop().await;
    Ok(())
}

fn announce(server: &Server) -> std::io::Result<()> {
    let address = server.address();
    let line = json!({ "host": address.ip().to_string(), "port": address.port(), "url": server.url() });
    let mut stdout = std::io::stdout().lock();
    writeln!(stdout, "{line}")?;
    stdout.flush()
}

/// Resolves at the end of stdin; never where nobody asked for it.
async fn stdin_closed(asked: bool) {
    if !asked {
        return std::future::pending().await;
    }
    let (closed, is_closed) = oneshot::channel();
    // A thread of its own: the runtime would wait for a blocking read of its own when it ends.
    std::thread::spawn(move || {
        let mut scrap = [0; 1024];
        while matches!(std::io::stdin().read(&mut scrap), Ok(n) if n > 0) {}
        let _ = closed.send(());
    });
    let _ = is_closed.await;
}

fn loopback(text: &str) -> Result<IpAddr, String> {
    let address = match text {
        "localhost" => IpAddr::V4(Ipv4Addr::LOCALHOST),
        _ => text.parse().map_err(|_| "must be an IP address such as 127.0.0.1 or ::1".to_owned())?,
    };
    // Whoever reaches the server may break connections and read everything: it is for this machine alone.
    if address.is_loopback() { Ok(address) } else { Err("must be a loopback address".to_owned()) }
}

fn folder(text: &str) -> Result<PathBuf, String> {
    let path = PathBuf::from(text);
    if path.is_dir() { Ok(path) } else { Err("is not a folder".to_owned()) }
}

fn key(text: &str) -> Result<String, String> {
    if text.is_empty() {
        Err("must not be empty; leave it out for a server without a key".to_owned())
    } else {
        Ok(text.to_owned())
    }
}
