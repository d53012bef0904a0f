//! The connection as a `Stream` of events and a `Sink` of messages.

use std::ops::Deref;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll};
use std::time::Duration;

use futures_channel::oneshot;
use futures_core::Stream;
use futures_sink::Sink;

use super::builder::Builder;
use super::driver::Driver;
use super::error::{DeliverError, Refusal, SendError};
use super::event::Event;
use super::message::Message;
use super::sink::Slot;
use super::source::Source;
use super::state::{State, Transition};
use crate::core::{CloseFrame, CloseFrameError, Counters, Cursor, Fate, Phase};

/// The connection lives until the last of those who hold this is gone.
struct Guard(Driver);

impl Drop for Guard {
    fn drop(&mut self) {
        self.0.disconnect(CloseFrame::default());
    }
}

/// A WebSocket that stays connected: a `Stream` of [`Event`]s and a `Sink` of [`Message`]s. Has all that a [`Sender`] has.
///
/// The stream ends when the connection has ended for good; after [`reconnect`](Sender::reconnect) it goes on. Events
/// wait in it without a bound, as a browser's WebSocket cannot be told to wait: take them promptly.
///
/// The sink has backpressure: it is pending while the browser's buffer is over
/// [`high_water_mark`](super::Queue::high_water_mark) or, where there is no connection, the queue is at its caps. It
/// fails only when the connection has ended for good.
///
/// When this, or the last of the parts that it was [`split`](WebSocket::split) into, is dropped, the connection is
/// closed: what the browser has goes out, what is queued does not. `SinkExt::close` hands over what is queued first.
///
/// ```no_run
/// use everwire::{Event, WebSocket};
/// use futures_util::{SinkExt, StreamExt};
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let (mut sender, mut receiver) = WebSocket::builder("wss://example.com/socket").open()?.split();
/// sender.send("hello".into()).await?;
/// while let Some(event) = receiver.next().await {
///     match event {
///         Event::Message(message) => println!("{}", message.as_text().unwrap_or("bytes")),
///         Event::Reconnecting { attempt, delay } => println!("attempt {attempt} in {delay:?}"),
///         other => println!("{other:?}"),
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "the connection is closed when it is dropped"]
pub struct WebSocket {
    sender: Sender,
    receiver: Receiver,
}

impl WebSocket {
    /// Options for a connection to this URL: a text, or an async function that gives one for each attempt.
    ///
    /// ```no_run
    /// use everwire::WebSocket;
    /// let socket = WebSocket::builder("wss://example.com/socket").open()?;
    /// # Ok::<(), everwire::web::OpenError>(())
    /// ```
    pub fn builder(url: impl Source<String>) -> Builder {
        Builder::new(url)
    }

    pub(super) fn new(driver: Driver) -> WebSocket {
        let guard = Rc::new(Guard(driver));
        let sender = Sender { guard: Rc::clone(&guard), slot: Slot::default() };
        WebSocket { sender, receiver: Receiver { guard } }
    }

    /// The two halves. Either keeps the connection; where the receiver is dropped, what comes is dropped, too.
    ///
    /// ```no_run
    /// # fn example(socket: everwire::WebSocket) {
    /// let (sender, receiver) = socket.split();
    /// # }
    /// ```
    pub fn split(self) -> (Sender, Receiver) {
        (self.sender, self.receiver)
    }

    /// As [`Sender::close`]; here so that `SinkExt::close` does not hide it.
    ///
    /// # Errors
    /// As there.
    ///
    /// ```no_run
    /// # fn example(socket: everwire::WebSocket) -> Result<(), everwire::core::CloseFrameError> {
    /// socket.close(4000, "done")
    /// # }
    /// ```
    pub fn close(&self, code: impl Into<Option<u16>>, reason: &str) -> Result<(), CloseFrameError> {
        self.sender.close(code, reason)
    }
}

impl Deref for WebSocket {
    type Target = Sender;

