//! Schedules out of a seed. The same seed gives the same schedule, on every machine: what is drawn depends on nothing
//! but the seed, so a failure replays from one number.

use std::num::NonZeroU64;
use std::time::Duration;

use super::fault::{FrameStrike, Order, Stand, Strike};
use super::illegal::Illegal;
use super::schedule::Entry;
use crate::faults::WireEnd;

/// Close codes that a client meets: those with a meaning, an application's, and those that no frame may carry.
const CODES: [u16; 16] = [1000, 1001, 1002, 1003, 1007, 1008, 1011, 1012, 1013, 3000, 4000, 4999, 0, 999, 1005, 1006];
const ENDS: [WireEnd; 3] = [WireEnd::Fin, WireEnd::Reset, WireEnd::Silent];

/// An endless schedule.
#[derive(Clone, Debug)]
pub(super) struct Random {
    draw: Draw,
    at: Duration,
}

impl Random {
    pub(super) fn new(seed: u64) -> Self {
        Self { draw: Draw(seed), at: Duration::ZERO }
    }

    /// A fault every 1.6 s on average.
    pub(super) fn entry(&mut self) -> Entry {
        self.at += self.draw.ms(200, 3000);
        let draw = &mut self.draw;
        let order = match draw.below(12) {
            0 => stand(draw, |_| Stand::Refuse),
            1 => stand(draw, |_| Stand::Hang),
            2 => stand(draw, |_| Stand::Stall),
            3 => stand(draw, |draw| Stand::Throttle(draw.bytes(1_000, 100_000))),
            4 => stand(draw, |draw| Stand::Delay(draw.ms(10, 500))),
            5 => stand(draw, |draw| Stand::Chunk(draw.bytes(1, 16))),
            6 => strike(Strike::Wire(WireEnd::Reset)),
            7 => strike(Strike::Wire(WireEnd::Silent)),
            8 => strike(Strike::Wire(WireEnd::Fin)),
            9 => strike(Strike::Frame(FrameStrike::Cut(draw.one_of(&ENDS)))),
            10 => strike(Strike::Frame(FrameStrike::Corrupt(draw.one_of(&Illegal::ALL)))),
            _ => {
                let code = Some(draw.one_of(&CODES));
                strike(Strike::Frame(FrameStrike::Close { code, reason: String::new() }))
            }
        };
        Entry { at: self.at, order }
    }
}

fn stand(draw: &mut Draw, what: impl FnOnce(&mut Draw) -> Stand) -> Order {
    let stand = what(draw);
    Order::Stand(stand, Some(draw.ms(100, 2000)))
}

fn strike(strike: Strike) -> Order {
    Order::Strike(strike, String::new())
}

/// SplitMix64 (Steele, Lea, Flood 2014).
#[derive(Clone, Debug)]
struct Draw(u64);

impl Draw {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Less than this, which is small: the bias is none that matters.
    fn below(&mut self, end: u64) -> u64 {
        self.next() % end
    }

    fn ms(&mut self, least: u64, most: u64) -> Duration {
        Duration::from_millis(least + self.below(most - least + 1))
    }

    fn bytes(&mut self, least: u64, most: u64) -> NonZeroU64 {
        NonZeroU64::MIN.saturating_add(least - 1 + self.below(most - least + 1))
    }

    fn one_of<T: Copy>(&mut self, all: &[T]) -> T {
        all[self.below(all.len() as u64) as usize]
    }
}
