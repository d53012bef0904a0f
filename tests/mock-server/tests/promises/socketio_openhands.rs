//! Conversations over Socket.IO, as OpenHands serves them.

use std::time::Duration;

use everwire_mock_server::OpenHandsConfig;
use serde_json::json;

use crate::support::{Client, Io, NOTICE, Rig, SOCKET_IO, says, start};

async fn serving(change: impl FnOnce(&mut OpenHandsConfig)) -> Rig {
    start(|config| change(&mut config.socketio.openhands)).await
}

#[tokio::test]
async fn a_conversation_begins_with_two_events_and_answers_in_its_room() {
    let rig = serving(|_| {}).await;
    let mut io = Io::ask_for(&rig, "conversation_id=a").await;
    for (id, rest) in [
        (
            0,
            r#""message":"I say what you say.","action":"system","args":{"content":"I say what you say.","tools":[],"openhands_version":"0.62.0","agent_class":"Echo"}"#,
        ),
        (
            1,
            r#""message":"","observation":"agent_state_changed","content":"","extras":{"agent_state":"awaiting_user_input","reason":""}"#,
        ),
    ] {
        let frame = io.next().await;
        let time = frame.split(r#""timestamp":""#).nth(1).and_then(|rest| rest.split('"').next()).expect("a time");
        let start = format!(r#"42["oh_event",{{"id":{id},"timestamp":"{time}","source":"agent","#);
        assert_eq!(frame, format!("{start}{rest}}}]"));
    }
    io.connected("/").await;
    let mut other = Io::ask_for(&rig, "conversation_id=a&latest_event_id=1").await;
    assert!(other.replayed().await.is_empty());
    io.send(&says("hi")).await;
    for io in [&mut io, &mut other] {
        let said = io.oh_event().await;
        assert_eq!((&said["id"], &said["source"], &said["action"]), (&json!(2), &json!("user"), &json!("message")));
        assert_eq!((&said["message"], &said["args"]), (&json!("hi"), &json!({ "content": "hi" })));
        let reply = io.oh_event().await;
        assert_eq!(
            (&reply["id"], &reply["source"], &reply["message"]),
            (&json!(3), &json!("agent"), &json!("You said: hi"))
        );
    }
}

#[tokio::test]
async fn a_replay_brings_what_is_above_the_latest_id_the_state_last() {
    let rig = serving(|_| {}).await;
    let mut io = Io::begin(&rig, "a").await;
    io.send(r#"42["oh_user_action",{"action":"null"}]"#).await;
    io.send(r#"42["oh_user_action",{"action":"recall","args":{}}]"#).await;
    // A recall is shown when it happens; nothing is, and nobody sees a null.
    assert_eq!(io.oh_event().await["action"], "recall");
    io.send(r#"42["oh_user_action",{"action":"change_agent_state","args":{"agent_state":"paused"}}]"#).await;
    assert_eq!(io.oh_event().await["action"], "change_agent_state");
    assert_eq!(io.oh_event().await["extras"]["agent_state"], "paused");
    io.send(&says("hi")).await;
    assert_eq!(io.oh_event().await["id"], 6);
    assert_eq!(io.oh_event().await["id"], 7);
    for (latest, ids) in [
        ("", vec![0, 4, 6, 7, 5]),
        ("-1", vec![0, 4, 6, 7, 5]),
        ("x", vec![0, 4, 6, 7, 5]),
        ("-7", vec![0, 4, 6, 7, 5]),
        ("4", vec![6, 7, 5]),
        ("5", vec![6, 7]),
        (" 6 ", vec![7]),
        ("7", vec![]),
        ("99999999999999999999", vec![]),
    ] {
        let latest = latest.replace(' ', "%20");
        let mut again = Io::ask_for(&rig, &format!("conversation_id=a&latest_event_id={latest}")).await;
        assert_eq!(again.replayed().await, ids, "{latest:?}");
    }
}

#[tokio::test]
async fn a_fresh_conversation_sends_its_first_events_twice_the_environments_as_the_agents_the_second_time() {
    let rig = serving(|_| {}).await;
    let started = rig.post("/api/conversations/a/start", "").await.json();
    let answer = json!({ "status": "ok", "conversation_id": "a", "message": null, "conversation_status": "STARTING" });
    assert_eq!(started, answer);
    let mut io = Io::ask_for(&rig, "conversation_id=a").await;
    let mut seen = Vec::new();
    while seen.len() < 4 {
        let event = io.oh_event().await;
        seen.push((event["id"].clone(), event["source"].clone()));
    }
    io.connected("/").await;
    let from = |id: u32, source: &str| (json!(id), json!(source));
    assert_eq!(seen, [from(0, "agent"), from(1, "environment"), from(0, "agent"), from(1, "agent")]);
}

#[tokio::test]
async fn after_the_wait_for_a_client_what_happened_is_only_replayed() {
    let rig = serving(|config| config.client_wait_timeout = Duration::ZERO).await;
    let mut conversation = 0;
    loop {
        rig.post(&format!("/api/conversations/{conversation}/start"), "").await;
        let mut io = Io::ask_for(&rig, &format!("conversation_id={conversation}")).await;
        match &*io.replayed().await {
            [_, _] => break,
            // The wait was not over yet, and for this client it is.
            ids => assert_eq!(ids, [0, 1, 0, 1]),
        }
        conversation += 1;
    }
}

#[tokio::test]
async fn a_client_without_a_conversation_or_key_is_refused_and_the_connection_stays() {
    let rig = start(|config| config.session_api_key = Some("secret".to_owned())).await;
    for (query, message) in [
        ("", "No conversation_id in query params"),
        ("conversation_id=&session_api_key=secret", "No conversation_id in query params"),
        ("conversation_id=a", "invalid_session_api_key"),
        ("conversation_id=a&session_api_key=wrong", "invalid_session_api_key"),
    ] {
        let mut io = Io::ask_for(&rig, query).await;
        assert_eq!(io.next().await, format!(r#"44{{"message":"{message}"}}"#), "{query}");
        io.connect("/test", "").await;
    }
    let mut io = Io::ask_for(&rig, "conversation_id=a&session_api_key=secret").await;
    assert_eq!(io.replayed().await, [0, 1]);
}

#[tokio::test]
async fn users_are_known_by_header_or_cookie_and_join_their_own_conversations() {
    let rig = serving(|_| {}).await;
    let open = async |headers: &[(&'static str, &str)]| {
        let client = Client::open(rig.0, &format!("{SOCKET_IO}&conversation_id=a"), headers).await;
        let mut io = Io::from(client).await;
        io.send("40").await;
        io
    };
    let mut io = open(&[("authorization", "Bearer ann")]).await;
    assert_eq!(io.replayed().await, [0, 1]);
    assert_eq!(open(&[("cookie", "theme=dark; user=ann")]).await.replayed().await, [0, 1]);
    let refused = |user: &str| format!(r#"44{{"message":"User {user} is not allowed to join conversation a"}}"#);
    assert_eq!(open(&[("cookie", "user=bob")]).await.next().await, refused("bob"));
    assert_eq!(open(&[]).await.next().await, refused("None"));
}

#[tokio::test]
async fn who_has_set_nothing_up_is_refused_after_the_replay() {
    let rig = serving(|_| {}).await;
    drop(Io::begin(&rig, "a").await);
    let target = format!("{SOCKET_IO}&conversation_id=a");
    let mut io = Io::from(Client::open(rig.0, &target, &[("cookie", "user=stranger")]).await).await;
    io.send("40").await;
    assert_eq!(io.oh_event().await["id"], 0);
    assert_eq!(io.oh_event().await["id"], 1);
    let refused = r#"44{"message":"Settings not found","data":{"msg_id":"CONFIGURATION$SETTINGS_NOT_FOUND"}}"#;
    assert_eq!(io.next().await, refused);
}

#[tokio::test]
async fn an_action_is_acknowledged_where_that_is_asked_for_and_it_is_one() {
    let rig = serving(|_| {}).await;
    let mut io = Io::begin(&rig, "a").await;
    for frame in [r#"421["oh_user_action"]"#, r#"422["oh_user_action",7]"#, r#"423["else",{}]"#] {
        io.send(frame).await;
    }
    io.send(r#"424["oh_action",{"action":"change_agent_state","args":{"agent_state":"no state"}}]"#).await;
    assert_eq!(io.oh_event().await["action"], "change_agent_state");
    assert_eq!(io.next().await, "434[]");
}

#[tokio::test]
async fn one_conversation_too_many_stops_the_one_that_was_silent_for_the_longest() {
    let rig = serving(|config| config.max_concurrent_conversations = 2).await;
    let mut a = Io::begin(&rig, "a").await;
    let mut b = Io::begin(&rig, "b").await;
    a.send(&says("still here")).await;
    assert_eq!(a.oh_event().await["id"], 2);
    let mut c = Io::begin(&rig, "c").await;
    assert_eq!(b.next().await, NOTICE);
    assert_eq!(b.next().await, "41");
    a.send(&says("and here")).await;
    for id in [3, 4, 5] {
        assert_eq!(a.oh_event().await["id"], id);
    }
    c.client.sees_nothing_yet().await;
    // Back again, it is the other one's turn; what was stored last is that it was stopped.
    b.send("40").await;
    assert_eq!(b.oh_event().await["id"], 0);
    assert_eq!(b.oh_event().await["extras"]["agent_state"], "stopped");
    assert_eq!(b.replayed().await, [3]);
    assert_eq!(c.next().await, NOTICE);
}

#[tokio::test]
async fn users_do_not_take_each_others_places() {
    let rig = serving(|config| config.max_concurrent_conversations = 1).await;
    let mut clients = Vec::new();
    for user in ["ann", "bob"] {
        let target = format!("{SOCKET_IO}&conversation_id={user}");
        let cookie = format!("user={user}");
        let mut io = Io::from(Client::open(rig.0, &target, &[("cookie", &cookie)]).await).await;
        io.send("40").await;
        assert_eq!(io.replayed().await, [0, 1]);
        clients.push(io);
    }
    for io in &mut clients {
        io.send(&says("hi")).await;
        assert_eq!(io.oh_event().await["id"], 2);
    }
}

#[tokio::test]
async fn a_silent_agent_without_clients_is_stopped_one_with_a_client_is_not() {
    let rig = serving(|config| {
        config.close_delay = Duration::ZERO;
        config.cleanup_interval = Duration::from_millis(5);
    })
    .await;
    let mut a = Io::begin(&rig, "a").await;
    drop(Io::begin(&rig, "b").await);
    rig.connections(1).await;
    loop {
        let mut io = Io::ask_for(&rig, "conversation_id=b").await;
        // Attached again in time, nothing has happened; stopped, it says so, and begins anew.
        if io.replayed().await == [0, 2, 3] {
            break;
        }
        drop(io);
        rig.connections(1).await;
    }
    a.send(&says("hi")).await;
    assert_eq!(a.oh_event().await["id"], 2);
}

#[tokio::test]
async fn no_event_between_replay_and_live_is_lost() {
    const EVENTS: usize = 200;
    let rig = serving(|_| {}).await;
    let mut writer = Io::begin(&rig, "a").await;
    let writing = tokio::spawn(async move {
        for n in 0..EVENTS / 2 {
            writer.send(&says(&n.to_string())).await;
        }
        writer
    });
    let last = EVENTS + 1;
    let mut reader = Io::ask_for(&rig, "conversation_id=a&latest_event_id=1").await;
    let mut ids = Vec::new();
    while !ids.contains(&json!(last)) {
        match reader.next().await {
            frame if frame.starts_with("40{") => {}
            frame => {
                reader.seen = Some(frame);
                ids.push(reader.oh_event().await["id"].clone());
            }
        }
    }
    for id in 2..=last {
        assert!(ids.contains(&json!(id)), "{id}");
    }
    writing.await.expect("all written");
}
