//! A client, and what JavaScript does with it.

use super::module::{closed, signal, what};
use super::output::Output;
use crate::core::{Config, Cursor, Effects, Facts, Id, Input, Machine, Millis, NumberOption, Outgoing};

pub(super) struct Client {
    machine: Machine,
    /// What was found in the message that is to come.
    key: Option<Box<str>>,
    acknowledges: Option<Box<str>>,
    cursor: Option<Cursor>,
}

impl Client {
    // A call of it costs more than it.
    #[inline(always)]
    pub(super) fn new(seed: u64) -> Client {
        Client { machine: Machine::new(Config::default(), seed), key: None, acknowledges: None, cursor: None }
    }

    pub(super) fn call(&mut self, what: u32, now: Millis, [a, b, c]: [f64; 3], text: &str, output: &mut Output) -> f64 {
        let Client { machine, key, acknowledges, cursor } = self;
        let id = Id(a as u32);
        let mut effects = Effects::default();
        let done = &mut effects;
        match what {
            what::CONNECT => machine.take(Input::Connect, now, done),
            what::RECONNECT => machine.take(Input::Reconnect, now, done),
            what::DISCONNECT => machine.take(Input::Disconnect, now, done),
            what::SEND if a < 0.0 && !machine.hands_over_into(b as u64) => return -2.0,
            what::SEND => {
                let id = Some(text).filter(|id| !id.is_empty());
                let timeout = if c < 0.0 { None } else { Some(c as u32) };
                let outgoing = Outgoing { size: a as u32, buffered: b as u64, id, timeout };
                machine.take(Input::Send(outgoing), now, done);
            }
            what::RESOLVED => machine.take(Input::Resolved { id, local: b > 0.0 }, now, done),
            what::RESOLVE_FAILED => machine.take(Input::ResolveFailed(id), now, done),
            what::OPEN_FAILED => machine.take(Input::OpenFailed(id), now, done),
            what::OPENED => machine.take(Input::Opened(id), now, done),
            what::MESSAGE => {
                let (key, acknowledges) = (key.take(), acknowledges.take());
                let (key, acknowledges) = (key.as_deref(), acknowledges.as_deref());
                let facts = Facts { reply: b > 0.0, acknowledges, cursor: cursor.take(), key };
                machine.came(id, facts, now, done);
            }
            what::DELIVERED => machine.take(Input::Delivered(a as u32), now, done),
            what::ERROR => machine.take(Input::Error(id), now, done),
            what::CLOSED => machine.take(closed(id, b, c), now, done),
            what::PAGE => machine.take(Input::Page(signal(a as u32)), now, done),
            what::TICK => machine.take(Input::Tick { buffered: a as u64 }, now, done),
            _ => return self.set(what, a, b, text, output),
        }
        for effect in &effects.0 {
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
