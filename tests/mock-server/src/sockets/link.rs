//! An open WebSocket with the server's keep-alive built in.
//!
//! While it is read it pings, and a peer that does not answer in time, or lets nothing be written for as long, ends
//! with 1011. Dropping a pending call loses no frame that was begun, so that a close frame can always follow.

use std::error::Error as _;
use std::time::Duration;

use axum::extract::ws::{Message, Utf8Bytes, WebSocket};
use futures_util::SinkExt as _;
use tokio::time::error::Elapsed;
use tokio::time::{Instant, sleep_until, timeout};
use tokio_tungstenite::tungstenite::Error as WsError;

use super::{Ended, close};
use crate::config::Limits;
use crate::faults::{Wire, WireEnd};

/// An open WebSocket.
pub(crate) struct Link {
    socket: WebSocket,
    wire: Wire,
    ping_interval: Duration,
    ping_timeout: Duration,
    close_timeout: Duration,
    keepalive: Keepalive,
}

/// Which of the two the link waits for, and until when.
enum Keepalive {
    Ping(Instant),
    Pong(Instant),
    /// For neither: the session has pings of its own.
    Off,
}

/// A data frame.
pub(crate) enum Frame {
    /// Text.
    Text(Utf8Bytes),
    /// Binary.
    Binary(axum::body::Bytes),
}

impl Link {
    pub(super) fn new(socket: WebSocket, wire: Wire, limits: &Limits) -> Self {
        Self {
            socket,
            wire,
            ping_interval: limits.ping_interval,
            ping_timeout: limits.ping_timeout,
            close_timeout: limits.close_timeout,
            keepalive: Keepalive::Ping(Instant::now() + limits.ping_interval),
        }
    }

    /// Sends no pings from now on.
    pub(crate) fn leave_pings_to_the_session(&mut self) {
        self.keepalive = Keepalive::Off;
    }

    /// The next data frame.
    pub(crate) async fn recv(&mut self) -> Result<Frame, Ended> {
        loop {
            let due = match self.keepalive {
                Keepalive::Ping(at) | Keepalive::Pong(at) => Some(at),
                Keepalive::Off => None,
            };
            tokio::select! {
                message = self.socket.recv() => match message {
                    Some(Ok(Message::Text(text))) => return Ok(Frame::Text(text)),
                    Some(Ok(Message::Binary(bytes))) => return Ok(Frame::Binary(bytes)),
                    Some(Ok(Message::Pong(_))) => {
                        self.keepalive = Keepalive::Ping(Instant::now() + self.ping_interval);
                    }
                    // The pong is sent by the layer below.
                    Some(Ok(Message::Ping(_))) => {}
                    Some(Ok(Message::Close(_))) | None => return Err(Ended::Gone),
                    Some(Err(error)) => return Err(ended_by(&error)),
                },
                () = sleep_until(due.unwrap_or_else(Instant::now)), if due.is_some() => match self.keepalive {
                    Keepalive::Ping(_) => {
                        self.keepalive = Keepalive::Pong(Instant::now() + self.ping_timeout);
                        self.send(Message::Ping(Default::default())).await?;
                    }
                    Keepalive::Pong(_) => return Err(close(1011, "keepalive ping timeout")),
                    Keepalive::Off => {}
                },
            }
        }
    }

    /// Writes a frame out.
    pub(crate) async fn send(&mut self, message: impl Into<Message>) -> Result<(), Ended> {
        self.feed(message).await?;
        self.flush().await
    }

    /// Takes a frame that is written out with the next flush, if there is no room for it before.
    pub(crate) async fn feed(&mut self, message: impl Into<Message>) -> Result<(), Ended> {
        written(timeout(self.ping_interval + self.ping_timeout, self.socket.feed(message.into())).await)
    }

    /// Writes out what was taken.
    pub(crate) async fn flush(&mut self) -> Result<(), Ended> {
        written(timeout(self.ping_interval + self.ping_timeout, self.socket.flush()).await)
    }

    /// Closes, waits for the peer's part of the close handshake, and ends the connection with a FIN.
    pub(crate) async fn end(mut self, ended: Ended) {
        let _ = timeout(self.close_timeout, async {
            let frame = match ended {
                Ended::Gone => None,
                Ended::Close(frame) => Some(Message::Close(Some(frame))),
                Ended::Plain => Some(Message::Close(None)),
            };
            if let Some(frame) = frame {
                let _ = self.socket.send(frame).await;
            }
            // Reading on also writes our answer to the peer's close frame.
            while let Some(Ok(_)) = self.socket.recv().await {}
        })
        .await;
        self.wire.strike(WireEnd::Fin);
    }
}

fn written(outcome: Result<Result<(), axum::Error>, Elapsed>) -> Result<(), Ended> {
    match outcome {
        Ok(Ok(())) => Ok(()),
        Ok(Err(_)) => Err(Ended::Gone),
        Err(_) => Err(close(1011, "keepalive ping timeout")),
    }
}

/// The close code that RFC 6455 §7.4.1 has for what the peer did wrong.
fn ended_by(error: &axum::Error) -> Ended {
    match error.source().and_then(|error| error.downcast_ref()) {
        Some(WsError::Capacity(_)) => close(1009, "message too big"),
        Some(WsError::Utf8(_)) => close(1007, "text is not UTF-8"),
        Some(WsError::Protocol(_)) => close(1002, "protocol error"),
        _ => Ended::Gone,
    }
}

impl From<Frame> for Message {
    fn from(frame: Frame) -> Self {
        match frame {
            Frame::Text(text) => Self::Text(text),
            Frame::Binary(bytes) => Self::Binary(bytes),
        }
    }
}
