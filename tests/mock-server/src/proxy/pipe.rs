//! One direction of a connection: reads, holds back as the board says, writes, and does to the frames what was
//! ordered.
//!
//! Everything is passed on, in order, and nothing is changed but what a strike puts in between two frames. Faults are
//! obeyed where bytes leave, so they hold for what is on its way already.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until};

use super::fault::FrameStrike;
use super::frames::{Frames, Passed};
use super::queue::Queue;
use super::standing::Standing;
use crate::faults::WireEnd;

/// Bytes read at once.
const READ: usize = 16 << 10;
/// A throttled direction writes this many times a second, or a byte at a time.
const BEATS: u64 = 50;
/// No frame header is longer.
const HEADER: usize = 14;

/// One direction.
pub(super) struct Pipe<R, W> {
    from: R,
    to: W,
    queue: Queue,
    frames: Frames,
    standing: watch::Receiver<Standing>,
    source: Source,
    strike: Option<FrameStrike>,
    injection: Injection,
    /// When a throttled direction may write again.
    rested: Instant,
}

/// What there is to read.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Source {
    Open,
    Fin,
    Reset,
}

/// A frame of ours on its way out.
#[derive(Default)]
struct Injection {
    left: Vec<u8>,
    closes: bool,
}

/// What the link has to know.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Event {
    /// The head that begins the WebSocket has passed; the target, where it was the request's.
    Head(String),
    /// Everything has been passed on, up to the FIN.
    Fin,
    /// One of the two connections was reset by its peer.
    Reset,
    /// A frame was cut; this is to follow.
    Cut(WireEnd),
    /// Our close frame has been sent.
    Closed,
}

/// What to do next.
enum Turn {
    /// Write so many bytes of the injection.
    Inject(usize),
    /// Write so many bytes of the queue.
    Pass(usize),
    /// Nothing to write before this, if ever.
    Wait(Option<Instant>),
    Ended(Event),
}

impl<R: AsyncRead + Unpin, W: AsyncWrite + Unpin> Pipe<R, W> {
    pub(super) fn new(from: R, to: W, frames: Frames, standing: watch::Receiver<Standing>) -> Self {
        Self {
            from,
            to,
            queue: Queue::default(),
            frames,
            standing,
            source: Source::Open,
            strike: None,
            injection: Injection::default(),
            rested: Instant::now(),
        }
    }

    /// Orders something for the frames of this direction, in place of what was ordered and has not begun. Where there
    /// are none, because the handshake is not over, nothing happens.
    pub(super) fn strike(&mut self, strike: FrameStrike) {
        if self.frames.open() {
            self.strike = Some(strike);
        }
    }

    /// Runs until there is something to tell. It may be dropped at any await and called again.
    pub(super) async fn run(&mut self) -> Event {
        let mut scratch = vec![0; READ];
        loop {
            let turn = self.turn(Instant::now());
            let room = self.queue.room().min(READ);
            let reads = room > 0 && self.source == Source::Open && !self.standing.borrow().stalls();
            let (bytes, wake) = match turn {
                Turn::Ended(event) => {
                    if event == Event::Fin {
                        // An error means that the peer is gone, and knows.
                        let _ = self.to.shutdown().await;
                    }
                    return event;
                }
                Turn::Inject(most) => (Some(&self.injection.left[..most]), None),
                Turn::Pass(most) => (Some(&self.queue.front()[..most]), None),
                Turn::Wait(until) => (None, until),
            };
            let injects = matches!(turn, Turn::Inject(_));
            tokio::select! {
                written = self.to.write(bytes.unwrap_or_default()), if bytes.is_some() => match written {
                    Ok(count @ 1..) => {
                        if let Some(event) = self.wrote(injects, count) {
                            return event;
                        }
                    }
                    Ok(0) | Err(_) => return Event::Reset,
                },
                read = self.from.read(&mut scratch[..room]), if reads => match read {
                    Ok(0) => self.source = Source::Fin,
                    Ok(count) => self.queue.push(Instant::now(), &scratch[..count]),
                    Err(_) => self.source = Source::Reset,
                },
                () = sleep_until(wake.unwrap_or_else(Instant::now)), if wake.is_some() => {}
                _ = self.standing.changed() => {}
            }
        }
    }

