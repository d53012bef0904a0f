//! One connection through the proxy: the client's, the one to the server on its behalf, and a pipe each way.
//!
//! Both TCP connections are on one wire, so that they end in the same way: a reset, a FIN, or half-open on both sides.
//! What one peer does to its connection is done to the other's.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::io::{AsyncReadExt, ReadHalf, WriteHalf, split};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::control::Control;
use super::fault::{Stand, Strike};
use super::frames::Frames;
use super::pipe::{Event, Pipe};
use crate::faults::{FaultStream, Membership, WireEnd};

/// How long a client may take to answer our close frame before the connection is ended anyway.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

type OnePipe = Pipe<ReadHalf<FaultStream>, WriteHalf<FaultStream>>;

/// Carries an accepted connection to its end.
pub(super) async fn carry(control: Arc<Control>, client: FaultStream, upstream: SocketAddr) {
    let Some(mut member) = control.connections.join("", client.wire().clone()) else {
        return;
    };
    if control.board.watch().borrow().door() == Some(Stand::Hang) {
        return hang(client, member).await;
    }
    let server = tokio::select! {
        server = TcpStream::connect(upstream) => server,
        () = lost(&mut member) => return,
    };
    match server {
        Ok(server) => {
            let _ = server.set_nodelay(true);
            let server = client.join(server);
            Link::new(&control, client, server, member).run().await;
        }
        // To the client the server is as good as dead.
        Err(error) => {
            control.say(&format!("cannot connect to {upstream}: {error}"));
            client.wire().strike(WireEnd::Reset);
        }
    }
}

/// Never answers. It reads, if only to learn when the client gives up.
async fn hang(mut client: FaultStream, mut member: Membership<Strike>) {
    let mut scrap = [0; 4096];
    tokio::select! {
        () = async { while matches!(client.read(&mut scrap).await, Ok(n) if n > 0) {} } => {}
        () = lost(&mut member) => {}
    }
}

/// Resolves when the connection is to end; other strikes mean nothing before the handshake.
async fn lost(member: &mut Membership<Strike>) {
    while !matches!(member.struck().await, Strike::Wire(_)) {}
}

struct Link<'a> {
    control: &'a Control,
    wire: crate::faults::Wire,
    member: Membership<Strike>,
    up: OnePipe,
    down: OnePipe,
}

impl<'a> Link<'a> {
    fn new(control: &'a Control, client: FaultStream, server: FaultStream, member: Membership<Strike>) -> Self {
        let wire = client.wire().clone();
        let (from_client, to_client) = split(client);
        let (from_server, to_server) = split(server);
        let up = Pipe::new(from_client, to_server, Frames::from_client(), control.board.watch());
        let down = Pipe::new(from_server, to_client, Frames::from_server(), control.board.watch());
        Self { control, wire, member, up, down }
    }

    async fn run(mut self) {
        let (mut up_over, mut down_over) = (false, false);
        while !(up_over && down_over) {
            tokio::select! {
                strike = self.member.struck() => match strike {
                    // The wire knows how it ends: dropping the pipes is all.
                    Strike::Wire(_) => return,
                    Strike::Frame(strike) => self.down.strike(strike),
                },
                event = self.up.run(), if !up_over => match event {
                    Event::Head(target) => self.member.asks_for(target),
                    Event::Fin => up_over = true,
                    _ => return self.wire.strike(WireEnd::Reset),
                },
                event = self.down.run(), if !down_over => match event {
                    Event::Head(_) => { self.control.opened.fetch_add(1, Ordering::Relaxed); }
                    Event::Fin => down_over = true,
                    Event::Cut(end) => return self.wire.strike(end),
                    Event::Closed => return self.close().await,
                    Event::Reset => return self.wire.strike(WireEnd::Reset),
                },
            }
        }
    }

    /// Ends as a server does that has sent its close frame: the client's answer, then a FIN.
    async fn close(mut self) {
        tokio::select! {
            _ = timeout(CLOSE_TIMEOUT, self.up.drain_to_close()) => {}
            () = lost(&mut self.member) => return,
        }
        self.wire.strike(WireEnd::Fin);
    }
}
