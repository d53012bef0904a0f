//! The way to the conversations: commands go in, on this node alone or to all nodes; readers look at what is there.

use std::collections::{HashMap, HashSet};
use std::io;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use serde_json::value::RawValue;
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::UserMessage;
use super::agent::{Millis, Place};
use super::command::{Command, Outcome, Rules, Submission};
use super::log::Conversation;
use super::machine::Machine;
use super::shared::Shared;
use super::what::{Action, What};
use crate::config::Config;
use crate::lock;
use crate::redis_link::{PAUSE, RedisLink};
use crate::socketio::{OpenHandsConfig, Rooms};

/// The conversations, by id. [`DEFAULT_CONVERSATION`](super::DEFAULT_CONVERSATION) is always among them.
pub(crate) struct Store {
    machine: Mutex<Machine>,
    config: OpenHandsConfig,
    rules: Rules,
    node: Uuid,
    /// The Socket.IO connections of this node, and the conversations that they are in.
    here: Mutex<HashMap<Uuid, String>>,
    began: Instant,
    shared: Option<Arc<Shared>>,
    tasks: Mutex<Vec<AbortHandle>>,
}

impl Store {
    /// Starts it, with what other nodes know where there are some. It fails where their Redis cannot be reached.
    pub(crate) async fn start(config: &Config, redis: Option<&RedisLink>, rooms: Rooms) -> io::Result<Arc<Self>> {
        let node = Uuid::new_v4();
        let store = Arc::new(Self {
            machine: Mutex::new(Machine::new(config, rooms)),
            config: config.socketio.openhands.clone(),
            rules: Rules::of(config),
            node,
            here: Mutex::default(),
            began: Instant::now(),
            shared: redis.map(|redis| Arc::new(Shared::new(redis, node))),
            tasks: Mutex::default(),
        });
        let node_timeout = store.config.node_timeout;
        if let Some(shared) = &store.shared {
            shared.begin(&store, node_timeout).await?;
            let (reader, alive) = (Arc::clone(shared), Arc::clone(shared));
            let (to_read, to_live) = (Arc::downgrade(&store), Arc::downgrade(&store));
            store.spawn(async move { reader.follow(to_read).await });
            store.spawn(async move { alive.live(to_live, node_timeout).await });
        }
        store.spawn(stop_the_idle(Arc::downgrade(&store)));
        Ok(store)
    }

    /// Changes nothing any more.
    pub(crate) fn stop(&self) {
        lock(&self.tasks).drain(..).for_each(|task| task.abort());
    }

    /// A conversation, also if another node has just begun it.
    pub(crate) async fn find(&self, id: &str) -> Option<Arc<Conversation>> {
        self.catch_up().await;
        lock(&self.machine).places.get(id).map(|place| Arc::clone(&place.conversation))
    }

    /// Resolves when this node knows what any node knew when it was asked.
    pub(crate) async fn catch_up(&self) {
        if let Some(shared) = &self.shared {
            shared.catch_up().await;
        }
    }

    pub(super) fn nodes_with_connections(&self) -> HashSet<Uuid> {
        lock(&self.machine).places.values().flat_map(|place| place.connections.values().copied()).collect()
    }

    pub(super) fn node(&self) -> Uuid {
        self.node
    }

    /// The nodes that give signs of life, this one first.
    pub(super) async fn nodes(&self) -> Vec<Uuid> {
        let others = match &self.shared {
            Some(shared) => shared.nodes().await.unwrap_or_default(),
            None => HashSet::new(),
        };
        [self.node].into_iter().chain(others.into_iter().filter(|node| *node != self.node)).collect()
    }

    pub(super) fn config(&self) -> &OpenHandsConfig {
        &self.config
    }

    /// Looks at all conversations, and at the clock that their agents go by.
    pub(super) fn look<T>(&self, look: impl FnOnce(&HashMap<String, Place>, Millis) -> T) -> T {
        let now = match &self.shared {
            // Redis' clock, as this node's shows it.
            Some(_) => u64::try_from(jiff::Timestamp::now().as_millisecond()).unwrap_or_default(),
            None => self.now(),
        };
        look(&lock(&self.machine).places, now)
    }

    /// The user whose conversation it is, where there is one.
    pub(crate) fn user_of(&self, id: &str) -> Option<String> {
        lock(&self.machine).places.get(id).and_then(|place| place.user.clone())
    }

    /// Gives the stored events from an id on, as they go over Socket.IO, to somebody who is done with them before anything
    /// else happens; gives the id after them.
    pub(crate) fn replay(&self, id: &str, from: usize, reader: impl FnOnce(Vec<Box<RawValue>>)) -> usize {
        let machine = lock(&self.machine);
        let place = machine.places.get(id);
        let (events, next) = place.map_or_else(|| (Vec::new(), from), |place| place.conversation.oh_events(from));
        reader(events);
        next
    }

    /// Creates the conversation; [`Outcome::Nothing`] where it was there already.
    pub(super) async fn create(self: &Arc<Self>, id: Uuid) -> Outcome {
        self.submit(Command::Create { id: id.to_string() }).await
    }

