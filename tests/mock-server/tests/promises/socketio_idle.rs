//! What ten thousand idle clients cost. It prints lines of `idle METRIC VALUE UNIT`.

use std::net::SocketAddr;
use std::time::Instant;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::sync::mpsc;

use crate::support::{Io, Process, SOCKET_IO, soon};

/// Another build of the server, for who measures it.
const OTHER_SERVER: &str = "EVERWIRE_MOCK_SERVER";
const SERVER: &str = env!("CARGO_BIN_EXE_everwire-mock-server");
const CLIENTS: usize = 10_000;
/// That so many connect at a time: each waits for its answers.
const AT_A_TIME: usize = 50;
/// Above all that was measured, and far below what a buffer too many would cost.
const MOST_BYTES_EACH: usize = 40 << 10;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn ten_thousand_idle_clients_cost_little_and_all_hear_an_event() {
    let room = CLIENTS as u64 + 100;
    assert!(rlimit::increase_nofile_limit(room).expect("a limit") >= room, "`ulimit -Hn` is below {room}");
    let server = std::env::var(OTHER_SERVER).unwrap_or_else(|_| SERVER.to_owned());
    let (process, _) = Process::run(&server, &["--max-connections", &room.to_string()]).await;
    let (mut witness, _) = Io::join(&process.at, "/plain", "").await;
    let before = resident_bytes(&process);
    let started = Instant::now();
    let (hears, mut heard) = mpsc::unbounded_channel();
    let mut openers = Vec::new();
    for _ in 0..AT_A_TIME {
        let (at, hears) = (process.at.0, hears.clone());
        openers.push(tokio::spawn(async move {
            for _ in 0..CLIENTS / AT_A_TIME {
                let client = Idle::open(at).await;
                tokio::spawn(client.hear(hears.clone()));
            }
        }));
    }
    for opener in openers {
        opener.await.expect("all are open");
    }
    let rate = CLIENTS as f64 / started.elapsed().as_secs_f64();
    let each = (resident_bytes(&process) - before) / CLIENTS;
    println!("idle connections {CLIENTS} 1");
    println!("idle accepted {rate:.0} 1/s");
    println!("idle memory_each {each} B");
    assert!(each < MOST_BYTES_EACH, "{each} bytes each");

    let started = Instant::now();
    assert_eq!(witness.ask(r#"42/plain,["all","bell"]"#).await, r#"42/plain,["bell"]"#);
    let mut open = Vec::new();
    for _ in 0..CLIENTS {
        open.push(soon(heard.recv()).await.expect("another one hears it"));
    }
    println!("idle heard_after {} ms", started.elapsed().as_millis());
}

fn resident_bytes(process: &Process) -> usize {
    let pid = process.child.id().expect("it runs");
    let status = std::fs::read_to_string(format!("/proc/{pid}/status")).expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
    line.trim().trim_end_matches(" kB").parse::<usize>().expect("kB") << 10
}

/// A client without a WebSocket library: ten thousand of one would measure it.
struct Idle(BufReader<TcpStream>);

impl Idle {
    async fn open(at: SocketAddr) -> Self {
        let stream = soon(TcpStream::connect(at)).await.expect("a connection");
        let mut client = Self(BufReader::with_capacity(512, stream));
        let head = format!(
            "GET {SOCKET_IO} HTTP/1.1\r\nhost: {at}\r\nconnection: upgrade\r\nupgrade: websocket\r\n\
             sec-websocket-version: 13\r\nsec-websocket-key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n"
        );
        client.0.write_all(head.as_bytes()).await.expect("written");
        let mut answer = String::new();
        while !answer.ends_with("\r\n\r\n") {
            assert_ne!(soon(client.0.read_line(&mut answer)).await.expect("an answer"), 0, "{answer}");
        }
        assert!(answer.starts_with("HTTP/1.1 101 "), "{answer}");
        assert!(client.next().await.starts_with("0{"));
        client.send("40/plain,").await;
        assert!(client.next().await.starts_with("40/plain,{"));
        client
    }

    /// Answers pings until the bell rings, and stays open then.
    async fn hear(mut self, hears: mpsc::UnboundedSender<Self>) {
        loop {
            match self.next().await.as_str() {
                "2" => self.send("3").await,
                text => {
                    assert_eq!(text, r#"42/plain,["bell"]"#);
                    // Nobody listens any more where the test has failed.
                    let _ = hears.send(self);
                    return;
                }
            }
        }
    }

    /// A short text frame, with a mask of zeros.
    async fn send(&mut self, text: &str) {
        let length = u8::try_from(text.len()).expect("a short text") | 0x80;
        let frame = [&[0x81, length, 0, 0, 0, 0], text.as_bytes()].concat();
        self.0.write_all(&frame).await.expect("written");
    }

    async fn next(&mut self) -> String {
        assert_eq!(self.0.read_u8().await.expect("a frame"), 0x81);
        let length = match self.0.read_u8().await.expect("a length") {
            126 => self.0.read_u16().await.expect("a length").into(),
            length => usize::from(length),
        };
        let mut text = vec![0; length];
        self.0.read_exact(&mut text).await.expect("a text");
        String::from_utf8(text).expect("UTF-8")
    }
}
