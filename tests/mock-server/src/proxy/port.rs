//! A port that can be closed and opened again without the system handing it to somebody else in between.
//!
//! A second socket is bound to the port and never listens. While the listener is closed, the system refuses
//! connections, because nobody listens, and picks the port for nobody, because it is bound. (Who asks for it by number
//! and allows sharing can still take it; that is how we get it back.)

use std::io;
use std::net::SocketAddr;

use socket2::{Domain, Socket, Type};
use tokio::net::TcpListener;

const BACKLOG: i32 = 1024;

/// A reserved port.
pub(super) struct Port {
    address: SocketAddr,
    _reservation: Socket,
}

impl Port {
    /// Reserves the port; 0 lets the system pick one.
    pub(super) fn reserve(address: SocketAddr) -> io::Result<Self> {
        let reservation = bound(address)?;
        let address = reservation.local_addr()?.as_socket().unwrap_or(address);
        Ok(Self { address, _reservation: reservation })
    }

    pub(super) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Listens. Dropping the listener refuses again.
    pub(super) fn listen(&self) -> io::Result<TcpListener> {
        let socket = bound(self.address)?;
        socket.listen(BACKLOG)?;
        socket.set_nonblocking(true)?;
        TcpListener::from_std(socket.into())
    }
}

fn bound(address: SocketAddr) -> io::Result<Socket> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    // Two sockets may share a port as long as both allow it and at most one listens.
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    Ok(socket)
}
