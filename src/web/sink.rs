//! How a sink waits for room.

use std::task::{Context, Poll};

use gloo_timers::callback::Timeout;

use super::driver::{Driver, size_of};
use super::error::{Refusal, SendError};
use super::message::Message;
use super::options::Caps;
use crate::core::{CloseFrame, Phase};

/// How often a message that only an emptier transport can take is tried again, in ms: browsers do not say when it is.
const RETRY_INTERVAL: u32 = 25;

/// The one message that a sink holds while there is no room for it. Its size is known only when it is there, so a sink
/// that was ready may be given one that does not fit.
#[derive(Default)]
pub(super) struct Slot {
    message: Option<Message>,
    retry: Option<Timeout>,
}

impl Slot {
    /// Ready to take a message.
    pub(super) fn poll_ready(&mut self, driver: &Driver, cx: &Context<'_>) -> Poll<Result<(), SendError>> {
        if self.poll_empty(driver, cx)?.is_pending() {
            return Poll::Pending;
        }
        match driver.phase() {
            Phase::Idle | Phase::Closing | Phase::Closed => Poll::Ready(Err(closed(None))),
            Phase::Open if driver.hands_over() => Poll::Ready(Ok(())),
            Phase::Connecting | Phase::Waiting if has_room(driver, 0) => Poll::Ready(Ok(())),
            _ => wait(driver, cx),
        }
    }

    /// Takes a message, and sends it if it can.
    pub(super) fn start(&mut self, driver: &Driver, message: Message) -> Result<(), SendError> {
        // Somebody who did not ask first: what is held goes first, and nothing is lost.
        if self.message.is_some() {
            return Err(SendError { refusal: Refusal::Full, message: Some(message) });
        }
        self.message = Some(message);
        self.try_send(driver)
    }

    /// All that was sent has been handed to the browser.
    pub(super) fn poll_flush(&mut self, driver: &Driver, cx: &Context<'_>) -> Poll<Result<(), SendError>> {
        if self.poll_empty(driver, cx)?.is_pending() {
            return Poll::Pending;
        }
        let snapshot = driver.snapshot();
        match snapshot.phase {
            _ if snapshot.queued.messages == 0 => Poll::Ready(Ok(())),
            Phase::Idle | Phase::Closing | Phase::Closed => Poll::Ready(Err(closed(None))),
            _ => wait(driver, cx),
        }
    }

    /// Flushes, closes and waits for the end.
    pub(super) fn poll_close(&mut self, driver: &Driver, cx: &Context<'_>) -> Poll<Result<(), SendError>> {
        match driver.phase() {
            Phase::Idle | Phase::Closed => return Poll::Ready(Ok(())),
            Phase::Closing => return wait(driver, cx),
            _ => {}
        }
        if self.poll_flush(driver, cx)?.is_pending() {
            return Poll::Pending;
        }
        driver.disconnect(CloseFrame::default());
        if driver.phase() == Phase::Closed { Poll::Ready(Ok(())) } else { wait(driver, cx) }
    }

    fn poll_empty(&mut self, driver: &Driver, cx: &Context<'_>) -> Poll<Result<(), SendError>> {
        self.try_send(driver)?;
        if self.message.is_none() {
            return Poll::Ready(Ok(()));
        }
        if driver.phase() == Phase::Open {
            let waker = cx.waker().clone();
            self.retry = Some(Timeout::new(RETRY_INTERVAL, move || waker.wake()));
        }
        wait(driver, cx)
    }

    /// Sends what it holds, if there is room for it.
    fn try_send(&mut self, driver: &Driver) -> Result<(), SendError> {
        let Some(message) = self.message.take() else { return Ok(()) };
        self.retry = None;
        if matches!(driver.phase(), Phase::Idle | Phase::Closing | Phase::Closed) {
            return Err(closed(Some(message)));
        }
        let high_water_mark = driver.options().caps.high_water_mark;
        let at_once = driver.hands_over() && driver.buffered() < high_water_mark.into();
        if !at_once && !has_room(driver, size_of(&message)) {
            self.message = Some(message);
            return Ok(());
        }
        let sent = driver.send(message, None, None, None);
        sent.map(drop).map_err(|(_, message)| SendError { refusal: Refusal::Full, message: Some(message) })
    }
}

fn closed(message: Option<Message>) -> SendError {
    SendError { refusal: Refusal::Closed, message }
}

fn wait<T>(driver: &Driver, cx: &Context<'_>) -> Poll<T> {
    driver.wake_later(cx.waker());
    Poll::Pending
}

/// Whether a message of so many bytes fits into the queue, as the machine sees it.
fn has_room(driver: &Driver, size: u32) -> bool {
    let queued = driver.snapshot().queued;
    let Caps { max_messages, max_bytes, .. } = driver.options().caps;
    let messages = u64::from(queued.messages) + u64::from(queued.unacknowledged);
    let fits = |used: u64, max: u32| max == u32::MAX || used <= max.into();
    fits(messages + 1, max_messages) && fits(queued.bytes + u64::from(size), max_bytes)
}
