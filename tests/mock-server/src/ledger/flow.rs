//! The server's numbered messages on one connection: from the client's cursor on, at a pace.

use std::ops::Range;
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

/// Messages given at once at most, so that the other direction gets its turn.
const MOST_AT_ONCE: u64 = 256;
/// What is due within this goes out together: a write for each message would cost more than all the rest.
const BEAT: Duration = Duration::from_millis(50);

/// What is still to be sent.
pub(crate) struct Flow {
    first: u64,
    next: u64,
    end: u64,
    /// Messages a second; `None`: as fast as the connection takes them.
    rate: Option<u32>,
    start: Instant,
    /// When some were given last, from the start on.
    last: Duration,
}

impl Flow {
    /// The numbers after `after`, up to `count`. The pace begins now.
    pub(crate) fn new(after: u64, count: u64, rate: Option<u32>) -> Self {
        let first = after + 1;
        Self { first, next: first, end: count + 1, rate, start: Instant::now(), last: Duration::ZERO }
    }

    /// The numbers of a stream that began at `born` and goes on whether or not anybody listens: those after `after`, or
    /// without a cursor those that are still to come, up to `count`.
    pub(crate) fn live(born: Instant, after: Option<u64>, count: u64, rate: u32) -> Self {
        let made = made(born, rate);
        // A number may be out a moment before the clock says so.
        let first = after.map_or(made, |after| after.min(made + 1)) + 1;
        let start = born + Duration::from_secs_f64(first as f64 / f64::from(rate));
        Self { start, ..Self::new(first - 1, count, Some(rate)) }
    }

    /// The numbers that are due, as soon as there are any. After the last it waits for ever. Cancelling loses nothing:
    /// they are taken only with the return.
    pub(crate) async fn due(&mut self) -> Range<u64> {
        if self.next >= self.end {
            std::future::pending::<()>().await;
        }
        let mut until = self.end;
        if let Some(rate) = self.rate.map(f64::from) {
            let next = Duration::from_secs_f64((self.next - self.first) as f64 / rate);
            sleep_until(self.start + next.max(self.last + BEAT)).await;
            self.last = self.start.elapsed();
            let passed = (self.last.as_secs_f64() * rate) as u64;
            until = (self.first + passed + 1).clamp(self.next + 1, self.end);
        }
        let due = self.next..until.min(self.next + MOST_AT_ONCE);
        self.next = due.end;
        due
    }
}

/// How many numbers a live stream has brought forth by now.
pub(crate) fn made(born: Instant, rate: u32) -> u64 {
    (born.elapsed().as_secs_f64() * f64::from(rate)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn all(mut flow: Flow) -> Vec<u64> {
        let mut seen = Vec::new();
        while let Ok(due) = tokio::time::timeout(Duration::from_secs(60), flow.due()).await {
            seen.extend(due);
        }
        seen
    }

    #[tokio::test(start_paused = true)]
    async fn each_number_after_the_cursor_comes_once_and_in_order() {
        for rate in [None, Some(1), Some(7), Some(1000), Some(u32::MAX)] {
            assert_eq!(all(Flow::new(10, 200, rate)).await, (11..=200).collect::<Vec<_>>(), "{rate:?}");
        }
        assert!(all(Flow::new(200, 200, None)).await.is_empty());
        assert!(all(Flow::new(201, 200, Some(1))).await.is_empty());
    }

    #[tokio::test(start_paused = true)]
    async fn a_pace_is_kept_and_made_up_for() {
        let mut flow = Flow::new(0, 100, Some(10));
        assert_eq!(flow.due().await, 1..2);
        assert_eq!(flow.due().await, 2..3);
        tokio::time::sleep(Duration::from_millis(550)).await;
        assert_eq!(flow.due().await, 3..8);
    }

    #[tokio::test(start_paused = true)]
    async fn a_live_stream_goes_on_without_a_listener_and_a_cursor_brings_back_what_was_missed() {
        let born = Instant::now();
        tokio::time::sleep(Duration::from_millis(1050)).await;
        assert_eq!(made(born, 10), 10);
        assert_eq!(Flow::live(born, None, 100, 10).due().await, 11..12);
        assert_eq!(Flow::live(born, Some(4), 100, 10).due().await, 5..12);
        // A cursor ahead of the stream is nobody's: it is taken for the newest.
        assert_eq!(Flow::live(born, Some(50), 100, 10).due().await, 13..14);
    }
}
