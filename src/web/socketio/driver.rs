//! Runs Socket.IO's machine: what the driver of plain messages does, and packets.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use futures_channel::oneshot;

use super::arguments::Args;
use super::encode::Body;
use super::error::{AckError, EmitError};
use super::incoming::{Incoming, Parsed};
use super::options::{Auth, Resume};
use super::slot::Slot;
use crate::core::{self, Fate, Number, Phase};
use crate::socketio::{Effect, Emission, Index, Input, Machine};
use crate::web::driver::{AtHand, Driver, Run};
use crate::web::event::Error;
use crate::web::message::Message;

/// How an emission that is to be acknowledged ended.
pub(super) type Settled = Result<Args, AckError>;
type Settle = oneshot::Sender<Settled>;

/// What the driver has besides its machine.
#[derive(Default)]
pub(super) struct Namespaces {
    pub(super) auth: Auth,
    pub(super) resume: Resume,
    /// By the machine's indices.
    pub(super) slots: RefCell<Vec<Rc<Slot>>>,
    /// By the machine's numbers.
    pub(super) kept: RefCell<BTreeMap<Number, Outgoing>>,
    pub(super) incoming: RefCell<Option<Incoming>>,
    /// Why the attempt or connection of the moment fails.
    pub(super) failure: Cell<Option<Error>>,
}

/// What is emitted.
pub(super) struct Outgoing {
    pub(super) namespace: Index,
    pub(super) body: Body,
    /// Who waits for it to be acknowledged, where that is wanted.
    pub(super) settle: Option<Settle>,
}

/// What a step may be about. Each is there until it is used.
pub(super) enum Content {
    Outgoing(Option<Outgoing>),
    Frame(Option<Message>),
    Parsed(Option<Parsed>),
}

impl Run for Machine {
    type Input<'a> = Input<'a>;
    type Effect = Effect;

    fn step(&mut self, input: Input<'_>, now: core::Millis) -> Vec<Effect> {
        self.step(input, now)
    }

    fn core(&self) -> &core::Machine {
        self.core()
    }

    fn next_deadline(&self) -> Option<core::Millis> {
        self.next_deadline()
    }
}

impl Namespaces {
    pub(super) fn new(auth: Auth, resume: Resume) -> Namespaces {
        Namespaces { auth, resume, ..Namespaces::default() }
    }
}

impl Driver<Namespaces> {
    /// The namespace of this name, with a new inbox and no session; none where it has a user.
    pub(super) fn claim(&self, name: &str) -> Option<(Index, Rc<Slot>)> {
        let index = self.with(|machine| machine.namespace(name));
        let mut slots = self.protocol().slots.borrow_mut();
        let at = index.0 as usize;
        if slots.len() <= at {
            slots.resize_with(at + 1, Rc::default);
        }
        let slot = slots.get_mut(at)?;
        if slot.taken.get() {
            return None;
        }
        *slot = Rc::new(Slot { taken: Cell::new(true), joined: slot.joined.clone(), ..Slot::default() });
        Some((index, Rc::clone(slot)))
    }

    pub(super) fn join(&self, namespace: Index) {
        self.attach();
        self.step(Input::Join(namespace), AtHand::Nothing);
    }

    pub(super) fn leave(&self, namespace: Index) {
        self.step(Input::Leave(namespace), AtHand::Nothing);
    }

    /// Nobody has it any more: what waits in it will not be sent.
    pub(super) fn abandon(&self, namespace: Index) {
        self.leave(namespace);
        if let Some(slot) = self.slot(namespace) {
            slot.taken.set(false);
        }
        self.protocol().kept.borrow_mut().retain(|_, outgoing| outgoing.namespace != namespace);
    }

    /// Whether the namespace is neither joined nor will be by itself.
    pub(super) fn is_over(&self, namespace: Index) -> bool {
        self.phase() == Phase::Closed || !self.with(|machine| machine.is_wanted(namespace))
    }

    pub(super) fn any_wanted(&self) -> bool {
        let namespaces = 0..self.protocol().slots.borrow().len() as u32;
        self.with(|machine| namespaces.into_iter().any(|namespace| machine.is_wanted(Index(namespace))))
    }

    pub(super) fn emit(
        &self,
        namespace: Index,
        body: Body,
        mut emission: Emission,
        settle: Option<Settle>,
    ) -> Result<Fate, EmitError> {
        if self.is_over(namespace) {
            return Err(EmitError::Closed);
        }
        emission.size = u32::try_from(body.size()).unwrap_or(u32::MAX);
        emission.buffered = self.buffered();
        let effects = self.begin(Input::Emit(namespace, emission));
        let fate = effects.iter().find_map(|effect| match effect {
            Effect::Core(core::Effect::Sent(fate)) => Some(*fate),
            _ => None,
        });
        self.carry_out(effects, AtHand::Content(Content::Outgoing(Some(Outgoing { namespace, body, settle }))));
        match fate {
            Some(fate @ (Fate::Sent | Fate::Queued)) => Ok(fate),
            _ if emission.volatile => Ok(Fate::Dropped),
            _ => Err(EmitError::Full),
        }
    }

    pub(super) fn slot(&self, namespace: Index) -> Option<Rc<Slot>> {
        self.protocol().slots.borrow().get(namespace.0 as usize).cloned()
    }
}
