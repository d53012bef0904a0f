//! A Socket.IO client, and what JavaScript does with it.

use super::module::{closed, signal, what};
use super::output::Output;
use crate::core::{self, Config, Cursor, Facts, Id, Millis, NumberOption};
use crate::socketio::{Effect, Emission, Index, Input, Kind, Machine, Packet};

pub(super) struct Client {
    machine: Machine,
    /// What was found in the event that is to come.
    key: Option<Box<str>>,
    cursor: Option<Cursor>,
    /// What was told of the emission to come.
    namespace: Index,
    emission: Emission,
}

impl Client {
    // A call of it costs more than it.
    #[inline(always)]
    pub(super) fn new(seed: u64) -> Client {
        let machine = Machine::new(Config::default(), seed);
        Client { machine, key: None, cursor: None, namespace: Index(0), emission: Emission::default() }
    }

    pub(super) fn call(&mut self, what: u32, now: Millis, [a, b, c]: [f64; 3], text: &str, output: &mut Output) -> f64 {
        let (id, index) = (Id(a as u32), Index(a as u32));
        let Client { machine, key, cursor, namespace, emission } = self;
        let mut effects = Vec::new();
        let done = &mut effects;
        match what {
            what::JOIN => machine.take(Input::Join(index), now, done),
            what::LEAVE => machine.take(Input::Leave(index), now, done),
            what::DISCONNECT => machine.take(Input::LeaveAll, now, done),
            what::EMIT => {
                let emission = Emission { size: a as u32, buffered: b as u64, ..*emission };
                machine.take(Input::Emit(*namespace, emission), now, done);
            }
            what::TEXT => machine.take(Input::Text { id, text, size: b as u32 }, now, done),
            what::BINARY => machine.take(Input::Binary(id, b as u32), now, done),
            what::GREETED => machine.take(Input::Greeted { id, interval: b as u32, timeout: c as u32 }, now, done),
            what::PARSED => {
                let key = key.take();
                machine.parsed(Facts { cursor: cursor.take(), key: key.as_deref(), ..Facts::default() }, now, done);
            }
            what::BROKEN => machine.take(Input::Broken, now, done),
            // A WebSocket that opens is no connection yet: the server greets first.
            what::OPENED => {}
            what::RECONNECT => machine.take(Input::Core(core::Input::Reconnect), now, done),
            what::RESOLVED => machine.take(Input::Core(core::Input::Resolved { id, local: b > 0.0 }), now, done),
            what::RESOLVE_FAILED => machine.take(Input::Core(core::Input::ResolveFailed(id)), now, done),
            what::OPEN_FAILED => machine.take(Input::Core(core::Input::OpenFailed(id)), now, done),
            what::ERROR => machine.take(Input::Core(core::Input::Error(id)), now, done),
            what::CLOSED => machine.take(Input::Core(closed(id, b, c)), now, done),
            what::PAGE => machine.take(Input::Core(core::Input::Page(signal(a as u32))), now, done),
            what::TICK => machine.take(Input::Core(core::Input::Tick { buffered: a as u64 }), now, done),
            _ => return self.set(what, [a, b, c], text, output),
        }
        for effect in effects {
            match effect {
                Effect::Core(effect) => output.effect(&effect),
                other => output.socketio(other),
            }
        }
        self.machine.next_deadline().map_or(-1.0, |deadline| deadline.0 as f64)
    }

    /// What is no input.
    fn set(&mut self, what: u32, [a, b, c]: [f64; 3], text: &str, output: &mut Output) -> f64 {
        let machine = &mut self.machine;
        let index = Index(a as u32);
        match what {
            what::SET => {
                if let Some(option) = NumberOption::ALL.get(b as usize)
                    && let Err(error) = machine.core_mut().config_mut().set(*option, a)
                {
                    return f64::from(error.range() as u32 + 1);
                }
            }
            what::KEY => self.key = Some(text.into()),
            what::CURSOR => self.cursor = Some(if a.is_nan() { text.into() } else { Cursor::number(a) }),
            what::SNAPSHOT => output.snapshot(&machine.core().snapshot()),
            what::AWAITS => return f64::from(u8::from(machine.core().awaits(Id(a as u32)))),
            what::NAMESPACE => return machine.namespace(text).0.into(),
            what::WANTS => return f64::from(u8::from(machine.is_wanted(index)) + u8::from(machine.is_joined(index))),
            what::ADDRESS => {
                let flags = b as u32;
                self.namespace = index;
                self.emission = Emission {
                    acknowledged: flags & 1 > 0,
                    volatile: flags & 2 > 0,
                    timeout: if c < 0.0 { None } else { Some(c as u32) },
                    ..Emission::default()
                };
            }
            what::ENCODE => {
                let told = b as u32;
                let kind = *Kind::ALL.get(told as usize % 8).unwrap_or(&Kind::Event);
                let id = if c < 0.0 { None } else { Some(c as u32) };
                let packet = Packet { id, attachments: told / 8, ..Packet::new(kind, machine.name(index), "") };
                output.text(&packet.encode());
            }
            _ => {}
        }
        0.0
    }
}
