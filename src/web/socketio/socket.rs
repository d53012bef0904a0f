//! A namespace as a `Stream` of events, and what emits in it.

use std::ops::Deref;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_channel::oneshot;
use futures_core::Stream;

use super::arguments::{Answer, Arguments};
use super::driver::{Namespaces, Settled};
use super::encode::Body;
use super::error::{AckError, EmitError};
use super::event::SocketEvent;
use super::incoming::is_reserved;
use super::slot::Slot;
use crate::core::Fate;
use crate::socketio::{Emission, Index};
use crate::web::driver::Driver;

/// The namespace is wanted until the last of those who hold this is gone.
struct Guard {
    driver: Driver<Namespaces>,
    namespace: Index,
    slot: Rc<Slot>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        self.driver.abandon(self.namespace);
    }
}

/// A namespace: a `Stream` of [`SocketEvent`]s. Has all that a [`Sender`] has.
///
/// The stream ends when the namespace will not be joined by itself any more: left by the user or the server, refused, or
/// its connection given up. After [`connect`](Sender::connect) it goes on. Events wait in it without a bound, as a browser's
/// WebSocket cannot be told to wait: take them promptly.
///
/// When this, or the last of the parts that it was [`split`](Socket::split) into, is dropped, the namespace is left, and what
/// is queued in it does not go out.
///
/// ```no_run
/// # async fn example(socket: everwire::web::socketio::Socket) -> Result<(), Box<dyn std::error::Error>> {
/// use everwire::SocketEvent;
/// use futures_util::StreamExt;
/// let (sender, mut receiver) = socket.split();
/// while let Some(event) = receiver.next().await {
///     if let SocketEvent::Event { name, args, ack } = event
///         && name == "sum"
///     {
///         let (a, b): (i32, i32) = args.all()?;
///         if let Some(ack) = ack {
///             ack.send((a + b,))?;
///         }
///         sender.emit("summed", ())?;
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "the namespace is left when it is dropped"]
pub struct Socket {
    sender: Sender,
    receiver: Receiver,
}

impl Socket {
    pub(super) fn new(driver: Driver<Namespaces>, namespace: Index, slot: Rc<Slot>) -> Socket {
        let guard = Rc::new(Guard { driver, namespace, slot });
        Socket { sender: Sender { guard: Rc::clone(&guard) }, receiver: Receiver { guard } }
    }

    /// The two halves. Either keeps the namespace; where the receiver is dropped, what comes is dropped, too.
    ///
    /// ```no_run
    /// # fn example(socket: everwire::web::socketio::Socket) {
    /// let (sender, receiver) = socket.split();
    /// # }
    /// ```
    pub fn split(self) -> (Sender, Receiver) {
        (self.sender, self.receiver)
    }
}

impl Deref for Socket {
    type Target = Sender;

    fn deref(&self) -> &Sender {
        &self.sender
    }
}

/// The half that emits and commands. Clones share the namespace.
///
/// ```no_run
/// # fn example(socket: everwire::web::socketio::Socket) {
/// let (sender, _receiver) = socket.split();
/// let button = sender.clone();
/// # }
/// ```
#[derive(Clone)]
pub struct Sender {
    guard: Rc<Guard>,
}

