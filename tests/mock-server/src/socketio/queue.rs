//! What waits to be taken: a bounded queue for one taker, which costs nothing while it is empty.
//!
//! Ten thousand idle sockets have two of these each, so it is no channel, which would set memory aside for messages to
//! come.

use std::sync::Mutex;

use tokio::sync::Notify;

use crate::lock;

/// A queue of items, each with a cost.
pub(super) struct Queue<T> {
    waiting: Mutex<Waiting<T>>,
    changed: Notify,
    most: usize,
}

struct Waiting<T> {
    items: Vec<T>,
    cost: usize,
    closed: bool,
    overflowed: bool,
}

impl<T> Queue<T> {
    /// A queue that holds items of this cost together.
    pub(super) fn bounded(most: usize) -> Self {
        let waiting = Waiting { items: Vec::new(), cost: 0, closed: false, overflowed: false };
        Self { waiting: Mutex::new(waiting), changed: Notify::new(), most }
    }

    /// Puts items in, all or, where there is no room for them, none: then whoever takes from it is given up, and what
    /// still waited is dropped. `false`: there was no room, now or before.
    pub(super) fn put(&self, items: impl IntoIterator<Item = T>, cost: usize) -> bool {
        let mut waiting = lock(&self.waiting);
        if waiting.closed {
            return !waiting.overflowed;
        }
        waiting.cost += cost;
        if waiting.cost > self.most {
            waiting.items = Vec::new();
            waiting.closed = true;
            waiting.overflowed = true;
        } else {
            waiting.items.extend(items);
        }
        self.changed.notify_one();
        !waiting.overflowed
    }

    /// Lets nothing in any more; what waits can still be taken.
    pub(super) fn close(&self) {
        lock(&self.waiting).closed = true;
        self.changed.notify_one();
    }

    /// Resolves when there was no room for something. Only for the taker, and only while it does not take.
    pub(super) async fn overflowed(&self) {
        while !lock(&self.waiting).overflowed {
            self.changed.notified().await;
        }
    }

    /// Everything that waits, as soon as there is something; `None` at the end.
    pub(super) async fn take(&self) -> Option<Vec<T>> {
        loop {
            {
                let mut waiting = lock(&self.waiting);
                if !waiting.items.is_empty() {
                    waiting.cost = 0;
                    return Some(std::mem::take(&mut waiting.items));
                }
                if waiting.closed {
                    return None;
                }
            }
            self.changed.notified().await;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Queue;

    #[tokio::test]
    async fn what_was_put_in_before_the_end_is_taken_in_order() {
        let queue = Queue::bounded(10);
        assert!(queue.put([1, 2], 5));
        assert!(queue.put([3], 5));
        queue.close();
        assert!(queue.put([4], 0));
        assert_eq!(queue.take().await, Some(vec![1, 2, 3]));
        assert_eq!(queue.take().await, None);
    }

    #[tokio::test]
    async fn one_item_too_many_is_the_end() {
        let queue = Queue::bounded(10);
        assert!(queue.put([1], 10));
        assert!(!queue.put([2], 1));
        assert!(!queue.put([3], 1));
        assert_eq!(queue.take().await, None);
    }

    #[tokio::test]
    async fn room_is_free_again_once_taken() {
        let queue = Queue::bounded(10);
        for n in 0..3 {
            assert!(queue.put([n], 10));
            assert_eq!(queue.take().await, Some(vec![n]));
        }
    }
}
