//! Connection state recovery.

use wasm_bindgen_test::wasm_bindgen_test;

use super::rig::{Rig, path, quick, strike};
use crate::rig::fault;

/// Loses the connection of `rig`, has `other` emit to all meanwhile, and lets it come back.
async fn miss(rig: &Rig, name: &str, other: &Rig, text: &str) {
    let joined = rig.recovered().len();
    fault(&format!(r#"{{"kind":"refuse","path":"{}"}}"#, path(name))).await;
    strike("reset", name).await;
    rig.until("an attempt fails", |rig| !rig.errors().is_empty()).await;
    let heard = other.args("news").len();
    other.sender.emit("all", ("news", text)).unwrap();
    other.until("it is emitted", |other| other.args("news").len() > heard).await;
    fault(r#"{"kind":"none"}"#).await;
    rig.until_joined(joined + 1).await;
}

#[wasm_bindgen_test]
async fn what_was_missed_arrives_once_where_the_server_keeps_sessions() {
    let rig = Rig::joined(quick("session"), "/test").await;
    let other = Rig::joined(quick("session-other"), "/test").await;
    let id = rig.sender.id();
    other.sender.emit("all", ("news", "first")).unwrap();
    rig.until("the first comes", |rig| rig.args("news").len() == 1).await;
    // What has a text at its end, but is to be acknowledged, is no place.
    rig.sender.emit("ask", ("question", "no offset")).unwrap();
    rig.take("question").await;
    miss(&rig, "session", &other, "missed").await;
    assert_eq!((rig.recovered(), rig.sender.id()), (vec![false, true], id));
    other.sender.emit("all", ("news", "last")).unwrap();
    rig.until("the last comes", |rig| rig.firsts::<String>("news").last().is_some_and(|last| last == "last")).await;
    assert_eq!(rig.firsts::<String>("news"), ["first", "missed", "last"]);
    rig.end().await;
    other.end().await;
}

#[wasm_bindgen_test]
async fn where_it_keeps_none_it_does_not() {
    let rig = Rig::joined(quick("sessionless"), "/plain").await;
    let other = Rig::joined(quick("sessionless-other"), "/plain").await;
    let id = rig.sender.id();
    other.sender.emit("all", ("news", "first")).unwrap();
    rig.until("the first comes", |rig| rig.args("news").len() == 1).await;
    miss(&rig, "sessionless", &other, "missed").await;
    assert_eq!(rig.recovered(), [false, false]);
    assert_ne!(rig.sender.id(), id);
    other.sender.emit("all", ("news", "last")).unwrap();
    rig.until("the last comes", |rig| rig.firsts::<String>("news").last().is_some_and(|last| last == "last")).await;
    assert_eq!(rig.firsts::<String>("news"), ["first", "last"]);
    rig.end().await;
    other.end().await;
}
