//! A binary of this crate in a process of its own.

use std::process::Stdio;

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};

use super::{At, soon};

/// A binary that has said where it listens.
pub(crate) struct Process {
    pub(crate) child: Child,
    pub(crate) stdout: BufReader<ChildStdout>,
    pub(crate) at: At,
}

/// A binary with its pipes, not yet started.
pub(crate) fn command(binary: &str, arguments: &[&str]) -> Command {
    let mut command = Command::new(binary);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    command
}

impl Process {
    /// Starts a binary; gives its line of output as well.
    pub(crate) async fn run(binary: &str, arguments: &[&str]) -> (Self, Value) {
        let mut child = command(binary, arguments).spawn().expect("the binary starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("piped"));
        let mut line = String::new();
        soon(stdout.read_line(&mut line)).await.expect("a line");
        let line: Value = serde_json::from_str(&line).expect("a JSON line");
        (Self { child, stdout, at: at(&line["url"]) }, line)
    }

    /// What the server says of a conversation; null where it knows none.
    pub(crate) async fn conversation(&self, id: &str) -> Value {
        let state = self.at.get("/state").await.json();
        let all = state["conversations"].as_array().expect("conversations");
        all.iter().find(|conversation| conversation["id"] == id).cloned().unwrap_or_default()
    }

    /// Sends a signal by its name.
    pub(crate) async fn signal(&self, name: &str) {
        let pid = self.child.id().expect("it runs");
        let status = Command::new("sh").args(["-c", &format!("kill -{name} {pid}")]).status().await;
        assert!(status.expect("a shell").success());
    }

    pub(crate) async fn exit_code(&mut self) -> Option<i32> {
        soon(self.child.wait()).await.expect("an end").code()
    }
}

/// Where a printed URL leads.
pub(crate) fn at(url: &Value) -> At {
    let at = url.as_str().and_then(|url| url.strip_prefix("http://")).expect("a URL");
    At(at.parse().expect("host and port"), None)
}
