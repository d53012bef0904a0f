//! `/ledger/{name}`: numbered messages both ways.

use everwire_mock_server::Config;
use serde_json::{Value, json};
use tokio_tungstenite::tungstenite::Message;

use crate::support::{At, Client, Process, Seen, rejected, start};

const SERVER: &str = env!("CARGO_BIN_EXE_everwire-mock-server");

/// The server's numbers from here on, acknowledgements aside, until this one has come.
async fn numbers(client: &mut Client, last: u64) -> Vec<u64> {
    let mut seen = Vec::new();
    while seen.last() != Some(&last) {
        seen.extend(client.json().await["seq"].as_u64());
    }
    seen
}

/// Sends the message with this number and takes its acknowledgement.
async fn say(client: &mut Client, n: u64) {
    client.send(&json!({ "id": format!("m{n}"), "n": n }).to_string()).await;
    assert_eq!(client.json().await, json!({ "ack": format!("m{n}") }));
}

async fn report(at: &At, path: &str) -> Value {
    let reply = at.get(path).await;
    assert_eq!(reply.status, 200, "{}", reply.text());
    reply.json()
}

#[tokio::test]
async fn the_numbers_after_the_cursor_come_once_and_in_order() {
    let rig = start(|_| {}).await;
    for (query, first, last) in [("", 1, 10_000), ("?count=300", 1, 300), ("?after=17&count=300&rate=100000", 18, 300)]
    {
        let mut client = rig.open(&format!("/ledger/down{query}")).await;
        assert_eq!(numbers(&mut client, last).await, (first..=last).collect::<Vec<_>>(), "{query}");
        client.sees_nothing_yet().await;
    }
}

#[tokio::test]
async fn a_pace_leaves_room_for_answers_in_between() {
    let rig = start(|_| {}).await;
    let mut client = rig.open("/ledger/pace?count=1000000&rate=1").await;
    assert_eq!(client.json().await, json!({ "seq": 1 }));
    client.send("ping").await;
    assert_eq!(client.next().await, Seen::Text("pong".to_owned()));
}

#[tokio::test]
async fn every_receipt_is_acknowledged_and_counted_once() {
    let rig = start(|_| {}).await;
    let mut client = rig.open("/ledger/up?count=0").await;
    for n in [1, 2, 2, 1, 5, 4, 6] {
        say(&mut client, n).await;
    }
    let expected = json!({
        "received": 5, "repeats": 2, "doubled": 0, "out_of_order": 1, "missing": 3, "first_missing": [3, 7, 8],
    });
    assert_eq!(report(&rig, "/ledger/up?count=8").await, expected);
}

#[tokio::test]
async fn connections_share_a_ledger_and_names_do_not() {
    let rig = start(|_| {}).await;
    let mut first = rig.open("/ledger/a?count=0").await;
    let mut second = rig.open("/ledger/a?count=0").await;
    say(&mut first, 1).await;
    say(&mut second, 2).await;
    say(&mut second, 1).await;
    say(&mut rig.open("/ledger/b?count=0").await, 1).await;
    let ledger = report(&rig, "/ledger/a").await;
    assert_eq!((&ledger["received"], &ledger["repeats"]), (&json!(2), &json!(1)));
    assert_eq!(report(&rig, "/ledger/b").await["received"], 1);
}

#[tokio::test]
async fn what_was_acknowledged_survives_a_kill() {
    let folder = std::env::temp_dir().join(format!("everwire-ledgers-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    let arguments = ["--ledger-dir", folder.to_str().expect("a path")];
    let (mut process, _) = Process::run(SERVER, &arguments).await;
    let mut client = process.at.open("/ledger/kept?count=0").await;
    for n in 1..=100 {
        say(&mut client, n).await;
    }
    process.signal("KILL").await;
    process.exit_code().await;
    let (process, _) = Process::run(SERVER, &arguments).await;
    assert_eq!(report(&process.at, "/ledger/kept?count=100").await["missing"], 0);
    let mut client = process.at.open("/ledger/kept?count=0").await;
    say(&mut client, 100).await;
    say(&mut client, 101).await;
    let ledger = report(&process.at, "/ledger/kept").await;
    std::fs::remove_dir_all(&folder).expect("it is there");
    assert_eq!((&ledger["received"], &ledger["repeats"], &ledger["missing"]), (&json!(101), &json!(1), &json!(0)));
}

#[tokio::test]
async fn a_ledger_that_nobody_connected_to_is_404() {
    let rig = start(|_| {}).await;
    assert_eq!(rig.get("/ledger/nobody").await.status, 404);
    assert_eq!(rig.get("/ledger/..%2Fnobody").await.status, 404);
}

#[tokio::test]
async fn a_wrong_request_is_refused_before_the_upgrade() {
    let rig = start(|_| {}).await;
    let long = format!("/ledger/{}", "x".repeat(65));
    for target in
        ["/ledger/a%2Fb", &long, "/ledger/a?after=-1", "/ledger/a?count=x", "/ledger/a?rate=0", "/ledger/a?live"]
    {
        assert_eq!(rejected(rig.0, target, &[]).await, 400, "{target}");
    }
}

#[tokio::test]
async fn a_frame_that_is_no_numbered_message_is_closed() {
    let rig = start(|_| {}).await;
    for (message, code) in [(Message::text("{}"), 1008), (Message::binary("ping"), 1003)] {
        let mut client = rig.open("/ledger/odd?count=0").await;
        client.send_message(message).await;
        assert_eq!(client.closed().await.0, code);
    }
}

#[tokio::test]
async fn ledgers_and_receipts_are_bounded() {
    let limit = |config: &mut Config| (config.limits.max_ledgers, config.limits.max_receipts) = (1, 2);
    let rig = start(limit).await;
    let mut client = rig.open("/ledger/a?count=0").await;
    for n in [1, 2, 1] {
        say(&mut client, n).await;
    }
    client.send(r#"{"id":"m3","n":3}"#).await;
    assert_eq!(client.closed().await, (1008, "the ledger is full".to_owned()));
    assert_eq!(report(&rig, "/ledger/a").await["received"], 2);
    assert_eq!(rejected(rig.0, "/ledger/b", &[]).await, 507);
}

#[tokio::test]
async fn a_live_stream_replays_for_a_cursor_and_for_nobody_else() {
    let rig = start(|_| {}).await;
    const STREAM: &str = "/ledger/live?live&rate=1000&count=1000000";
    let mut client = rig.open(STREAM).await;
    assert_eq!(numbers(&mut client, 50).await.len(), 50);
    drop(client);
    let mut made = 0;
    while made < 200 {
        made = report(&rig, "/ledger/live?rate=1000").await["made"].as_u64().expect("a number");
    }
    let mut without = rig.open(STREAM).await;
    assert!(without.json().await["seq"].as_u64() > Some(200));
    let mut with = rig.open(&format!("{STREAM}&after=50")).await;
    assert_eq!(numbers(&mut with, 250).await, (51..=250).collect::<Vec<_>>());
}

#[tokio::test]
async fn a_live_ledger_makes_way_once_nobody_is_connected() {
    let rig = start(|config| config.limits.max_ledgers = 2).await;
    let kept = rig.open("/ledger/kept?live&rate=1").await;
    let left = rig.open("/ledger/left?live&rate=1").await;
    assert_eq!(rejected(rig.0, "/ledger/next", &[]).await, 507);
    drop(left);
    rig.connections(1).await;
    let _next = rig.open("/ledger/next?count=0").await;
    assert_eq!(rig.get("/ledger/left").await.status, 404);
    assert_eq!(rig.get("/ledger/kept").await.status, 200);
    drop(kept);
}
