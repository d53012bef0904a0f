//! Transports: opened, written to, closed.

use std::time::Duration;

use web_sys::WebSocket;

use super::Driver;
use super::at_hand::AtHand;
use super::protocol::Protocol;
use crate::core::{Effect, Event, Id, Input, NOT_WRITABLE, Verdict, retry_hint};
use crate::web::message::Message;
use crate::web::state::Ended;
use crate::web::transport::{self, Report, Resolved, Transport};

impl<P: Protocol> Driver<P> {
    /// Carries out what any machine wants of a transport, and remembers what is told of it.
    pub(in crate::web) fn link_effect(&self, effect: Effect, at_hand: &mut AtHand<P::Content>) {
        match effect {
            Effect::Resolve(id, endpoint) => self.resolve(id, endpoint),
            Effect::Open(id) => {
                if let AtHand::Resolved(resolved) = at_hand
                    && let Some(resolved) = resolved.take()
                {
                    self.open(id, resolved);
                }
            }
            Effect::Close(id) => {
                if let Some(socket) = self.socket_of(id) {
                    transport::close(&socket, &at_hand.frame());
                }
            }
            Effect::Abandon(id) => {
                if let Some(transport) = self.release(id) {
                    let socket = transport.socket.clone();
                    // Deaf first: a replaced class may answer at once.
                    drop(transport);
                    transport::close(&socket, &at_hand.frame());
                }
            }
            Effect::Emit(Event::State(snapshot)) => {
                let at = Duration::from_millis(js_sys::Date::now() as u64);
                self.0.history.borrow_mut().note(&snapshot, at);
            }
            Effect::Emit(Event::Close(close, cause)) => {
                let ended = Ended { code: close.code, reason: at_hand.reason(), clean: close.clean, cause };
                self.0.history.borrow_mut().last_close = Some(ended);
            }
            // The answer was given when the machine gave it; the cursor is read from the machine.
            _ => {}
        }
    }

    fn open(&self, id: Id, resolved: Resolved) {
        let driver = self.clone();
        match Transport::open(id, resolved, &self.0.link.protocols, move |report| driver.report(id, report)) {
            Ok(transport) => drop(self.0.transport.replace(Some(transport))),
            Err(detail) => self.step(Input::OpenFailed(id).into(), AtHand::Detail(detail)),
        }
    }

    /// What a transport reports counts as long as it is the one of the moment.
    fn report(&self, id: Id, report: Report) {
        if self.socket_of(id).is_none() {
            return;
        }
        match report {
            // An opening that is over already is none, and its close follows.
            Report::Opened if self.buffered() == NOT_WRITABLE => {}
            Report::Opened => P::opened(self, id),
            Report::Error => self.step(Input::Error(id).into(), AtHand::Nothing),
            Report::Message(data) => P::received(self, id, Message::from_data(&data)),
            Report::Closed(close, reason) => {
                drop(self.release(id));
                let judge = self.0.link.judge.as_ref();
                let verdict = judge.map_or(Verdict::Unsaid, |judge| judge(&close, &reason));
                let input = Input::Closed { id, close, retry_after: retry_hint(&reason), verdict };
                self.step(input.into(), AtHand::Reason(reason));
            }
        }
    }

    /// The first frames of transport `id`, once.
    pub(super) fn take_greeting(&self, id: Id) -> Vec<Message> {
        match &mut *self.0.transport.borrow_mut() {
            Some(transport) if transport.id == id => std::mem::take(&mut transport.greeting),
            _ => Vec::new(),
        }
    }

    /// Hands a frame to transport `id`, if that is the one of the moment.
    ///
    /// # Errors
    /// What it threw. A real WebSocket that is open takes everything; one that a test or a page put in its place may not.
    pub(in crate::web) fn hand_over(&self, id: Id, frame: &Message) -> Result<(), String> {
        self.socket_of(id).map_or(Ok(()), |socket| transport::write(&socket, frame))
    }

    /// The bytes that wait in the transport. A browser knows of a close before it says so; what is sent then is lost.
    pub(in crate::web) fn buffered(&self) -> u64 {
        match self.socket() {
            Some(socket) if socket.ready_state() == WebSocket::OPEN => socket.buffered_amount().into(),
            _ => NOT_WRITABLE,
        }
    }

    pub(super) fn socket(&self) -> Option<WebSocket> {
        self.0.transport.borrow().as_ref().map(|transport| transport.socket.clone())
    }

    fn socket_of(&self, id: Id) -> Option<WebSocket> {
        let transport = self.0.transport.borrow();
        transport.as_ref().filter(|transport| transport.id == id).map(|transport| transport.socket.clone())
    }

    /// Detaches from transport `id`, if it is the current one.
    fn release(&self, id: Id) -> Option<Transport> {
        let mut transport = self.0.transport.borrow_mut();
        if transport.as_ref().is_some_and(|transport| transport.id == id) { transport.take() } else { None }
    }
}
