//! The Redis that nodes share.

use std::io::{self, Write as _};
use std::time::Duration;

use redis::aio::{ConnectionManager, ConnectionManagerConfig, MultiplexedConnection};
use redis::{AsyncConnectionConfig, Client, RedisError, RedisResult};

/// Entries of a stream that are read or written at a time.
pub(crate) const AT_A_TIME: usize = 500;
/// The pause before a failed connection is tried again.
pub(crate) const PAUSE: Duration = Duration::from_millis(200);
/// How long Redis may take to answer.
const ANSWER: Duration = Duration::from_secs(10);

/// A connection that all of a node uses, and the way to more.
#[derive(Clone)]
pub(crate) struct RedisLink {
    pub(crate) manager: ConnectionManager,
    client: Client,
}

impl RedisLink {
    /// Connects.
    pub(crate) async fn connect(url: &str) -> io::Result<Self> {
        let client = Client::open(url).map_err(io::Error::other)?;
        // Whoever waits is told soon that it is gone. But an answer that is late is not taken for none: what is sent again
        // would be done twice.
        let config = ConnectionManagerConfig::new().set_number_of_retries(2).set_response_timeout(Some(ANSWER));
        let manager = client.get_connection_manager_with_config(config).await;
        let manager = manager.map_err(|error| io::Error::other(format!("cannot reach Redis at {url}: {error}")))?;
        Ok(Self { manager, client })
    }

    /// A connection of one's own, on which one may wait for as long as nothing happens.
    pub(crate) async fn patient(&self) -> RedisResult<MultiplexedConnection> {
        let patient = AsyncConnectionConfig::new().set_response_timeout(None);
        self.client.get_multiplexed_async_connection_with_config(&patient).await
    }
}

pub(crate) fn complain(what: &str, error: &RedisError) {
    let _ = writeln!(io::stderr(), "redis: {what}: {error}");
}
