//! Who answers in a namespace.

use std::sync::Arc;

use serde_json::Value;

use super::openhands::OpenHands;
use super::payload::Event;
use super::request::Request;
use super::socket::{Refusal, Socket};
use super::test;

/// Who answers.
#[derive(Clone)]
pub(super) enum Handler {
    /// Conversations.
    OpenHands(Arc<OpenHands>),
    /// What tests of clients need.
    Test,
}

impl Handler {
    /// Decides whether a client is let in; what is emitted to it before goes out before the answer.
    pub(super) async fn connect(&self, socket: &Arc<Socket>, request: &Request, auth: &Value) -> Result<(), Refusal> {
        match self {
            Self::OpenHands(conversations) => conversations.connect(socket, request).await,
            Self::Test => test::connect(socket, auth).await,
        }
    }

    /// A client was let in, or has its session again.
    pub(super) fn connected(&self, socket: &Arc<Socket>, auth: &Value) {
        match self {
            Self::OpenHands(_) => {}
            Self::Test => test::connected(socket, auth),
        }
    }

    /// An event came.
    pub(super) async fn event(&self, socket: &Arc<Socket>, event: Event) {
        match self {
            Self::OpenHands(conversations) => conversations.event(socket, &event).await,
            Self::Test => test::event(socket, event),
        }
    }

    /// A client is gone, or was never let in.
    pub(super) async fn disconnected(&self, socket: &Arc<Socket>) {
        match self {
            Self::OpenHands(conversations) => conversations.disconnected(socket).await,
            Self::Test => {}
        }
    }
}
