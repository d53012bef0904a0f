//! Against the agent server's own replay: whatever fails, each event comes once and in order.

use everwire::core::{Cursor, Phase};
use everwire::web::Resume;
use everwire::{Event, Message};
use serde::Deserialize;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::rig::{Rig, create_conversation, fault, quick};

#[derive(Deserialize)]
struct Happened {
    id: String,
    timestamp: String,
    llm_message: Option<Said>,
}

#[derive(Deserialize)]
struct Said {
    content: Vec<Content>,
}

#[derive(Deserialize)]
struct Content {
    text: String,
}

/// A message of the conversation has a text; the state that the server tells first has none, and moves nothing.
fn said(message: &Message) -> Option<(Happened, String)> {
    let mut happened: Happened = message.json().ok()?;
    let text = happened.llm_message.take()?.content.pop()?.text;
    Some((happened, text))
}

#[wasm_bindgen_test]
async fn nothing_is_missed_and_nothing_comes_twice() {
    const LOSSES: usize = 3;
    const EACH: usize = 5;
    let path = format!("/sockets/events/{}", create_conversation().await);
    let resume = Resume::new(|message| Some(Cursor::from(said(message)?.0.timestamp.as_str())))
        .key(|message| Some(said(message)?.0.id))
        .query(|cursor| {
            let Cursor::Text(timestamp) = cursor else { return Vec::new() };
            vec![("resend_mode".into(), "since".into()), ("after_timestamp".into(), timestamp.to_string())]
        });
    // The server's boundary event comes again each time, and is recognised by its id.
    let reader = Rig::open(quick(&path).resume(resume));
    reader.until_open().await;
    let heard = |rig: &Rig| -> Vec<String> {
        let text = |event: Event| if let Event::Message(message) = event { Some(said(&message)?.1) } else { None };
        rig.events().into_iter().filter_map(text).collect()
    };
    let mut expected = Vec::new();
    for round in 0..=LOSSES {
        for n in 0..EACH {
            let text = format!("{round}/{n}");
            let content = format!(r#"{{"role": "user", "content": [{{"type": "text", "text": "{text}"}}]}}"#);
            expected.push(text);
            reader.sender.try_send(content).unwrap();
        }
        reader.until("all is heard", |rig| heard(rig).len() >= expected.len()).await;
        if round < LOSSES {
            fault(&format!(r#"{{"kind":"reset","path":"{path}"}}"#)).await;
            reader.until("it is lost", |rig| rig.closes().len() > round).await;
        }
    }
    assert_eq!(heard(&reader), expected);
    assert_eq!(reader.count(|event| *event == Event::Resumed), LOSSES);
    assert!(reader.sender.counters().duplicates >= LOSSES as u32);
    assert_eq!(reader.phase(), Phase::Open);
    reader.end().await;
}
