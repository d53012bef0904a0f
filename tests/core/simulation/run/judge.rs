//! What must be so while a schedule runs, and at its end.

use everwire::core::{Fate, Outcome, Phase, Queued};

use super::super::client::Sent;
use super::Run;

impl Run {
    /// A half-open link is noticed within interval and timeout.
    pub(super) fn judge_silence(&self) {
        let Some(link) = self.client.link.and_then(|link| self.links.get(link)) else { return };
        let open = self.world.machine.snapshot().phase == Phase::Open;
        let (Some(since), true, false) = (link.half_open, open, self.client.stopped) else { return };
        let Some(interval) = self.world.rules.interval else { return };
        // What stopped was late, and asks once more.
        let since = since.max(self.client.heard_at).max(self.client.stopped_at);
        let noticed = since + interval + self.world.rules.timeout + 2 * self.schedule.late + 1;
        assert!(self.now <= noticed, "8: a half-open link, silent since {since}, is still open at {}", self.now);
    }

    /// When the network has been well for long enough, so is everything else.
    pub(super) fn judge_end(&self) {
        let snapshot = self.world.machine.snapshot();
        assert_eq!(
            snapshot.phase,
            Phase::Open,
            "it is not back, {} ms after the faults",
            self.now - self.schedule.heals
        );
        assert_eq!(self.client.given, self.server.sent, "6: not everything was delivered");
        assert_eq!(snapshot.queued, Queued::default(), "5: not everything has left");
        assert!(self.server.taken.is_sorted(), "5: out of order: {:?}", self.server.taken);
        for (place, sent) in self.client.sent.iter().enumerate() {
            let Sent { has_id, fate, outcomes, written } = sent;
            let taken = self.server.taken.iter().filter(|taken| **taken == place as u64).count();
            assert!(taken <= 1, "7: {place} was taken {taken} times");
            assert!(*has_id || *written <= 1, "7: {place} left {written} times");
            let fate = fate.expect("7: a send without an answer");
            let kept = fate == Fate::Queued || (fate == Fate::Sent && *has_id);
            assert_eq!(outcomes.len(), usize::from(kept), "7: {place}, {fate:?}, became {outcomes:?}");
            match (fate, outcomes.first()) {
                (_, Some(Outcome::Acknowledged)) => assert_eq!(taken, 1, "7: {place} was acknowledged, and not taken"),
                (Fate::Dropped | Fate::Rejected | Fate::Duplicate, _) => assert_eq!((taken, *written), (0, 0)),
                _ => {}
            }
        }
    }
}
