//! Invariants 1 to 4: attempts, connections and their ends.

use everwire::core::{Cause, Close, Id, Input, Millis, Phase, Signal, Snapshot, Verdict};

use super::link::Link;
use super::{Shown, Step, is_back, later, left};

/// How long a transport that reported an error may take to report its close, in ms.
const CLOSE_AFTER_ERROR: u32 = 250;

/// From here on a deadline is acted on late, in ms.
pub(crate) const LATE: u64 = 500;

/// How an attempt or connection ended.
#[derive(Clone, Copy, Debug)]
struct End {
    cause: Cause,
    close: Close,
    /// Another attempt has to begin at once.
    eager: bool,
}

#[derive(Clone)]
pub(crate) struct Life {
    pub(crate) phase: Phase,
    pub(crate) id: Id,
    /// The transport that is there.
    live: Option<Id>,
    /// The user wants a connection, and it has not been given up.
    wanted: bool,
    /// An attempt or connection that the user was not told the close of.
    running: bool,
    open_told: bool,
    /// When the attempt must be over, or the closing handshake.
    end_by: Option<Millis>,
    /// When a transport that reported an error must have closed.
    close_by: Option<Millis>,
    opened_at: Millis,
    waits_until: Option<Millis>,
    retries: u32,
    last_delay: u32,
    endpoint: u8,
    offline: bool,
    frozen: bool,
    local: bool,
    /// Why the attempt of the moment began.
    begun_by: Cause,
    // Of the step under way:
    due: Option<Millis>,
    ended: Option<End>,
    must_attempt: bool,
    must_open: bool,
    must_greet: bool,
    must_close: bool,
    must_tell: bool,
    attempts: u32,
    opens: u32,
    greets: u32,
    closes: u32,
    errors: u32,
}

impl Default for Life {
    fn default() -> Life {
        Life {
            phase: Phase::Idle,
            id: Id(0),
            live: None,
            wanted: false,
            running: false,
            open_told: false,
            end_by: None,
            close_by: None,
            opened_at: Millis(0),
            waits_until: None,
            retries: 0,
            last_delay: 0,
            endpoint: 0,
            offline: false,
            frozen: false,
            local: false,
            begun_by: Cause::Created,
            due: None,
            ended: None,
            must_attempt: false,
            must_open: false,
            must_greet: false,
            must_close: false,
            must_tell: false,
            attempts: 0,
            opens: 0,
            greets: 0,
            closes: 0,
            errors: 0,
        }
    }
}

impl Life {
    fn paused(&self) -> bool {
        self.frozen || (self.offline && !self.local)
    }

    /// Whether the input is a message of the open transport.
    pub(crate) fn hears(&self, step: Step<'_>) -> bool {
        let ours = |id: &Id| self.live == Some(*id);
        let message = matches!(step.input, Input::Message(id, _) if ours(id));
        step.was == Phase::Open && (message || matches!(step.input, Input::Delivered(_)))
    }

