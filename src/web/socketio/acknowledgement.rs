//! The answer to an event of the server's.

use super::arguments::Arguments;
use super::driver::Namespaces;
use super::encode::Body;
use crate::core::Fate;
use crate::socketio::{Index, Kind};
use crate::web::driver::WeakDriver;
use crate::web::json::JsonError;

/// Acknowledges one event. Where it is dropped, the server waits in vain.
///
/// ```no_run
/// # fn example(event: everwire::SocketEvent) -> Result<(), everwire::web::JsonError> {
/// use everwire::SocketEvent;
/// if let SocketEvent::Event { args, ack: Some(ack), .. } = event {
///     let (a, b): (i32, i32) = args.all()?;
///     ack.send((a + b,))?;
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "the server waits for it"]
pub struct Ack {
    pub(super) driver: WeakDriver<Namespaces>,
    pub(super) namespace: Index,
    pub(super) id: u32,
    /// Which joining of the namespace the event came in: after another one nobody waits for it.
    pub(super) joined: u32,
}

impl Ack {
    /// Acknowledges the event with these arguments. [`Fate::Dropped`] says that the connection is gone on which it came, so
    /// that nobody waits for the answer.
    ///
    /// # Errors
    /// [`JsonError`] where JSON cannot hold them.
    pub fn send(self, args: impl Arguments) -> Result<Fate, JsonError> {
        let body = Body::new(None, &args)?;
        let driver = self.driver.upgrade().filter(|driver| driver.hears_acks(self.namespace, self.joined));
        let Some(driver) = driver else { return Ok(Fate::Dropped) };
        driver.packet(driver.transport(), Kind::Ack, self.namespace, Some(self.id), &body);
        Ok(Fate::Sent)
    }
}

impl std::fmt::Debug for Ack {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Ack({})", self.id)
    }
}
