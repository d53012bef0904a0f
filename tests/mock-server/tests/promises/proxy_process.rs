//! The proxy's binary: its command line, its one line of output, its ends.

use serde_json::Value;
use tokio::io::AsyncReadExt;

use crate::support::{Process, Rig, at, command, soon, start};

const PROXY: &str = env!("CARGO_BIN_EXE_everwire-fault-proxy");

async fn run(rig: &Rig, arguments: &[&str]) -> (Process, Value) {
    let upstream = rig.0.to_string();
    Process::run(PROXY, &[&["--upstream", &upstream], arguments].concat()).await
}

#[tokio::test]
async fn one_json_line_says_where_it_is_and_nothing_else_is_printed() {
    let rig = start(|_| {}).await;
    let (mut process, line) = run(&rig, &["--host", "127.0.0.1", "--port", "0", "--control-port", "0"]).await;
    assert_eq!(line["port"], process.at.0.port());
    assert_eq!(line["control_port"], at(&line["control_url"]).0.port());
    assert_eq!((&line["upstream"], &line["seed"]), (&rig.0.to_string().into(), &Value::Null));
    process.at.open("/echo").await.echoes("x").await;
    assert_eq!(at(&line["control_url"]).faults().await["listening"], true);
    process.signal("TERM").await;
    let mut rest = String::new();
    soon(process.stdout.read_to_string(&mut rest)).await.expect("the end of stdout");
    assert_eq!(rest, "");
    assert_eq!(process.exit_code().await, Some(0));
}

#[tokio::test]
async fn it_ends_with_its_stdin_where_asked_to() {
    let rig = start(|_| {}).await;
    let (mut process, _) = run(&rig, &["--exit-on-stdin-close"]).await;
    drop(process.child.stdin.take());
    assert_eq!(process.exit_code().await, Some(0));
}

#[tokio::test]
async fn the_seed_is_printed_whether_given_or_picked() {
    let rig = start(|_| {}).await;
    assert_eq!(run(&rig, &["--seed", "7"]).await.1["seed"], 7);
    let (_process, line) = run(&rig, &["--seed", "random"]).await;
    assert!(line["seed"].is_u64(), "{line}");
    assert_eq!(at(&line["control_url"]).get("/schedule").await.json()["seed"], line["seed"]);
}

#[tokio::test]
async fn a_schedule_is_read_from_a_file() {
    let rig = start(|_| {}).await;
    let file = std::env::temp_dir().join(format!("everwire-schedule-{}.json", std::process::id()));
    std::fs::write(&file, r#"[{ "at_ms": 0, "fault": { "kind": "hang" } }]"#).expect("a file");
    let (_process, line) = run(&rig, &["--schedule", file.to_str().expect("a path")]).await;
    std::fs::remove_file(&file).expect("it is there");
    let control = at(&line["control_url"]);
    crate::support::until(|| async { control.faults().await["handshake"]["kind"] == "hang" }).await;
}

#[tokio::test]
async fn a_wrong_command_line_ends_with_2_and_says_why() {
    let upstream = ["--upstream", "127.0.0.1:1"];
    for (arguments, word) in [
        (&[][..], "--upstream"),
        (&["--upstream", "192.0.2.1:80"], "loopback"),
        (&["--upstream", "127.0.0.1"], "HOST:PORT"),
        (&["--upstream", "127.0.0.1:0"], "not a port"),
        (&[&upstream[..], &["--host", "0.0.0.0"]].concat(), "loopback"),
        (&[&upstream[..], &["--control-port", "x"]].concat(), "--control-port"),
        (&[&upstream[..], &["--seed", "x"]].concat(), "whole number"),
        (&[&upstream[..], &["--seed", "9007199254740992"]].concat(), "at most"),
        (&[&upstream[..], &["--schedule", "no/such/file"]].concat(), "cannot be read"),
        (&[&upstream[..], &["--schedule", "Cargo.toml"]].concat(), "not JSON"),
        (&[&upstream[..], &["--seed", "1", "--schedule", "Cargo.toml"]].concat(), "--schedule"),
    ] {
        let output = soon(command(PROXY, arguments).output()).await.expect("an end");
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {stderr}");
        assert!(stderr.contains(word), "{arguments:?}: {stderr}");
        assert!(output.stdout.is_empty());
    }
}

#[tokio::test]
async fn a_taken_port_ends_with_1_and_says_which() {
    let rig = start(|_| {}).await;
    let (process, _) = run(&rig, &[]).await;
    let (upstream, port) = (rig.0.to_string(), process.at.0.port().to_string());
    for option in ["--port", "--control-port"] {
        let output = soon(command(PROXY, &["--upstream", &upstream, option, &port]).output()).await.expect("an end");
        assert_eq!(output.status.code(), Some(1));
        assert!(String::from_utf8_lossy(&output.stderr).contains(&format!("cannot listen on 127.0.0.1 port {port}")));
    }
}
