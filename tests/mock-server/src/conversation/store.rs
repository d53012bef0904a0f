//! The way to the conversations: commands go in, on this node alone or to all nodes; readers look at what is there.

use std::io;
use std::sync::{Arc, Mutex};

use serde_json::value::RawValue;
use tokio::task::AbortHandle;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::UserMessage;
use super::agent::Millis;
use super::command::{Command, Outcome, Submission};
use super::log::Conversation;
use super::machine::Machine;
use super::what::{Action, What};
use crate::config::Config;
use crate::lock;
use crate::socketio::{OpenHandsConfig, Rooms};

/// The conversations, by id. [`DEFAULT_CONVERSATION`](super::DEFAULT_CONVERSATION) is always among them.
pub(crate) struct Store {
    machine: Mutex<Machine>,
    config: OpenHandsConfig,
    node: Uuid,
    began: Instant,
    tasks: Mutex<Vec<AbortHandle>>,
}

impl Store {
    pub(crate) async fn start(config: &Config, rooms: Rooms) -> io::Result<Arc<Self>> {
        let store = Arc::new(Self {
            machine: Mutex::new(Machine::new(config, rooms)),
            config: config.socketio.openhands.clone(),
            node: Uuid::new_v4(),
            began: Instant::now(),
            tasks: Mutex::default(),
        });
        store.spawn(Arc::clone(&store).stop_the_idle());
        Ok(store)
    }

    /// Changes nothing any more.
    pub(crate) fn stop(&self) {
        lock(&self.tasks).drain(..).for_each(|task| task.abort());
    }

    pub(crate) fn find(&self, id: &str) -> Option<Arc<Conversation>> {
        lock(&self.machine).places.get(id).map(|place| Arc::clone(&place.conversation))
    }

    /// Whether an agent runs in it.
    pub(crate) fn has_agent(&self, id: &str) -> bool {
        lock(&self.machine).places.get(id).is_some_and(|place| place.agent.is_some())
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
        self.submit(Command::Join { id: id.to_owned(), user, connection, node: self.node }).await
    }

    /// A Socket.IO client is gone.
    pub(crate) async fn leave(self: &Arc<Self>, id: &str, connection: Uuid) {
        self.submit(Command::Leave { id: id.to_owned(), connection }).await;
    }

    /// A Socket.IO client says something.
    pub(crate) async fn act(self: &Arc<Self>, id: &str, action: Action) -> Outcome {
        self.submit(Command::Act { id: id.to_owned(), action }).await
    }

    async fn submit(self: &Arc<Self>, command: Command) -> Outcome {
        let at = u64::try_from(self.began.elapsed().as_millis()).unwrap_or(Millis::MAX);
        self.apply(at, Submission::new(command))
    }

    fn apply(self: &Arc<Self>, at: Millis, submission: Submission) -> Outcome {
        let mut machine = lock(&self.machine);
        let outcome = machine.apply(at, submission);
        let started = std::mem::take(&mut machine.started);
        drop(machine);
        for (id, agent) in started {
            self.spawn(Arc::clone(self).release_after_the_wait(id, agent));
        }
        outcome
    }

    async fn stop_the_idle(self: Arc<Self>) {
        loop {
            sleep(self.config.cleanup_interval).await;
            self.submit(Command::CleanUp).await;
        }
    }

    async fn release_after_the_wait(self: Arc<Self>, id: String, agent: Uuid) {
        sleep(self.config.client_wait_timeout).await;
        self.submit(Command::Release { id, agent }).await;
    }

    fn spawn(&self, task: impl Future<Output = ()> + Send + 'static) {
        let task = tokio::spawn(task).abort_handle();
        let mut tasks = lock(&self.tasks);
        tasks.retain(|task| !task.is_finished());
        tasks.push(task);
    }
}