    fn deref(&self) -> &Sender {
        &self.sender
    }
}

/// The half that sends and commands. Clones share the connection.
///
/// ```no_run
/// # fn example(socket: everwire::WebSocket) {
/// let (sender, _receiver) = socket.split();
/// let button = sender.clone();
/// # }
/// ```
pub struct Sender {
    guard: Rc<Guard>,
    slot: Slot,
}

impl Sender {
    /// Sends a message now or keeps it until there is a connection, by the policy of the [`Queue`](super::Queue).
    /// [`Fate::Sent`] means handed to the browser, [`Fate::Queued`] kept.
    ///
    /// # Errors
    /// [`SendError`] gives the message back where the connection has ended or the queue is full.
    ///
    /// ```no_run
    /// # fn example(socket: everwire::WebSocket) -> Result<(), everwire::web::SendError> {
    /// socket.try_send("hello")?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn try_send(&self, message: impl Into<Message>) -> Result<Fate, SendError> {
        let message = message.into();
        if self.is_over() {
            return Err(SendError { refusal: Refusal::Closed, message: Some(message) });
        }
        let sent = self.driver().send(message, None, None, None);
        sent.map_err(|(_, message)| SendError { refusal: Refusal::Full, message: Some(message) })
    }

    /// Sends a message at once, again after each loss, until the server acknowledges it by its id or `timeout` is over (at
    /// most 24.8 days). The future settles exactly once, may be dropped, and does not keep the connection.
    ///
    /// A server that gets a message twice tells it by its id.
    ///
    /// # Errors
    /// [`DeliverError`] says what is known of it.
    ///
    /// ```no_run
    /// # async fn example(socket: everwire::WebSocket) -> Result<(), everwire::web::DeliverError> {
    /// use std::time::Duration;
    /// socket.deliver(r#"{"id": "7", "text": "hello"}"#, "7", Duration::from_secs(30)).await
    /// # }
    /// ```
    pub fn deliver(
        &self,
        message: impl Into<Message>,
        id: &str,
        timeout: Duration,
    ) -> impl Future<Output = Result<(), DeliverError>> + 'static {
        let begun = self.begin_delivery(message.into(), id, timeout);
        async move {
            // A driver that is gone had closed before.
            begun?.await.unwrap_or(Err(DeliverError::Closed))
        }
    }

    /// Ends the connection and all attempts, with a close frame of this code and reason; the stream ends when it is over.
    /// Messages that wait for a connection stay, for [`reconnect`](Sender::reconnect).
    ///
    /// # Errors
    /// [`CloseFrameError`] where the code is neither none, 1000 nor 3000 to 4999, or the reason has more than 123 bytes;
    /// then nothing happens.
    ///
    /// ```no_run
    /// # fn example(socket: everwire::WebSocket) -> Result<(), everwire::core::CloseFrameError> {
    /// socket.close(None, "")
    /// # }
    /// ```
    pub fn close(&self, code: impl Into<Option<u16>>, reason: &str) -> Result<(), CloseFrameError> {
        self.driver().disconnect(CloseFrame::new(code.into(), reason.into())?);
        Ok(())
    }

    /// Drops what is there and connects afresh, with all retries ahead; also after the end.
    ///
    /// ```no_run
    /// # fn example(socket: everwire::WebSocket) {
    /// socket.reconnect();
    /// # }
    /// ```
    pub fn reconnect(&self) {
        self.driver().reconnect();
    }

    /// The connection at this moment.
    ///
    /// ```no_run
    /// # fn example(socket: everwire::WebSocket) {
    /// use everwire::core::Phase;
    /// let connected = socket.state().phase == Phase::Open;
    /// # }
    /// ```
    #[must_use]
    pub fn state(&self) -> State {
        self.driver().state()
    }

    /// The last 100 steps from phase to phase, the oldest first.
    ///
    /// ```no_run
    /// # fn example(socket: everwire::WebSocket) {
    /// let causes: Vec<_> = socket.transitions().iter().map(|transition| transition.cause.name()).collect();
    /// # }
    /// ```
    #[must_use]
    pub fn transitions(&self) -> Vec<Transition> {
        self.driver().transitions()
    }

    /// How often what has happened.
    ///
    /// ```no_run
    /// # fn example(socket: everwire::WebSocket) {
    /// println!("{} messages came", socket.counters().received);
    /// # }
    /// ```
    #[must_use]
    pub fn counters(&self) -> Counters {
        self.driver().counters()
    }

    /// Where the next connection goes on; none where no message with a cursor has come.
    ///
    /// ```no_run
    /// # fn example(socket: everwire::WebSocket) {
    /// let newest = socket.cursor().and_then(|cursor| cursor.as_number());
    /// # }
    /// ```
    #[must_use]
    pub fn cursor(&self) -> Option<Cursor> {
        self.driver().cursor()
    }

    fn begin_delivery(
        &self,
        message: Message,
        id: &str,
        timeout: Duration,
    ) -> Result<oneshot::Receiver<Result<(), DeliverError>>, DeliverError> {
        if self.driver().options().acknowledges.is_none() {
            return Err(DeliverError::NoAcknowledgements);
        }
        if self.is_over() {
            return Err(DeliverError::Closed);
        }
        // What a timer can hold.
        let timeout = timeout.as_millis().min(i32::MAX as u128) as u32;
        let (settle, settled) = oneshot::channel();
        match self.driver().send(message, Some(id), Some(timeout), Some(settle)) {
            Ok(_) => Ok(settled),
            Err((Fate::Duplicate, _)) => Err(DeliverError::Duplicate),
            Err(_) => Err(DeliverError::Full),
        }
    }

    fn is_over(&self) -> bool {
        matches!(self.driver().phase(), Phase::Closing | Phase::Closed)
    }

    fn driver(&self) -> &Driver {
        &self.guard.0
    }
}

