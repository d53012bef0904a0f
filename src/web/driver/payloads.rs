//! The messages that the machine knows by their numbers.

use std::collections::BTreeMap;

use futures_channel::oneshot;

use super::plain::Settled;
use crate::core::Number;
use crate::web::message::Message;

/// A message that is kept, and who waits for its end.
pub(super) struct Payload {
    pub(super) message: Message,
    pub(super) settle: Option<oneshot::Sender<Settled>>,
}

#[derive(Default)]
pub(super) struct Payloads(BTreeMap<Number, Payload>);

impl Payloads {
    pub(super) fn keep(&mut self, number: Number, payload: Payload) {
        self.0.insert(number, payload);
    }

    pub(super) fn take(&mut self, number: Number) -> Option<Payload> {
        self.0.remove(&number)
    }
}
