//! What several nodes share, on Redis: one stream that carries every event to every node, and the sessions of lost
//! clients.
//!
//! A node hears its own events from the stream, too. So all clients of all nodes hear them in one order, an event's place in
//! the stream is its offset, and any node gives a session back that another one lost.

mod entry;

use std::io;
use std::sync::{Mutex, Weak};
use std::time::Duration;

use redis::aio::ConnectionManager;
use redis::streams::{StreamId, StreamRangeReply, StreamReadReply};
use redis::{RedisError, RedisResult, cmd};
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::task::AbortHandle;
use tokio::time::sleep;
use uuid::Uuid;

use super::namespace::{Emission, Namespace};
use super::recovery::{Offset, Session};
use crate::lock;
use crate::redis_link::{AT_A_TIME, PAUSE, RedisLink, complain};
pub(super) use entry::{Entry, What};

/// The stream, and what stands before the keys of sessions.
const STREAM: &str = "everwire:socketio:log";
const SESSION: &str = "everwire:socketio:session:";
/// Entries that the stream holds, about.
const STREAM_LENGTH: usize = 10_000;

/// The way to the other nodes.
pub(super) struct Bus {
    orders: mpsc::UnboundedSender<Order>,
    redis: RedisLink,
    /// The stream's end when this node came.
    first: Offset,
    tasks: Mutex<Vec<AbortHandle>>,
}

enum Order {
    Log(Entry),
    Persist(Uuid, Session, Duration),
}

impl Bus {
    /// Joins the others.
    pub(super) async fn join(redis: &RedisLink) -> io::Result<Self> {
        Self::try_join(redis).await.map_err(io::Error::other)
    }

    async fn try_join(redis: &RedisLink) -> RedisResult<Self> {
        let mut manager = redis.manager.clone();
        let last: StreamRangeReply =
            cmd("XREVRANGE").arg(STREAM).arg("+").arg("-").arg("COUNT").arg(1).query_async(&mut manager).await?;
        let first = last.ids.first().and_then(|entry| Offset::parse(&entry.id));
        let first = first.unwrap_or(Offset { millis: 0, number: 0 });
        let (orders, ordered) = mpsc::unbounded_channel();
        let publisher = tokio::spawn(publish(manager, ordered)).abort_handle();
        Ok(Self { orders, redis: redis.clone(), first, tasks: Mutex::new(vec![publisher]) })
    }

    /// Delivers to these namespaces whatever was emitted since the connection was made.
    pub(super) fn deliver_to(&self, namespaces: Vec<Weak<Namespace>>) {
        let reader = tokio::spawn(read(self.redis.clone(), self.first, namespaces));
        lock(&self.tasks).push(reader.abort_handle());
    }

    /// Sends something to all nodes; what is sent first arrives first.
    pub(super) fn send(&self, entry: Entry) {
        // It cannot fail: the publisher ends with this node.
        let _ = self.orders.send(Order::Log(entry));
    }

    /// Keeps a session for whichever node the client comes back to.
    pub(super) fn persist(&self, private: Uuid, session: Session, keep: Duration) {
        let _ = self.orders.send(Order::Persist(private, session, keep));
    }

    /// Takes a session, if the stream still has the event that its client saw last.
    pub(super) async fn take_session(&self, private: Uuid, offset: Offset) -> Option<Session> {
        let mut redis = self.redis.manager.clone();
        let at = offset.to_string();
        range(&mut redis, &at, &at).await.ok()?.first()?;
        let key = format!("{SESSION}{}", private.simple());
        let text: Option<String> = cmd("GETDEL").arg(key).query_async(&mut redis).await.ok()?;
        let session: Value = serde_json::from_str(&text?).ok()?;
        let rooms = session["rooms"].as_array()?.iter().filter_map(|room| room.as_str().map(str::to_owned));
        Some(Session { id: session["sid"].as_str()?.parse().ok()?, rooms: rooms.collect() })
    }

