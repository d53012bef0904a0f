//! The command line of the fault proxy. One JSON line on stdout says where it listens, where it takes orders, and from
//! which seed it draws; everything else goes to stderr.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::process::ExitCode;

use clap::Parser;
use everwire_mock_server::process::{self, End};
use everwire_mock_server::{Proxy, ProxyConfig, Schedule};
use serde_json::json;

/// Stands in front of a WebSocket server and fails on demand.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Loopback address and port of the server behind the proxy
    #[arg(long, value_name = "HOST:PORT", value_parser = upstream)]
    upstream: SocketAddr,
    /// Loopback address to listen on
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1", value_parser = process::loopback)]
    host: IpAddr,
    /// Port for clients; 0 lets the system pick one
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    port: u16,
    /// Port for orders; 0 lets the system pick one
    #[arg(long, value_name = "PORT", default_value_t = 0)]
    control_port: u16,
    /// File with a JSON list of {at_ms, fault, for_ms} to play from the start on
    #[arg(long, value_name = "FILE", value_parser = written)]
    schedule: Option<Schedule>,
    /// Play faults drawn from this number, without end; "random" picks a number and prints it
    #[arg(long, value_name = "N", value_parser = drawn, conflicts_with = "schedule")]
    seed: Option<Schedule>,
    /// Exit when stdin reaches its end, as it does when the process that started this one dies
    #[arg(long)]
    exit_on_stdin_close: bool,
}

fn main() -> ExitCode {
    process::run(run(Arguments::parse()))
}

async fn run(arguments: Arguments) -> io::Result<()> {
    let Arguments { upstream, host, port, control_port, schedule, seed, exit_on_stdin_close } = arguments;
    let end = End::prepare(exit_on_stdin_close)?;
    let schedule = schedule.or(seed);
    let seed = schedule.as_ref().and_then(Schedule::seed);
    let config = ProxyConfig { host, port, control_port, schedule, ..ProxyConfig::before(upstream) };
    let proxy = Proxy::start(config).await?;
    let (address, control) = (proxy.address(), proxy.control_address());
    process::announce(&json!({
        "host": address.ip().to_string(),
        "port": address.port(),
        "url": format!("http://{address}"),
        "control_port": control.port(),
        "control_url": format!("http://{control}"),
        "upstream": upstream.to_string(),
        "seed": seed,
    }))?;
    end.reached().await;
    proxy.stop().await;
    Ok(())
}

fn upstream(text: &str) -> Result<SocketAddr, String> {
    let (host, port) = text.rsplit_once(':').ok_or("must be HOST:PORT, such as 127.0.0.1:8080")?;
    let host = process::loopback(host.trim_start_matches('[').trim_end_matches(']'))?;
    match port.parse() {
        Ok(port @ 1..) => Ok((host, port).into()),
        _ => Err(format!("{port:?} is not a port")),
    }
}

fn written(text: &str) -> Result<Schedule, String> {
    let json = std::fs::read(Path::new(text)).map_err(|error| format!("cannot be read: {error}"))?;
    Schedule::parse(&json)
}

fn drawn(text: &str) -> Result<Schedule, String> {
    let seed = match text {
        // 53 bits, as a schedule takes them.
        "random" => uuid::Uuid::new_v4().as_u64_pair().1 & ((1 << 53) - 1),
        _ => text.parse().map_err(|_| "must be a whole number or \"random\"".to_owned())?,
    };
    Schedule::random(seed)
}
