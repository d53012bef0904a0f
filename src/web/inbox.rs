//! The stream's queue.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::task::{Context, Poll, Waker};

/// Events that wait for the receiver. Not bounded: a browser's WebSocket cannot be told to wait.
pub(super) struct Inbox<Event> {
    /// None when there is no receiver any more.
    events: RefCell<Option<VecDeque<Event>>>,
    waker: Cell<Option<Waker>>,
}

impl<Event> Default for Inbox<Event> {
    fn default() -> Inbox<Event> {
        Inbox { events: RefCell::new(Some(VecDeque::new())), waker: Cell::new(None) }
    }
}

impl<Event> Inbox<Event> {
    pub(super) fn push(&self, event: Event) {
        if let Some(events) = &mut *self.events.borrow_mut() {
            events.push_back(event);
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.events.borrow().as_ref().is_none_or(VecDeque::is_empty)
    }

    pub(super) fn wake(&self) {
        if let Some(waker) = self.waker.take() {
            waker.wake();
        }
    }

    /// Nobody receives any more.
    pub(super) fn shut(&self) {
        drop(self.events.take());
    }

    /// `ended`: nothing will come by itself.
    pub(super) fn poll(&self, cx: &Context<'_>, ended: bool) -> Poll<Option<Event>> {
        let event = self.events.borrow_mut().as_mut().and_then(VecDeque::pop_front);
        if event.is_some() || ended {
            return Poll::Ready(event);
        }
        self.waker.set(Some(cx.waker().clone()));
        Poll::Pending
    }
}
