//! Conversations and their agents, in memory: who may join, what was said, which agents run, and which are stopped.
//!
//! There is no language model: an agent answers each message with what was said.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, Weak};

use serde_json::value::RawValue;
use tokio::time::{Instant, sleep};
use uuid::Uuid;

use super::event::{Action, Event, unstored};
use super::{Joining, Rooms, raw};
use crate::lock;
use crate::socketio::config::OpenHandsConfig;
use crate::socketio::socket::Refusal;

/// What a conversation hears whose agent is stopped for another one's.
const TOO_MANY: &str = r#"{"status_update":true,"type":"error","id":"AGENT_ERROR$TOO_MANY_CONVERSATIONS","message":"Too many conversations at once. If you are still using this one, try reactivating it by prompting the agent to continue"}"#;
/// What a client hears whose message cannot be stored.
const FULL: &str = r#"{"error":true,"message":"the mock server's memory limit is reached; restart it"}"#;

/// All conversations.
pub(crate) struct Conversations {
    config: OpenHandsConfig,
    rooms: Rooms,
    all: Mutex<HashMap<String, Conversation>>,
}

struct Conversation {
    /// Who began it, where that is known.
    user: Option<String>,
    log: Vec<Box<RawValue>>,
    bytes: usize,
    agent: Option<Agent>,
    connections: Vec<Uuid>,
}

/// An agent that runs.
struct Agent {
    state: &'static str,
    last_active: Instant,
    /// What happened before a client came, until one comes or the wait is over.
    held: Option<Vec<Box<RawValue>>>,
}

impl Conversations {
    pub(crate) fn new(config: &OpenHandsConfig, rooms: Rooms) -> Arc<Self> {
        let this = Arc::new(Self { config: config.clone(), rooms, all: Mutex::default() });
        tokio::spawn(stop_the_idle(Arc::downgrade(&this)));
        this
    }

    /// Lets a user in, or not.
    pub(super) fn validate(&self, conversation: &str, user: Option<&str>) -> Result<(), Refusal> {
        let owner = lock(&self.all).get(conversation).and_then(|conversation| conversation.user.clone());
        if owner.is_none() || owner.as_deref() == user {
            return Ok(());
        }
        let user = user.unwrap_or("None");
        Err(Refusal::new(format!("User {user} is not allowed to join conversation {conversation}")))
    }

    /// The stored events from an id on, and the id after them.
    pub(super) fn events(&self, conversation: &str, from: usize) -> (Vec<Box<RawValue>>, usize) {
        let all = lock(&self.all);
        let log = all.get(conversation).map(|conversation| &*conversation.log).unwrap_or_default();
        (log.get(from..).unwrap_or_default().to_vec(), log.len().max(from))
    }

    /// Starts an agent where none runs, also before any client is there.
    pub(crate) fn start(self: &Arc<Self>, id: &str, user: Option<&str>) -> Result<(), Refusal> {
        let mut all = lock(&self.all);
        if all.get(id).is_some_and(|conversation| conversation.agent.is_some()) {
            return Ok(());
        }
        if !all.contains_key(id) && all.len() >= self.config.max_conversations {
            return Err(Refusal::new("the mock server's memory limit is reached; restart it"));
        }
        self.make_room(&mut all, user);
        let conversation = all.entry(id.to_owned()).or_insert_with(|| Conversation::of(user));
        let held = Some(Vec::new());
        conversation.agent = Some(Agent { state: "loading", last_active: Instant::now(), held });
        if conversation.log.is_empty() {
            self.append(id, conversation, &Event::Introduction);
        }
        self.append(id, conversation, &Event::State("awaiting_user_input"));
        drop(all);
        tokio::spawn(release_after_the_wait(Arc::downgrade(self), id.to_owned()));
        Ok(())
    }

    /// A client is in the room: it is waited for no longer.
    pub(super) fn join(self: &Arc<Self>, joining: &Joining) -> Result<(), Refusal> {
        self.start(&joining.conversation, joining.user.as_deref())?;
        let mut all = lock(&self.all);
        if let Some(conversation) = all.get_mut(&joining.conversation) {
            conversation.connections.push(joining.connection);
            self.release(&joining.conversation, conversation);
        }
        Ok(())
    }

    /// A client is gone.
    pub(super) fn leave(&self, joining: &Joining) {
        if let Some(conversation) = lock(&self.all).get_mut(&joining.conversation) {
            conversation.connections.retain(|connection| *connection != joining.connection);
        }
    }

