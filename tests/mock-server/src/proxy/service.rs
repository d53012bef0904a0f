//! A running proxy: start, addresses, stop.

use std::future::IntoFuture as _;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinSet;

use super::acceptor::{Acceptor, listen};
use super::api;
use super::control::Control;
use super::port::Port;
use super::schedule::Schedule;
use crate::faults::{FaultListener, Room};
use crate::lock;

/// Connections to the control port at a time; more wait in the kernel's queue.
const MAX_CONTROLLERS: usize = 64;

/// How to start a [`Proxy`].
#[derive(Clone, Debug)]
pub struct ProxyConfig {
    /// The server behind the proxy.
    pub upstream: SocketAddr,
    /// The address to listen on, for clients and for orders.
    pub host: IpAddr,
    /// The port for clients; 0 lets the system pick one.
    pub port: u16,
    /// The port for orders; 0 lets the system pick one.
    pub control_port: u16,
    /// What is played from the start on.
    pub schedule: Option<Schedule>,
    /// Clients at a time; more wait in the kernel's queue. Default 512.
    pub max_connections: usize,
}

impl ProxyConfig {
    /// A proxy before this server, on the same address, on ports the system picks, without a schedule.
    #[must_use]
    pub fn before(upstream: SocketAddr) -> Self {
        Self { upstream, host: upstream.ip(), port: 0, control_port: 0, schedule: None, max_connections: 512 }
    }
}

/// A proxy that stands from [`Proxy::start`] until [`Proxy::stop`] or the end of its runtime.
///
/// ```
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// use everwire_mock_server::{Config, Proxy, ProxyConfig, Server};
///
/// let server = Server::start(&Config::default()).await?;
/// let proxy = Proxy::start(ProxyConfig::before(server.address())).await?;
/// assert_ne!(proxy.address(), proxy.control_address());
/// proxy.stop().await;
/// server.stop().await;
/// # std::io::Result::Ok(())
/// # }).unwrap();
/// ```
#[must_use = "a proxy that is dropped stops at once"]
pub struct Proxy {
    control: Arc<Control>,
    address: SocketAddr,
    control_address: SocketAddr,
    tasks: JoinSet<()>,
}

impl Proxy {
    /// Listens on both ports. When this returns, a client can connect.
    ///
    /// # Errors
    /// Where a port cannot be listened on.
    pub async fn start(config: ProxyConfig) -> io::Result<Self> {
        let ProxyConfig { upstream, host, port, control_port, schedule, max_connections } = config;
        let port = Port::reserve((host, port).into()).map_err(|error| named(error, host, port))?;
        let orders = TcpListener::bind((host, control_port)).await.map_err(|error| named(error, host, control_port))?;
        let (address, control_address) = (port.address(), orders.local_addr()?);
        let room = Room::for_connections(max_connections);
        let first = listen(&port, &room).map_err(|error| named(error, host, address.port()))?;

        let control = Control::new();
        let mut tasks = JoinSet::new();
        let orders = FaultListener::new(orders, Room::for_connections(MAX_CONTROLLERS));
        let router = api::router(Arc::clone(&control));
        tasks.spawn(async move {
            // It never fails: accept errors are the listener's affair.
            let _ = axum::serve(orders, router).into_future().await;
        });
        let keeper = Arc::clone(&control);
        tasks.spawn(async move { keeper.board.keep().await });
        tasks.spawn(Acceptor { control: Arc::clone(&control), port, room, upstream }.run(first));
        if let Some(schedule) = schedule {
            control.play(schedule);
        }
        Ok(Self { control, address, control_address, tasks })
    }

    /// Where clients connect.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where orders are taken.
    #[must_use]
    pub fn control_address(&self) -> SocketAddr {
        self.control_address
    }

    /// Drops every connection, as a process that dies does, and stops listening.
    pub async fn stop(mut self) {
        self.tasks.shutdown().await;
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        lock(&self.control.playing).stop();
    }
}

fn named(error: io::Error, host: IpAddr, port: u16) -> io::Error {
    io::Error::new(error.kind(), format!("cannot listen on {host} port {port}: {error}"))
}
