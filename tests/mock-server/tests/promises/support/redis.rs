//! A Redis of one's own, and nodes that share it.

use std::process::Stdio;

use tokio::net::{TcpListener, TcpStream};
use tokio::process::{Child, Command};

use super::{Process, soon, until};

/// A Redis, which ends with its test.
pub(crate) struct Redis {
    child: Child,
    url: String,
}

impl Redis {
    /// Starts one. Where it is not installed, a test that needs it says so and is over; on CI it fails.
    pub(crate) async fn start() -> Option<Self> {
        loop {
            let free = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            let port = free.local_addr().expect("an address").port();
            drop(free);
            let arguments = ["--bind", "127.0.0.1", "--port", &port.to_string(), "--save", "", "--appendonly", "no"];
            let mut command = Command::new("redis-server");
            command.args(arguments).stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
            let mut child = match command.current_dir(std::env::temp_dir()).spawn() {
                Ok(child) => child,
                Err(error) if std::env::var_os("CI").is_some() => panic!("redis-server: {error}"),
                Err(error) => {
                    eprintln!("skipped: redis-server: {error}");
                    return None;
                }
            };
            let mut is_up = false;
            until(|| {
                let ended = child.try_wait().expect("a status").is_some();
                let up = async move { ended || TcpStream::connect(("127.0.0.1", port)).await.is_ok() };
                is_up = !ended;
                up
            })
            .await;
            if is_up {
                return Some(Self { child, url: format!("redis://127.0.0.1:{port}") });
            }
            // Somebody else took the port meanwhile.
        }
    }

    /// Ends it.
    pub(crate) async fn kill(&mut self) {
        soon(self.child.kill()).await.expect("an end");
    }

    /// Starts a node.
    pub(crate) async fn node(&self, arguments: &[&str]) -> Process {
        let all = [&["--redis", &self.url], arguments].concat();
        Process::run(env!("CARGO_BIN_EXE_everwire-mock-server"), &all).await.0
    }

    /// Starts two nodes.
    pub(crate) async fn nodes(&self, arguments: &[&str]) -> [Process; 2] {
        [self.node(arguments).await, self.node(arguments).await]
    }
}
