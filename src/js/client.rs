//! The clients, and what JavaScript does with them.

use std::cell::RefCell;

use wasm_bindgen::prelude::*;

use super::output::Output;
use crate::core::{Close, Config, Cursor, Facts, Id, Input, Machine, Millis, NumberOption, Outgoing, Signal, Verdict};

/// What this module holds: JavaScript has one thread.
struct Module {
    clients: Vec<Option<Box<Client>>>,
    output: Output,
    /// What was pushed and not used yet.
    text: Vec<u8>,
}

struct Client {
    machine: Machine,
    /// What was found in the message that is to come.
    key: Option<Box<str>>,
    acknowledges: Option<Box<str>>,
    cursor: Option<Cursor>,
}

thread_local! {
    static MODULE: RefCell<Module> =
        const { RefCell::new(Module { clients: Vec::new(), output: Output::new(), text: Vec::new() }) };
}

/// What [`call`] does. `pkg-template/src/core.ts` has the same list.
///
/// The answer of an input is the next deadline, or -1. Its effects wait to be read.
mod what {
    pub(super) const CONNECT: u32 = 0;
    pub(super) const RECONNECT: u32 = 1;
    pub(super) const DISCONNECT: u32 = 2;
    /// `a` the size, `b` the bytes that wait in the socket, `c` the timeout or -1, text the id or empty. With a negative
    /// size -2, and nothing done, where it would have to be kept: then a copy with its true size is asked for.
    pub(super) const SEND: u32 = 3;
    /// `a` the attempt, `b` whether its URL leads to this machine.
    pub(super) const RESOLVED: u32 = 4;
    pub(super) const RESOLVE_FAILED: u32 = 5;
    pub(super) const OPEN_FAILED: u32 = 6;
    pub(super) const OPENED: u32 = 7;
    /// `a` the transport, `b` whether it is a reply. What else was found in it was told before.
    pub(super) const MESSAGE: u32 = 8;
    pub(super) const ERROR: u32 = 9;
    /// `a` the transport, `b` the code, `c` 1 where it was clean, 2 or 4 more where the user says fatal or retry, and 8 for
    /// each millisecond that the server asks to be left alone, and one more where it does.
    pub(super) const CLOSED: u32 = 10;
    /// `a` the signal.
    pub(super) const PAGE: u32 = 11;
    /// `a` the bytes that wait in the socket.
    pub(super) const TICK: u32 = 12;
    /// Sets the option of this number, `b`, to `a`. Where it cannot take this, the number of what it takes, from 1.
    pub(super) const SET: u32 = 13;
    /// The message to come has this key (text).
    pub(super) const KEY: u32 = 14;
    /// The message to come acknowledges this id (text).
    pub(super) const ACKNOWLEDGES: u32 = 15;
    /// The message to come has the cursor `a`, or where that is no number this one (text).
    pub(super) const CURSOR: u32 = 16;
    /// What was stored: a cursor and keys that were told as if they were a message's.
    pub(super) const RESTORE: u32 = 17;
    /// The snapshot as numbers.
    pub(super) const SNAPSHOT: u32 = 18;
    /// The counters as numbers.
    pub(super) const COUNTERS: u32 = 19;
    /// The keys in the window as text, each with a NUL behind it.
    pub(super) const KEYS: u32 = 20;
    /// Whether the handshake of transport `a` is waited for: 1.
    pub(super) const AWAITS: u32 = 21;
    /// The client is not needed any more.
    pub(super) const FREE: u32 = 22;
    /// Takes in `a`, one more byte of the text of the call to come, in UTF-8.
    pub(super) const PUSH: u32 = 23;
    /// The next number of what the last call gave; -1 after the last one.
    pub(super) const NEXT: u32 = 24;
    /// A new client, with the seed `a`.
    pub(super) const CREATE: u32 = 25;
}