    /// What the input itself changes, whatever the machine makes of it.
    pub(crate) fn begin(&mut self, step: Step<'_>, link: &Link) {
        let now = step.now;
        (self.ended, self.must_attempt, self.due) = (None, false, None);
        (self.attempts, self.opens, self.greets, self.closes, self.errors) = (0, 0, 0, 0, 0);
        (self.must_open, self.must_greet, self.must_close, self.must_tell) = (false, false, false, false);
        match step.input {
            Input::Connect if matches!(step.was, Phase::Idle | Phase::Closed) => self.want(),
            Input::Reconnect => {
                // A call back from the close that it caused itself goes round once.
                let fresh = step.was == Phase::Connecting && self.end_by == Some(later(now, step.rules.attempt));
                self.must_attempt = !(fresh && self.begun_by == Cause::Reconnect);
                self.must_close = self.running && self.must_attempt;
                self.want();
            }
            Input::Disconnect => {
                self.wanted = false;
                self.must_close = self.resolving();
            }
            Input::Closed { id, .. } if self.live == Some(*id) => {
                self.live = None;
                self.must_close = true;
            }
            Input::OpenFailed(id) if self.live == Some(*id) && step.was == Phase::Connecting => {
                self.live = None;
                (self.must_close, self.must_tell) = (true, true);
            }
            Input::ResolveFailed(id) if self.resolving() && *id == self.id => {
                (self.must_close, self.must_tell) = (true, true);
            }
            Input::Resolved { id, local } if self.resolving() && *id == self.id => {
                self.local = *local;
                self.must_open = true;
            }
            Input::Opened(id) => self.must_greet = self.live == Some(*id) && step.was == Phase::Connecting,
            Input::Error(id) if self.live == Some(*id) && self.close_by.is_none() => {
                self.close_by = Some(now + CLOSE_AFTER_ERROR);
                self.must_tell = step.was != Phase::Closing;
            }
            Input::Page(Signal::Offline) => self.offline = true,
            Input::Page(Signal::Online) => self.offline = false,
            Input::Page(Signal::Frozen) => self.frozen = true,
            Input::Page(Signal::Resumed | Signal::Visible) => self.frozen = false,
            Input::Tick { .. } => {
                let silence = link.judged_at(step);
                self.due = [self.close_by, self.end_by, silence].into_iter().flatten().min().filter(|due| *due <= now);
                self.must_close = self.due.is_some();
                // That it reported an error was told before.
                self.must_tell = self.due.is_some_and(|_| self.due != self.close_by && step.was != Phase::Closing);
            }
            _ => {}
        }
        if let Input::Connect = step.input {
            self.must_attempt = matches!(step.was, Phase::Idle | Phase::Closed);
        }
        if is_back(step.input) || matches!(step.input, Input::Tick { .. }) {
            let due = is_back(step.input) || self.waits_until.is_some_and(|at| at <= now);
            self.must_attempt = step.was == Phase::Waiting && due && !self.paused();
        }
    }

    fn resolving(&self) -> bool {
        self.phase == Phase::Connecting && self.live.is_none()
    }

    fn want(&mut self) {
        self.wanted = true;
        self.forget();
    }

    fn forget(&mut self) {
        (self.retries, self.last_delay) = (0, 0);
    }

    pub(crate) fn for_the_live_one(&self, id: Id) {
        assert_eq!(self.live, Some(id), "1: something for a transport that is not there");
    }

    pub(crate) fn written_to(&self, id: Id) {
        self.for_the_live_one(id);
        assert!(self.phase == Phase::Open || self.greets == 1, "a message before the first frames");
    }

    pub(crate) fn resolve(&mut self, id: Id, endpoint: u8, step: Step<'_>) {
        assert!(self.wanted, "2: an attempt that nobody wants");
        assert!(self.must_attempt, "3, 9: an attempt without a reason");
        assert!(!self.running, "4: an attempt before the close of the last one");
        assert!(self.live.is_none(), "1: an attempt beside a live transport");
        assert!(id > self.id, "1: {id:?} is used twice");
        assert_eq!(endpoint, self.endpoint, "the URL to fall over to");
        self.attempts += 1;
        (self.id, self.running) = (id, true);
        self.end_by = Some(later(step.now, step.rules.attempt));
    }

    pub(crate) fn open(&mut self, id: Id, step: Step<'_>) {
        assert!(self.wanted, "2: a transport that nobody wants");
        assert!(self.live.is_none(), "1: a second live transport");
        assert!(matches!(step.input, Input::Resolved { id: resolved, .. } if *resolved == id && id == self.id));
        self.live = Some(id);
        self.opens += 1;
    }

    pub(crate) fn greet(&mut self, id: Id, step: Step<'_>) {
        self.for_the_live_one(id);
        assert!(
            *step.input == Input::Opened(id) && step.was == Phase::Connecting,
            "4: an opening of another transport"
        );
        self.greets += 1;
    }

    pub(crate) fn close(&mut self, id: Id, step: Step<'_>) {
        self.for_the_live_one(id);
        assert_eq!(*step.input, Input::Disconnect, "a close that nobody asked for");
        self.end_by = Some(later(step.now, step.rules.closing));
        self.close_by = None;
    }

    pub(crate) fn abandon(&mut self, id: Id) {
        self.for_the_live_one(id);
        self.live = None;
    }

