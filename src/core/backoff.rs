//! How long to wait before a retry: exponential growth up to a cap, and then jitter.
//!
//! Jitter is drawn afresh for each attempt and applied after the cap, so that a fleet which lost its server together
//! comes back spread out, however long the outage was. (Clipping after the draw would send every late retry at the cap.)

/// The longest delay a timer can hold: 2³¹ − 1 ms, about 24.8 days (longer ones fire at once in every engine).
pub(super) const MAX_DELAY: u32 = i32::MAX as u32;

/// How a delay is spread, in the terms of the AWS Architecture Blog's "Exponential Backoff and Jitter".
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Jitter {
    /// Exactly the computed delay. A fleet that lost its server together comes back together: for tests.
    None,
    /// Uniform over the upper half, `delay / 2 ..= delay`.
    Equal,
    /// Uniform over `0 ..= delay`: the default.
    #[default]
    Full,
    /// Uniform over `base ..= min(cap, 3 × the delay before)`: it grows from what was drawn, not from a count.
    Decorrelated,
}

impl Jitter {
    pub(super) fn from_number(number: u32) -> Jitter {
        match number {
            0 => Jitter::None,
            1 => Jitter::Equal,
            2 => Jitter::Full,
            _ => Jitter::Decorrelated,
        }
    }
}

/// The delays of a run of retries. Parsed: `base ≤ cap ≤ 2³¹ − 1` and the factor is at least 1.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Backoff {
    pub(super) base: u32,
    pub(super) cap: u32,
    /// Growth in thousandths: whole numbers keep a run the same on every machine.
    pub(super) growth_permille: u32,
    pub(super) jitter: Jitter,
}

impl Backoff {
    /// The least and the most that [`Jitter`] may draw for retry number `retry` (1 is the first) after a delay of
    /// `previous` ms (0 where there was none).
    ///
    /// ```
    /// use everwire::core::{Config, Jitter};
    /// let mut config = Config::default();
    /// config.set_jitter(Jitter::Equal);
    /// assert_eq!(config.backoff().bounds(1, 0), (1_500, 3_000));
    /// assert_eq!(config.backoff().bounds(2, 0), (3_000, 6_000));
    /// ```
    pub fn bounds(&self, retry: u32, previous: u32) -> (u32, u32) {
        let delay = self.grown(retry);
        match self.jitter {
            Jitter::None => (delay, delay),
            Jitter::Equal => (delay - delay / 2, delay),
            Jitter::Full => (0, delay),
            Jitter::Decorrelated => {
                let high = previous.max(self.base).saturating_mul(3).min(self.cap);
                (self.base, high)
            }
        }
    }

    /// `base × growth^(retry − 1)`, at most the cap. In thousandths, so that a small delay grows by a small factor, too.
    fn grown(&self, retry: u32) -> u32 {
        let cap = u64::from(self.cap) * 1_000;
        let mut delay = u64::from(self.base) * 1_000;
        for _ in 1..retry {
            let next = (delay * u64::from(self.growth_permille) / 1_000).min(cap);
            if next == delay {
                break;
            }
            delay = next;
        }
        (delay / 1_000) as u32
    }
}
