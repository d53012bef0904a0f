//! The binary: its command line, its one line of output, its ends.

use serde_json::Value;
use tokio::io::AsyncReadExt;
use tokio::process::Command;

use crate::support::{Process, Seen, command, send, soon};

const SERVER: &str = env!("CARGO_BIN_EXE_everwire-mock-server");

fn binary(arguments: &[&str]) -> Command {
    command(SERVER, arguments)
}

async fn run(arguments: &[&str]) -> (Process, Value) {
    Process::run(SERVER, arguments).await
}

#[tokio::test]
async fn one_json_line_says_where_it_listens_and_nothing_else_is_printed() {
    let (mut process, line) = run(&["--port", "0"]).await;
    assert_eq!(line["host"], "127.0.0.1");
    assert_eq!(line["port"], process.at.0.port());
    assert_ne!(line["port"], 0);
    let mut client = process.at.open("/echo").await;
    client.send("x").await;
    assert_eq!(client.next().await, Seen::Text("x".to_owned()));
    drop(client);
    process.signal("TERM").await;
    let mut rest = String::new();
    soon(process.stdout.read_to_string(&mut rest)).await.expect("the end of stdout");
    assert_eq!(rest, "");
}

#[tokio::test]
async fn sigterm_and_sigint_close_with_1012_and_exit_with_0() {
    for signal in ["TERM", "INT"] {
        let (mut process, _) = run(&[]).await;
        let mut client = process.at.open("/echo").await;
        process.signal(signal).await;
        assert_eq!(client.closed().await.0, 1012);
        assert_eq!(process.exit_code().await, Some(0), "SIG{signal}");
    }
}

#[tokio::test]
async fn a_kill_ends_without_a_close_frame() {
    let (process, _) = run(&[]).await;
    let mut client = process.at.open("/echo").await;
    process.signal("KILL").await;
    assert!(matches!(client.next().await, Seen::Fin | Seen::Reset));
}

#[tokio::test]
async fn it_ends_with_its_stdin_where_asked_to() {
    let (mut process, _) = run(&["--exit-on-stdin-close"]).await;
    let mut client = process.at.open("/echo").await;
    drop(process.child.stdin.take());
    assert_eq!(client.closed().await.0, 1012);
    assert_eq!(process.exit_code().await, Some(0));
}

#[tokio::test]
async fn it_does_not_where_not_asked_to() {
    let (mut process, _) = run(&[]).await;
    drop(process.child.stdin.take());
    let mut client = process.at.open("/echo").await;
    client.send("x").await;
    assert_eq!(client.next().await, Seen::Text("x".to_owned()));
    assert!(process.child.try_wait().expect("a look").is_none());
}

#[tokio::test]
async fn the_key_of_the_command_line_is_asked_for() {
    let (process, _) = run(&["--session-api-key", "secret"]).await;
    assert_eq!(send(process.at.0, "POST", "/api/conversations", &[], b"").await.status, 401);
    let key = [("X-Session-API-Key", "secret")];
    assert_eq!(send(process.at.0, "POST", "/api/conversations", &key, b"").await.status, 201);
}

#[tokio::test]
async fn a_wrong_command_line_ends_with_2_and_says_why() {
    for (arguments, word) in [
        (&["--port", "65536"][..], "--port"),
        (&["--port", "x"], "--port"),
        (&["--host", "0.0.0.0"], "loopback"),
        (&["--host", "somewhere"], "IP address"),
        (&["--www", "no/such/folder"], "not a folder"),
        (&["--pkg", "Cargo.toml"], "not a folder"),
        (&["--ledger-dir", "no/such/folder"], "not a folder"),
        (&["--session-api-key", ""], "must not be empty"),
        (&["--max-connections", "0"], "at least 1"),
        (&["--max-connections", "many"], "whole number"),
        (&["--redis", "x"], "--redis"),
        (&["--max-concurrent-conversations", "0"], "at least 1"),
        (&["--close-delay", "soon"], "number of seconds"),
        (&["--close-delay", "inf"], "from 0 to a year"),
        (&["--cleanup-interval=-1"], "from 0 to a year"),
        (&["--client-wait-timeout", "NaN"], "from 0 to a year"),
        (&["--tick", "x"], "number of seconds"),
        (&["--tick", "0"], "must be above 0"),
        (&["stray"], "stray"),
    ] {
        let output = soon(binary(arguments).output()).await.expect("an end");
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.contains(word), "{arguments:?}: {stderr}");
        assert!(output.stdout.is_empty());
    }
}

#[tokio::test]
async fn a_taken_port_ends_with_1_and_says_which() {
    let (process, _) = run(&[]).await;
    let port = process.at.0.port().to_string();
    let output = soon(binary(&["--port", &port]).output()).await.expect("an end");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains(&format!("cannot listen on 127.0.0.1 port {port}")));
}

#[tokio::test]
async fn a_redis_that_is_not_there_ends_with_1_and_says_which() {
    let free = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let url = format!("redis://{}", free.local_addr().expect("an address"));
    drop(free);
    let output = soon(binary(&["--redis", &url]).output()).await.expect("an end");
    let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert!(stderr.contains(&format!("cannot reach Redis at {url}")), "{stderr}");
    assert!(!stderr.contains("cannot listen"), "{stderr}");
}