    /// Stores a message.
    pub(crate) async fn say(self: &Arc<Self>, id: &str, UserMessage { source, message }: UserMessage) -> Outcome {
        let what = What::Said { source: source.to_owned(), message };
        self.submit(Command::Append { id: id.to_owned(), what }).await
    }

    /// Sends an envelope, which [`Passing`](super::envelope::Passing) can read, to whoever is there.
    pub(super) async fn pass(self: &Arc<Self>, id: &str, envelope: Box<RawValue>) -> Outcome {
        self.submit(Command::Pass { id: id.to_owned(), envelope }).await
    }

    /// Starts an agent where none runs, also before any client is there.
    pub(crate) async fn start_agent(self: &Arc<Self>, id: String, user: Option<String>) -> Outcome {
        self.submit(Command::Start { id, user }).await
    }

    /// Stops the agent of a conversation.
    pub(crate) async fn stop_agent(self: &Arc<Self>, id: String) -> Outcome {
        self.submit(Command::Stop { id }).await
    }

    /// A Socket.IO client is in the room: it is waited for no longer.
    pub(crate) async fn join(self: &Arc<Self>, id: &str, user: Option<String>, connection: Uuid) -> Outcome {
        lock(&self.here).insert(connection, id.to_owned());
        self.submit(Command::Join { id: id.to_owned(), user, connection, node: self.node }).await
    }

    /// A Socket.IO client is gone.
    pub(crate) async fn leave(self: &Arc<Self>, id: &str, connection: Uuid) {
        lock(&self.here).remove(&connection);
        self.submit(Command::Leave { id: id.to_owned(), connection }).await;
    }

    /// A Socket.IO client says something.
    pub(crate) async fn act(self: &Arc<Self>, id: &str, action: Action) -> Outcome {
        self.submit(Command::Act { id: id.to_owned(), action }).await
    }

    /// A user lets the actions that wait be done, or says why not.
    pub(super) async fn confirm(self: &Arc<Self>, id: &str, rejection: Option<String>) -> Outcome {
        self.submit(Command::Confirm { id: id.to_owned(), rejection }).await
    }

    /// Carries a command out, on every node where there are several.
    pub(super) async fn submit(self: &Arc<Self>, command: Command) -> Outcome {
        let submission = Submission::new(command, self.rules.clone());
        match &self.shared {
            Some(shared) => shared.submit(&submission).await,
            None => self.apply(self.now(), submission),
        }
    }

    pub(super) fn apply(self: &Arc<Self>, at: Millis, submission: Submission) -> Outcome {
        let is_struck_off = matches!(&submission.command, Command::NodeGone { node } if *node == self.node);
        let mut machine = lock(&self.machine);
        let outcome = machine.apply(at, submission);
        let started = std::mem::take(&mut machine.started);
        drop(machine);
        if is_struck_off {
            self.spawn(announce_who_is_here(Arc::downgrade(self)));
        }
        for (id, agent) in started {
            self.spawn(release_after_the_wait(Arc::downgrade(self), self.config.client_wait_timeout, id, agent));
        }
        outcome
    }

    fn now(&self) -> Millis {
        u64::try_from(self.began.elapsed().as_millis()).unwrap_or(Millis::MAX)
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let task = tokio::spawn(task).abort_handle();
        let mut tasks = lock(&self.tasks);
        tasks.retain(|task| !task.is_finished());
        tasks.push(task);
    }
}

/// For as long as there are conversations.
async fn stop_the_idle(store: Weak<Store>) {
    while let Some(interval) = store.upgrade().map(|store| store.config.cleanup_interval) {
        sleep(interval).await;
        if let Some(store) = store.upgrade()
            && lock(&store.machine).places.values().any(Place::may_be_idle)
        {
            store.submit(Command::CleanUp).await;
        }
    }
}

/// A node that was stopped for a while was taken for gone, and its connections with it.
async fn announce_who_is_here(store: Weak<Store>) {
    let here = store.upgrade().map(|store| lock(&store.here).clone());
    for (connection, id) in here.into_iter().flatten() {
        while let Some(store) = store.upgrade() {
            let command = Command::Remain { id: id.clone(), connection, node: store.node };
            let outcome = store.submit(command).await;
            // It may have left meanwhile, and been heard to before this.
            if !lock(&store.here).contains_key(&connection) {
                store.leave(&id, connection).await;
                break;
            }
            if !matches!(outcome, Outcome::Unreachable) {
                break;
            }
            drop(store);
            sleep(PAUSE).await;
        }
    }
}

/// Every node does so, in case one is gone before the time comes.
async fn release_after_the_wait(store: Weak<Store>, wait: Duration, id: String, agent: Uuid) {
    sleep(wait).await;
    if let Some(store) = store.upgrade()
        && lock(&store.machine).places.get(&id).is_some_and(|place| place.holds_back(agent))
    {
        store.submit(Command::Release { id, agent }).await;
    }
}
