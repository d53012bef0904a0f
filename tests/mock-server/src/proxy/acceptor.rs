//! Listens, or does not, as the board says, and carries what it accepts. When it is dropped, so is every connection.

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use tokio::task::JoinSet;

use super::control::Control;
use super::fault::Stand;
use super::link::carry;
use super::port::Port;
use crate::faults::{FaultListener, Room};

/// The pause before the next try to listen, where the system did not let us.
const RETRY: Duration = Duration::from_millis(100);

/// Where the proxy is and where it leads.
pub(super) struct Acceptor {
    pub(super) control: Arc<Control>,
    pub(super) port: Port,
    pub(super) room: Room,
    pub(super) upstream: SocketAddr,
}

impl Acceptor {
    /// Never returns.
    pub(super) async fn run(self, first: FaultListener) {
        let mut links = JoinSet::new();
        let mut changes = self.control.board.watch();
        let mut listener = Some(first);
        loop {
            let refuses = changes.borrow_and_update().door() == Some(Stand::Refuse);
            if refuses {
                // What waits to be accepted is reset with it.
                listener = None;
            } else if listener.is_none() {
                listener = self.listen();
            }
            self.control.listening.send_replace(listener.is_some());
            tokio::select! {
                _ = changes.changed() => {}
                Some(_) = links.join_next() => {}
                stream = accept(&mut listener) => {
                    links.spawn(carry(Arc::clone(&self.control), stream, self.upstream));
                }
                () = tokio::time::sleep(RETRY), if listener.is_none() && !refuses => {}
            }
        }
    }

    fn listen(&self) -> Option<FaultListener> {
        match listen(&self.port, &self.room) {
            Ok(listener) => Some(listener),
            Err(error) => {
                self.control.say(&format!("cannot listen again: {error}"));
                None
            }
        }
    }
}

/// Opens the port.
pub(super) fn listen(port: &Port, room: &Room) -> io::Result<FaultListener> {
    Ok(FaultListener::new(port.listen()?, room.clone()))
}

async fn accept(listener: &mut Option<FaultListener>) -> crate::faults::FaultStream {
    match listener {
        Some(listener) => listener.accept().await.0,
        None => std::future::pending().await,
    }
}