impl Sender {
    /// Emits an event now, or keeps it until the namespace is joined. [`Fate::Sent`] means handed to the browser,
    /// [`Fate::Queued`] kept.
    ///
    /// # Errors
    /// [`EmitError`]; then nothing happens.
    ///
    /// ```no_run
    /// # fn example(socket: everwire::web::socketio::Socket) -> Result<(), everwire::web::socketio::EmitError> {
    /// socket.emit("hello", (1, "two"))?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn emit(&self, event: &str, args: impl Arguments) -> Result<Fate, EmitError> {
        self.send(event, &args, Emission::default(), None)
    }

    /// The same of an event that is not worth keeping: [`Fate::Dropped`] where it cannot be sent at once.
    ///
    /// # Errors
    /// [`EmitError`]; then nothing happens.
    ///
    /// ```no_run
    /// # fn example(socket: everwire::web::socketio::Socket) -> Result<(), everwire::web::socketio::EmitError> {
    /// socket.emit_volatile("cursor", (10, 20))?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn emit_volatile(&self, event: &str, args: impl Arguments) -> Result<Fate, EmitError> {
        self.send(event, &args, Emission { volatile: true, ..Emission::default() }, None)
    }

    /// Emits an event, again after each loss, until the server acknowledges it or `timeout` is over (at most 24.8 days; none
    /// means for ever). Gives the answer's first argument, or all as [`Args`](super::Args). The future settles exactly once,
    /// may be dropped, and does not keep the namespace.
    ///
    /// A server may get it more than once: let it carry an id of yours where that matters.
    ///
    /// # Errors
    /// [`AckError`] says what is known of it.
    ///
    /// ```no_run
    /// # async fn example(socket: everwire::web::socketio::Socket) -> Result<(), everwire::web::socketio::AckError> {
    /// use std::time::Duration;
    /// let answer: String = socket.emit_with_ack("echo", ("a",), Duration::from_secs(30)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn emit_with_ack<T: Answer + 'static>(
        &self,
        event: &str,
        args: impl Arguments,
        timeout: impl Into<Option<Duration>>,
    ) -> impl Future<Output = Result<T, AckError>> + 'static {
        // What a timer can hold.
        let timeout = timeout.into().map(|timeout| timeout.as_millis().min(i32::MAX as u128) as u32);
        let (settle, settled) = oneshot::channel();
        let emission = Emission { acknowledged: true, timeout, ..Emission::default() };
        let emitted = self.send(event, &args, emission, Some(settle));
        async move {
            emitted.map_err(AckError::Emit)?;
            // What waited was given up with the namespace.
            let args = settled.await.unwrap_or(Err(AckError::Closed))?;
            T::read(args).map_err(AckError::Answer)
        }
    }

    /// Joins the namespace again that was left or refused, or whose connection was given up.
    ///
    /// ```no_run
    /// # fn example(socket: everwire::web::socketio::Socket) {
    /// socket.connect();
    /// # }
    /// ```
    pub fn connect(&self) {
        self.guard.driver.join(self.guard.namespace);
    }

    /// Leaves the namespace; without any the connection ends. Who waits for an acknowledgement is told
    /// [`AckError::Closed`]; other events that wait stay, for [`connect`](Sender::connect).
    ///
    /// ```no_run
    /// # fn example(socket: everwire::web::socketio::Socket) {
    /// socket.disconnect();
    /// # }
    /// ```
    pub fn disconnect(&self) {
        self.guard.driver.leave(self.guard.namespace);
    }

    /// Whether the namespace is joined.
    ///
    /// ```no_run
    /// # fn example(socket: everwire::web::socketio::Socket) {
    /// let online = socket.is_connected();
    /// # }
    /// ```
    #[must_use]
    pub fn is_connected(&self) -> bool {
        self.guard.slot.id.borrow().is_some()
    }

    /// What the server calls this client here, while the namespace is joined.
    ///
    /// ```no_run
    /// # fn example(socket: everwire::web::socketio::Socket) {
    /// let id = socket.id();
    /// # }
    /// ```
    #[must_use]
    pub fn id(&self) -> Option<String> {
        self.guard.slot.id.borrow().clone()
    }

    fn send<A: Arguments>(
        &self,
        event: &str,
        args: &A,
        emission: Emission,
        settle: Option<oneshot::Sender<Settled>>,
    ) -> Result<Fate, EmitError> {
        if is_reserved(event) {
            return Err(EmitError::Reserved);
        }
        let body = Body::new(Some(event), args).map_err(EmitError::Arguments)?;
        self.guard.driver.emit(self.guard.namespace, body, emission, settle)
    }
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.guard.fmt("Sender", f)
    }
}

/// The half that receives: a `Stream` of [`SocketEvent`]s, as [`Socket`] has it.
///
/// ```no_run
/// # async fn example(socket: everwire::web::socketio::Socket) {
/// use futures_util::StreamExt;
/// let (_sender, mut receiver) = socket.split();
/// let first = receiver.next().await;
/// # }
/// ```
pub struct Receiver {
    guard: Rc<Guard>,
}

impl std::fmt::Debug for Receiver {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.guard.fmt("Receiver", f)
    }
}

impl Guard {
    fn fmt(&self, what: &str, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let name = self.driver.with(|machine| String::from(machine.name(self.namespace)));
        write!(f, "{what}({name})")
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.guard.slot.inbox.shut();
    }
}

impl Stream for Receiver {
    type Item = SocketEvent;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<SocketEvent>> {
        let Guard { driver, namespace, slot } = &*self.guard;
        slot.inbox.poll(cx, driver.is_over(*namespace))
    }
}

impl Stream for Socket {
    type Item = SocketEvent;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<SocketEvent>> {
        Pin::new(&mut self.receiver).poll_next(cx)
    }
}
