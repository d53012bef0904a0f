//! A WebSocket client that says exactly what it saw, down to how TCP ended.

use std::io::ErrorKind;
use std::net::SocketAddr;

use futures_util::{SinkExt, StreamExt};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::error::ProtocolError;
use tokio_tungstenite::tungstenite::handshake::client::Response;
use tokio_tungstenite::tungstenite::http::{HeaderName, HeaderValue};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::soon;

/// What came next on a connection.
#[derive(Debug, PartialEq)]
pub(crate) enum Seen {
    Text(String),
    Binary(Vec<u8>),
    Ping,
    /// A close frame.
    Close(u16, String),
    /// A close frame without a code.
    Closed,
    /// An RST.
    Reset,
    /// A FIN without a close frame before it.
    Fin,
}

/// An open WebSocket.
pub(crate) struct Client {
    socket: WebSocketStream<TcpStream>,
    pub(crate) response: Response,
}

impl Client {
    /// Opens a WebSocket or fails the test.
    pub(crate) async fn open(at: SocketAddr, target: &str, headers: &[(&'static str, &str)]) -> Self {
        Self::try_open(at, target, headers).await.unwrap_or_else(|error| panic!("{target}: {error}"))
    }

    pub(crate) async fn try_open(
        at: SocketAddr,
        target: &str,
        headers: &[(&'static str, &str)],
    ) -> Result<Self, Error> {
        let mut request = format!("ws://{at}{target}").into_client_request()?;
        for (name, value) in headers {
            let value = HeaderValue::from_str(value).expect("a header value");
            request.headers_mut().insert(HeaderName::from_static(name), value);
        }
        let stream = soon(TcpStream::connect(at)).await?;
        let (socket, response) = soon(tokio_tungstenite::client_async(request, stream)).await?;
        Ok(Self { socket, response })
    }

    pub(crate) async fn send(&mut self, text: &str) {
        self.send_message(Message::text(text)).await;
    }

    pub(crate) async fn send_message(&mut self, message: Message) {
        soon(self.socket.send(message)).await.expect("sent");
    }

    /// What comes next, server pings included. Reading answers them.
    pub(crate) async fn see(&mut self) -> Seen {
        match soon(self.socket.next()).await {
            Some(Ok(Message::Text(text))) => Seen::Text(text.to_string()),
            Some(Ok(Message::Binary(bytes))) => Seen::Binary(bytes.to_vec()),
            Some(Ok(Message::Ping(_))) => Seen::Ping,
            Some(Ok(Message::Close(Some(frame)))) => Seen::Close(frame.code.into(), frame.reason.to_string()),
            Some(Ok(Message::Close(None))) => Seen::Closed,
            Some(Err(Error::Io(error))) if error.kind() == ErrorKind::ConnectionReset => Seen::Reset,
            Some(Err(Error::Protocol(ProtocolError::ResetWithoutClosingHandshake))) => Seen::Fin,
            other => panic!("{other:?}"),
        }
    }

    /// Fails if something has come already. What is under way is not lost.
    pub(crate) async fn sees_nothing_yet(&mut self) {
        tokio::select! {
            biased;
            seen = self.see() => panic!("{seen:?}"),
            () = std::future::ready(()) => {}
        }
    }

    /// Sends a text and takes the same from `/echo`.
    pub(crate) async fn echoes(&mut self, text: &str) {
        self.send(text).await;
        assert_eq!(self.next().await, Seen::Text(text.to_owned()));
    }

    /// The error that must come next.
    pub(crate) async fn fails(&mut self) -> Error {
        match soon(self.socket.next()).await {
            Some(Err(error)) => error,
            other => panic!("{other:?}"),
        }
    }

    /// What comes next, pings aside.
    pub(crate) async fn next(&mut self) -> Seen {
        loop {
            match self.see().await {
                Seen::Ping => {}
                seen => return seen,
            }
        }
    }

    /// The next frame, which must be JSON.
    pub(crate) async fn json(&mut self) -> Value {
        match self.next().await {
            Seen::Text(text) => serde_json::from_str(&text).expect("JSON"),
            other => panic!("{other:?}"),
        }
    }

    /// The close frame that must come next.
    pub(crate) async fn closed(&mut self) -> (u16, String) {
        match self.next().await {
            Seen::Close(code, reason) => {
                // Reading on answers it, and the server ends the connection.
                while let Some(Ok(_)) = soon(self.socket.next()).await {}
                (code, reason)
            }
            other => panic!("{other:?}"),
        }
    }

    /// The close frame that must come after so many pings, and after data.
    pub(crate) async fn closed_after_pings(&mut self, wanted: usize) -> (u16, String) {
        let mut pings = 0;
        loop {
            match self.see().await {
                Seen::Ping => pings += 1,
                Seen::Text(_) => {}
                Seen::Close(code, reason) => {
                    assert_eq!(pings, wanted);
                    return (code, reason);
                }
                other => panic!("{other:?}"),
            }
        }
    }

    /// Closes with 1000 and gives the code of the server's answer.
    pub(crate) async fn close(mut self) -> u16 {
        use tokio_tungstenite::tungstenite::protocol::CloseFrame;
        let frame = CloseFrame { code: 1000.into(), reason: "".into() };
        self.send_message(Message::Close(Some(frame))).await;
        self.closed().await.0
    }

    /// The connection below, for those who look at bytes.
    pub(crate) fn tcp(&mut self) -> &mut TcpStream {
        self.socket.get_mut()
    }
}

/// The HTTP status with which a handshake is turned away.
pub(crate) async fn rejected(at: SocketAddr, target: &str, headers: &[(&'static str, &str)]) -> u16 {
    match Client::try_open(at, target, headers).await {
        Err(Error::Http(response)) => response.status().as_u16(),
        Err(other) => panic!("{target}: {other}"),
        Ok(_) => panic!("{target} was accepted"),
    }
}
