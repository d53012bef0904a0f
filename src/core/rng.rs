//! A small seeded generator: the core's only randomness, so that a seed replays a run.

/// A linear congruential generator of 64 bits, of which the upper ones are used: more than a delay needs, and small.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Rng(u64);

/// Knuth's, of MMIX.
const MULTIPLIER: u64 = 6_364_136_223_846_793_005;

impl Rng {
    pub(super) fn new(seed: u64) -> Rng {
        Rng(seed)
    }

    /// 32 bits.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(1).wrapping_mul(MULTIPLIER);
        self.0 >> 32
    }

    /// Uniform over `low..=high`. Where there is nothing to choose, `low`, and nothing is drawn.
    pub(super) fn between(&mut self, low: u32, high: u32) -> u32 {
        if low >= high {
            return low;
        }
        let span = u64::from(high - low) + 1;
        // The bias of scaling 32 random bits is below 2^-32 of the span: nobody can see it in a delay.
        let offset = (self.next() * span) >> 32;
        low + offset as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn draws_stay_in_range_and_reach_both_ends() {
        let mut rng = Rng::new(7);
        let draws: Vec<u32> = (0..1_000).map(|_| rng.between(3, 6)).collect();
        assert_eq!(draws.iter().min(), Some(&3));
        assert_eq!(draws.iter().max(), Some(&6));
        assert_eq!(rng.between(9, 9), 9);
        assert_eq!(rng.between(9, 2), 9);
        assert!((0..1_000).any(|_| rng.between(0, u32::MAX) > u32::MAX / 2));
    }

    #[test]
    fn the_same_seed_gives_the_same_draws() {
        let (mut a, mut b) = (Rng::new(42), Rng::new(42));
        assert!((0..100).all(|_| a.between(0, 1_000_000) == b.between(0, 1_000_000)));
    }
}