impl std::fmt::Debug for Sender {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Sender({})", self.driver().phase().name())
    }
}

impl Clone for Sender {
    /// Another sender of the same connection. A message that this one still holds stays with it.
    fn clone(&self) -> Sender {
        Sender { guard: Rc::clone(&self.guard), slot: Slot::default() }
    }
}

/// The half that receives: a `Stream` of [`Event`]s, as [`WebSocket`] has it.
///
/// ```no_run
/// # async fn example(socket: everwire::WebSocket) {
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
        write!(f, "Receiver({})", self.guard.0.phase().name())
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        self.guard.0.inbox().shut();
    }
}

impl Stream for Receiver {
    type Item = Event;

    fn poll_next(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Event>> {
        let driver = &self.guard.0;
        driver.inbox().poll(cx, driver.phase() == Phase::Closed)
    }
}

impl Stream for WebSocket {
    type Item = Event;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Event>> {
        Pin::new(&mut self.receiver).poll_next(cx)
    }
}

impl Sink<Message> for Sender {
    type Error = SendError;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        let Sender { guard, slot } = &mut *self;
        slot.poll_ready(&guard.0, cx)
    }

    fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), SendError> {
        let Sender { guard, slot } = &mut *self;
        slot.start(&guard.0, message)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        let Sender { guard, slot } = &mut *self;
        slot.poll_flush(&guard.0, cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        let Sender { guard, slot } = &mut *self;
        slot.poll_close(&guard.0, cx)
    }
}

impl Sink<Message> for WebSocket {
    type Error = SendError;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        Pin::new(&mut self.sender).poll_ready(cx)
    }

    fn start_send(mut self: Pin<&mut Self>, message: Message) -> Result<(), SendError> {
        Pin::new(&mut self.sender).start_send(message)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        Pin::new(&mut self.sender).poll_flush(cx)
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), SendError>> {
        Pin::new(&mut self.sender).poll_close(cx)
    }
}
