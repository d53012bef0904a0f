//! What was read and not yet written, with the time at which it came, so that it can be passed on later. It holds a
//! bounded number of bytes: when it is full nobody reads, and the sender feels it as backpressure. So a delay also
//! limits the rate, to what the queue holds in that time.

use std::collections::VecDeque;
use std::time::Duration;

use tokio::time::Instant;

/// Bytes held for one direction of one connection.
const MAX_BYTES: usize = 256 << 10;
/// What came within this is taken to have come together, which bounds the marks as well.
const TOGETHER: Duration = Duration::from_millis(1);

/// Bytes on their way.
#[derive(Debug, Default)]
pub(super) struct Queue {
    bytes: VecDeque<u8>,
    /// When how many of them came.
    marks: VecDeque<(Instant, usize)>,
}

impl Queue {
    pub(super) fn room(&self) -> usize {
        MAX_BYTES - self.bytes.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub(super) fn push(&mut self, now: Instant, bytes: &[u8]) {
        self.bytes.extend(bytes);
        match self.marks.back_mut() {
            Some((at, count)) if now < *at + TOGETHER => *count += bytes.len(),
            _ => self.marks.push_back((now, bytes.len())),
        }
    }

    /// How many bytes have been here for so long.
    pub(super) fn due(&self, now: Instant, delay: Duration) -> usize {
        self.marks.iter().take_while(|(at, _)| *at + delay <= now).map(|(_, count)| count).sum()
    }

    /// When the first of them came.
    pub(super) fn since(&self) -> Option<Instant> {
        self.marks.front().map(|(at, _)| *at)
    }

    /// The first bytes, as many as lie together.
    pub(super) fn front(&self) -> &[u8] {
        self.bytes.as_slices().0
    }

    /// A copy of so many of the first bytes, or of all.
    pub(super) fn peek(&self, most: usize) -> Vec<u8> {
        self.bytes.iter().take(most).copied().collect()
    }

    pub(super) fn consume(&mut self, mut count: usize) {
        self.bytes.drain(..count);
        while let Some((_, first)) = self.marks.front_mut() {
            if *first > count {
                *first -= count;
                break;
            }
            count -= *first;
            self.marks.pop_front();
        }
    }
}