/// One export for all, see [`what`]. `now` is `performance.now()`.
#[wasm_bindgen]
pub fn call(client: u32, what: u32, now: f64, a: f64, b: f64, c: f64) -> f64 {
    with(|Module { clients, output, text }| {
        match what {
            what::PUSH => {
                text.push(a as u8);
                return 0.0;
            }
            what::NEXT => return output.next(),
            what::CREATE => {
                let machine = Machine::new(Config::default(), a.to_bits());
                let client = Some(Box::new(Client { machine, key: None, acknowledges: None, cursor: None }));
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

impl Client {
    fn call(&mut self, what: u32, now: Millis, [a, b, c]: [f64; 3], text: &str, output: &mut Output) -> f64 {
        let Client { machine, key, acknowledges, cursor } = self;
        let id = Id(a as u32);
        let (found_key, found_ack);
        let input = match what {
            what::CONNECT => Input::Connect,
            what::RECONNECT => Input::Reconnect,
            what::DISCONNECT => Input::Disconnect,
            what::SEND if a < 0.0 && !machine.hands_over_into(b as u64) => return -2.0,
            what::SEND => {
                let id = Some(text).filter(|id| !id.is_empty());
                let timeout = if c < 0.0 { None } else { Some(c as u32) };
                Input::Send(Outgoing { size: a as u32, buffered: b as u64, id, timeout })
            }
            what::RESOLVED => Input::Resolved { id, local: b > 0.0 },
            what::RESOLVE_FAILED => Input::ResolveFailed(id),
            what::OPEN_FAILED => Input::OpenFailed(id),
            what::OPENED => Input::Opened(id),
            what::MESSAGE => {
                (found_key, found_ack) = (key.take(), acknowledges.take());
                let (key, acknowledges) = (found_key.as_deref(), found_ack.as_deref());
                let facts = Facts { reply: b > 0.0, acknowledges, cursor: cursor.take(), key };
                Input::Message(id, facts)
            }
            what::ERROR => Input::Error(id),
            what::CLOSED => {
                let said = c as u64;
                let close = Close { code: b as u16, clean: said & 1 > 0 };
                let verdict = match said & 6 {
                    0 => Verdict::Unsaid,
                    2 => Verdict::Fatal,
                    _ => Verdict::Retry,
                };
                Input::Closed { id, close, retry_after: (said as u32 >> 3).checked_sub(1), verdict }
            }
            what::PAGE => Input::Page(signal(a as u32)),
            what::TICK => Input::Tick { buffered: a as u64 },
            _ => return self.set(what, a, b, text, output),
        };
        for effect in &machine.step(input, now) {
            output.effect(effect);
        }
        self.machine.next_deadline().map_or(-1.0, |deadline| deadline.0 as f64)
    }

    /// What is no input.
    fn set(&mut self, what: u32, a: f64, b: f64, text: &str, output: &mut Output) -> f64 {
        let machine = &mut self.machine;
        match what {
            what::SET => {
                if let Some(option) = NumberOption::ALL.get(b as usize)
                    && let Err(error) = machine.config_mut().set(*option, a)
                {
                    return f64::from(error.range() as u32 + 1);
                }
            }
            what::KEY => self.key = Some(text.into()),
            what::ACKNOWLEDGES => self.acknowledges = Some(text.into()),
            what::CURSOR => self.cursor = Some(if a.is_nan() { text.into() } else { Cursor::number(a) }),
            what::RESTORE => machine.restore(self.cursor.take(), self.key.take().as_deref()),
            what::SNAPSHOT => output.snapshot(&machine.snapshot()),
            what::COUNTERS => output.counters(machine.counters()),
            what::KEYS => {
                for key in machine.keys() {
                    output.text(key);
                    output.text("\0");
                }
            }
            what::AWAITS => return f64::from(u8::from(machine.awaits(Id(a as u32)))),
            _ => {}
        }
        0.0
    }
}

/// By its number.
fn signal(number: u32) -> Signal {
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
