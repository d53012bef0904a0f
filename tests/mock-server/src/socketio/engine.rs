//! Engine.IO 4: the open packet, the server's pings, and the frames that carry Socket.IO.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::Message;
use serde_json::json;
use tokio::time::{Instant, sleep_until};
use uuid::Uuid;

use super::config::SocketIoConfig;
use super::connection::Connection;
use super::payload::Malformed;
use super::queue::Queue;
use crate::sockets::{Ended, Frame, Link, Session};

/// One connection.
pub(super) struct Engine {
    pub(super) config: Arc<SocketIoConfig>,
    pub(super) outbox: Arc<Queue<Message>>,
    pub(super) connection: Connection,
}

/// Which of the two the server waits for, and until when.
enum Heartbeat {
    Ping(Instant),
    Pong(Instant),
}

impl Session for Engine {
    async fn run(mut self, link: &mut Link) -> Result<Infallible, Ended> {
        link.leave_pings_to_the_session();
        let SocketIoConfig { ping_interval, ping_timeout, connect_timeout, max_payload, .. } = *self.config;
        link.send(Message::text(open(ping_interval, ping_timeout, max_payload))).await?;
        let mut heartbeat = Heartbeat::Ping(Instant::now() + ping_interval);
        let mut idle_until = Some(Instant::now() + connect_timeout);
        loop {
            let (Heartbeat::Ping(at) | Heartbeat::Pong(at)) = heartbeat;
            let wake_at = idle_until.map_or(at, |until| at.min(until));
            tokio::select! {
                frame = link.recv() => {
                    if self.hear(frame?)? {
                        heartbeat = Heartbeat::Ping(Instant::now() + ping_interval);
                    }
                    if self.connection.has_joined() {
                        idle_until = None;
                    }
                }
                frames = self.outbox.take() => {
                    let frames = frames.ok_or(Ended::Plain)?;
                    tokio::select! {
                        written = write(link, frames) => written?,
                        () = self.outbox.overflowed() => return Err(Ended::Plain),
                    }
                }
                () = sleep_until(wake_at) => match heartbeat {
                    _ if idle_until.is_some_and(|until| until <= Instant::now()) => {
                        if self.connection.is_idle() {
                            return Err(Ended::Plain);
                        }
                        idle_until = None;
                    }
                    Heartbeat::Ping(_) => {
                        heartbeat = Heartbeat::Pong(Instant::now() + ping_timeout);
                        link.send(Message::text("2")).await?;
                    }
                    Heartbeat::Pong(_) => return Err(Ended::Plain),
                },
            }
        }
    }
}

impl Engine {
    /// Whether it was a pong.
    fn hear(&mut self, frame: Frame) -> Result<bool, Ended> {
        match frame {
            Frame::Binary(bytes) => self.connection.binary(bytes),
            Frame::Text(text) => match text.as_bytes().first() {
                Some(b'4') => self.connection.text(&text[1..]),
                Some(b'3') => return Ok(true),
                Some(b'6') => Ok(()),
                // 1 closes; a ping from a client is of an older protocol; all else is of none.
                _ => Err(Malformed),
            },
        }
        .map_err(|Malformed| Ended::Plain)?;
        Ok(false)
    }
}

async fn write(link: &mut Link, frames: Vec<Message>) -> Result<(), Ended> {
    for frame in frames {
        link.feed(frame).await?;
    }
    link.flush().await
}

/// As python-socketio writes it.
fn open(ping_interval: Duration, ping_timeout: Duration, max_payload: usize) -> String {
    let (id, interval, timeout) = (Uuid::new_v4().simple(), ping_interval.as_millis(), ping_timeout.as_millis());
    let id = json!(id.to_string());
    format!(
        r#"0{{"sid":{id},"upgrades":[],"pingTimeout":{timeout},"pingInterval":{interval},"maxPayload":{max_payload}}}"#
    )
}
