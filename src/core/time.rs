//! Time as the driver supplies it.

/// A point on the driver's monotonic clock, in milliseconds. Only differences mean anything.
///
/// ```
/// use everwire::core::Millis;
/// assert_eq!(Millis(1_000) + 500, Millis(1_500));
/// assert_eq!(Millis(1_500) - Millis(1_000), 500);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Millis(pub u64);

impl Millis {
    /// What never comes.
    pub(crate) const NEVER: Millis = Millis(u64::MAX);

    /// The same with the clock at zero; what is over is over now.
    pub(super) fn relative(self, now: Millis) -> Millis {
        if self == Millis::NEVER { self } else { Millis(self - now) }
    }
}

impl std::ops::Add<u32> for Millis {
    type Output = Millis;

    // Not inlined, for size: there are many deadlines.
    #[inline(never)]
    fn add(self, ms: u32) -> Millis {
        Millis(self.0.saturating_add(u64::from(ms)))
    }
}

impl std::ops::Sub for Millis {
    type Output = u64;

    /// How much later `self` is, zero where it is earlier.
    #[inline(never)]
    fn sub(self, earlier: Millis) -> u64 {
        self.0.saturating_sub(earlier.0)
    }
}
