//! What cannot be taken is named.

use std::collections::BTreeMap;
use std::time::Duration;

use everwire::SocketIo;
use everwire::core::Fate;
use everwire::web::OpenError;
use everwire::web::socketio::{Builder, EmitError};
use wasm_bindgen_test::wasm_bindgen_test;

use super::rig::{Rig, quick};

fn refused(builder: Builder) -> String {
    builder.build().err().unwrap().to_string()
}

#[wasm_bindgen_test]
fn options_are_checked_when_all_are_there() {
    assert_eq!(SocketIo::builder("no url").build().err(), Some(OpenError::Url));
    assert_eq!(SocketIo::builder("https://h/#x").build().err(), Some(OpenError::Fragment));
    assert!(refused(SocketIo::builder("ftp://h")).starts_with("url: it takes one of scheme https:"));
    assert!(refused(SocketIo::builder("https://h/admin")).contains("`namespace`"));
    assert!(
        refused(SocketIo::builder("https://h").auth("a token"))
            .starts_with("auth: it takes what JSON has as an object")
    );
    assert!(
        refused(SocketIo::builder("https://h").connection_timeout(Duration::ZERO)).starts_with("connection_timeout")
    );
    assert!(SocketIo::builder("https://h?a=1").auth(BTreeMap::from([("a", 1)])).build().is_ok());
}

#[wasm_bindgen_test]
async fn what_cannot_be_emitted_is_refused() {
    let rig = Rig::open(quick("refusals").max_messages(1), "/plain");
    assert_eq!(rig.sender.emit("connect_error", ()), Err(EmitError::Reserved));
    let map = BTreeMap::from([([1], 2)]);
    assert!(matches!(rig.sender.emit("echo", (map,)), Err(EmitError::Arguments(_))));
    assert_eq!(rig.sender.emit_volatile("echo", ("volatile",)), Ok(Fate::Dropped));
    assert_eq!(rig.sender.emit("echo", ("kept",)), Ok(Fate::Queued));
    assert_eq!(rig.sender.emit("echo", ("too much",)), Err(EmitError::Full));
    rig.until_joined(1).await;
    assert_eq!(rig.sender.emit_volatile("echo", ("volatile",)), Ok(Fate::Sent));
    rig.until("both come back", |rig| rig.firsts::<String>("echo") == ["kept", "volatile"]).await;
    rig.end().await;
}
