//! Invariants 8 and 9: a silent link is probed and given up, and coming back leads to one probe.

use everwire::core::{Input, Millis, Phase};

use super::life::LATE;
use super::{Rules, Shown, Step, is_back, later, left};

#[derive(Clone, Default)]
pub(crate) struct Link {
    heard_at: Millis,
    /// When the probe was sent that nothing was heard after.
    probed_at: Option<Millis>,
    /// A probe was repeated because its deadline came late.
    again: bool,
    /// The round trip that was measured last.
    rtt: Option<u32>,
    /// Until then a loss leads to an attempt at once.
    eager_until: Option<Millis>,
    // Of the step under way:
    probes: u32,
    must_probe: bool,
    late: bool,
}

impl Link {
    pub(crate) fn begin(&mut self, step: Step<'_>, heard: bool) {
        (self.probes, self.must_probe, self.late) = (0, false, false);
        if heard {
            if let (Input::Message(_, facts), Some(at)) = (step.input, self.probed_at)
                && facts.reply
            {
                self.rtt = Some((step.now - at) as u32);
            }
            self.heard(step);
        }
        let open = step.was == Phase::Open;
        if open && is_back(step.input) {
            let asked = self.probed_at.is_some_and(|at| step.now < later(at, step.rules.timeout + LATE));
            self.must_probe = step.rules.interval.is_some() && !asked;
            self.eager_until = Some(later(step.now, step.rules.timeout));
        }
        if open && matches!(step.input, Input::Tick { .. }) {
            match (step.rules.interval, self.probed_at) {
                (Some(interval), None) => self.must_probe = step.now - self.heard_at >= interval,
                (Some(_), Some(at)) => {
                    self.late = step.now >= later(at, step.rules.timeout + LATE) && !self.again;
                    self.must_probe = self.late;
                }
                (None, _) => {}
            }
        }
    }

    fn heard(&mut self, step: Step<'_>) {
        self.heard_at = step.now;
        (self.probed_at, self.again, self.eager_until) = (None, false, None);
    }

    pub(crate) fn opened(&mut self, step: Step<'_>) {
        self.heard(step);
    }

    pub(crate) fn probe(&mut self, step: Step<'_>) {
        assert!(self.must_probe, "8, 9: a probe without a reason");
        self.probes += 1;
        self.probed_at = Some(step.now);
        self.again |= self.late;
    }

    /// When the silence of the open link is judged, where that leads to its end.
    pub(crate) fn judged_at(&self, step: Step<'_>) -> Option<Millis> {
        let at = later(self.probed_at?, step.rules.timeout);
        let late = step.now >= later(at, LATE) && !self.again;
        Some(at).filter(|_| step.was == Phase::Open && !late)
    }

    /// A loss, by silence or otherwise.
    pub(crate) fn lost(&mut self, by_silence: bool, step: Step<'_>) {
        if by_silence {
            let due = self.judged_at(step).is_some_and(|at| at <= step.now);
            assert!(due && matches!(step.input, Input::Tick { .. }), "8: given up too early");
        }
        // Its end came before the deadline by which it would have been probed.
        self.must_probe = self.probes > 0;
    }

    pub(crate) fn eager(&self, step: Step<'_>) -> bool {
        self.eager_until.is_some_and(|until| step.now < until)
    }

    pub(crate) fn end(&mut self, step: Step<'_>, phase: Phase, shown: &Shown<'_>) {
        assert_eq!(self.probes, u32::from(self.must_probe), "9: probes where so many were due");
        assert_eq!(shown.snapshot.rtt, self.rtt, "the round trip");
        if phase != Phase::Open {
            (self.probed_at, self.again, self.eager_until) = (None, false, None);
            return;
        }
        let Some(interval) = step.rules.interval else { return };
        let due = self.probed_at.map_or(later(self.heard_at, interval), |at| later(at, step.rules.timeout));
        assert!(shown.deadline.is_some_and(|at| at <= due), "8: nobody looks whether the link is silent");
        let tick = matches!(step.input, Input::Tick { .. });
        assert!(!tick || step.now < due, "8: an open link has been silent for too long");
    }

    pub(crate) fn shape(&self, now: Millis, rules: &Rules, phase: Phase) -> impl std::hash::Hash + use<> {
        let open = phase == Phase::Open;
        let silent = if open { (now - self.heard_at).min(rules.interval.unwrap_or(0)) } else { 0 };
        let probed = self.probed_at.map(|at| now - at);
        (silent, probed, self.again, left(self.eager_until, now).filter(|left| open && *left > 0))
    }
}
