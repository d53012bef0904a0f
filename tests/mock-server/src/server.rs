//! A running server: start, address, stop.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::CloseFrame;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::app::{App, router};
use crate::config::Config;
use crate::faults::{FaultListener, Room, Strike, Wire};

/// How long requests under way may take once the server stops.
const LAST_REQUESTS: Duration = Duration::from_secs(1);

/// A server that accepts connections from [`Server::start`] until [`Server::stop`] or the end of its runtime.
///
/// ```
/// # tokio::runtime::Runtime::new().unwrap().block_on(async {
/// use everwire_mock_server::{Config, Server};
///
/// let server = Server::start(&Config::default()).await?;
/// assert!(server.url().starts_with("http://127.0.0.1:"));
/// server.stop().await;
/// # std::io::Result::Ok(())
/// # }).unwrap();
/// ```
#[must_use = "a server that is dropped can no longer be stopped"]
pub struct Server {
    app: Arc<App>,
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Server {
    /// Listens and serves. When this returns, a client can connect.
    ///
    /// # Errors
    /// Where the address cannot be listened on, or the nodes' Redis not be reached; it says which.
    pub async fn start(config: &Config) -> io::Result<Self> {
        let (host, port) = (config.host, config.port);
        let unheard =
            |error: io::Error| io::Error::new(error.kind(), format!("cannot listen on {host} port {port}: {error}"));
        let listener = TcpListener::bind((host, port)).await.map_err(unheard)?;
        let address = listener.local_addr()?;
        let listener = FaultListener::new(listener, Room::for_connections(config.limits.max_connections));
        let app = App::start(config).await?;
        let service = router(Arc::clone(&app), config).into_make_service_with_connect_info::<Wire>();
        let stopping = Arc::clone(&app);
        let serving = tokio::spawn(async move {
            let serve = axum::serve(listener, service);
            // It never fails: accept errors are the listener's affair.
            let _ = serve.with_graceful_shutdown(async move { stopping.stopping().await }).await;
        });
        Ok(Self { app, address, serving })
    }

    /// Where it listens.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where it listens, as `http://host:port`.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Closes every WebSocket with 1012, as the agent server does, waits for their close handshakes (no longer than
    /// the close timeout) and stops listening.
    pub async fn stop(mut self) {
        self.app.stop();
        let sockets = &self.app.faults.sockets;
        sockets.shut(&Strike::Close(CloseFrame { code: 1012, reason: Default::default() }));
        sockets.all_gone(self.app.limits.close_timeout).await;
        self.app.socketio.stop();
        self.app.conversations.stop();
        if timeout(LAST_REQUESTS, &mut self.serving).await.is_err() {
            self.serving.abort();
        }
    }
}
