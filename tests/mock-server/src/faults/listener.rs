//! Accepts TCP connections as strikable wires, a bounded number at a time.

use std::io::{self, Write as _};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;

use super::wire::{FaultStream, Parked};

/// The room for connections: how many may be open at a time, and those that are open for good.
#[derive(Clone)]
pub(crate) struct Room {
    parked: Parked,
    places: Arc<Semaphore>,
}

impl Room {
    pub(crate) fn for_connections(most: usize) -> Self {
        Self { parked: Parked::default(), places: Arc::new(Semaphore::new(most)) }
    }
}

/// The listener that `axum::serve` and the proxy run on.
pub(crate) struct FaultListener {
    listener: TcpListener,
    room: Room,
}

impl FaultListener {
    pub(crate) fn new(listener: TcpListener, room: Room) -> Self {
        Self { listener, room }
    }
}

impl Listener for FaultListener {
    type Io = FaultStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (FaultStream, SocketAddr) {
        loop {
            let place = self.room.places.clone().acquire_owned().await.expect("the semaphore is never closed");
            match self.listener.accept().await {
                Ok((stream, peer)) => {
                    // Frames are small and a test waits for each of them.
                    let _ = stream.set_nodelay(true);
                    return (FaultStream::new(stream, self.room.parked.clone(), Arc::new(place)), peer);
                }
                Err(error) if is_the_peers(&error) => {}
                Err(error) => {
                    // Out of file descriptors, most likely: without a pause this loop would spin.
                    let _ = writeln!(io::stderr(), "accept failed: {error}");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

fn is_the_peers(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}
