//! The monotonic clock and the one timer.

use std::cell::Cell;

use gloo_timers::callback::Timeout;

use super::sys;
use crate::core::Millis;

/// The longest that engines can wait; a longer one fires at once.
const LONGEST: u64 = i32::MAX as u64;

#[derive(Default)]
pub(super) struct Clock {
    latest: Cell<u64>,
    armed: Cell<Option<Box<Armed>>>,
}

struct Armed {
    deadline: Millis,
    /// What the clock must show when the timer fires: the deadline, or as far as a timer reaches.
    fires_at: Millis,
    _timeout: Timeout,
}

impl Clock {
    /// Never goes back.
    pub(super) fn now(&self) -> Millis {
        self.at_least(Millis(sys::performance_now() as u64))
    }

    /// Arms the timer for `deadline`, in place of what it was armed for.
    pub(super) fn arm(&self, deadline: Option<Millis>, ring: impl FnOnce() + 'static) {
        let mut armed = self.armed.take();
        if armed.as_ref().map(|armed| armed.deadline) != deadline {
            // Dropping the old one clears it.
            armed = deadline.map(|deadline| {
                let now = self.now();
                let wait = (deadline - now).min(LONGEST) as u32;
                Box::new(Armed { deadline, fires_at: now + wait, _timeout: Timeout::new(wait, ring) })
            });
        }
        self.armed.set(armed);
    }

    /// The timer fired. Engines fire up to a millisecond early, and a test may fake the timers but not the clock: what
    /// the timer waited for is reached, whatever the clock says.
    pub(super) fn rang(&self) -> Millis {
        let fires_at = self.armed.take().map_or(Millis(0), |armed| armed.fires_at);
        self.now().max(self.at_least(fires_at))
    }

    fn at_least(&self, now: Millis) -> Millis {
        self.latest.set(self.latest.get().max(now.0));
        Millis(self.latest.get())
    }
}
