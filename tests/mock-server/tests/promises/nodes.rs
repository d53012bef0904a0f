//! Nodes that share a Redis are one server, whichever a client is connected to, and whichever is killed.

use everwire_mock_server::DEFAULT_CONVERSATION;
use serde_json::{Value, json};

use crate::support::{At, Client, Io, NOTICE, Redis, api, events, message, said, says, until};

/// Fast clocks: silent for a moment is silent for long.
const IMPATIENT: &[&str] = &["--tick", "0.001", "--close-delay", "1", "--cleanup-interval", "20"];

async fn session(at: &At, after: i64) -> Client {
    let mut client = at.open(&format!("/sockets/session/{DEFAULT_CONVERSATION}?after_seq={after}")).await;
    assert_eq!(client.json().await["type"], "sync");
    client
}

/// The next durable event, with its place.
async fn durable(client: &mut Client) -> (i64, Value) {
    loop {
        let mut envelope = client.json().await;
        if envelope["type"] == "durable" {
            return (envelope["seq"].as_i64().expect("a place"), envelope["event"].take());
        }
    }
}

/// The next event of the conversation that is not seen yet, as a client knows it by its integer id.
async fn next_id(io: &mut Io) -> i64 {
    loop {
        let frame = io.next().await;
        if !frame.starts_with("40") {
            io.seen = Some(frame);
            return io.oh_event().await["id"].as_i64().expect("an id");
        }
    }
}

async fn say(at: &At, text: &str) {
    assert_eq!(at.post(&api("/events"), &message(text)).await.status, 200);
}

#[tokio::test]
async fn ids_are_issued_once_whoever_appends_at_the_same_time() {
    const EACH: usize = 50;
    let Some(redis) = Redis::start().await else { return };
    let nodes = redis.nodes(&[]).await;
    let writers: Vec<_> = nodes.iter().map(|node| node.at.clone()).enumerate().collect();
    let writers = writers.into_iter().map(|(which, at)| {
        tokio::spawn(async move {
            for n in 0..EACH {
                say(&at, &format!("{which}-{n}")).await;
            }
        })
    });
    for writer in writers.collect::<Vec<_>>() {
        writer.await.expect("all written");
    }
    let mut logs = Vec::new();
    for node in &nodes {
        let mut client = session(&node.at, -1).await;
        let mut log = Vec::new();
        for place in 0..2 * EACH as i64 {
            let (seq, event) = durable(&mut client).await;
            assert_eq!(seq, place);
            log.push(event);
        }
        logs.push(log);
    }
    assert_eq!(logs[0], logs[1]);
    // Each writer's own are in its order, none lost and none twice.
    for which in 0..2 {
        let own = logs[0].iter().map(said).filter(|text| text.starts_with(&format!("{which}-")));
        let all: Vec<String> = (0..EACH).map(|n| format!("{which}-{n}")).collect();
        assert_eq!(own.collect::<Vec<_>>(), all);
    }
}

#[tokio::test]
async fn what_happens_on_one_node_clients_of_the_other_see_in_every_generation() {
    let Some(redis) = Redis::start().await else { return };
    let [a, b] = redis.nodes(&[]).await;
    let conversation = format!("conversation_id={DEFAULT_CONVERSATION}");
    let mut here = Io::begin(&a.at, &DEFAULT_CONVERSATION.to_string()).await;
    let mut there = Io::ask_for(&b.at, &conversation).await;
    assert_eq!(there.replayed().await, [0, 1]);
    let mut bare = b.at.subscribe("").await;
    let mut enveloped = session(&b.at, 1).await;
    here.send(&says("hi")).await;
    for io in [&mut here, &mut there] {
        assert_eq!(io.oh_event().await["message"], "hi");
        assert_eq!(io.oh_event().await["message"], "You said: hi");
    }
    assert_eq!(said(&bare.json().await), "hi");
    assert_eq!(durable(&mut enveloped).await.0, 2);
    // And what only passes.
    let typing = json!({ "type": "transient", "event": { "kind": "Typing" } });
    assert_eq!(a.at.post(&api("/frames"), &typing.to_string()).await.status, 200);
    assert_eq!(durable(&mut enveloped).await.0, 3);
    assert_eq!(enveloped.json().await, typing);
}

