//! A TCP connection whose end can be chosen from outside.
//!
//! A wire works normally until it is struck. From then on every read and write fails, so whoever owns the stream lets
//! go of it, and what the peer sees is decided in one place, when the stream is dropped: an RST, a FIN, or nothing at
//! all. A wire is struck at most once.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::IncomingStream;
use socket2::SockRef;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::sync::OwnedSemaphorePermit;

use super::FaultListener;
use crate::lock;

/// Half-open connections kept at most; the oldest is dropped for the next.
const MAX_PARKED: usize = 256;
/// How long a connection that sent its FIN goes on reading, so that what is still on its way causes no RST.
const DRAIN: Duration = Duration::from_secs(5);

/// How a struck connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum WireEnd {
    /// RST, by closing with zero linger.
    Reset = 1,
    /// Half-open: the connection stays, and is neither read nor written any more.
    Silent = 2,
    /// FIN, after what was written already.
    Fin = 3,
}

/// The handle by which a connection is struck.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wire(Arc<AtomicU8>);

impl Wire {
    /// Chooses the end. Only the first call counts.
    pub(crate) fn strike(&self, end: WireEnd) {
        let _ = self.0.compare_exchange(0, end as u8, Ordering::AcqRel, Ordering::Acquire);
    }

    fn end(&self) -> Option<WireEnd> {
        match self.0.load(Ordering::Acquire) {
            1 => Some(WireEnd::Reset),
            2 => Some(WireEnd::Silent),
            3 => Some(WireEnd::Fin),
            _ => None,
        }
    }

    fn check(&self) -> io::Result<()> {
        match self.end() {
            None => Ok(()),
            Some(_) => Err(io::ErrorKind::ConnectionAborted.into()),
        }
    }
}

impl Connected<IncomingStream<'_, FaultListener>> for Wire {
    fn connect_info(stream: IncomingStream<'_, FaultListener>) -> Self {
        stream.io().wire.clone()
    }
}

/// The half-open connections. They are held for their file descriptors alone.
#[derive(Clone, Debug, Default)]
pub(super) struct Parked(Arc<Mutex<VecDeque<TcpStream>>>);

impl Parked {
    fn park(&self, stream: TcpStream) {
        let mut parked = lock(&self.0);
        if parked.len() == MAX_PARKED {
            parked.pop_front();
        }
        parked.push_back(stream);
    }
}

/// A place among the connections that may be open at a time, given back when its last holder is gone.
pub(super) type Place = Arc<OwnedSemaphorePermit>;

/// An accepted connection, or one that was made on its behalf.
pub(crate) struct FaultStream {
    /// The connection and its place; `None` only while it is being dropped.
    open: Option<(TcpStream, Place)>,
    wire: Wire,
    parked: Parked,
}

impl FaultStream {
    pub(super) fn new(stream: TcpStream, parked: Parked, place: Place) -> Self {
        Self { open: Some((stream, place)), wire: Wire::default(), parked }
    }

    /// Another connection on the same wire and place: a strike ends both in the same way.
    pub(crate) fn join(&self, stream: TcpStream) -> Self {
        let place = self.open.as_ref().map(|(_, place)| Arc::clone(place));
        Self { open: place.map(|place| (stream, place)), wire: self.wire.clone(), parked: self.parked.clone() }
    }

    /// The handle by which it is struck.
    pub(crate) fn wire(&self) -> &Wire {
        &self.wire
    }

    fn live(&mut self) -> io::Result<Pin<&mut TcpStream>> {
        self.wire.check()?;
        let (stream, _) = self.open.as_mut().ok_or(io::ErrorKind::NotConnected)?;
        Ok(Pin::new(stream))
    }
}

impl Drop for FaultStream {
    fn drop(&mut self) {
        let Some((stream, place)) = self.open.take() else {
            return;
        };
        match self.wire.end() {
            None => {}
            Some(WireEnd::Reset) => {
                let _ = stream.set_zero_linger();
            }
            Some(WireEnd::Silent) => self.parked.park(stream),
            Some(WireEnd::Fin) => finish(stream, place),
        }
    }
}

/// Sends the FIN, then reads what still comes: closing with unread bytes would send an RST, which can overtake the
/// close frame in the peer's hands.
fn finish(mut stream: TcpStream, place: Place) {
    let _ = SockRef::from(&stream).shutdown(std::net::Shutdown::Write);
    let Ok(runtime) = tokio::runtime::Handle::try_current() else {
        return;
    };
    runtime.spawn(tokio::time::timeout(DRAIN, async move {
        let mut scrap = [0; 4096];
        while matches!(stream.read(&mut scrap).await, Ok(n) if n > 0) {}
        drop(place);
    }));
}

impl AsyncRead for FaultStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        self.live()?.poll_read(cx, buf)
    }
}

impl AsyncWrite for FaultStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        self.live()?.poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.live()?.poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        // A struck wire ends when it is dropped: a FIN from here would spoil a reset or a silence.
        self.live()?.poll_shutdown(cx)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        self.live()?.poll_write_vectored(cx, bufs)
    }

    fn is_write_vectored(&self) -> bool {
        true
    }
}
