//! Carries out what the machine asks for.

use serde_json::Value;

use super::acknowledgement::Ack;
use super::arguments::Args;
use super::driver::{Content, Namespaces, Outgoing};
use super::encode::Body;
use super::error::AckError;
use super::event::{ConnectError, Refused, SocketEvent};
use super::incoming::{Incoming, Parsed, greeting};
use super::options::Resume;
use crate::core::{self, Facts, Id, Outcome, Phase};
use crate::socketio::{Effect, Event, Index, Input, Kind, Machine};
use crate::web::driver::{AtHand, Driver, Protocol};
use crate::web::event::Error;
use crate::web::message::Message;

impl Driver<Namespaces> {
    /// Those that are wanted, each with whether it is joined.
    fn tell_wanted(&self, event: impl Fn(bool) -> Option<SocketEvent>) {
        for (at, slot) in self.protocol().slots.borrow().iter().enumerate() {
            let joined = slot.id.borrow().is_some();
            if self.with(|machine| machine.is_wanted(Index(at as u32)))
                && let Some(event) = event(joined)
            {
                slot.inbox.push(event);
            }
        }
    }

    fn core_effect(&self, effect: core::Effect, at_hand: &mut AtHand<Content>) {
        let kept = &self.protocol().kept;
        match effect {
            core::Effect::Keep(number) => {
                if let AtHand::Content(Content::Outgoing(outgoing)) = at_hand
                    && let Some(outgoing) = outgoing.take()
                {
                    kept.borrow_mut().insert(number, outgoing);
                }
            }
            core::Effect::Write(transport, number) => {
                // Out of the map meanwhile: nothing is borrowed while it is sent.
                let found = kept.borrow_mut().remove(&number);
                match (found, at_hand) {
                    (Some(outgoing), _) => {
                        self.write(transport, number, &outgoing);
                        kept.borrow_mut().insert(number, outgoing);
                    }
                    (None, AtHand::Content(Content::Outgoing(Some(outgoing)))) => {
                        self.write(transport, number, outgoing);
                    }
                    (None, _) => {}
                }
            }
            core::Effect::Forget(number, outcome) => {
                let forgotten = kept.borrow_mut().remove(&number);
                if let Some(Outgoing { settle: Some(settle), .. }) = forgotten {
                    let settled = match outcome {
                        Outcome::Expired => Err(AckError::TimedOut),
                        Outcome::Closed | Outcome::Overflowed => Err(AckError::Closed),
                        Outcome::Sent | Outcome::Acknowledged => Ok(parsed(at_hand).args),
                    };
                    // Nobody may be waiting any more.
                    let _ = settle.send(settled);
                }
            }
            other => {
                self.link_effect(other, at_hand);
                if let core::Effect::Emit(event) = other {
                    self.connection(event, at_hand);
                }
            }
        }
    }

    /// What happens to the connection matters to its namespaces.
    fn connection(&self, event: core::Event, at_hand: &AtHand<Content>) {
        let failure = &self.protocol().failure;
        match event {
            core::Event::State(snapshot) if snapshot.phase == Phase::Waiting => {
                let (attempt, delay) = (snapshot.attempt, self.delay(&snapshot));
                self.tell_wanted(|_| Some(SocketEvent::Reconnecting { attempt, delay }));
            }
            core::Event::Open => failure.set(None),
            core::Event::Error(cause) => failure.set(Some(Error::Connection { cause, detail: at_hand.detail() })),
            core::Event::Close(_, cause) => {
                let failure = failure.take().unwrap_or(Error::Connection { cause, detail: at_hand.detail() });
                if !cause.is_wanted() {
                    let error = ConnectError::Failed(failure);
                    self.tell_wanted(|joined| (!joined).then(|| SocketEvent::ConnectError(error.clone())));
                }
            }
            core::Event::State(_) | core::Event::Message => {}
        }
    }

    fn parse(&self) {
        let incoming = self.protocol().incoming.take();
        let Some(parsed) = incoming.and_then(Incoming::parse) else { return self.broken("a packet makes no sense") };
        let Parsed { name, args } = &parsed;
        let Resume { cursor, key, .. } = &self.protocol().resume;
        let is_event = !name.is_empty();
        let cursor = cursor.as_ref().filter(|_| is_event).and_then(|cursor| cursor(name, args));
        let key = key.as_ref().filter(|_| is_event).and_then(|key| key(name, args));
        let facts = Facts { cursor, key: key.as_deref(), ..Facts::default() };
        let effects = self.begin(Input::Parsed(facts));
        self.carry_out(effects, AtHand::Content(Content::Parsed(Some(parsed))));
    }

