//! `/sockets/events/{id}`: the past, the present, and nothing lost or doubled between them.

use serde_json::Value;

use crate::support::{Client, Rig, events, message, said, start};

async fn rig_with(texts: &[&str]) -> Rig {
    let rig = start(|_| {}).await;
    for text in texts {
        rig.say(text).await;
    }
    rig
}

/// What is replayed for a query: everything before the message that is said once the client is in.
async fn replayed(rig: &Rig, query: &str) -> Vec<String> {
    let mut client = rig.subscribe(query).await;
    rig.say("live").await;
    let mut texts = Vec::new();
    loop {
        let event = client.json().await;
        match said(&event) {
            "live" => return texts,
            text => texts.push(text.to_owned()),
        }
    }
}

#[tokio::test]
async fn the_first_frame_is_a_full_state_with_a_new_id_that_is_never_stored() {
    let rig = rig_with(&["a"]).await;
    let mut frames = Vec::new();
    for _ in 0..2 {
        let mut client = rig.open(&events("resend_mode=all")).await;
        let first = client.json().await;
        assert_eq!(first["kind"], "ConversationStateUpdateEvent");
        assert_eq!(first["key"], "full_state");
        // Naive timestamps of one form compare as text.
        let then = client.json().await;
        assert!(first["timestamp"].as_str() >= then["timestamp"].as_str());
        frames.push(first);
    }
    assert_ne!(frames[0]["id"], frames[1]["id"]);
    assert_eq!(rig.stored().await.len(), 1);
}

#[tokio::test]
async fn without_a_mode_nothing_is_replayed() {
    assert!(replayed(&rig_with(&["a", "b"]).await, "").await.is_empty());
}

#[tokio::test]
async fn all_replays_everything_in_order() {
    assert_eq!(replayed(&rig_with(&["a", "b", "c"]).await, "resend_mode=all").await, ["a", "b", "c"]);
}

#[tokio::test]
async fn the_deprecated_resend_all_does_the_same_where_no_mode_is_given() {
    let rig = rig_with(&["a", "b"]).await;
    assert_eq!(replayed(&rig, "resend_all=true").await, ["a", "b"]);
    assert!(replayed(&rig, "resend_all=true&resend_mode=since").await.is_empty());
    assert!(replayed(&rig, "resend_all=false").await.is_empty());
}

#[tokio::test]
async fn since_starts_with_the_boundary_event_itself() {
    let rig = rig_with(&["a", "b", "c"]).await;
    let boundary = rig.stored().await[1]["timestamp"].as_str().expect("a timestamp").to_owned();
    let query = format!("resend_mode=since&after_timestamp={boundary}");
    // Events of one microsecond belong together: the one before the boundary may share its timestamp.
    let texts = replayed(&rig, &query).await;
    assert!(texts.ends_with(&["b".to_owned(), "c".to_owned()]), "{texts:?}");
}

#[tokio::test]
async fn since_takes_an_escaped_offset() {
    let rig = rig_with(&["a"]).await;
    let replays = async |time: &str| replayed(&rig, &format!("resend_mode=since&after_timestamp={time}")).await;
    assert_eq!(replays("2000-01-01T00:00:00%2B00:00").await, ["a"]);
    assert!(replays("2100-01-01T00:00:00Z").await.is_empty());
}

#[tokio::test]
async fn since_without_a_timestamp_replays_nothing() {
    assert!(replayed(&rig_with(&["a"]).await, "resend_mode=since").await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_comes_amid_a_flood_sees_every_event_once_and_in_order() {
    const WRITERS: usize = 4;
    const EACH: usize = 100;
    let rig = start(|_| {}).await;
    let writers: Vec<_> = (0..WRITERS)
        .map(|writer| {
            let at = rig.at.clone();
            tokio::spawn(async move {
                for n in 0..EACH {
                    at.say(&format!("{writer}/{n}")).await;
                }
            })
        })
        .collect();
    let mut readers = Vec::new();
    while !writers.iter().all(|writer| writer.is_finished()) && readers.len() < 40 {
        let client = rig.subscribe("resend_mode=all").await;
        readers.push(tokio::spawn(read(client, WRITERS * EACH)));
    }
    for writer in writers {
        writer.await.expect("all said");
    }
    let stored = rig.stored().await;
    assert_eq!(stored.len(), WRITERS * EACH);
    assert!(!readers.is_empty());
    for reader in readers {
        assert_eq!(reader.await.expect("all read"), stored);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_many_say_over_sockets_all_see_in_one_order() {
    const CLIENTS: usize = 4;
    const EACH: usize = 50;
    let rig = start(|_| {}).await;
    let mut clients = Vec::new();
    for _ in 0..CLIENTS {
        clients.push(rig.subscribe("").await);
    }
    let talkers = clients.into_iter().map(|mut client| {
        tokio::spawn(async move {
            for n in 0..EACH {
                client.send(&message(&n.to_string())).await;
            }
            read(client, CLIENTS * EACH).await
        })
    });
    let heard: Vec<_> = talkers.collect();
    for heard in heard {
        assert_eq!(heard.await.expect("all read"), rig.stored().await);
    }
}

async fn read(mut client: Client, count: usize) -> Vec<Value> {
    let mut events = Vec::new();
    while events.len() < count {
        events.push(client.json().await);
    }
    events
}
