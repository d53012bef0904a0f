//! What differs between drivers: the machine, and what is carried out beside the transport.

use super::Driver;
use super::at_hand::AtHand;
use crate::core::{self, Effect, Id, Input, Machine, Millis};
use crate::web::message::Message;

/// What is spoken on a connection.
pub(in crate::web) trait Protocol: Sized + 'static {
    type Machine: Run;
    /// What a step may be about, besides what all protocols have.
    type Content;

    /// The transport is open.
    fn opened(driver: &Driver<Self>, id: Id);

    /// A message came; none where it is neither text nor bytes.
    fn received(driver: &Driver<Self>, id: Id, message: Option<Message>);

    /// Does what the machine wants. What is not its own goes to [`Driver::link_effect`].
    fn effect(driver: &Driver<Self>, effect: <Self::Machine as Run>::Effect, at_hand: &mut AtHand<Self::Content>);

    /// All is done for now: wakes whoever waits.
    fn wake(driver: &Driver<Self>);
}

/// A machine, as drivers run it. What happens to any connection is among its inputs.
pub(in crate::web) trait Run {
    type Input<'a>: From<Input<'a>>;
    type Effect;

    fn step(&mut self, input: Self::Input<'_>, now: Millis) -> Vec<Self::Effect>;

    fn core(&self) -> &core::Machine;

    fn next_deadline(&self) -> Option<Millis>;
}

impl Run for Machine {
    type Input<'a> = Input<'a>;
    type Effect = Effect;

    fn step(&mut self, input: Input<'_>, now: Millis) -> Vec<Effect> {
        self.step(input, now)
    }

    fn core(&self) -> &Machine {
        self
    }

    fn next_deadline(&self) -> Option<Millis> {
        self.next_deadline()
    }
}
