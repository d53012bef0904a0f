//! Plays a schedule: each fault at its time, or at once where its time is past.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use serde_json::{Value, json};
use tokio::task::JoinHandle;
use tokio::time::{Instant, sleep_until};

use super::control::Control;
use super::schedule::Schedule;
use crate::lock;

/// The schedule that is played.
#[derive(Default)]
pub(super) struct Playing {
    seed: Option<u64>,
    /// `None`: without end.
    total: Option<u64>,
    played: Arc<AtomicU64>,
    task: Option<JoinHandle<()>>,
}

impl Playing {
    pub(super) fn describe(&self) -> Value {
        let played = self.played.load(Ordering::Relaxed);
        let total = if self.task.is_some() { self.total } else { Some(played) };
        json!({ "seed": self.seed, "played": played, "left": total.map(|total| total - played) })
    }

    /// Stops it. What stands by then stays for its time.
    pub(super) fn stop(&mut self) {
        if let Some(task) = self.task.take() {
            task.abort();
        }
    }
}

impl Control {
    /// Plays a schedule from its start, in place of the one before.
    pub(super) fn play(self: &Arc<Self>, schedule: Schedule) {
        let mut playing = lock(&self.playing);
        playing.stop();
        let (seed, total) = (schedule.seed(), schedule.len());
        let played = Arc::default();
        let task = tokio::spawn(play(Arc::clone(self), schedule, Arc::clone(&played)));
        *playing = Playing { seed, total, played, task: Some(task) };
    }
}

async fn play(control: Arc<Control>, mut schedule: Schedule, played: Arc<AtomicU64>) {
    let start = Instant::now();
    while let Some(entry) = schedule.entry() {
        sleep_until(start + entry.at).await;
        control.say(&format!("fault: {}", entry.describe()));
        control.obey(&entry.order).await;
        played.fetch_add(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::sleep;

    use super::super::schedule::Schedule;
    use super::Control;

    #[tokio::test(start_paused = true)]
    async fn a_fault_comes_at_its_time() {
        let control = Control::new();
        let written = r#"[{ "at_ms": 60000, "fault": { "kind": "stall" } }]"#;
        control.play(Schedule::parse(written.as_bytes()).expect("a schedule"));
        sleep(Duration::from_millis(59_990)).await;
        assert!(!control.board.watch().borrow().stalls());
        sleep(Duration::from_millis(20)).await;
        assert!(control.board.watch().borrow().stalls());
    }
}
