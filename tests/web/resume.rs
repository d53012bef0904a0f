//! Going on where a connection was lost.

use everwire::core::Cursor;
use everwire::web::Resume;
use everwire::{Event, Message};
use wasm_bindgen_test::wasm_bindgen_test;

use crate::rig::{Rig, fault, quick};

/// `7 text` is at position 7.
pub(crate) fn position(message: &Message) -> Option<Cursor> {
    let (number, _) = message.as_text()?.split_once(' ')?;
    number.parse().ok().map(Cursor::number)
}

pub(crate) fn number(cursor: &Cursor) -> String {
    cursor.as_number().unwrap().to_string()
}

#[wasm_bindgen_test]
async fn the_server_is_told_the_newest_cursor_in_the_url() {
    // The server greets with what it is told.
    let resume = Resume::new(position).query(|cursor| vec![("greet".into(), format!("after={}", number(cursor)))]);
    let rig = Rig::open(quick("/echo?rig=url&greet=hello").resume(resume));
    rig.sender.try_send("7 seven").unwrap();
    rig.sender.try_send("3 late").unwrap();
    rig.until_texts(&["hello", "7 seven", "3 late"]).await;
    assert_eq!(rig.count(|event| *event == Event::Resumed), 0);
    fault(r#"{"kind":"reset","path":"/echo?rig=url"}"#).await;
    rig.until_texts(&["hello", "7 seven", "3 late", "after=7"]).await;
    let events = rig.events();
    let opened = events.iter().rposition(|event| *event == Event::Open).unwrap();
    assert_eq!(events[opened + 1], Event::Resumed);
    assert!(rig.sender.state().resumed);
    rig.end().await;
}

#[wasm_bindgen_test]
async fn the_server_is_told_in_the_first_frames_after_the_auth_frame() {
    let resume = Resume::new(position).frame(|cursor| format!("after {}", number(cursor)).into());
    let rig = Rig::open(quick("/echo?rig=frames").auth("auth").resume(resume));
    rig.sender.try_send("1 one").unwrap();
    rig.until_texts(&["auth", "1 one"]).await;
    fault(r#"{"kind":"reset","path":"/echo?rig=frames"}"#).await;
    rig.until_texts(&["auth", "1 one", "auth", "after 1"]).await;
    rig.end().await;
}

#[wasm_bindgen_test]
async fn an_app_may_say_where_the_first_connection_goes_on() {
    let resume = Resume::new(position)
        .start(Cursor::number(41.0))
        .query(|cursor| vec![("greet".into(), format!("after={}", number(cursor)))]);
    let rig = Rig::open(quick("/echo?rig=start").resume(resume));
    rig.until_texts(&["after=41"]).await;
    assert_eq!(rig.count(|event| *event == Event::Resumed), 1);
    rig.sender.try_send("42 x").unwrap();
    rig.until_texts(&["after=41", "42 x"]).await;
    assert_eq!(rig.sender.cursor(), Some(Cursor::number(42.0)));
    rig.end().await;
}

#[wasm_bindgen_test]
async fn what_comes_again_is_not_delivered_again() {
    let resume = Resume::new(position).key(|message| message.as_text().map(String::from));
    let rig = Rig::open(quick("/echo?rig=again").resume(resume));
    for text in ["1 one", "1 one", "2 two", "1 one", "end"] {
        rig.sender.try_send(text).unwrap();
    }
    rig.until_texts(&["1 one", "2 two", "end"]).await;
    assert_eq!(rig.sender.counters().duplicates, 2);
    rig.end().await;
}
