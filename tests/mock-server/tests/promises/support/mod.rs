//! The rig: a server of one's own, a WebSocket client that says what it saw, a small HTTP client, and patience.

mod client;
mod http;
mod openhands;
mod process;
mod proxy;
mod raw;
mod redis;
mod socketio;

pub(crate) use client::{Client, Seen, rejected};
pub(crate) use http::{Reply, send};
pub(crate) use openhands::{NOTICE, says};
pub(crate) use process::{Process, at, command};
pub(crate) use proxy::{ProxyRig, proxied};
pub(crate) use raw::{Raw, knock};
pub(crate) use redis::Redis;
pub(crate) use socketio::{Identity, Io, SOCKET_IO};

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use everwire_mock_server::{Config, DEFAULT_CONVERSATION, Server};
use serde_json::{Value, json};

/// Far beyond what anything here takes, even on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// Fails the test instead of hanging it.
pub(crate) async fn soon<T>(what: impl Future<Output = T>) -> T {
    tokio::time::timeout(PATIENCE, what).await.expect("nothing happened in a minute")
}

/// Asks again until the answer is yes.
pub(crate) async fn until<F: Future<Output = bool>>(mut condition: impl FnMut() -> F) {
    soon(async {
        while !condition().await {
            tokio::task::yield_now().await;
        }
    })
    .await;
}

/// A server on a port of its own.
pub(crate) async fn start(change: impl FnOnce(&mut Config)) -> Rig {
    let mut config = Config::default();
    change(&mut config);
    let server = Server::start(&config).await.expect("a free port");
    Rig { at: At(server.address(), config.session_api_key.clone()), server }
}

/// A started server.
pub(crate) struct Rig {
    pub(crate) at: At,
    pub(crate) server: Server,
}

impl std::ops::Deref for Rig {
    type Target = At;
    fn deref(&self) -> &At {
        &self.at
    }
}

/// Where a server is, and the key that it wants.
#[derive(Clone)]
pub(crate) struct At(pub(crate) SocketAddr, pub(crate) Option<String>);

impl At {
    /// Opens a WebSocket.
    pub(crate) async fn open(&self, target: &str) -> Client {
        Client::open(self.0, target, &[]).await
    }

    /// Subscribes to the default conversation and takes the `full_state` frame, so that everything after is live.
    pub(crate) async fn subscribe(&self, query: &str) -> Client {
        let mut client = self.open(&events(query)).await;
        assert_eq!(client.json().await["key"], "full_state");
        client
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.request("GET", path, "").await
    }

    pub(crate) async fn post(&self, path: &str, body: &str) -> Reply {
        self.request("POST", path, body).await
    }

    async fn request(&self, method: &str, path: &str, body: &str) -> Reply {
        let key = self.1.as_deref().map(|key| ("X-Session-API-Key", key));
        send(self.0, method, path, key.as_slice(), body.as_bytes()).await
    }

    /// Stores a message in the default conversation and gives the id of its event.
    pub(crate) async fn say(&self, text: &str) -> String {
        let reply = self.post(&api("/events"), &message(text)).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()["id"].as_str().expect("an id").to_owned()
    }

    /// Every stored event of the default conversation.
    pub(crate) async fn stored(&self) -> Vec<Value> {
        let mut items = Vec::new();
        let mut next = Value::Null;
        loop {
            let page = next.as_str().map(|id| format!("&page_id={id}")).unwrap_or_default();
            let reply = self.get(&api(&format!("/events/search?limit=1000{page}"))).await.json();
            items.extend(reply["items"].as_array().expect("items").iter().cloned());
            next = reply["next_page_id"].clone();
            if next.is_null() {
                return items;
            }
        }
    }

    pub(crate) async fn faults(&self) -> Value {
        self.get("/faults").await.json()
    }

    /// Orders a fault and gives the status that came back.
    pub(crate) async fn fault(&self, order: Value) -> Value {
        let reply = self.post("/faults", &order.to_string()).await;
        assert_eq!(reply.status, 200, "{}", reply.text());
        reply.json()
    }

    /// Waits until so many WebSockets are live.
    pub(crate) async fn connections(&self, wanted: u64) {
        until(|| async { self.faults().await["connections"] == wanted }).await;
    }
}

/// The default conversation's socket, with a query.
pub(crate) fn events(query: &str) -> String {
    format!("/sockets/events/{DEFAULT_CONVERSATION}?{query}")
}

/// The default conversation's REST routes.
pub(crate) fn api(rest: &str) -> String {
    format!("/api/conversations/{DEFAULT_CONVERSATION}{rest}")
}

/// A message as a client sends it.
pub(crate) fn message(text: &str) -> String {
    json!({ "role": "user", "content": [{ "type": "text", "text": text }], "run": false }).to_string()
}

/// What a `MessageEvent` says.
pub(crate) fn said(event: &Value) -> &str {
    assert_eq!(event["kind"], "MessageEvent", "{event}");
    event["llm_message"]["content"][0]["text"].as_str().expect("a text")
}
