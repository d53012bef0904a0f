//! Going on where a connection was lost, with a server that replays by itself.

use everwire::core::Cursor;
use everwire::web::socketio::{Args, Resume};
use serde::Deserialize;
use wasm_bindgen_test::wasm_bindgen_test;

use super::rig::{Rig, path, quick, strike};
use crate::rig::fault;

#[derive(Deserialize)]
struct Numbered {
    id: f64,
}

fn number(args: &Args) -> Option<f64> {
    args.get::<Numbered>(0).ok().map(|numbered| numbered.id)
}

fn resume() -> Resume {
    Resume::new(|_, args| number(args).map(Cursor::number))
        .key(|name, args| number(args).map(|id| format!("{name} {id}")))
        .query(|cursor| vec![("latest".into(), cursor.as_number().unwrap().to_string())])
}

#[wasm_bindgen_test]
async fn the_server_is_told_the_newest_cursor_and_what_comes_again_is_not_delivered_again() {
    let rig = Rig::joined(quick("replay").resume(resume()), "/plain").await;
    rig.sender.emit("count", (3,)).unwrap();
    rig.until("three come", |rig| rig.args("number").len() == 3).await;
    // Only the attempt that tells the cursor is turned away.
    fault(&format!(r#"{{"kind":"refuse","path":"{}&latest=2"}}"#, path("replay"))).await;
    strike("reset", "replay").await;
    rig.until("an attempt fails", |rig| !rig.errors().is_empty()).await;
    fault(r#"{"kind":"none"}"#).await;
    rig.until_joined(2).await;
    rig.sender.emit("count", (5,)).unwrap();
    rig.until("two more come", |rig| rig.args("number").len() >= 5).await;
    let numbers: Vec<f64> = rig.args("number").iter().filter_map(number).collect();
    assert_eq!(numbers, [0.0, 1.0, 2.0, 3.0, 4.0]);
    rig.end().await;
}

#[wasm_bindgen_test]
async fn an_app_may_say_where_the_first_connection_goes_on() {
    fault(&format!(r#"{{"kind":"refuse","path":"{}&latest=41"}}"#, path("start"))).await;
    let rig = Rig::open(quick("start").resume(resume().start(Cursor::number(41.0))), "/plain");
    rig.until("an attempt fails", |rig| !rig.errors().is_empty()).await;
    fault(r#"{"kind":"none"}"#).await;
    rig.until_joined(1).await;
    rig.end().await;
}
