//! What goes wrong, and when: drawn from a seed.

use everwire::core::{Jitter, NumberOption};

use crate::referee::Rules;
use crate::world::Dice;

#[derive(Clone, Copy, Debug)]
pub(super) enum Fault {
    /// The link is reset, and both sides are told.
    Cut,
    /// The link takes everything and delivers nothing, and nobody is told.
    HalfOpen,
    /// Nobody listens.
    Refuse,
    /// Who connects hears nothing.
    Hang,
    /// Nothing gets through for a while, then all of it does.
    Stall,
    /// Everything takes longer by so many ms.
    Delay(u64),
    /// The server goes away with 1012, or without a word, and comes back.
    Restart {
        announced: bool,
    },
    /// The server closes with this code.
    Closes(u16, &'static str),
    /// The page stops, and is told so.
    Freeze,
    /// The machine sleeps: the page is not told, and the links are dead when it wakes.
    Sleep,
    /// There is no network, and the page is told.
    Offline,
    /// Nobody sees the page.
    Hide,
    /// The user's own calls.
    Reconnect,
    Disconnect,
}

#[derive(Clone, Debug)]
pub(super) struct Schedule {
    /// When each begins, and how long it lasts, in ms.
    pub(super) faults: Vec<(u64, u64, Fault)>,
    /// When all of it is over.
    pub(super) heals: u64,
    pub(super) latency: u64,
    /// Timers fire late by up to so many ms.
    pub(super) late: u64,
    /// Whether a replay begins with the message at the cursor, or with the one after it.
    pub(super) inclusive: bool,
    /// How many messages each side sends.
    pub(super) traffic: u64,
}

impl Schedule {
    pub(super) fn draw(dice: &mut Dice<'_>) -> (Schedule, Rules) {
        let infinite = f64::INFINITY;
        let options = [
            (NumberOption::MinReconnectionDelay, dice.of(&[0.0, 100.0, 1_000.0, 3_000.0])),
            (NumberOption::MaxReconnectionDelay, dice.of(&[1_000.0, 10_000.0, 45_000.0])),
            (NumberOption::MinUptime, dice.of(&[0.0, 5_000.0])),
            (NumberOption::ConnectionTimeout, dice.of(&[3_000.0, 10_000.0])),
            (NumberOption::MaxEnqueuedMessages, dice.of(&[3.0, 1_000.0, 1_000.0])),
            (NumberOption::MaxBytes, dice.of(&[100.0, infinite, infinite])),
            (NumberOption::Ttl, dice.of(&[20_000.0, infinite, infinite])),
            (NumberOption::Overflow, dice.below(3) as f64),
            (NumberOption::HighWaterMark, dice.of(&[15.0, 1_048_576.0, infinite])),
            (NumberOption::Heartbeat, 1.0),
            (NumberOption::HeartbeatInterval, dice.of(&[1_000.0, 5_000.0, 25_000.0])),
            (NumberOption::HeartbeatTimeout, dice.of(&[3_000.0, 10_000.0])),
            (NumberOption::Window, dice.of(&[1.0, 2.0, 16.0])),
            (NumberOption::Save, dice.below(2) as f64),
            (NumberOption::Endpoints, dice.of(&[1.0, 1.0, 2.0])),
        ];
        let jitter = dice.of(&[Jitter::None, Jitter::Equal, Jitter::Full, Jitter::Decorrelated]);
        let heals = 5_000 + dice.below(115_000);
        let faults = (0..1 + dice.below(9)).map(|_| {
            let begins = dice.below(heals);
            let lasts = dice.of(&[1, 50, 700, 5_000, 20_000, 60_000]);
            (begins, lasts.min(heals - begins), Fault::draw(dice))
        });
        let schedule = Schedule {
            faults: faults.collect(),
            heals,
            latency: dice.of(&[1, 20, 150, 400]),
            late: dice.of(&[0, 4, 60]),
            inclusive: dice.one_in(2),
            traffic: 1 + dice.below(40),
        };
        (schedule, Rules::of(jitter, &options, &[]))
    }

    /// By then everything has to be well again, in ms after the faults are over: a dead link is noticed, an attempt that
    /// hangs ends, the longest delay passes, what waits leaves.
    pub(super) fn patience(&self, rules: &Rules) -> u64 {
        let noticed = rules.interval.unwrap_or(0) + rules.timeout;
        let closing = rules.closing;
        noticed + closing + rules.attempt + 60_000 + 10 * (self.latency + self.late) + 5_000
    }
}

impl Fault {
    fn draw(dice: &mut Dice<'_>) -> Fault {
        match dice.below(17) {
            0 | 1 => Fault::Cut,
            2 | 3 => Fault::HalfOpen,
            4 => Fault::Refuse,
            5 => Fault::Hang,
            6 => Fault::Stall,
            7 => Fault::Delay(dice.of(&[100, 900, 4_000])),
            8 => Fault::Restart { announced: dice.one_in(2) },
            9 => Fault::Closes(dice.of(&[1000, 1001, 1011, 1012]), ""),
            10 => Fault::Closes(1013, dice.of(&["", "retry-after: 2", "retry-after: 300ms"])),
            11 => Fault::Freeze,
            12 => Fault::Sleep,
            13 => Fault::Offline,
            14 => Fault::Hide,
            15 => Fault::Reconnect,
            _ => Fault::Disconnect,
        }
    }
}
