//! All conversations of a server, or of all its nodes, as a machine that nothing but commands changes. It emits what
//! happens to the Socket.IO clients of this node; other subscribers look for themselves.

use std::collections::HashMap;
use std::sync::Arc;

use serde_json::value::RawValue;
use uuid::Uuid;

use super::agent::{Agent, Millis, Place, one_too_many, state};
use super::command::{Command, Outcome, Rules, Submission};
use super::envelope::Passing;
use super::log::{Conversation, StoreFull};
use super::what::{Action, Waiting, What};
use super::{DEFAULT_CONVERSATION, raw};
use crate::config::{Config, Limits};
use crate::socketio::Rooms;

/// What a conversation hears whose agent is stopped for another one's.
const TOO_MANY: &str = r#"{"status_update":true,"type":"error","id":"AGENT_ERROR$TOO_MANY_CONVERSATIONS","message":"Too many conversations at once. If you are still using this one, try reactivating it by prompting the agent to continue"}"#;
/// What a client hears whose message cannot be stored.
const FULL: &str = r#"{"error":true,"message":"the mock server's memory limit is reached; restart it"}"#;

pub(super) struct Machine {
    max_lag: usize,
    max_passing_bytes: usize,
    rooms: Rooms,
    pub(super) places: HashMap<String, Place>,
    /// Bytes that are stored.
    stored: usize,
    /// Counts updates of agents.
    turn: u64,
    /// Agents that started since somebody last looked.
    pub(super) started: Vec<(String, Uuid)>,
}

/// When a command is carried out, by which rules, and under which ids.
struct Moment {
    at: Millis,
    now: jiff::civil::DateTime,
    rules: Rules,
    ids: Uuid,
}

impl Moment {
    fn id(&mut self) -> Uuid {
        self.ids = Uuid::from_u128(self.ids.as_u128().wrapping_add(1));
        self.ids
    }
}

impl Machine {
    pub(super) fn new(config: &Config, rooms: Rooms) -> Self {
        let default = DEFAULT_CONVERSATION.to_string();
        let places = HashMap::from([(default.clone(), Place::new(&default))]);
        let Limits { max_lag, max_passing_bytes, .. } = config.limits;
        Self { max_lag, max_passing_bytes, rooms, places, stored: 0, turn: 0, started: Vec::new() }
    }

    /// Carries a command out.
    pub(super) fn apply(&mut self, at: Millis, Submission { ticket, now, rules, command }: Submission) -> Outcome {
        let moment = &mut Moment { at, now, rules, ids: ticket };
        match command {
            Command::Create { id } if self.places.contains_key(&id) => Outcome::Nothing,
            Command::Create { id } => self.create(&id, &moment.rules).map_or(Outcome::Full, |()| Outcome::Done),
            Command::Append { id, what } => self.say(&id, &what, moment),
            Command::Pass { id, envelope } => self.pass(&id, &envelope),
            Command::Start { id, user } => self.start(&id, user, moment),
            Command::Join { id, user, connection, node } => self.join(&id, user, connection, node, moment),
            Command::Remain { id, connection, node } => {
                if let Some(place) = self.places.get_mut(&id).filter(|place| place.agent.is_some()) {
                    place.connections.insert(connection, node);
                }
                Outcome::Done
            }
            Command::Leave { id, connection } => {
                self.places.get_mut(&id).map(|place| place.connections.remove(&connection));
                Outcome::Done
            }
            Command::Act { id, action } => self.act(&id, action, moment),
            Command::Confirm { id, rejection } => self.confirm(&id, rejection.as_deref(), moment),
            Command::Stop { id } => {
                self.close(&id, moment);
                Outcome::Done
            }
            Command::Release { id, agent } => {
                let is_this = |place: &Place| place.agent.as_ref().is_some_and(|running| running.id == agent);
                if self.places.get(&id).is_some_and(is_this) {
                    self.release(&id);
                }
                Outcome::Done
            }
            Command::CleanUp => {
                let delay = moment.rules.close_delay;
                let idle = self.places.iter().filter(|(_, place)| place.is_idle(at, delay));
                let mut idle: Vec<String> = idle.map(|(id, _)| id.clone()).collect();
                // Ids are given in this order, which must be the same everywhere.
                idle.sort();
                idle.iter().for_each(|id| self.close(id, moment));
                Outcome::Done
            }
            Command::NodeGone { node } => {
                self.places.values_mut().for_each(|place| place.connections.retain(|_, of| *of != node));
                Outcome::Done
            }
        }
    }

    fn conversation(&self, id: &str) -> Option<Arc<Conversation>> {
        self.places.get(id).map(|place| Arc::clone(&place.conversation))
    }

    fn create(&mut self, id: &str, rules: &Rules) -> Result<(), StoreFull> {
        if !self.places.contains_key(id) {
            if self.places.len() >= rules.max_conversations {
                return Err(StoreFull);
            }
            self.places.insert(id.to_owned(), Place::new(id));
        }
        Ok(())
    }

    fn say(&mut self, id: &str, what: &What, moment: &mut Moment) -> Outcome {
        if !self.places.contains_key(id) {
            return Outcome::NotFound;
        }
        self.append(id, what, moment).map_or(Outcome::Full, Outcome::Appended)
    }

    fn pass(&mut self, id: &str, envelope: &RawValue) -> Outcome {
        let (Some(conversation), Ok(passing)) = (self.conversation(id), Passing::parse(envelope.get())) else {
            return Outcome::NotFound;
        };
        conversation.pass(passing, self.max_lag.saturating_add(1), self.max_passing_bytes);
        Outcome::Done
    }

