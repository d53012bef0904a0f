//! A WebSocket client that knows bytes, not frames.

use std::io::ErrorKind;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use super::{At, soon};

/// Sends a handshake to `/echo` and gives the connection.
pub(crate) async fn knock(at: &At) -> TcpStream {
    let mut stream = TcpStream::connect(at.0).await.expect("TCP is up");
    let request = "GET /echo HTTP/1.1\r\nhost: x\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\
                   sec-websocket-version: 13\r\nsec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    stream.write_all(request.as_bytes()).await.expect("sent");
    stream
}

/// An open WebSocket to `/echo`.
pub(crate) struct Raw(pub(crate) TcpStream);

impl Raw {
    pub(crate) async fn open(at: &At) -> Self {
        let mut raw = Self(knock(at).await);
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(soon(raw.0.read_u8()).await.expect("a whole head"));
        }
        assert!(head.starts_with(b"HTTP/1.1 101 "), "{}", String::from_utf8_lossy(&head));
        raw
    }

    /// Sends a frame with a short payload and a mask of zeros, which changes nothing.
    pub(crate) async fn send(&mut self, first: u8, payload: &[u8]) {
        let header = [first, 0x80 | u8::try_from(payload.len()).expect("short"), 0, 0, 0, 0];
        soon(self.0.write_all(&[&header, payload].concat())).await.expect("sent");
    }

    pub(crate) async fn read(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = vec![0; count];
        soon(self.0.read_exact(&mut bytes)).await.expect("so many bytes");
        bytes
    }

    /// Everything up to the end, and whether that was a FIN.
    pub(crate) async fn rest(&mut self) -> (Vec<u8>, Result<(), ErrorKind>) {
        let mut bytes = Vec::new();
        let end = soon(self.0.read_to_end(&mut bytes)).await;
        (bytes, end.map(|_| ()).map_err(|error| error.kind()))
    }

    /// Fails if something has come: a byte or an end.
    pub(crate) fn sees_nothing_yet(&self) {
        let error = self.0.try_read(&mut [0; 1]).expect_err("nothing to read");
        assert_eq!(error.kind(), ErrorKind::WouldBlock);
    }
}
