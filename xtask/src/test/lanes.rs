//! Which suite runs when: two at a time, as long as they do not get in each other's way.
//!
//! Many suites wait, for a timer, a browser or a server that comes back, more than they compute.

use std::panic::resume_unwind;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

use super::Suite;

/// How many suites run at a time.
const LANES: usize = 2;

/// What a suite takes for itself while it runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    Nothing,
    /// The lock of cargo's target folder, for which others would only wait.
    Cargo,
    /// All of it: it measures, or it keeps every core busy by itself.
    Machine,
}

impl Takes {
    fn goes_beside(self, other: Self) -> bool {
        !matches!((self, other), (Self::Machine, _) | (_, Self::Machine) | (Self::Cargo, Self::Cargo))
    }
}

/// Runs all suites; gives what came of each, in their order.
pub(super) fn run<T: Send>(suites: &[&'static Suite], work: impl Fn(&'static Suite) -> T + Sync) -> Vec<T> {
    let board = Board::new(suites);
    let lane = || {
        let turns = std::iter::from_fn(|| board.next());
        turns.map(|turn| (turn.suite, work(turn.suite))).collect::<Vec<_>>()
    };
    let mut results: Vec<(&Suite, T)> = thread::scope(|scope| {
        let lanes: Vec<_> = (0..LANES).map(|_| scope.spawn(lane)).collect();
        lanes.into_iter().flat_map(|lane| lane.join().unwrap_or_else(|panic| resume_unwind(panic))).collect()
    });
    results.sort_by_key(|(done, _)| suites.iter().position(|suite| suite.name == done.name));
    results.into_iter().map(|(_, result)| result).collect()
}

/// The first of the waiting suites that may start: nothing that it comes after is left, nobody who runs is in its way.
fn startable(waiting: &[&Suite], running: &[&Suite]) -> Option<usize> {
    let left = || waiting.iter().chain(running);
    waiting.iter().position(|suite| {
        running.iter().all(|other| suite.takes.goes_beside(other.takes))
            && !left().any(|other| suite.after.contains(&other.name))
    })
}

/// What is still to be done, and what is being done.
struct Board {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    waiting: Vec<&'static Suite>,
    running: Vec<&'static Suite>,
}

impl Board {
    fn new(suites: &[&'static Suite]) -> Self {
        let state = State { waiting: suites.to_vec(), running: Vec::new() };
        Self { state: Mutex::new(state), changed: Condvar::new() }
    }

    /// The turn of the next suite, as soon as one may start; none when all have started.
    fn next(&self) -> Option<Turn<'_>> {
        let mut state = self.lock();
        while !state.waiting.is_empty() {
            if let Some(index) = startable(&state.waiting, &state.running) {
                let suite = state.waiting.remove(index);
                state.running.push(suite);
                return Some(Turn { board: self, suite });
            }
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        None
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        // No step leaves the lists half changed.
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A suite runs. Dropping it says that it is over, however it went.
struct Turn<'a> {
    board: &'a Board,
    suite: &'static Suite,
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.board.lock().running.retain(|suite| suite.name != self.suite.name);
        self.board.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;
    use crate::test::counts::Counts;
    use crate::test::registry::SUITES;

    const fn suite(name: &'static str, takes: Takes, after: &'static [&'static str]) -> Suite {
        let run = |_: &_, _: &_| Ok(Counts { passed: 1, failed: 0, skipped: 0, reasons: Vec::new() });
        Suite { name, about: "", quick: false, needs: &[], takes, after, run }
    }

    static LINT: Suite = suite("lint", Takes::Cargo, &[]);
    static BUILD: Suite = suite("build", Takes::Cargo, &[]);
    static PAGE: Suite = suite("page", Takes::Nothing, &["build"]);
    static FIGURES: Suite = suite("figures", Takes::Machine, &[]);

    fn next(waiting: &[&Suite], running: &[&Suite]) -> Option<&'static str> {
        startable(waiting, running).map(|index| waiting[index].name)
    }

    #[test]
    fn the_first_one_starts_first() {
        assert_eq!(next(&[&LINT, &BUILD, &PAGE], &[]), Some("lint"));
    }

    #[test]
    fn cargo_runs_once_at_a_time() {
        assert_eq!(next(&[&BUILD], &[&LINT]), None);
        assert_eq!(next(&[&BUILD, &PAGE], &[&LINT]), None);
    }

    #[test]
    fn a_suite_waits_for_the_one_that_it_comes_after() {
        assert_eq!(next(&[&PAGE], &[&BUILD]), None);
        assert_eq!(next(&[&PAGE, &BUILD], &[]), Some("build"));
        assert_eq!(next(&[&PAGE], &[&LINT]), Some("page"));
    }

    #[test]
    fn one_that_nobody_chose_is_not_waited_for() {
        assert_eq!(next(&[&PAGE], &[]), Some("page"));
    }

    #[test]
    fn who_takes_the_machine_is_alone() {
        assert_eq!(next(&[&FIGURES], &[&PAGE]), None);
        assert_eq!(next(&[&PAGE, &LINT], &[&FIGURES]), None);
        assert_eq!(next(&[&FIGURES, &PAGE], &[&LINT]), Some("page"));
    }

    /// So that there is always one that may start where none runs.
    #[test]
    fn a_suite_comes_after_earlier_ones_alone() {
        for (index, suite) in SUITES.iter().enumerate() {
            let earlier = |name: &&str| SUITES[..index].iter().any(|other| other.name == *name);
            assert!(suite.after.iter().all(earlier), "{}", suite.name);
        }
    }

    #[test]
    fn every_suite_runs_once_and_the_results_keep_the_order() {
        let all = [&LINT, &BUILD, &PAGE, &FIGURES];
        assert_eq!(run(&all, |suite| suite.name), all.map(|suite| suite.name));
    }

    #[test]
    fn two_run_at_a_time_and_never_more() {
        static WAITS: [Suite; 4] = [
            suite("a", Takes::Nothing, &[]),
            suite("b", Takes::Nothing, &[]),
            suite("c", Takes::Nothing, &[]),
            suite("d", Takes::Nothing, &[]),
        ];
        // None ends before another is there.
        let (both, running) = (Barrier::new(LANES), AtomicUsize::new(0));
        let most = run(&WAITS.each_ref(), |_| {
            let now = running.fetch_add(1, Ordering::SeqCst) + 1;
            both.wait();
            running.fetch_sub(1, Ordering::SeqCst);
            now
        });
        assert_eq!(most.into_iter().max(), Some(LANES));
    }

    #[test]
    fn a_suite_that_panics_keeps_no_other_from_running() {
        let ran = AtomicUsize::new(0);
        let outcome = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            run(&[&LINT, &BUILD, &PAGE, &FIGURES], |suite| {
                ran.fetch_add(1, Ordering::SeqCst);
                assert_ne!(suite.name, "lint", "on purpose");
            })
        }));
        assert!(outcome.is_err());
        assert_eq!(ran.load(Ordering::SeqCst), 4);
    }
}
