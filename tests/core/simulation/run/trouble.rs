//! What goes wrong, and how it is over.

use everwire::core::{Input, Signal};

use super::super::schedule::Fault;
use super::{Run, What};

impl Run {
    pub(super) fn begins(&mut self, fault: Fault, at: usize) {
        if self.loud {
            println!("{:>7}  -- {fault:?} begins", self.now);
        }
        let until = self.now + self.schedule.faults[at].1;
        let current = self.client.link;
        match fault {
            Fault::Cut => self.cut(),
            Fault::HalfOpen => self.all_die_unseen(),
            Fault::Refuse => self.refuses += 1,
            Fault::Hang => self.hangs += 1,
            Fault::Stall => {
                if let Some(link) = current {
                    self.links[link].stalled_until = until;
                }
            }
            Fault::Delay(ms) => self.extra += ms,
            Fault::Restart { announced } => {
                self.refuses += 1;
                if announced { self.server_closes(1012, "restart") } else { self.cut() }
            }
            Fault::Closes(code, reason) => self.server_closes(code, reason),
            Fault::Freeze => {
                if !self.client.stopped {
                    self.step(Input::Page(Signal::Frozen));
                    self.client.stopped = true;
                }
            }
            Fault::Sleep => {
                self.client.stopped = true;
                self.all_die_unseen();
            }
            Fault::Offline => {
                self.offline += 1;
                self.all_die_unseen();
                self.signal(Signal::Offline);
            }
            Fault::Hide => self.signal(Signal::Hidden),
            Fault::Reconnect => self.call(Input::Reconnect),
            Fault::Disconnect => self.call(Input::Disconnect),
        }
    }

    pub(super) fn ends(&mut self, fault: Fault) {
        if self.loud {
            println!("{:>7}  -- {fault:?} ends", self.now);
        }
        match fault {
            Fault::Refuse | Fault::Restart { .. } => self.refuses -= 1,
            Fault::Hang => self.hangs -= 1,
            Fault::Delay(ms) => self.extra -= ms,
            Fault::Freeze => self.goes_on(Signal::Resumed),
            Fault::Sleep => self.goes_on(Signal::Woken),
            Fault::Offline => {
                self.offline -= 1;
                if self.offline == 0 {
                    self.signal(Signal::Online);
                }
            }
            Fault::Hide => self.signal(Signal::Visible),
            Fault::Disconnect => self.call(Input::Connect),
            Fault::Cut | Fault::HalfOpen | Fault::Stall | Fault::Closes(..) | Fault::Reconnect => {}
        }
    }

    fn signal(&mut self, signal: Signal) {
        if !self.client.stopped {
            self.step(Input::Page(signal));
        }
    }

    fn call(&mut self, input: Input<'static>) {
        if !self.client.stopped {
            self.step(input);
        }
    }

    /// The page goes on: its timer, the signal, and what has come meanwhile, in any order.
    fn goes_on(&mut self, signal: Signal) {
        self.client.stopped = false;
        self.client.stopped_at = self.now;
        let held = std::mem::take(&mut self.held);
        let first = self.dice.below(3);
        if first == 0 {
            self.tick();
        }
        if first == 1 {
            self.step(Input::Page(signal));
        }
        for what in held.into_iter().filter(|what| !matches!(what, What::Timer(_))) {
            self.happens(what);
        }
        self.tick();
        // What the page was not told of the network while it stopped.
        self.step(Input::Page(if self.offline > 0 { Signal::Offline } else { Signal::Online }));
        self.step(Input::Page(signal));
    }

    fn cut(&mut self) {
        if let Some(link) = self.client.link {
            self.tell_closed(link, 1006, "");
            if !self.links[link].dead {
                self.links[link].dead = true;
            }
        }
    }

    fn server_closes(&mut self, code: u16, reason: &'static str) {
        if let Some(link) = self.server.link {
            self.tell_closed(link, code, reason);
        }
    }

    fn all_die_unseen(&mut self) {
        let now = self.now;
        self.links.iter_mut().for_each(|link| link.dies_unseen(now));
    }
}