    /// A client says something; `false` where nobody listens or it says nothing.
    pub(super) fn act(&self, id: &str, text: &RawValue) -> bool {
        let mut all = lock(&self.all);
        let running = all.get_mut(id).filter(|conversation| conversation.agent.is_some());
        let (Some(conversation), Some(action)) = (running, Action::parse(text)) else {
            return false;
        };
        let reply = (action.name == "message").then(|| action.arg("content"));
        let state = (action.name == "change_agent_state").then(|| state(&action.arg("agent_state"))).flatten();
        self.append(id, conversation, &Event::Action(action));
        if let Some(said) = reply {
            self.append(id, conversation, &Event::Reply(format!("You said: {said}")));
        }
        if let Some(state) = state {
            self.append(id, conversation, &Event::State(state));
        }
        true
    }

    /// Whether an agent runs in a conversation.
    pub(crate) fn runs(&self, id: &str) -> bool {
        lock(&self.all).get(id).is_some_and(|conversation| conversation.agent.is_some())
    }

    /// Stops the agent of a conversation.
    pub(crate) fn stop(&self, id: &str) {
        if let Some(conversation) = lock(&self.all).get_mut(id) {
            self.close(id, conversation);
        }
    }

    /// Stops the agents that were silent for the longest while a user has as many as there may be.
    fn make_room(&self, all: &mut HashMap<String, Conversation>, user: Option<&str>) {
        loop {
            let of_user = |conversation: &Conversation| user.is_none() || conversation.user.as_deref() == user;
            let running = all.iter().filter(|(_, conversation)| of_user(conversation));
            let running: Vec<_> =
                running.filter_map(|(id, conversation)| Some((conversation.agent.as_ref()?.last_active, id))).collect();
            if running.len() < self.config.max_concurrent_conversations {
                return;
            }
            let Some(id) = running.into_iter().min().map(|(_, id)| id.clone()) else {
                return;
            };
            if let Some(conversation) = all.get_mut(&id) {
                self.rooms.emit(&id, raw(TOO_MANY.to_owned()));
                self.close(&id, conversation);
            }
        }
    }

    /// Disconnects its clients, and says and stores that the agent is stopped: whoever is left, on another node, hears it.
    fn close(&self, id: &str, conversation: &mut Conversation) {
        if conversation.agent.is_none() {
            return;
        }
        self.rooms.disconnect(id);
        conversation.connections.clear();
        self.rooms.emit(id, raw(unstored("stopped")));
        conversation.agent = None;
        self.append(id, conversation, &Event::State("stopped"));
    }

    /// Stores an event, and sends it where an agent runs and anybody is there.
    fn append(&self, id: &str, conversation: &mut Conversation, event: &Event) {
        let stored = event.stored(conversation.log.len());
        if conversation.bytes + stored.len() > self.config.max_conversation_bytes {
            self.rooms.emit(id, raw(FULL.to_owned()));
            return;
        }
        conversation.bytes += stored.len();
        let live = event.live(&stored);
        conversation.log.push(raw(stored));
        let Some(agent) = &mut conversation.agent else {
            return;
        };
        if let Event::State(state) = event {
            agent.state = state;
        }
        agent.last_active = Instant::now();
        if let Some(live) = live.map(raw) {
            match &mut agent.held {
                Some(held) => held.push(live),
                None => self.rooms.emit(id, live),
            }
        }
    }

    /// Sends what was held back.
    fn release(&self, id: &str, conversation: &mut Conversation) {
        let held = conversation.agent.as_mut().and_then(|agent| agent.held.take());
        held.into_iter().flatten().for_each(|event| self.rooms.emit(id, event));
    }

    /// Stops agents that were silent for too long, are not at work, and have no clients.
    fn stop_idle(&self) {
        let delay = self.config.close_delay;
        for (id, conversation) in lock(&self.all).iter_mut() {
            let idle = |agent: &Agent| agent.state != "running" && agent.last_active.elapsed() >= delay;
            if conversation.connections.is_empty() && conversation.agent.as_ref().is_some_and(idle) {
                self.close(id, conversation);
            }
        }
    }
}

impl Conversation {
    fn of(user: Option<&str>) -> Self {
        Self { user: user.map(str::to_owned), log: Vec::new(), bytes: 0, agent: None, connections: Vec::new() }
    }
}

/// The states that a client may ask for.
fn state(name: &str) -> Option<&'static str> {
    ["running", "paused", "stopped", "awaiting_user_input", "finished"].into_iter().find(|state| *state == name)
}

/// For as long as there are conversations.
async fn stop_the_idle(conversations: Weak<Conversations>) {
    while let Some(interval) = conversations.upgrade().map(|these| these.config.cleanup_interval) {
        sleep(interval).await;
        if let Some(these) = conversations.upgrade() {
            these.stop_idle();
        }
    }
}

async fn release_after_the_wait(conversations: Weak<Conversations>, id: String) {
    let Some(wait) = conversations.upgrade().map(|these| these.config.client_wait_timeout) else {
        return;
    };
    sleep(wait).await;
    if let Some(these) = conversations.upgrade()
        && let Some(conversation) = lock(&these.all).get_mut(&id)
    {
        these.release(&id, conversation);
    }
}