    pub(crate) fn opened(&mut self, step: Step<'_>) {
        assert!(!self.open_told, "4: opened twice");
        assert_eq!(self.greets, 1, "4: opened without its first frames");
        self.open_told = true;
        (self.end_by, self.close_by, self.opened_at) = (None, None, step.now);
        if step.rules.uptime == 0 {
            self.forget();
        }
    }

    pub(crate) fn error(&mut self, cause: Cause) {
        assert!(!cause.is_wanted() && self.running, "an error of {cause:?}");
        self.errors += 1;
    }

    /// An attempt or a connection has ended, as the user is told.
    pub(crate) fn closed(&mut self, close: Close, cause: Cause, eager: bool, step: Step<'_>) {
        assert!(self.running, "4: a second close");
        assert!(self.live.is_none(), "1, 4: a close of a transport that is still there");
        let said = if let Input::Closed { close, .. } = step.input { *close } else { Close::abnormal() };
        assert_eq!(close, said, "4: a close that nobody said");
        let wanted = matches!(step.input, Input::Disconnect | Input::Reconnect) || step.was == Phase::Closing;
        assert_eq!(cause.is_wanted(), wanted, "4: {cause:?}");
        let was_open = step.was == Phase::Open;
        if was_open && step.now - self.opened_at >= step.rules.uptime {
            self.forget();
        }
        let late = cause == Cause::AttemptTimedOut && self.due.is_some_and(|due| step.now - due >= LATE);
        let lasted = was_open && self.retries == 0 && close.code != 1013;
        if !wanted && !self.paused() && !lasted {
            self.endpoint = (self.endpoint + 1) % step.rules.endpoints;
        }
        // One that began for that reason and is late again waits: a throttled page is late each time.
        let again = step.was == Phase::Connecting && self.begun_by == Cause::Woken;
        let eager = (late && !again) || (was_open && eager);
        (self.running, self.open_told) = (false, false);
        (self.end_by, self.close_by) = (None, None);
        self.closes += 1;
        self.ended = Some(End { cause, close, eager });
    }

    pub(crate) fn state(&mut self, snapshot: &Snapshot, step: Step<'_>) {
        match snapshot.phase {
            Phase::Waiting => self.waits(snapshot, step),
            Phase::Closed => {
                if let Some(end) = self.ended.take() {
                    let final_one = end.cause.is_wanted() || self.fatal(end, step) || !self.may_retry(step);
                    assert!(final_one, "3: given up, though a retry was left");
                }
                self.wanted = false;
                self.waits_until = None;
            }
            Phase::Connecting => {
                self.begun_by = snapshot.cause;
                self.waits_until = None;
            }
            Phase::Open => {
                // The timer says so, once.
                if step.now - self.opened_at >= step.rules.uptime {
                    self.forget();
                }
            }
            Phase::Idle | Phase::Closing => {}
        }
        assert_eq!(snapshot.attempt, self.retries, "3: the attempt that the user sees");
        self.phase = snapshot.phase;
    }

    fn waits(&mut self, snapshot: &Snapshot, step: Step<'_>) {
        let at = snapshot.next_attempt_at;
        self.waits_until = at;
        assert_eq!(at.is_none(), self.paused(), "it waits for a time, or for the page: {at:?}");
        let Some(end) = self.ended.take() else {
            assert!(matches!(step.input, Input::Page(Signal::Offline | Signal::Frozen)), "a wait without a reason");
            assert_eq!(step.was, Phase::Waiting);
            return;
        };
        assert!(!self.fatal(end, step) && !end.cause.is_wanted(), "3: a retry after a final close");
        assert!(self.may_retry(step), "3: more retries than allowed");
        self.retries = self.next_retry();
        let Some(at) = at else { return };
        let delay = (at - step.now) as u32;
        if end.eager {
            assert_eq!(delay, 0, "9: it came back, and waits");
            self.must_attempt = true;
            return;
        }
        let retry_after = if let Input::Closed { retry_after, .. } = step.input { *retry_after } else { None };
        let (low, high) = step.rules.config.delay_bounds(self.retries, self.last_delay, end.close, retry_after);
        // Also where no delay was drawn the user hears of the loss first.
        let (low, high) = (low.max(1), high.max(1));
        assert!((low..=high).contains(&delay), "3: a delay of {delay} is not in {low}..={high}");
        self.last_delay = delay;
    }