#[tokio::test]
async fn clients_of_a_killed_node_resume_on_the_other_with_nothing_lost_or_doubled() {
    const EVENTS: i64 = 200;
    let Some(redis) = Redis::start().await else { return };
    let [mut a, b] = redis.nodes(&[]).await;
    let mut enveloped = session(&a.at, -1).await;
    let mut bare = a.at.subscribe("").await;
    let mut io = Io::begin(&a.at, &DEFAULT_CONVERSATION.to_string()).await;
    let writer = b.at.clone();
    let writing = tokio::spawn(async move {
        for n in 0..EVENTS {
            say(&writer, &n.to_string()).await;
        }
    });
    let (mut seqs, mut ids, mut bares) = (Vec::new(), vec![0, 1], Vec::new());
    while seqs.len() < 50 {
        seqs.push(durable(&mut enveloped).await.0);
        ids.push(next_id(&mut io).await);
        bares.push(bare.json().await);
    }
    a.signal("KILL").await;
    a.exit_code().await;

    let last = EVENTS + 1;
    let mut enveloped = session(&b.at, *seqs.last().expect("one")).await;
    while *seqs.last().expect("one") < last {
        seqs.push(durable(&mut enveloped).await.0);
    }
    assert_eq!(seqs, (0..=last).collect::<Vec<_>>());

    let latest = ids.iter().max().copied().expect("one");
    let query = format!("conversation_id={DEFAULT_CONVERSATION}&latest_event_id={latest}");
    let mut io = Io::ask_for(&b.at, &query).await;
    while *ids.last().expect("one") < last {
        ids.push(next_id(&mut io).await);
    }
    assert_eq!(ids, (0..=last).collect::<Vec<_>>());

    let boundary = bares.last().expect("one").clone();
    let since = boundary["timestamp"].as_str().expect("a time");
    let mut bare = b.at.open(&events(&format!("resend_mode=since&after_timestamp={since}"))).await;
    assert_eq!(bare.json().await["key"], "full_state");
    while bares.len() < last as usize + 1 {
        let event = bare.json().await;
        // The boundary comes again, with whatever has the same time.
        if !bares.contains(&event) {
            bares.push(event);
        }
    }
    assert_eq!(bares, b.at.stored().await);
    writing.await.expect("all written");
}

#[tokio::test]
async fn one_conversation_too_many_stops_the_oldest_wherever_it_is() {
    let Some(redis) = Redis::start().await else { return };
    let [a, b] = redis.nodes(&["--max-concurrent-conversations", "2"]).await;
    let mut oldest = Io::begin(&a.at, "a").await;
    let mut younger = Io::begin(&b.at, "b").await;
    let _third = Io::begin(&b.at, "c").await;
    assert_eq!(oldest.next().await, NOTICE);
    assert_eq!(oldest.next().await, "41");
    younger.send(&says("still here")).await;
    assert_eq!(younger.oh_event().await["id"], 2);
    let stopped = b.conversation("a").await;
    assert_eq!((&stopped["agent"], &stopped["connections"]), (&Value::Null, &json!([])));
}

#[tokio::test]
async fn nodes_with_different_options_come_to_the_same() {
    const OTHER: &str = "22222222-2222-4222-8222-222222222222";
    let Some(redis) = Redis::start().await else { return };
    let strict = redis.node(&["--max-concurrent-conversations", "1"]).await;
    let lenient = redis.node(&["--max-concurrent-conversations", "3"]).await;
    let logs = async || {
        let mut both = Vec::new();
        for node in [&strict, &lenient] {
            let other = node.at.get(&format!("/api/conversations/{OTHER}/events/search")).await.json();
            both.push((node.at.stored().await, other));
        }
        let [a, b] = both.try_into().expect("two");
        assert_eq!(a, b);
        a.0
    };
    let _first = Io::begin(&lenient.at, &DEFAULT_CONVERSATION.to_string()).await;
    let _second = Io::begin(&lenient.at, OTHER).await;
    say(&strict.at, "both run").await;
    assert_eq!(logs().await.len(), 3);
    // Who asks decides.
    let _third = Io::begin(&strict.at, "third").await;
    for node in [&strict, &lenient] {
        until(|| async { node.conversation(OTHER).await["agent"].is_null() }).await;
        assert!(node.conversation(&DEFAULT_CONVERSATION.to_string()).await["agent"].is_null());
        assert!(node.conversation("third").await["agent"].is_object());
    }
    assert_eq!(logs().await.last().expect("one")["value"], "paused");
}