    fn start(&mut self, id: &str, user: Option<String>, moment: &mut Moment) -> Outcome {
        if self.places.get(id).is_some_and(|place| place.agent.is_some()) {
            return Outcome::Nothing;
        }
        if self.create(id, &moment.rules).is_err() {
            return Outcome::Full;
        }
        let max = moment.rules.max_concurrent_conversations;
        while let Some(oldest) = one_too_many(&self.places, user.as_deref(), max) {
            self.rooms.emit(&oldest, raw(TOO_MANY.to_owned()));
            self.close(&oldest, moment);
        }
        let agent = moment.id();
        let Some(place) = self.places.get_mut(id) else {
            return Outcome::NotFound;
        };
        let (state, held) = ("loading".to_owned(), Some(Vec::new()));
        place.agent = Some(Agent { id: agent, state, last_updated_at: moment.at, turn: self.turn, held });
        place.user = place.user.take().or(user);
        if place.conversation.count(None, None) == 0 {
            let _ = self.append(id, &What::Introduction, moment);
        }
        let _ = self.append(id, &What::State("awaiting_user_input".to_owned()), moment);
        self.started.push((id.to_owned(), agent));
        Outcome::Done
    }

    fn join(&mut self, id: &str, user: Option<String>, connection: Uuid, node: Uuid, moment: &mut Moment) -> Outcome {
        if let Outcome::Full = self.start(id, user, moment) {
            return Outcome::Full;
        }
        if let Some(place) = self.places.get_mut(id) {
            place.connections.insert(connection, node);
        }
        self.release(id);
        Outcome::Done
    }

    fn act(&mut self, id: &str, action: Action, moment: &mut Moment) -> Outcome {
        if self.places.get(id).is_none_or(|place| place.agent.is_none()) {
            return Outcome::NotFound;
        }
        let reply = (action.name == "message").then(|| action.arg("content"));
        let state = (action.name == "change_agent_state").then(|| state(&action.arg("agent_state"))).flatten();
        let after = reply.map(|said| What::Reply(format!("You said: {said}")));
        let after = after.into_iter().chain(state.map(|state| What::State(state.to_owned())));
        for what in [What::Action(action)].into_iter().chain(after) {
            // Where it is not stored, the client hears it.
            let _ = self.append(id, &what, moment);
        }
        Outcome::Done
    }

    /// Every action that waits is done, by an agent that does nothing, or rejected. An agent at work goes on.
    fn confirm(&mut self, id: &str, rejection: Option<&str>, moment: &mut Moment) -> Outcome {
        let Some(place) = self.places.get(id) else {
            return Outcome::NotFound;
        };
        let runs = rejection.is_none();
        if runs && place.agent.as_ref().is_some_and(|agent| agent.state == "running") {
            return Outcome::Nothing;
        }
        let state = |state: &str| runs.then(|| What::State(state.to_owned()));
        let rejection = rejection.map(str::to_owned);
        let observe = |of: &Waiting| What::Observation { of: of.clone(), rejection: rejection.clone() };
        let observations: Vec<What> = place.waiting.iter().map(observe).collect();
        for what in state("running").into_iter().chain(observations).chain(state("finished")) {
            if self.append(id, &what, moment).is_err() {
                return Outcome::Full;
            }
        }
        Outcome::Done
    }

    /// Disconnects the clients, and stores that the agent is stopped: that is what they see first when they come back.
    fn close(&mut self, id: &str, moment: &mut Moment) {
        let Some(place) = self.places.get_mut(id).filter(|place| place.agent.is_some()) else {
            return;
        };
        place.connections.clear();
        self.rooms.disconnect(id);
        let _ = self.append(id, &What::State("stopped".to_owned()), moment);
        if let Some(place) = self.places.get_mut(id) {
            place.agent = None;
        }
    }

    /// Stores an event, and sends it where an agent runs and anybody is there.
    fn append(&mut self, id: &str, what: &What, moment: &mut Moment) -> Result<Uuid, StoreFull> {
        let event = moment.id();
        let place = self.places.get_mut(id).ok_or(StoreFull)?;
        let max = moment.rules.max_stored_bytes;
        let stored = match place.conversation.append(event, moment.now, what, &mut self.stored, max) {
            Ok(stored) => stored,
            Err(full) => {
                self.rooms.emit(id, raw(FULL.to_owned()));
                return Err(full);
            }
        };
        match what {
            What::Action(action) if action.waits() => {
                let seq = place.conversation.count(None, None) - 1;
                place.waiting.push(Waiting { event, seq, tool: action.name.clone() });
            }
            What::Observation { of, .. } => place.waiting.retain(|waiting| waiting.event != of.event),
            _ => {}
        }
        let Some(agent) = &mut place.agent else {
            return Ok(event);
        };
        if let What::State(state) = what {
            agent.state.clone_from(state);
        }
        self.turn += 1;
        (agent.last_updated_at, agent.turn) = (moment.at, self.turn);
        if let Some(live) = super::oh_event::live(what, &stored) {
            match &mut agent.held {
                Some(held) => held.push(live),
                None => self.rooms.emit(id, live),
            }
        }
        Ok(event)
    }

    /// Sends what was held back.
    fn release(&mut self, id: &str) {
        let agent = self.places.get_mut(id).and_then(|place| place.agent.as_mut());
        let held = agent.and_then(|agent| agent.held.take());
        held.into_iter().flatten().for_each(|event| self.rooms.emit(id, event));
    }
}
