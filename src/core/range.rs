//! The ranges of numbers that options take.

use super::backoff::MAX_DELAY;

/// Kept where there is no limit.
pub(super) const UNLIMITED: u32 = u32::MAX;

/// What a numeric option takes. `pkg-template/src/options.ts` has the same list, in words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Range {
    /// Milliseconds.
    Delay,
    /// Milliseconds, from 1: a deadline of 0 ms would fail before anything can happen.
    Deadline,
    /// Milliseconds from 1, or no limit.
    Span,
    /// Kept in thousandths.
    Factor,
    /// No limit is [`UNLIMITED`].
    Count,
    /// The same, from 1.
    Limit,
    Window,
    /// One of the [`Jitter`](super::Jitter)s, by its number.
    Jitter,
    /// One of the [`Overflow`](super::Overflow)s, by its number.
    Overflow,
    Codes,
    Flag,
    Few,
}

impl Range {
    pub(super) fn bounds(self) -> (u32, u32) {
        match self {
            Range::Delay => (0, MAX_DELAY),
            Range::Deadline => (1, MAX_DELAY),
            Range::Factor => (1, 1_000),
            Range::Count => (0, UNLIMITED),
            Range::Limit | Range::Span => (1, UNLIMITED),
            Range::Window => (0, 1_000_000),
            Range::Jitter => (0, 3),
            Range::Overflow => (0, 2),
            Range::Codes => (1_000, 4_999),
            Range::Flag => (0, 1),
            Range::Few => (1, 255),
        }
    }

    pub(super) fn takes(self) -> &'static str {
        match self {
            Range::Delay => "a number of milliseconds from 0 to 2147483647",
            Range::Deadline => "a number of milliseconds from 1 to 2147483647",
            Range::Span => "a number of milliseconds from 1, or Infinity",
            Range::Factor => "a number from 1 to 1000",
            Range::Count => "a whole number from 0, or Infinity",
            Range::Limit => "a whole number from 1, or Infinity",
            Range::Window => "a whole number from 0 to 1000000",
            Range::Jitter => "\"none\", \"equal\", \"full\" or \"decorrelated\"",
            Range::Overflow => "\"drop-newest\", \"drop-oldest\" or \"reject\"",
            Range::Codes => "close codes from 1000 to 4999, or a function",
            Range::Flag => "0 or 1",
            Range::Few => "1 to 255 of them",
        }
    }
}