    fn broken(&self, detail: &str) {
        self.step(Input::Broken, AtHand::Detail(detail.into()));
    }

    fn tell(&self, namespace: Index, event: Event, at_hand: &mut AtHand<Content>) {
        let Some(slot) = self.slot(namespace) else { return };
        let told = match event {
            Event::Event(id) => {
                let Parsed { name, args } = parsed(at_hand);
                if id.is_none() {
                    slot.session.borrow_mut().came(args.last_text());
                }
                let joined = slot.joined.get();
                let ack = id.map(|id| Ack { driver: self.downgrade(), namespace, id, joined });
                SocketEvent::Event { name, args, ack }
            }
            Event::Joined => {
                let joined: Value = parsed(at_hand).args.get(0).unwrap_or_default();
                let text = |name| joined.get(name).and_then(Value::as_str);
                let recovered = slot.session.borrow_mut().joined(text("pid"));
                let id = String::from(text("sid").unwrap_or_default());
                slot.id.replace(Some(id.clone()));
                SocketEvent::Connect { id, recovered }
            }
            Event::Refused => {
                let said: Value = parsed(at_hand).args.get(0).unwrap_or_default();
                let message = said.get("message").unwrap_or(&said);
                let message = message.as_str().map_or_else(|| message.to_string(), String::from);
                let data = Args::new(said.get("data").cloned().into_iter().collect(), Vec::new());
                SocketEvent::ConnectError(ConnectError::Refused(Refused { message, data }))
            }
            Event::Left(reason) => {
                slot.id.replace(None);
                SocketEvent::Disconnect(reason)
            }
        };
        slot.inbox.push(told);
    }
}

fn parsed(at_hand: &mut AtHand<Content>) -> Parsed {
    if let AtHand::Content(Content::Parsed(parsed)) = at_hand {
        parsed.take().unwrap_or_default()
    } else {
        Parsed::default()
    }
}

fn frame(at_hand: &mut AtHand<Content>) -> Option<Message> {
    if let AtHand::Content(Content::Frame(frame)) = at_hand { frame.take() } else { None }
}

impl Protocol for Namespaces {
    type Machine = Machine;
    type Content = Content;

    fn opened(_: &Driver<Namespaces>, _: Id) {
        // It is no connection yet: the server greets first.
    }

    fn received(driver: &Driver<Namespaces>, id: Id, message: Option<Message>) {
        let Some(message) = message else { return driver.broken("a message was neither text nor an ArrayBuffer") };
        let size = u32::try_from(message.size()).unwrap_or(u32::MAX);
        let effects = match &message {
            Message::Text(text) => driver.begin(Input::Text { id, text, size }),
            Message::Binary(_) => driver.begin(Input::Binary(id, size)),
        };
        driver.carry_out(effects, AtHand::Content(Content::Frame(Some(message))));
    }

    fn effect(driver: &Driver<Namespaces>, effect: Effect, at_hand: &mut AtHand<Content>) {
        let incoming = &driver.protocol().incoming;
        match effect {
            Effect::Core(effect) => driver.core_effect(effect, at_hand),
            Effect::Greeting(id) => match frame(at_hand).as_ref().and_then(Message::as_text).and_then(greeting) {
                Some((interval, timeout)) => driver.step(Input::Greeted { id, interval, timeout }, AtHand::Nothing),
                None => driver.broken("the server greets with something else than Engine.IO"),
            },
            Effect::Pong => driver.frame(driver.transport(), &"3".into()),
            Effect::Connect(namespace) => driver.ask(namespace),
            Effect::Disconnect(namespace) => {
                driver.packet(driver.transport(), Kind::Disconnect, namespace, None, &Body::default());
            }
            Effect::Hold => {
                if let Some(Message::Text(text)) = frame(at_hand) {
                    incoming.replace(Some(Incoming { text, attachments: Vec::new() }));
                }
            }
            Effect::Attach => {
                if let Some(Message::Binary(bytes)) = frame(at_hand)
                    && let Some(incoming) = &mut *incoming.borrow_mut()
                {
                    incoming.attachments.push(bytes);
                }
            }
            Effect::Parse => driver.parse(),
            Effect::Tell(namespace, event) => driver.tell(namespace, event, at_hand),
        }
    }

    fn wake(driver: &Driver<Namespaces>) {
        // Nothing is borrowed while wakers run.
        let slots = driver.protocol().slots.borrow().clone();
        for (at, slot) in slots.into_iter().enumerate() {
            if !slot.inbox.is_empty() || driver.is_over(Index(at as u32)) {
                slot.inbox.wake();
            }
        }
    }
}
