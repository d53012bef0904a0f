//! What the routes share, and the routes themselves.

use std::io;
use std::sync::Arc;

use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, header};
use axum::routing::get;
use axum::{Router, middleware};
use tokio::sync::watch;
use tower_http::cors::{AllowHeaders, AllowMethods, Any, CorsLayer};
use tower_http::set_header::SetResponseHeaderLayer;

use crate::config::{Config, Limits};
use crate::conversation::{Store, rest, state};
use crate::faults::{Faults, api, guard_handshake};
use crate::ledger::Shelf;
use crate::socketio::{self, SocketIo};
use crate::{sockets, static_files};

/// The state of one server.
pub(crate) struct App {
    pub(crate) limits: Limits,
    pub(crate) conversations: Arc<Store>,
    pub(crate) faults: Faults,
    pub(crate) ledgers: Shelf,
    pub(crate) socketio: Arc<SocketIo>,
    session_api_key: Option<String>,
    stopping: watch::Sender<bool>,
}

impl App {
    pub(crate) async fn start(config: &Config) -> io::Result<Arc<Self>> {
        let (socketio, conversations) = SocketIo::start(config).await?;
        Ok(Arc::new(Self {
            conversations,
            faults: Faults::new(),
            ledgers: Shelf::new(config.ledger_dir.as_deref(), &config.limits),
            socketio,
            session_api_key: config.session_api_key.clone(),
            stopping: watch::Sender::new(false),
            limits: config.limits.clone(),
        }))
    }

    /// Whether this key, or having none, opens the door.
    pub(crate) fn accepts_key(&self, given: Option<&str>) -> bool {
        match &self.session_api_key {
            None => true,
            Some(key) => given == Some(key),
        }
    }

    /// Says that the server stops.
    pub(crate) fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Resolves when the server stops.
    pub(crate) async fn stopping(&self) {
        // It cannot fail: the sender is ours.
        let _ = self.stopping.subscribe().wait_for(|&stopping| stopping).await;
    }
}

/// Lets pages from anywhere ask, and nobody keep an answer: test pages are served from other ports, with whatever
/// methods and headers they use.
pub(crate) fn for_test_pages<S: Clone + Send + Sync + 'static>(router: Router<S>) -> Router<S> {
    let cors = CorsLayer::new()
        .allow_origin(Any)
        .allow_methods(AllowMethods::mirror_request())
        .allow_headers(AllowHeaders::mirror_request())
        .expose_headers(Any);
    let no_store = SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    router.layer(no_store).layer(cors)
}

/// Every route, with what surrounds all of them.
pub(crate) fn router(app: Arc<App>, config: &Config) -> Router {
    let router = Router::new()
        .route("/faults", get(api::show).post(api::order))
        .route("/state", get(state::show))
        .nest("/api", rest::routes(&app))
        .merge(sockets::routes())
        .merge(socketio::routes(&config.socketio))
        .merge(static_files::routes(config))
        .layer(DefaultBodyLimit::max(config.limits.max_message_bytes))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), guard_handshake))
        .layer(middleware::map_response(async |response| static_files::text_is_utf8(response)));
    for_test_pages(router).with_state(app)
}
