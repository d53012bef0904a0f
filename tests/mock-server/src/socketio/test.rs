//! `/test` and `/plain`: what tests of clients ask of a server. `/test` has connection state recovery, `/plain` has not.
//!
//! To connect, with `auth`:
//! - `{"token": "wrong"}` is refused: `{"message": "not authorized", "data": {"code": 401}}`.
//! - `{"early": N}` gets N events `early`, numbered from 1, before the answer to its CONNECT; in `/test`, where nodes share
//!   a Redis, they may come after it, as they do with npm's adapter.
//! - `{"wait": true}` is not answered at all.
//! - `{"ask": true}` is asked `welcome` with an acknowledgement as soon as it is connected, as `ask` does.
//!
//! Events:
//! - `echo`, any arguments: the same back, as an acknowledgement where one is asked for, as an event `echo` otherwise.
//!   Attachments come back, too.
//! - `ask`, a name, any arguments: emits that event with these arguments, wants it acknowledged, and then emits `answer`
//!   with what the client acknowledged.
//! - `bytes`, N: N bytes, counting from 0, as an acknowledgement or event `bytes`.
//! - `count`, N: N events `number`, each with `{"id": n}` from 0 on.
//! - `join`, `leave`, a room; `rooms`: acknowledged with the rooms that the socket is in.
//! - `all`, a name, any arguments: that event to everybody. `room`, a room, a name, any arguments: that event to
//!   everybody in the room but the sender.
//! - `disconnect me`: the server ends the socket. `close me`: the server ends the connection.
//!
//! Anything else is heard in silence, and never acknowledged.

use std::sync::Arc;

use axum::body::Bytes;
use serde_json::{Value, json};

use super::namespace::To;
use super::payload::{Event, Payload};
use super::socket::{Refusal, Socket};

const MAX_EVENTS: u64 = 100_000;
const MAX_BYTES: u64 = 16 << 20;

pub(super) async fn connect(socket: &Arc<Socket>, auth: &Value) -> Result<(), Refusal> {
    if auth["token"] == "wrong" {
        return Err(Refusal { message: "not authorized".to_owned(), data: Some(json!({ "code": 401 }).to_string()) });
    }
    for n in 1..=auth["early"].as_u64().unwrap_or(0).min(MAX_EVENTS) {
        socket.emit("early", Payload::of(&json!(n)));
    }
    if auth["wait"] == true {
        // The queue ends with the connection.
        while socket.seat.events.take().await.is_some() {}
    }
    Ok(())
}

pub(super) fn connected(socket: &Arc<Socket>, auth: &Value) {
    if auth["ask"] == true {
        ask(socket, "welcome", &Payload::default());
    }
}

pub(super) fn event(socket: &Arc<Socket>, Event { name, payload, id }: Event) {
    let answer = |name: &str, payload: Payload| match id {
        Some(id) => socket.ack(id, &payload),
        None => socket.emit(name, payload),
    };
    let text = |index: usize| payload.value(index).as_str().unwrap_or_default().to_owned();
    let number = |most: u64| payload.value(0).as_u64().unwrap_or(0).min(most);
    let everything_after = |count: usize| {
        let args = payload.args.iter().skip(count).cloned().collect();
        Payload { args, attachments: payload.attachments.clone() }
    };
    match name.as_str() {
        "echo" => answer("echo", payload),
        "ask" => ask(socket, &text(0), &everything_after(1)),
        "bytes" => {
            let bytes: Bytes = (0..number(MAX_BYTES)).map(|n| n as u8).collect();
            answer("bytes", Payload::default().and_bytes(bytes));
        }
        "count" => (0..number(MAX_EVENTS)).for_each(|n| socket.emit("number", Payload::of(&json!({ "id": n })))),
        "join" => socket.join(&text(0)),
        "leave" => socket.leave(&text(0)),
        "rooms" => answer("rooms", Payload::of(&json!(socket.rooms()))),
        "all" => socket.namespace.emit(To::Everybody, None, &text(0), everything_after(1)),
        "room" => socket.namespace.emit(To::Room(text(0)), Some(socket.id), &text(1), everything_after(2)),
        "disconnect me" => socket.disconnect(),
        "close me" => {
            socket.disconnect();
            socket.seat.close_connection();
        }
        _ => {}
    }
}

/// Asks, and passes the answer back; others are heard meanwhile.
fn ask(socket: &Arc<Socket>, name: &str, payload: &Payload) {
    let answered = socket.ask(name, payload);
    let socket = Arc::clone(socket);
    tokio::spawn(async move {
        if let Ok(answer) = answered.await {
            socket.emit("answer", answer);
        }
    });
}
