//! `GET /state`: what there is, for the demo page and for tests. Like `/faults` it wants no key.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use super::agent::Place;
use super::store::Store;
use crate::app::App;

/// Conversations, their agents and Socket.IO connections on all nodes; subscribers and open sockets are those of the
/// node that is asked.
pub(crate) async fn show(State(app): State<Arc<App>>) -> Json<Value> {
    let mut state = app.conversations.state().await;
    state["sockets"] = app.faults.sockets.live().into();
    state["max_connections"] = app.limits.max_connections.into();
    Json(state)
}

impl Store {
    async fn state(&self) -> Value {
        let nodes = self.nodes().await;
        let config = self.config();
        let conversations = self.look(|places, now| {
            let mut all: Vec<&Place> = places.values().collect();
            all.sort_by(|a, b| a.conversation.id.cmp(&b.conversation.id));
            all.into_iter().map(|place| conversation(place, now)).collect::<Vec<_>>()
        });
        json!({
            "node": self.node(),
            "nodes": nodes,
            "max_concurrent_conversations": config.max_concurrent_conversations,
            "close_delay_ms": config.close_delay.as_millis() as u64,
            "cleanup_interval_ms": config.cleanup_interval.as_millis() as u64,
            "client_wait_timeout_ms": config.client_wait_timeout.as_millis() as u64,
            "conversations": conversations,
        })
    }
}

fn conversation(place: &Place, now: u64) -> Value {
    let connections = place.connections.iter().map(|(id, node)| json!({ "id": id, "node": node }));
    let agent = place.agent.as_ref().map(|agent| {
        json!({
            "state": agent.state,
            "silent_ms": now.saturating_sub(agent.last_updated_at),
            "held": agent.held.as_ref().map_or(0, Vec::len),
        })
    });
    json!({
        "id": place.conversation.id,
        "user": place.user,
        "events": place.conversation.count(None, None),
        "agent": agent,
        "connections": connections.collect::<Vec<_>>(),
        "passing_bytes": place.conversation.passing_bytes(),
        "subscribers": *place.conversation.subscribers.borrow(),
    })
}
