//! The WebSocket endpoints.
//!
//! A [`Session`] only talks; how a socket begins and ends is the same for all and stands here: it joins the list of
//! live sockets before the client can see it open, it can be struck at any moment, and it is closed with what the
//! session, the strike or the server's stop says.

mod conversation;
mod echo;
mod ledger;
mod link;
mod request;

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::extract::ConnectInfo;
use axum::extract::FromRequestParts;
use axum::extract::ws::{CloseFrame, WebSocketUpgrade};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::response::{IntoResponse, Response};
use axum::routing::get;

use crate::app::App;
use crate::faults::{Membership, Strike, Wire};
pub(crate) use link::{Frame, Link};

/// The WebSocket routes.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/sockets/events/{id}", get(conversation::events))
        .route("/sockets/session/{id}", get(conversation::session))
        .route("/echo", get(echo::connect))
        .route("/ledger/{name}", get(ledger::open))
}

/// What one endpoint does with an open link.
pub(crate) trait Session: Send + 'static {
    /// Runs until something ends the link. It may be dropped at any await.
    fn run(self, link: &mut Link) -> impl Future<Output = Result<Infallible, Ended>> + Send;
}

/// How a session ended.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Ended {
    /// The peer closed or vanished.
    Gone,
    /// We close.
    Close(CloseFrame),
    /// We close without a code.
    Plain,
}

fn close(code: u16, reason: &'static str) -> Ended {
    Ended::Close(CloseFrame { code, reason: reason.into() })
}

/// A handshake under way.
pub(crate) struct Handshake {
    app: Arc<App>,
    pub(crate) upgrade: WebSocketUpgrade,
    wire: Wire,
    path: String,
}

impl FromRequestParts<Arc<App>> for Handshake {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Response> {
        let path = parts.uri.to_string();
        let ConnectInfo(wire) =
            ConnectInfo::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        let upgrade = WebSocketUpgrade::from_request_parts(parts, app).await.map_err(IntoResponse::into_response)?;
        let max = app.limits.max_message_bytes;
        let upgrade = upgrade.max_message_size(max).max_frame_size(max);
        Ok(Self { app: Arc::clone(app), upgrade, wire, path })
    }
}

impl Handshake {
    /// Completes the handshake and runs the session.
    pub(crate) fn accept(self, session: impl Session) -> Response {
        let Self { app, upgrade, wire, path } = self;
        let Some(member) = app.faults.sockets.join(&path, wire.clone()) else {
            return (StatusCode::SERVICE_UNAVAILABLE, "the server is stopping").into_response();
        };
        upgrade.on_upgrade(move |socket| async move {
            let link = Link::new(socket, wire, &app.limits);
            run(link, member, session).await;
        })
    }
}

async fn run(mut link: Link, mut member: Membership, session: impl Session) {
    let ended = tokio::select! {
        biased;
        strike = member.struck() => match strike {
            Strike::Close(frame) => Ended::Close(frame),
            // The wire knows how it ends: dropping the link is all.
            Strike::Wire(_) => return,
        },
        Err(ended) = session.run(&mut link) => ended,
    };
    member.leave();
    link.end(ended).await;
}
