//! A queue that is a slice at any moment, and small: the standard library's ring is a kilobyte of the npm build.

use std::hash::{Hash, Hasher};

/// First in, first out; what is taken from the front costs nothing on average, from elsewhere a move of what is behind.
#[derive(Clone, Debug)]
pub(super) struct Fifo<T> {
    items: Vec<T>,
    /// How many at the front are gone already.
    gone: usize,
}

impl<T: Default> Fifo<T> {
    pub(super) fn push(&mut self, item: T) {
        self.items.push(item);
    }

    pub(super) fn remove(&mut self, at: usize) -> Option<T> {
        if at > 0 {
            let at = self.gone + at;
            return if at < self.items.len() { Some(self.items.remove(at)) } else { None };
        }
        let item = std::mem::take(self.items.get_mut(self.gone)?);
        self.gone += 1;
        if self.gone * 2 >= self.items.len() {
            self.items.drain(..self.gone);
            self.gone = 0;
        }
        Some(item)
    }
}

impl<T> std::ops::Deref for Fifo<T> {
    type Target = [T];

    fn deref(&self) -> &[T] {
        self.items.get(self.gone..).unwrap_or_default()
    }
}

impl<T> std::ops::DerefMut for Fifo<T> {
    fn deref_mut(&mut self) -> &mut [T] {
        self.items.get_mut(self.gone..).unwrap_or_default()
    }
}

impl<T> Default for Fifo<T> {
    fn default() -> Fifo<T> {
        Fifo { items: Vec::new(), gone: 0 }
    }
}

// What is gone does not matter.
impl<T: PartialEq> PartialEq for Fifo<T> {
    fn eq(&self, other: &Fifo<T>) -> bool {
        **self == **other
    }
}

impl<T: Eq> Eq for Fifo<T> {}

impl<T: Hash> Hash for Fifo<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;

    use super::*;

    /// Whatever is done with it, it is what a ring would be.
    #[test]
    fn it_is_a_queue() {
        let (mut fifo, mut ring) = (Fifo::default(), VecDeque::new());
        for n in 0..5_000_usize {
            let at = [0, 0, 1, n % 7][n % 4];
            if n % 3 == 0 || n % 11 > 6 {
                assert_eq!(fifo.remove(at), ring.remove(at), "step {n}");
            } else {
                fifo.push(n);
                ring.push_back(n);
            }
            assert!(fifo.iter().eq(ring.iter()), "step {n}");
            assert!(fifo.items.len() <= 2 * ring.len() + 1, "step {n}: it keeps what is gone");
        }
    }
}
