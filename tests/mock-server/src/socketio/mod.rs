//! Socket.IO 5 over Engine.IO 4, on WebSocket alone, with npm's connection state recovery.
//!
//! Why no library: OpenHands' server replays events before it acknowledges a CONNECT, and a server with connection
//! state recovery sends `pid` with that acknowledgement and an offset with each event. Of socketioxide 0.18, nothing can
//! be emitted before the acknowledgement, and the acknowledgement is its own.
//!
//! The layers: [`engine`] is one connection, [`connection`] its places in namespaces, [`namespace`] the sockets and rooms
//! of one namespace, [`recovery`] its log, or
//! [`bus`], where several nodes share one. Who answers is a [`handler`]: [`openhands`] in the root namespace, and [`mod@test`], made for tests of clients.
//!
//! Where npm's server and python-socketio differ (a packet out of turn, an unknown namespace), this one does what npm's does,
//! but the open packet and the root namespace are OpenHands'.

mod bus;
mod config;
mod connection;
mod engine;
mod handler;
mod members;
mod namespace;
mod openhands;
mod payload;
mod queue;
mod recovery;
mod request;
mod seat;
mod socket;
mod test;

use std::io;
use std::sync::Arc;

use axum::extract::{FromRequestParts, Request as HttpRequest, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use everwire::socketio::ROOT;
use serde_json::json;

use crate::app::App;
use crate::config::Config;
use crate::conversation::Store;
use crate::redis_link::RedisLink;
use crate::sockets::Handshake;
use bus::Bus;
pub use config::{OpenHandsConfig, SocketIoConfig};
use connection::Connection;
use engine::Engine;
use handler::Handler;
use namespace::Namespace;
use openhands::OpenHands;
pub(crate) use openhands::Rooms;
use queue::Queue;
use request::Request;

/// Idle connections are many, and their frames are small.
const READ_BUFFER: usize = 4 << 10;

/// The Socket.IO server.
pub(crate) struct SocketIo {
    config: Arc<SocketIoConfig>,
    root: Arc<Namespace>,
    openhands: Arc<OpenHands>,
    test: Arc<Namespace>,
    plain: Arc<Namespace>,
    bus: Option<Arc<Bus>>,
}

impl SocketIo {
    /// Starts it. It fails where the nodes are to share a Redis that cannot be reached.
    pub(crate) async fn start(config: &Config) -> io::Result<(Arc<Self>, Arc<Store>)> {
        let session_api_key = config.session_api_key.clone();
        let redis = match &config.socketio.redis {
            None => None,
            Some(url) => Some(RedisLink::connect(url).await?),
        };
        let bus = match &redis {
            None => None,
            Some(redis) => Some(Arc::new(Bus::join(redis).await?)),
        };
        // Where there are several nodes, each hears of the conversations from their own log.
        let root = Namespace::new(ROOT, None, None);
        let conversations = Store::start(config, redis.as_ref(), Rooms::new(&root)).await?;
        let config = &config.socketio;
        let test = Namespace::new("/test", Some(config.max_disconnection), bus.as_ref());
        let plain = Namespace::new("/plain", None, bus.as_ref());
        if let Some(bus) = &bus {
            bus.deliver_to([&test, &plain].map(Arc::downgrade).into());
        }
        let openhands = OpenHands::new(session_api_key, Arc::clone(&conversations));
        let config = Arc::new(config.clone());
        Ok((Arc::new(Self { root, openhands, test, plain, config, bus }), conversations))
    }

    /// Shares nothing with other nodes any more.
    pub(crate) fn stop(&self) {
        self.bus.iter().for_each(|bus| bus.stop());
    }

    fn namespace(&self, name: &str) -> Option<(Arc<Namespace>, Handler)> {
        let root = (&self.root, Handler::OpenHands(Arc::clone(&self.openhands)));
        let all = [root, (&self.test, Handler::Test), (&self.plain, Handler::Test)];
        let found = all.into_iter().find(|(namespace, _)| namespace.name == name);
        found.map(|(namespace, handler)| (Arc::clone(namespace), handler))
    }
}

/// The routes: `/socket.io/`, and behind the prefix where there is one.
pub(crate) fn routes(config: &SocketIoConfig) -> Router<Arc<App>> {
    let mut router = Router::new();
    let prefix = config.path_prefix.trim_end_matches('/');
    let prefixes = if prefix.is_empty() { vec![""] } else { vec!["", prefix] };
    for prefix in prefixes {
        for path in ["/socket.io/", "/socket.io"] {
            router = router.route(&format!("{prefix}{path}"), get(open));
        }
    }
    router.merge(openhands::rest::routes())
}

async fn open(State(app): State<Arc<App>>, request: HttpRequest) -> Response {
    let (mut parts, _) = request.into_parts();
    let request = Request::of(&parts);
    let is_handshake = parts.headers.contains_key(header::UPGRADE);
    if request.first("EIO").as_deref() != Some("4") {
        return refuse(is_handshake, 5, "Unsupported protocol version");
    }
    if request.first("transport").as_deref() != Some("websocket") {
        return refuse(is_handshake, 0, "Transport unknown");
    }
    let mut handshake = match Handshake::from_request_parts(&mut parts, &app).await {
        Ok(handshake) => handshake,
        Err(_) => return refuse(false, 3, "Bad request"),
    };
    let server = &app.socketio;
    let max = server.config.max_payload;
    handshake.upgrade = handshake.upgrade.max_message_size(max).max_frame_size(max).read_buffer_size(READ_BUFFER);
    let outbox = Arc::new(Queue::bounded(server.config.max_unsent_bytes));
    let connection = Connection::new(server, &outbox, request);
    handshake.accept(Engine { config: Arc::clone(&server.config), outbox, connection })
}

/// A handshake is turned away as python's server does it, other requests as npm's does.
fn refuse(is_handshake: bool, code: u8, message: &str) -> Response {
    if is_handshake {
        return (StatusCode::FORBIDDEN, message.to_owned()).into_response();
    }
    (StatusCode::BAD_REQUEST, Json(json!({ "code": code, "message": message }))).into_response()
}
