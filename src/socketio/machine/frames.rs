//! What comes in, frame by frame.

use super::{Effects, Machine, digits};
use crate::core::{self, Cause, Facts, Id, Millis, Number, NumberOption, Outcome};
use crate::socketio::io::{Effect, Event, Index, Reason};
use crate::socketio::namespace::Phase;
use crate::socketio::packet::{Kind, Packet};

/// What a packet and its attachments may weigh together, in bytes: what a hostile server could have us hold.
pub const MAX_PACKET_BYTES: u32 = 64 << 20;

/// A packet of which something is still missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Incoming {
    kind: Kind,
    /// None where nobody knows the namespace: then it is taken in and forgotten.
    namespace: Option<Index>,
    id: Option<u32>,
    /// The attachments to come.
    missing: u32,
    size: u32,
}

impl Machine {
    pub(super) fn greeted(&mut self, id: Id, interval: u32, timeout: u32, now: Millis, effects: &mut Effects) {
        if !self.core.awaits(id) {
            return;
        }
        // Nothing can be sent that the server would answer: a link is given up when its ping is late. A page that comes
        // back waits for the next ping too, which is up to `interval` away; so the greater part is the timeout.
        let half = timeout / 2;
        let options = [
            (NumberOption::Heartbeat, 1),
            (NumberOption::HeartbeatInterval, half),
            (NumberOption::HeartbeatTimeout, interval.saturating_add(timeout - half)),
        ];
        for (option, value) in options {
            if self.core.config_mut().set(option, value.into()).is_err() {
                return self.broken(now, effects);
            }
        }
        self.run(core::Input::Opened(id), now, effects);
        for index in 0..self.namespaces.len() as u32 {
            if self.phase(Index(index)) == Phase::Wanted {
                self.ask(Index(index), now, effects);
            }
        }
    }

    pub(super) fn text(&mut self, id: Id, text: &str, size: u32, now: Millis, effects: &mut Effects) {
        let (kind, rest) = text.split_at_checked(1).unwrap_or_default();
        if self.core.awaits(id) {
            if kind == "0" {
                effects.push(Effect::Greeting(id));
            } else {
                self.broken(now, effects);
            }
        } else if self.core.hear(id, now) {
            match kind {
                "2" => effects.push(Effect::Pong),
                "4" if self.incoming.is_none() => self.packet(rest, size, now, effects),
                // The server closes, and its WebSocket will.
                "1" => self.give_up(Cause::ClosedByServer, Reason::TransportClose, now, effects),
                "3" | "6" => {}
                _ => self.broken(now, effects),
            }
        }
    }

    pub(super) fn binary(&mut self, id: Id, size: u32, now: Millis, effects: &mut Effects) {
        if !self.core.hear(id, now) {
            return;
        }
        match &mut self.incoming {
            Some(incoming) if incoming.missing > 0 && size <= MAX_PACKET_BYTES - incoming.size => {
                incoming.missing -= 1;
                incoming.size += size;
                effects.push(Effect::Attach);
                if incoming.missing == 0 {
                    effects.push(Effect::Parse);
                }
            }
            _ => self.broken(now, effects),
        }
    }

    fn packet(&mut self, text: &str, size: u32, now: Millis, effects: &mut Effects) {
        let Ok(Packet { kind, attachments, namespace, id, .. }) = Packet::decode(text) else {
            return self.broken(now, effects);
        };
        if size > MAX_PACKET_BYTES {
            return self.broken(now, effects);
        }
        let found = self.namespaces.iter().position(|known| *known.name == *namespace);
        let namespace = found.map(|index| Index(index as u32));
        if kind == Kind::Disconnect {
            if let Some(index) = namespace {
                self.dismissed(index, now, effects);
            }
            return;
        }
        self.incoming = Some(Incoming { kind, namespace, id, missing: attachments, size });
        effects.push(Effect::Hold);
        if attachments == 0 {
            effects.push(Effect::Parse);
        }
    }

    /// The server has left a namespace.
    fn dismissed(&mut self, index: Index, now: Millis, effects: &mut Effects) {
        if self.phase(index) == Phase::Joined {
            effects.push(Effect::Tell(index, Event::Left(Reason::Server)));
            self.off(index, now, effects);
        }
    }

    pub(crate) fn parsed(&mut self, facts: Facts<'_>, now: Millis, effects: &mut Effects) {
        let Some(Incoming { kind, namespace, id, .. }) = self.incoming.take() else { return };
        let Some(index) = namespace else { return };
        let phase = self.phase(index);
        match kind {
            Kind::Connect if phase == Phase::Joining => {
                self.set(index, Phase::Joined);
                self.flush(index, now, effects);
                effects.push(Effect::Tell(index, Event::Joined));
            }
            Kind::Connect | Kind::ConnectError if matches!(phase, Phase::Unwanted | Phase::Missed) => {
                if kind == Kind::Connect {
                    effects.push(Effect::Disconnect(index));
                }
                self.set(index, Phase::Off);
            }
            Kind::Event | Kind::BinaryEvent if phase == Phase::Unwanted => self.set(index, Phase::Missed),
            Kind::ConnectError if phase == Phase::Joining => {
                effects.push(Effect::Tell(index, Event::Refused));
                self.set(index, Phase::Off);
                self.rest(now, effects);
            }
            // Before it is joined too: servers replay first, and then say that it is.
            Kind::Event | Kind::BinaryEvent if matches!(phase, Phase::Joining | Phase::Joined) => {
                for effect in self.core.step(core::Input::Message(self.core.last_id(), facts), now) {
                    effects.push(match effect {
                        core::Effect::Emit(core::Event::Message) => Effect::Tell(index, Event::Event(id)),
                        other => Effect::Core(other),
                    });
                }
            }
            Kind::Ack | Kind::BinaryAck => {
                let namespace = self.namespaces.get_mut(index.0 as usize);
                let acknowledged =
                    namespace.zip(id).and_then(|(namespace, id)| namespace.outbox.acknowledge(&digits(Number(id))));
                if let Some(number) = acknowledged {
                    effects.push(Effect::Core(core::Effect::Forget(number, Outcome::Acknowledged)));
                }
            }
            _ => {}
        }
    }
}