#[tokio::test]
async fn a_client_on_any_node_keeps_its_agent_running_until_that_node_is_killed() {
    let Some(redis) = Redis::start().await else { return };
    let [a, b] = redis.nodes(IMPATIENT).await;
    let mut client = Io::begin(&a.at, "attended").await;
    assert_eq!(b.at.post("/api/conversations/left/start", "").await.status, 200);
    // Silent agents are looked for: this one is gone.
    until(|| async { b.conversation("left").await["agent"].is_null() }).await;
    client.send(&says("still here")).await;
    assert_eq!(client.oh_event().await["id"], 2);
    assert!(b.conversation("attended").await["agent"].is_object());
    a.signal("KILL").await;
    until(|| async { b.conversation("attended").await["agent"].is_null() }).await;
    // What was stored last is that it was stopped, and it begins anew.
    let mut back = Io::ask_for(&b.at, "conversation_id=attended&latest_event_id=3").await;
    for (id, state) in [(4, "stopped"), (5, "awaiting_user_input")] {
        let event = back.oh_event().await;
        assert_eq!((&event["id"], &event["extras"]["agent_state"]), (&json!(id), &json!(state)));
    }
}

#[tokio::test]
async fn a_node_that_was_stopped_for_a_while_keeps_its_clients() {
    let Some(redis) = Redis::start().await else { return };
    let [a, b] = redis.nodes(&["--close-delay", "3600"]).await;
    let connections = async || b.conversation("c").await["connections"].clone();
    let mut stays = Io::begin(&a.at, "c").await;
    let alone = connections().await;
    assert_eq!(alone.as_array().map(Vec::len), Some(1));
    let mut leaves = Io::ask_for(&a.at, "conversation_id=c").await;
    leaves.replayed().await;
    a.signal("STOP").await;
    until(|| async { connections().await == json!([]) }).await;
    drop(leaves);
    a.signal("CONT").await;
    until(|| async { connections().await == alone }).await;
    stays.send(&says("still here")).await;
    assert_eq!(stays.oh_event().await["message"], "still here");
    // No agent began anew.
    assert_eq!(b.conversation("c").await["events"], 4);
}

#[tokio::test]
async fn a_node_that_comes_later_knows_what_was_and_all_know_of_each_other() {
    let Some(redis) = Redis::start().await else { return };
    let mut first = redis.node(&[]).await;
    say(&first.at, "before").await;
    first.signal("KILL").await;
    first.exit_code().await;
    let [a, b] = redis.nodes(&[]).await;
    assert_eq!(said(&durable(&mut session(&b.at, -1).await).await.1), "before");
    let nodes = |state: &Value| state["nodes"].as_array().map_or(0, Vec::len);
    // The killed one is still among them for a while.
    until(|| async { nodes(&a.at.get("/state").await.json()) == 2 }).await;
    assert_ne!(a.at.get("/state").await.json()["node"], b.at.get("/state").await.json()["node"]);
}

#[tokio::test]
async fn without_its_redis_a_node_says_so_and_shows_what_it_knows() {
    let Some(mut redis) = Redis::start().await else { return };
    let node = redis.node(&[]).await;
    say(&node.at, "before").await;
    let mut bare = node.at.subscribe("").await;
    redis.kill().await;
    assert_eq!(node.at.post(&api("/events"), &message("lost")).await.status, 503);
    bare.send(&message("lost")).await;
    assert_eq!(bare.json().await["code"], "ConnectionError");
    assert_eq!(said(&durable(&mut session(&node.at, -1).await).await.1), "before");
}
