//! Conversations that several nodes share, on Redis: one stream of commands, which every node carries out in the order of
//! the stream, its own among them.
//!
//! So an event has the same id on every node and no id is given twice, whoever appends at the same time; a node that comes,
//! or comes back, reads the stream from its beginning and knows everything; and nothing is lost with a node that is killed
//! but its connections, which the others strike off as soon as it gives no sign of life.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use redis::streams::{StreamId, StreamRangeReply, StreamReadReply};
use redis::{FromRedisValue as _, RedisResult, cmd};
use tokio::sync::{oneshot, watch};
use tokio::time::{sleep, timeout};
use uuid::Uuid;

use super::command::{Command, Outcome, Submission};
use super::store::Store;
use crate::lock;
use crate::redis_link::{AT_A_TIME, PAUSE, RedisLink, complain};

/// The stream of commands.
const LOG: &str = "everwire:conversations:log";
/// Keys that live for as long as their node gives signs of life.
const NODE: &str = "everwire:conversations:node:";
/// How long a command may take from Redis back to the node that sent it.
const PATIENCE: Duration = Duration::from_secs(10);
/// Signs of life in the time after which a node without one is gone.
const SIGNS: u32 = 4;

/// A place in the stream: milliseconds on Redis' clock, and a number.
type Place = (u64, u64);

pub(super) struct Shared {
    redis: RedisLink,
    node: Uuid,
    waiting: Mutex<HashMap<Uuid, oneshot::Sender<Outcome>>>,
    /// What was carried out last.
    done: watch::Sender<Place>,
}

impl Shared {
    pub(super) fn new(redis: &RedisLink, node: Uuid) -> Self {
        Self { redis: redis.clone(), node, waiting: Mutex::default(), done: watch::Sender::new((0, 0)) }
    }

    /// Sends a command to all nodes; gives what came of it on this one.
    pub(super) async fn submit(&self, submission: &Submission) -> Outcome {
        let Ok(text) = serde_json::to_string(submission) else {
            return Outcome::Unreachable;
        };
        let (done, is_done) = oneshot::channel();
        lock(&self.waiting).insert(submission.ticket, done);
        let write = cmd("XADD").arg(LOG).arg("*").arg("command").arg(text).to_owned();
        let written = write.exec_async(&mut self.redis.manager.clone()).await;
        if let Err(error) = &written {
            complain("cannot write a command", error);
        }
        let outcome = if written.is_ok() { timeout(PATIENCE, is_done).await.ok().and_then(Result::ok) } else { None };
        lock(&self.waiting).remove(&submission.ticket);
        outcome.unwrap_or(Outcome::Unreachable)
    }

    /// Resolves when this node knows what any node knew when it was asked. Without Redis, it knows what it knows.
    pub(super) async fn catch_up(&self) {
        let last = cmd("XREVRANGE").arg(LOG).arg("+").arg("-").arg("COUNT").arg(1).to_owned();
        let last: RedisResult<StreamRangeReply> = last.query_async(&mut self.redis.manager.clone()).await;
        let last = last.ok().and_then(|reply| place(&reply.ids.first()?.id));
        if let Some(last) = last {
            let mut done = self.done.subscribe();
            // It cannot fail: the sender is ours.
            let _ = timeout(PATIENCE, done.wait_for(|done| *done >= last)).await;
        }
    }

    /// The nodes that give signs of life.
    pub(super) async fn nodes(&self) -> RedisResult<HashSet<Uuid>> {
        let all = cmd("KEYS").arg(format!("{NODE}*")).to_owned();
        let keys: Vec<String> = all.query_async(&mut self.redis.manager.clone()).await?;
        Ok(keys.iter().filter_map(|key| key.strip_prefix(NODE)?.parse().ok()).collect())
    }

    /// Carries out what the stream has, from its beginning.
    pub(super) async fn begin(&self, store: &Arc<Store>, node_timeout: Duration) -> io::Result<()> {
        let failed = |error| io::Error::other(format!("cannot read the conversations from Redis: {error}"));
        self.sign(node_timeout).await.map_err(failed)?;
        loop {
            let (millis, number) = *self.done.borrow();
            let mut rest = cmd("XRANGE");
            rest.arg(LOG).arg(format!("({millis}-{number}")).arg("+").arg("COUNT").arg(AT_A_TIME);
            let reply: RedisResult<StreamRangeReply> = rest.query_async(&mut self.redis.manager.clone()).await;
            let entries = reply.map_err(failed)?.ids;
            if entries.is_empty() {
                return Ok(());
            }
            entries.into_iter().for_each(|entry| self.carry_out(store, entry));
        }
    }

    /// Carries out what comes, for as long as there is a store. A connection that is lost loses nothing.
    pub(super) async fn follow(&self, store: Weak<Store>) {
        loop {
            let Err(error) = self.read(&store).await;
            complain("cannot read the commands", &error);
            sleep(PAUSE).await;
        }
    }

    async fn read(&self, store: &Weak<Store>) -> RedisResult<std::convert::Infallible> {
        let mut redis = self.redis.patient().await?;
        loop {
            let (millis, number) = *self.done.borrow();
            let mut wait = cmd("XREAD");
            wait.arg("COUNT")
                .arg(AT_A_TIME)
                .arg("BLOCK")
                .arg(0)
                .arg("STREAMS")
                .arg(LOG)
                .arg(format!("{millis}-{number}"));
            let reply: StreamReadReply = wait.query_async(&mut redis).await?;
            if let Some(store) = store.upgrade() {
                let entries = reply.keys.into_iter().flat_map(|key| key.ids);
                entries.for_each(|entry| self.carry_out(&store, entry));
            }
        }
    }

    fn carry_out(&self, store: &Arc<Store>, StreamId { id, mut map, .. }: StreamId) {
        let Some(at) = place(&id) else {
            return;
        };
        let text = map.remove("command").and_then(|value| String::from_redis_value(value).ok());
        // What is not ours is nothing, on every node.
        if let Some(submission) = text.and_then(|text| serde_json::from_str::<Submission>(&text).ok()) {
            let ticket = submission.ticket;
            let outcome = store.apply(at.0, submission);
            if let Some(done) = lock(&self.waiting).remove(&ticket) {
                let _ = done.send(outcome);
            }
        }
        self.done.send_replace(at);
    }

    /// Gives signs of life, and strikes off nodes that give none.
    pub(super) async fn live(&self, store: Weak<Store>, node_timeout: Duration) {
        loop {
            sleep(node_timeout / SIGNS).await;
            if let Err(error) = self.look_around(&store, node_timeout).await {
                complain("cannot give a sign of life", &error);
            }
        }
    }

    async fn look_around(&self, store: &Weak<Store>, node_timeout: Duration) -> RedisResult<()> {
        self.sign(node_timeout).await?;
        let alive = self.nodes().await?;
        let Some(store) = store.upgrade() else {
            return Ok(());
        };
        for node in store.nodes_with_connections().difference(&alive).filter(|node| **node != self.node) {
            store.submit(Command::NodeGone { node: *node }).await;
        }
        Ok(())
    }

    async fn sign(&self, node_timeout: Duration) -> RedisResult<()> {
        let millis = u64::try_from(node_timeout.as_millis()).unwrap_or(u64::MAX).max(1);
        let sign = cmd("SET").arg(format!("{NODE}{}", self.node)).arg("").arg("PX").arg(millis).to_owned();
        sign.exec_async(&mut self.redis.manager.clone()).await
    }
}

fn place(id: &str) -> Option<Place> {
    let (millis, number) = id.split_once('-')?;
    Some((millis.parse().ok()?, number.parse().ok()?))
}
