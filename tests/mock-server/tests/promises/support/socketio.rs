//! Socket.IO, frame by frame.

use serde_json::Value;

use super::{At, Client, Seen};

/// The query with which a connection is opened.
pub(crate) const SOCKET_IO: &str = "/socket.io/?EIO=4&transport=websocket";

/// An Engine.IO connection whose open packet was read.
pub(crate) struct Io {
    pub(crate) client: Client,
    pub(crate) open: Value,
    /// A frame that was looked at, and comes next.
    pub(crate) seen: Option<String>,
}

/// Who one is in a namespace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Identity {
    pub(crate) sid: String,
    pub(crate) pid: Option<String>,
}

impl Io {
    /// Opens a connection, with more of a query.
    pub(crate) async fn open(at: &At, query: &str) -> Self {
        Self::from(at.open(&format!("{SOCKET_IO}{query}")).await).await
    }

    /// Takes the open packet of a connection.
    pub(crate) async fn from(mut client: Client) -> Self {
        let open = text(client.next().await);
        let open = serde_json::from_str(open.strip_prefix('0').expect("an open packet")).expect("JSON");
        Self { client, open, seen: None }
    }

    /// Opens a connection and connects to a namespace.
    pub(crate) async fn join(at: &At, namespace: &str, auth: &str) -> (Self, Identity) {
        let mut io = Self::open(at, "").await;
        let identity = io.connect(namespace, auth).await;
        (io, identity)
    }

    /// Connects to a namespace; the answer must come next.
    pub(crate) async fn connect(&mut self, namespace: &str, auth: &str) -> Identity {
        self.send(&format!("40{namespace},{auth}")).await;
        self.connected(namespace).await
    }

    /// The acknowledgement of a CONNECT, which must come next.
    pub(crate) async fn connected(&mut self, namespace: &str) -> Identity {
        let answer = self.next().await;
        let start = if namespace == "/" { "40".to_owned() } else { format!("40{namespace},") };
        let answer = answer.strip_prefix(&start).unwrap_or_else(|| panic!("{answer}"));
        let answer: Value = serde_json::from_str(answer).expect("JSON");
        let text = |name: &str| answer[name].as_str().map(str::to_owned);
        Identity { sid: text("sid").expect("an sid"), pid: text("pid") }
    }

    pub(crate) async fn send(&mut self, text: &str) {
        self.client.send(text).await;
    }

    /// The next text frame, Engine.IO's pings aside.
    pub(crate) async fn next(&mut self) -> String {
        if let Some(seen) = self.seen.take() {
            return seen;
        }
        loop {
            match text(self.client.next().await) {
                ping if ping == "2" => self.send("3").await,
                text => return text,
            }
        }
    }

    /// Sends a frame and takes the one that must come next.
    pub(crate) async fn ask(&mut self, frame: &str) -> String {
        self.send(frame).await;
        self.next().await
    }

    /// The next event of `/test`: its arguments, and the offset that must be the last of them.
    pub(crate) async fn event(&mut self) -> (Value, String) {
        let frame = self.next().await;
        let data = frame.strip_prefix("42/test,").unwrap_or_else(|| panic!("{frame}"));
        let mut data: Vec<Value> = serde_json::from_str(data).expect("JSON");
        let offset = data.pop().expect("an offset");
        (Value::Array(data), offset.as_str().expect("an offset").to_owned())
    }

    /// The server closes, without a code.
    pub(crate) async fn closed(&mut self) {
        assert_eq!(self.client.see().await, Seen::Closed);
    }
}

fn text(seen: Seen) -> String {
    match seen {
        Seen::Text(text) => text,
        other => panic!("{other:?}"),
    }
}
