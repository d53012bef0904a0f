//! What tests choose by: drawn from a seed, or told by a script of bytes.

/// So many tries, or a tenth of them where time matters more (`EVERWIRE_QUICK`).
pub(crate) fn share(tries: u32) -> u32 {
    if std::env::var_os("EVERWIRE_QUICK").is_some() { tries / 10 } else { tries }
}

/// The tests' choices: SplitMix64, as small as the core's own, or what a script says.
pub(crate) enum Dice<'a> {
    Seeded(u64),
    Scripted(&'a [u8]),
}

impl Dice<'_> {
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        match self {
            Dice::Seeded(state) => {
                *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
                let mut z = *state;
                z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
                z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
                (z ^ (z >> 31)) % end
            }
            // A byte where that is enough, else two; zeros when it is over.
            Dice::Scripted(script) => {
                let (taken, rest) = script.split_at(script.len().min(if end > 256 { 2 } else { 1 }));
                *script = rest;
                taken.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)) % end
            }
        }
    }

    /// Whether a script has no more to say.
    pub(crate) fn is_over(&self) -> bool {
        matches!(self, Dice::Scripted([]))
    }

    pub(crate) fn one_in(&mut self, many: u64) -> bool {
        self.below(many) == 0
    }

    pub(crate) fn of<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len() as u64) as usize]
    }
}
