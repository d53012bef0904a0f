//! What no server says.

use everwire::core::Cause;
use everwire::web::Error;
use everwire::web::socketio::{ConnectError, Reason};
use wasm_bindgen_test::wasm_bindgen_test;

use super::rig::{Rig, quick};
use crate::rig::js;

/// Puts `said`, as JavaScript, into what the next WebSocket hears in place of the first text that begins with `instead_of`.
fn say(said: &str, instead_of: &str) {
    js(&format!(
        "globalThis.__real = globalThis.__real ?? WebSocket;
        globalThis.WebSocket = function (...given) {{
            globalThis.WebSocket = __real;
            const socket = new __real(...given);
            let said = false;
            return new Proxy(socket, {{
                get: (of, name) => (typeof of[name] === 'function' ? of[name].bind(of) : of[name]),
                set: (of, name, value) => {{
                    of[name] = name !== 'onmessage' ? value : (event) => {{
                        if (said || !String(event.data).startsWith('{instead_of}')) return value(event);
                        said = true;
                        for (const data of {said}) value({{ data }});
                    }};
                    return true;
                }},
            }});
        }};"
    ));
}

#[wasm_bindgen_test]
async fn it_ends_the_connection_which_is_tried_again() {
    let wrong = [
        r#"['42/plain,["connect"]']"#,
        r#"['42/plain,[']"#,
        r#"['42/plain,[]']"#,
        r#"['451-/plain,["a",{"_placeholder":true,"num":1}]', new ArrayBuffer(2)]"#,
        r#"[new ArrayBuffer(2)]"#,
        r#"[{}]"#,
        r#"['9']"#,
    ];
    for said in wrong {
        say(said, "42/plain");
        let rig = Rig::joined(quick("nonsense"), "/plain").await;
        rig.sender.emit("echo", ()).unwrap();
        rig.until_joined(2).await;
        assert_eq!(rig.reasons(), [Reason::ParseError], "{said}");
        assert!(rig.args("connect").is_empty());
        rig.sender.emit("echo", ("after",)).unwrap();
        rig.until("it goes on", |rig| rig.firsts::<String>("echo") == ["after"]).await;
        rig.end().await;
    }
}

#[wasm_bindgen_test]
async fn a_greeting_that_is_none_is_a_failed_attempt() {
    say(r#"['0{"pingInterval":-1}']"#, "0");
    let rig = Rig::joined(quick("greeting"), "/plain").await;
    let detail = Some("the server greets with something else than Engine.IO".into());
    let failed = ConnectError::Failed(Error::Connection { cause: Cause::ConnectionLost, detail });
    assert_eq!(rig.errors(), [failed]);
    rig.end().await;
}

#[wasm_bindgen_test]
async fn a_class_that_refuses_a_frame_is_given_up() {
    js("globalThis.__real = globalThis.__real ?? WebSocket;
        globalThis.WebSocket = function (...given) {
            globalThis.WebSocket = __real;
            const socket = new __real(...given);
            socket.send = (frame) => {
                if (frame.includes('echo')) throw new DOMException('no', 'InvalidStateError');
                __real.prototype.send.call(socket, frame);
            };
            return socket;
        };");
    let rig = Rig::joined(quick("throws"), "/plain").await;
    let answer = rig.sender.emit_with_ack::<String>("echo", ("again",), None);
    rig.until_joined(2).await;
    assert_eq!(rig.reasons(), [Reason::TransportClose]);
    assert_eq!(answer.await, Ok("again".into()));
    rig.end().await;
}
