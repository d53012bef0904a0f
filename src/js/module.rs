//! The one export: the clients, and what JavaScript does with any of them.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;

use super::Client;
use super::output::Output;
use crate::core::{Close, Id, Input, Millis, Signal, Verdict};

/// What this module holds: JavaScript has one thread.
struct Module {
    clients: Vec<Option<Box<Client>>>,
    output: Output,
    /// What was pushed and not used yet.
    text: Vec<u8>,
}

thread_local! {
    static MODULE: RefCell<Module> =
        const { RefCell::new(Module { clients: Vec::new(), output: Output::new(), text: Vec::new() }) };
}

/// What [`call`] does. `pkg-template/src/core.ts` has the same list.
///
/// The answer of an input is the next deadline, or -1. Its effects wait to be read.
// Each kind of client has its part of it.
#[allow(dead_code)]
pub(super) mod what {
    pub(crate) const CONNECT: u32 = 0;
    pub(crate) const RECONNECT: u32 = 1;
    pub(crate) const DISCONNECT: u32 = 2;
    /// `a` the size, `b` the bytes that wait in the socket, `c` the timeout or -1, text the id or empty. With a negative
    /// size -2, and nothing done, where it would have to be kept: then a copy with its true size is asked for.
    pub(crate) const SEND: u32 = 3;
    /// `a` the attempt, `b` whether its URL leads to this machine.
    pub(crate) const RESOLVED: u32 = 4;
    pub(crate) const RESOLVE_FAILED: u32 = 5;
    pub(crate) const OPEN_FAILED: u32 = 6;
    pub(crate) const OPENED: u32 = 7;
    /// `a` the transport, `b` whether it is a reply. What else was found in it was told before.
    pub(crate) const MESSAGE: u32 = 8;
    pub(crate) const ERROR: u32 = 9;
    /// `a` the transport, `b` the code, `c` 1 where it was clean, 2 or 4 more where the user says fatal or retry, and 8 for
    /// each millisecond that the server asks to be left alone, and one more where it does.
    pub(crate) const CLOSED: u32 = 10;
    /// `a` the signal.
    pub(crate) const PAGE: u32 = 11;
    /// `a` the bytes that wait in the socket.
    pub(crate) const TICK: u32 = 12;
    /// Sets the option of this number, `b`, to `a`. Where it cannot take this, the number of what it takes, from 1.
    pub(crate) const SET: u32 = 13;
    /// The message to come has this key (text).
    pub(crate) const KEY: u32 = 14;
    /// The message to come acknowledges this id (text).
    pub(crate) const ACKNOWLEDGES: u32 = 15;
    /// The message to come has the cursor `a`, or where that is no number this one (text).
    pub(crate) const CURSOR: u32 = 16;
    /// What was stored: a cursor and keys that were told as if they were a message's.
    pub(crate) const RESTORE: u32 = 17;
    /// The snapshot as numbers.
    pub(crate) const SNAPSHOT: u32 = 18;
    /// The counters as numbers.
    pub(crate) const COUNTERS: u32 = 19;
    /// The keys in the window as text, each with a NUL behind it.
    pub(crate) const KEYS: u32 = 20;
    /// Whether the handshake of transport `a` is waited for: 1.
    pub(crate) const AWAITS: u32 = 21;
    /// The client is not needed any more.
    pub(crate) const FREE: u32 = 22;
    /// Takes in `a`, one more byte of the text of the call to come, in UTF-8.
    pub(crate) const PUSH: u32 = 23;
    /// The next number of what the last call gave; -1 after the last one.
    pub(crate) const NEXT: u32 = 24;
    /// A new client, with the seed `a`.
    pub(crate) const CREATE: u32 = 25;
    /// The namespace of this name (text).
    pub(crate) const NAMESPACE: u32 = 26;
    /// Namespace `a` is wanted.
    pub(crate) const JOIN: u32 = 27;
    /// Namespace `a` is wanted no more.
    pub(crate) const LEAVE: u32 = 28;
    /// Whether namespace `a` is not wanted (0), is (1), or is joined (2).
    pub(crate) const WANTS: u32 = 29;
    /// What is emitted next is for namespace `a`; `b` is 1 where it is to be acknowledged and 2 where it is volatile; `c`
    /// the timeout or -1.
    pub(crate) const ADDRESS: u32 = 30;
    /// `a` the size, `b` the bytes that wait in the socket.
    pub(crate) const EMIT: u32 = 31;
    /// `a` the transport, `b` the size of the text, of which the beginning is pushed.
    pub(crate) const TEXT: u32 = 32;
    /// `a` the transport, `b` the size.
    pub(crate) const BINARY: u32 = 33;
    /// `a` the transport, `b` the interval of the server's pings, `c` their timeout.
    pub(crate) const GREETED: u32 = 34;
    /// The JSON is parsed. What else was found in it was told before.
    pub(crate) const PARSED: u32 = 35;
    /// What came makes no sense.
    pub(crate) const BROKEN: u32 = 36;
    /// The beginning of a packet for namespace `a` as text: `b` its kind, and 8 for each attachment; `c` the id or -1.
    pub(crate) const ENCODE: u32 = 37;
    /// `a` messages were told since the last call, with nothing in them.
    pub(crate) const DELIVERED: u32 = 38;
}

/// One export for all, see [`what`]. `now` is `performance.now()`.
#[wasm_bindgen]
pub fn call(client: u32, what: u32, now: f64, a: f64, b: f64, c: f64) -> f64 {
    with(|Module { clients, output, text }| {
        match what {
            what::PUSH => {
                text.push(a as u32 as u8);
                return 0.0;
            }
            what::NEXT => return output.next(),
            what::CREATE => {
                let client = Some(Box::new(Client::new(a.to_bits())));
                let free = clients.iter().position(Option::is_none);
                match free.and_then(|at| clients.get_mut(at)) {
                    Some(place) => *place = client,
                    None => clients.push(client),
                }
                return free.unwrap_or(clients.len() - 1) as f64;
            }
            _ => {}
        }
        output.clear();
        let mut answer = -1.0;
        if let Some(place) = clients.get_mut(client as usize) {
            if what == what::FREE {
                *place = None;
            }
            // The shell calls no other.
            if let Some(client) = place {
                #[allow(unsafe_code)]
                // SAFETY: what is pushed is what `TextEncoder` wrote, which is UTF-8.
                let text = unsafe { str::from_utf8_unchecked(text) };
                answer = client.call(what, Millis(now as u64), [a, b, c], text, output);
            }
        }
        text.clear();
        answer
    })
}

fn with<T>(act: impl FnOnce(&mut Module) -> T) -> T {
    MODULE.with_borrow_mut(act)
}

/// How a transport ended, by the numbers of [`what::CLOSED`].
pub(super) fn closed(id: Id, code: f64, said: f64) -> Input<'static> {
    let said = said as u64;
    let close = Close { code: code as u32 as u16, clean: said & 1 > 0 };
    let verdict = match said & 6 {
        0 => Verdict::Unsaid,
        2 => Verdict::Fatal,
        _ => Verdict::Retry,
    };
    Input::Closed { id, close, retry_after: (said as u32 >> 3).checked_sub(1), verdict }
}

/// By its number.
pub(super) fn signal(number: u32) -> Signal {
    match number {
        0 => Signal::Offline,
        1 => Signal::Online,
        2 => Signal::Hidden,
        3 => Signal::Visible,
        4 => Signal::Frozen,
        5 => Signal::Resumed,
        _ => Signal::Woken,
    }
}
