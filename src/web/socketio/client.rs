//! A connection, and the namespaces on it.

use super::builder::Builder;
use super::driver::Namespaces;
use super::error::NamespaceError;
use super::socket::Socket;
use crate::core;
use crate::socketio::Input;
use crate::web::driver::{AtHand, Driver};
use crate::web::state::{State, Transition};

/// A client of a Socket.IO server (protocol 5: Socket.IO 3 and 4, python-socketio 5, and others), on a WebSocket that stays
/// connected. It is connected while there are namespaces on it, whether this itself is still there or not.
///
/// ```no_run
/// use everwire::{SocketEvent, SocketIo};
/// use futures_util::StreamExt;
/// # async fn example() -> Result<(), Box<dyn std::error::Error>> {
/// let client = SocketIo::builder("https://example.com").build()?;
/// let mut socket = client.namespace("/")?;
/// socket.emit("hello", (1, "two"))?; // queued until there is a connection
/// let answer: String = socket.emit_with_ack("echo", ("a",), None).await?;
/// while let Some(event) = socket.next().await {
///     match event {
///         SocketEvent::Event { name, args, .. } if name == "chat" => println!("{}", args.get::<&str>(0)?),
///         other => println!("{other:?}"),
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct SocketIo(Driver<Namespaces>);

impl SocketIo {
    /// Options for a server at this URL, of scheme `https`, `http`, `wss` or `ws`, without a path.
    ///
    /// ```no_run
    /// use everwire::SocketIo;
    /// let client = SocketIo::builder("https://example.com").build()?;
    /// # Ok::<(), everwire::web::OpenError>(())
    /// ```
    pub fn builder(url: impl Into<String>) -> Builder {
        Builder::new(url.into())
    }

    pub(super) fn new(driver: Driver<Namespaces>) -> SocketIo {
        SocketIo(driver)
    }

    /// Begins to join a namespace, `/` for the root one, and to connect where that is needed. Returns at once.
    ///
    /// # Errors
    /// [`NamespaceError`], for a name that is none, or a namespace that has a [`Socket`] already.
    ///
    /// ```no_run
    /// # fn example(client: everwire::SocketIo) -> Result<(), everwire::web::socketio::NamespaceError> {
    /// let (chat, admin) = (client.namespace("/")?, client.namespace("/admin")?);
    /// # Ok(())
    /// # }
    /// ```
    pub fn namespace(&self, name: &str) -> Result<Socket, NamespaceError> {
        if !name.starts_with('/') || name.contains(',') {
            return Err(NamespaceError::Name);
        }
        let (index, slot) = self.0.claim(name).ok_or(NamespaceError::Taken)?;
        let socket = Socket::new(self.0.clone(), index, slot);
        self.0.join(index);
        Ok(socket)
    }

    /// Drops the connection and connects afresh, with all retries ahead, if a namespace is wanted.
    ///
    /// ```no_run
    /// # fn example(client: everwire::SocketIo) {
    /// client.reconnect();
    /// # }
    /// ```
    pub fn reconnect(&self) {
        if self.0.any_wanted() {
            self.0.attach();
            self.0.step(core::Input::Reconnect.into(), AtHand::Nothing);
        }
    }

    /// Leaves all namespaces, and so ends the connection.
    ///
    /// ```no_run
    /// # fn example(client: everwire::SocketIo) {
    /// client.close();
    /// # }
    /// ```
    pub fn close(&self) {
        self.0.step(Input::LeaveAll, AtHand::Nothing);
    }

    /// The connection at this moment. What is queued is that of all namespaces.
    ///
    /// ```no_run
    /// # fn example(client: everwire::SocketIo) {
    /// let waiting = client.state().queued.messages;
    /// # }
    /// ```
    #[must_use]
    pub fn state(&self) -> State {
        State { queued: self.0.with(|machine| machine.queued()), ..self.0.state() }
    }

    /// The connection's last 100 steps from phase to phase, the oldest first.
    ///
    /// ```no_run
    /// # fn example(client: everwire::SocketIo) {
    /// let causes: Vec<_> = client.transitions().iter().map(|transition| transition.cause.name()).collect();
    /// # }
    /// ```
    #[must_use]
    pub fn transitions(&self) -> Vec<Transition> {
        self.0.transitions()
    }
}

impl std::fmt::Debug for SocketIo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SocketIo({})", self.0.phase().name())
    }
}