    /// The number of the retry that would follow now. What failed without a network was no attempt.
    fn next_retry(&self) -> u32 {
        if self.paused() && self.retries > 0 { self.retries } else { self.retries + 1 }
    }

    fn may_retry(&self, step: Step<'_>) -> bool {
        step.rules.retries.is_none_or(|max| u64::from(self.next_retry()) <= max)
    }

    fn fatal(&self, end: End, step: Step<'_>) -> bool {
        let Input::Closed { verdict, .. } = step.input else { return false };
        match verdict {
            Verdict::Fatal => true,
            Verdict::Retry => false,
            Verdict::Unsaid => {
                let announced = end.close.clean || !matches!(end.close.code, 0 | 1006 | 1015);
                announced && step.rules.config.is_fatal(end.close.code)
            }
        }
    }

    pub(crate) fn end(&mut self, step: Step<'_>, shown: &Shown<'_>) {
        let Shown { snapshot, deadline, .. } = shown;
        assert_eq!(self.phase, snapshot.phase, "the user was told of every move");
        assert_eq!(self.attempts, u32::from(self.must_attempt), "9: attempts where so many were due");
        assert_eq!(self.closes, u32::from(self.must_close), "4: closes where so many were due");
        assert_eq!(self.errors, u32::from(self.must_tell), "errors where so many were due");
        assert_eq!(self.opens, u32::from(self.must_open), "1: transports opened where so many were due");
        assert_eq!(self.greets, u32::from(self.must_greet), "4: openings where so many were due");
        if matches!(step.input, Input::Tick { .. }) {
            let over = |at: Option<Millis>| at.is_some_and(|at| at <= step.now);
            assert!(!over(self.end_by), "3: an attempt or a closing past its deadline");
            assert!(!over(self.close_by), "a transport that reported an error and no close");
            let due = self.phase == Phase::Open && step.now - self.opened_at >= step.rules.uptime;
            assert!(!due || self.retries == 0, "3: open for long enough, and the retries still count");
        }
        for at in [self.end_by, self.close_by, self.waits_until].into_iter().flatten() {
            assert!(deadline.is_some_and(|deadline| deadline <= at), "3: nobody looks at what is due at {at:?}");
        }
        match self.phase {
            Phase::Idle | Phase::Closed => {
                assert_eq!(*deadline, None, "2: a timer in {:?}", self.phase);
                assert!(self.live.is_none(), "2: a transport in {:?}", self.phase);
                assert!(!self.wanted, "2: wanted, and nothing goes on");
            }
            Phase::Closing => assert!(!self.wanted && self.running),
            Phase::Waiting => assert!(self.wanted && !self.running && self.live.is_none()),
            Phase::Connecting | Phase::Open => assert!(self.wanted && self.running),
        }
        assert_eq!(
            self.open_told,
            self.phase == Phase::Open || self.open_told && self.phase == Phase::Closing,
            "4: in {:?}",
            self.phase
        );
        assert_eq!(snapshot.attempt, self.retries, "3: the attempt that the user sees");
        assert_eq!(snapshot.next_attempt_at, self.waits_until, "3: when the user sees that it goes on");
        assert_eq!(snapshot.paused, self.phase == Phase::Waiting && self.waits_until.is_none());
        let retrying = self.phase == Phase::Waiting || (self.phase == Phase::Connecting && self.retries > 0);
        assert_eq!(snapshot.retrying, retrying);
    }

    pub(crate) fn shape(&self, now: Millis, rules: &super::Rules) -> impl std::hash::Hash + use<> {
        let since = if self.phase == Phase::Open { (now - self.opened_at).min(rules.uptime) } else { 0 };
        let flags = [self.live.is_some(), self.wanted, self.running, self.open_told, self.offline, self.frozen];
        let begun_by = Some(self.begun_by).filter(|_| self.phase == Phase::Connecting);
        let times = [left(self.end_by, now), left(self.close_by, now), left(self.waits_until, now)];
        (self.phase, flags, self.local, begun_by, times, since, self.retries, self.last_delay, self.endpoint)
    }
}