    /// What was emitted in a namespace after an event, and the place of the stream's end.
    pub(super) async fn after(&self, namespace: &str, mut last: Offset) -> (Vec<(Offset, Emission)>, Offset) {
        let mut redis = self.redis.manager.clone();
        let mut emissions = Vec::new();
        loop {
            let entries = range(&mut redis, &format!("({last}"), "+").await.unwrap_or_default();
            let is_last = entries.len() < AT_A_TIME;
            for entry in entries {
                last = Offset::parse(&entry.id).unwrap_or(last);
                if let Some((at, Entry { namespace: of, what: What::Event(emission) })) = Entry::read(entry) {
                    emissions.extend((of == namespace).then_some((at, emission)));
                }
            }
            if is_last {
                return (emissions, last);
            }
        }
    }

    /// Sends and delivers nothing any more.
    pub(super) fn stop(&self) {
        lock(&self.tasks).iter().for_each(AbortHandle::abort);
    }
}

async fn range(redis: &mut ConnectionManager, from: &str, to: &str) -> RedisResult<Vec<StreamId>> {
    let range = cmd("XRANGE").arg(STREAM).arg(from).arg(to).arg("COUNT").arg(AT_A_TIME).to_owned();
    Ok(range.query_async::<StreamRangeReply>(redis).await?.ids)
}

/// Writes orders down in their turn, many with one round trip where many wait.
async fn publish(mut redis: ConnectionManager, mut ordered: mpsc::UnboundedReceiver<Order>) {
    let mut orders = Vec::new();
    while ordered.recv_many(&mut orders, AT_A_TIME).await > 0 {
        let mut batch = redis::pipe();
        for order in orders.drain(..) {
            match order {
                Order::Log(entry) => {
                    batch.cmd("XADD").arg(STREAM).arg("MAXLEN").arg("~").arg(STREAM_LENGTH).arg("*");
                    entry.fields().iter().for_each(|(name, value)| {
                        batch.arg(name).arg(value);
                    });
                }
                Order::Persist(private, session, keep) => {
                    let text = json!({ "sid": session.id.simple().to_string(), "rooms": session.rooms }).to_string();
                    let key = format!("{SESSION}{}", private.simple());
                    // No key lives for no time at all.
                    batch.cmd("SET").arg(key).arg(text).arg("PX").arg(keep.as_millis().max(1) as u64);
                }
            }
            batch.ignore();
        }
        if let Err(error) = batch.exec_async(&mut redis).await {
            complain("lost what was to be shared", &error);
        }
    }
}

/// Delivers the stream, from a place on. A connection that is lost loses no entry.
async fn read(redis: RedisLink, mut last: Offset, namespaces: Vec<Weak<Namespace>>) {
    loop {
        let Err(error) = follow(&redis, &mut last, &namespaces).await;
        complain("cannot read the shared stream", &error);
        sleep(PAUSE).await;
    }
}

async fn follow(
    redis: &RedisLink,
    last: &mut Offset,
    namespaces: &[Weak<Namespace>],
) -> Result<std::convert::Infallible, RedisError> {
    let mut redis = redis.patient().await?;
    loop {
        let after = last.to_string();
        let mut wait = cmd("XREAD");
        wait.arg("COUNT").arg(AT_A_TIME).arg("BLOCK").arg(0).arg("STREAMS").arg(STREAM).arg(after);
        let reply: StreamReadReply = wait.query_async(&mut redis).await?;
        for entry in reply.keys.into_iter().flat_map(|key| key.ids) {
            *last = Offset::parse(&entry.id).unwrap_or(*last);
            let Some((at, Entry { namespace, what })) = Entry::read(entry) else {
                continue;
            };
            let namespaces = namespaces.iter().filter_map(Weak::upgrade);
            for namespace in namespaces.filter(|of| of.name == namespace) {
                match &what {
                    What::Event(emission) => namespace.deliver(emission, at),
                    What::Disconnect(room) => namespace.disconnect_here(room),
                }
            }
        }
    }
}