    /// Reads, and passes nothing on, until a close frame has come or nothing comes any more.
    pub(super) async fn drain_to_close(&mut self) {
        let mut scratch = vec![0; READ];
        loop {
            while !self.queue.is_empty() {
                let (taken, _) = self.frames.take(self.queue.front());
                self.queue.consume(taken);
                if self.frames.closed() {
                    return;
                }
            }
            match self.from.read(&mut scratch).await {
                Ok(count @ 1..) if self.source == Source::Open => self.queue.push(Instant::now(), &scratch[..count]),
                _ => return,
            }
        }
    }

    fn turn(&mut self, now: Instant) -> Turn {
        let standing = self.standing.borrow().clone();
        if standing.stalls() {
            return Turn::Wait(None);
        }
        let mut most = usize::MAX;
        if self.injection.left.is_empty() {
            match self.reach() {
                Reach::Here(strike) => return self.begin(&strike, now),
                Reach::Within(bytes) => most = bytes,
            }
            most = most.min(self.queue.due(now, standing.delay())).min(self.queue.front().len());
        } else {
            most = most.min(self.injection.left.len());
        }
        if most == 0 {
            return self.idle(standing.delay(), now);
        }
        if let Some(rate) = standing.rate() {
            if self.rested > now {
                return Turn::Wait(Some(self.rested));
            }
            most = most.min(usize::try_from(rate / BEATS).unwrap_or(usize::MAX).max(1));
        }
        most = most.min(standing.chunk());
        if self.injection.left.is_empty() { Turn::Pass(most) } else { Turn::Inject(most) }
    }

    /// How far the next write may go before the strike.
    fn reach(&mut self) -> Reach {
        let bytes = match &self.strike {
            None => return Reach::Within(usize::MAX),
            Some(FrameStrike::Cut(_)) => match self.frames.to_the_middle(&self.queue.peek(HEADER)) {
                Some(bytes) => bytes,
                None if self.source != Source::Open => return Reach::Within(usize::MAX),
                // Nobody knows yet how long the next frame is: nothing of it may leave.
                None => return Reach::Within(0),
            },
            Some(_) => match self.frames.to_the_boundary(self.queue.front()) {
                0 if !self.frames.between() => return Reach::Within(0),
                bytes => bytes,
            },
        };
        match (bytes, self.strike.take()) {
            (0, Some(strike)) => Reach::Here(strike),
            (_, strike) => {
                self.strike = strike;
                Reach::Within(bytes)
            }
        }
    }

    fn begin(&mut self, strike: &FrameStrike, now: Instant) -> Turn {
        if let FrameStrike::Cut(end) = strike {
            return Turn::Ended(Event::Cut(*end));
        }
        self.injection = Injection { left: strike.bytes(), closes: matches!(strike, FrameStrike::Close { .. }) };
        self.turn(now)
    }

    /// Nothing may be written now.
    fn idle(&self, delay: Duration, now: Instant) -> Turn {
        match self.source {
            Source::Fin if self.queue.is_empty() => Turn::Ended(Event::Fin),
            Source::Reset if self.queue.is_empty() => Turn::Ended(Event::Reset),
            _ => Turn::Wait(self.queue.since().map(|since| since + delay).filter(|due| *due > now)),
        }
    }

    fn wrote(&mut self, injected: bool, count: usize) -> Option<Event> {
        let now = Instant::now();
        if let Some(rate) = self.standing.borrow().rate() {
            self.rested = self.rested.max(now) + Duration::from_secs_f64(count as f64 / rate as f64);
        }
        if injected {
            self.injection.left.drain(..count);
            return (self.injection.left.is_empty() && self.injection.closes).then_some(Event::Closed);
        }
        let mut head = None;
        let mut left = count;
        while left > 0 {
            let (taken, passed) = self.frames.take(&self.queue.front()[..left]);
            self.queue.consume(taken);
            left -= taken;
            if let Passed::Head(target) = passed {
                head = Some(Event::Head(target));
            }
        }
        head
    }
}

/// How far a direction is from where it is to be struck.
enum Reach {
    Here(FrameStrike),
    Within(usize),
}

#[cfg(test)]
mod tests;
