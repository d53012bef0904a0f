//! Whether the link is alive, and what the page says of itself.
//!
//! Anything that comes in is a sign of life. A link that has been silent for `heartbeat.interval` is probed, and given up
//! `heartbeat.timeout` later, without waiting for its close: on a dead link that takes the system minutes.
//!
//! Timers of hidden, frozen and sleeping pages are late, and what the link said may have waited with them. So a deadline
//! that is acted on late is no proof: the link is probed once more, and judged by that.

use super::{Effects, Machine, State, late};
use crate::core::config::NumberOption;
use crate::core::io::{Effect, Signal};
use crate::core::snapshot::Cause;
use crate::core::time::Millis;
use crate::core::timers::Timer;

impl Machine {
    /// The link said something.
    pub(super) fn heard(&mut self, now: Millis) {
        self.heard_at = now;
        self.eager_until = Millis(0);
        self.probed_again = false;
        // One deadline moves on by itself: a busy link sets no timer for each message.
        if self.timers.at(Timer::Beat).is_none() {
            self.timers.clear(Timer::Silence);
            self.set_beat(now);
        }
    }

    /// The link said something, and it may be the answer to the probe: `reply` says that it is.
    pub(super) fn answered(&mut self, reply: bool, now: Millis) {
        if reply && self.timers.at(Timer::Silence).is_some() {
            self.rtt = Some((now - self.probed_at) as u32);
        }
        self.heard(now);
    }

    /// It is time to look whether the link has been silent.
    pub(super) fn beat(&mut self, now: Millis, effects: &mut Effects) {
        let silent = now - self.heard_at >= self.config.number(NumberOption::HeartbeatInterval).into();
        if silent {
            self.probe(now, effects);
        } else {
            self.set_beat(self.heard_at);
        }
    }

    /// The probe was not answered in time.
    pub(super) fn silence(&mut self, due: Millis, now: Millis, effects: &mut Effects) {
        if late(due, now) && !self.probed_again {
            self.probe(now, effects);
            self.probed_again = true;
        } else {
            self.give_up(Cause::HeartbeatTimedOut, false, now, effects);
        }
    }

    pub(super) fn signal(&mut self, signal: Signal, now: Millis, effects: &mut Effects) {
        match signal {
            Signal::Offline => {
                self.offline = true;
                self.pause(Cause::Offline, effects);
            }
            Signal::Frozen => {
                self.frozen = true;
                self.save(effects);
                self.pause(Cause::Frozen, effects);
            }
            Signal::Hidden => self.save(effects),
            Signal::Online => {
                self.offline = false;
                self.back(Cause::Online, now, effects);
            }
            Signal::Resumed => {
                self.frozen = false;
                self.back(Cause::Resumed, now, effects);
            }
            // What nobody sees, or sleeps, is not frozen when it says so.
            Signal::Visible => {
                self.frozen = false;
                self.back(Cause::Visible, now, effects);
            }
            Signal::Woken => self.back(Cause::Woken, now, effects),
        }
    }

    /// Whether an attempt would be in vain.
    pub(super) fn paused(&self) -> bool {
        self.frozen | (self.offline & !self.local)
    }

    fn pause(&mut self, cause: Cause, effects: &mut Effects) {
        if self.state == State::Waiting && self.paused() && self.timers.at(Timer::Retry).is_some() {
            self.wait(cause, Millis::NEVER, effects);
        }
    }

    /// The page is back: a wait is over at once, a connection has to prove that it is alive. An attempt that is under way
    /// has its own deadline.
    fn back(&mut self, cause: Cause, now: Millis, effects: &mut Effects) {
        match self.state {
            State::Waiting if !self.paused() => self.attempt(cause, now, effects),
            State::Open => {
                self.eager_until = now + self.config.number(NumberOption::HeartbeatTimeout);
                // A probe whose deadline has just passed is judged by the timer: another one would put that off.
                let asked = self.timers.at(Timer::Silence).is_some_and(|due| !late(due, now));
                if self.has_heartbeat() && !asked {
                    self.probe(now, effects);
                }
            }
            _ => {}
        }
    }

    pub(super) fn has_heartbeat(&self) -> bool {
        self.config.number(NumberOption::Heartbeat) > 0
    }

    fn set_beat(&mut self, heard_at: Millis) {
        if self.has_heartbeat() {
            self.timers.set(Timer::Beat, heard_at + self.config.number(NumberOption::HeartbeatInterval));
        }
    }

    fn probe(&mut self, now: Millis, effects: &mut Effects) {
        if self.state != State::Open {
            return;
        }
        self.probed_at = now;
        self.timers.clear(Timer::Beat);
        self.timers.set(Timer::Silence, now + self.config.number(NumberOption::HeartbeatTimeout));
        effects.push(Effect::Probe(self.last_id));
    }
}
