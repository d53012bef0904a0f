//! `cargo xtask test`: set-up, then suites, two at a time, one line each as they end, and a total that a machine can read.
//!
//! What a suite prints goes into `target/test-logs/NAME.log` and is shown only when it fails, but for lines that it marks
//! (`shown`). On CI a skip is a failure:
//! nothing is left out unnoticed where it counts.

mod counts;
mod hygiene;
mod lanes;
mod registry;
mod suites;

use std::time::Instant;

use anyhow::bail;

use crate::context::Context;
use crate::log::{Log, failures, shown};
use crate::proc;
use crate::setup::{self, Need};

use counts::Counts;
use lanes::Takes;
use registry::SUITES;
pub(crate) use registry::find;

/// What a person wants to run, and to see of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wish {
    /// Of the chosen suites only the quick ones.
    pub(crate) quick: bool,
    /// What a suite prints is shown also when nothing failed.
    pub(crate) verbose: bool,
    /// The chosen suites; all, if none is named.
    pub(crate) names: Vec<String>,
}

impl Wish {
    fn wants(&self, suite: &Suite) -> bool {
        (self.names.is_empty() || self.names.iter().any(|name| name == suite.name)) && (!self.quick || suite.quick)
    }
}

/// A group of tests that runs, and is reported, as one.
pub(crate) struct Suite {
    pub(crate) name: &'static str,
    pub(crate) about: &'static str,
    /// Part of the inner loop: takes seconds when nothing much changed.
    pub(crate) quick: bool,
    pub(crate) needs: &'static [&'static [Need]],
    pub(crate) takes: Takes,
    /// The suites that it builds on. They run before it where they were chosen too.
    pub(crate) after: &'static [&'static str],
    pub(crate) run: fn(&Context, &Log) -> anyhow::Result<Counts>,
}

/// One suite a line, its name first.
pub(crate) fn list() -> String {
    SUITES.iter().map(|suite| format!("{:<20}{}\n", suite.name, suite.about)).collect()
}

/// The task: whether no test failed.
pub(crate) fn run(context: &Context, wish: &Wish) -> anyhow::Result<bool> {
    let suites: Vec<&'static Suite> = SUITES.iter().filter(|suite| wish.wants(suite)).collect();
    if suites.is_empty() {
        bail!("none of these suites is a quick one");
    }
    set_up(context, &suites)?;
    let on_ci = std::env::var("CI").is_ok_and(|ci| !["", "0", "false"].contains(&ci.as_str()));
    let results = lanes::run(&suites, |suite| run_suite(context, suite, wish.verbose, on_ci));
    let mut total = Counts::default();
    for (suite, counts) in suites.iter().zip(results) {
        let counts = counts?;
        total +=
            Counts { reasons: counts.reasons.iter().map(|why| format!("{}: {why}", suite.name)).collect(), ..counts };
    }
    let left = proc::end_leftovers();
    if !left.is_empty() {
        println!("some suite left processes behind, which were ended: {}", left.join(", "));
    }
    total = with_leftovers(total, &left);
    for reason in &total.reasons {
        println!("skipped: {reason}");
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    Ok(total.failed == 0)
}

/// Whatever the suites need, so that no suite's seconds are those of a download.
fn set_up(context: &Context, suites: &[&Suite]) -> anyhow::Result<()> {
    let mut needs = Vec::new();
    for need in suites.iter().flat_map(|suite| suite.needs.iter().copied().flatten()) {
        if !needs.contains(need) {
            needs.push(*need);
        }
    }
    setup::meet(context, &needs)
}

fn run_suite(context: &Context, suite: &Suite, verbose: bool, on_ci: bool) -> anyhow::Result<Counts> {
    let file = format!("test-logs/{}.log", suite.name);
    let log = Log::create(&context.repo().target(&file))?;
    let started = Instant::now();
    let mut counts = (suite.run)(context, &log).unwrap_or_else(|error| {
        log.line(&format!("error: {error:#}"));
        Counts::one(false)
    });
    let left = proc::end_leftovers_of(&log);
    if on_ci && counts.skipped > 0 {
        counts.reasons.iter().for_each(|reason| log.line(&format!("FAIL  skipped, which CI does not allow: {reason}")));
        counts = counts.without_skips();
    }
    let (text, its_own) = (log.text(), counts.failed);
    counts = with_leftovers(counts, &left);
    let mut lines: Vec<String> = if verbose { text.lines().map(str::to_owned).collect() } else { Vec::new() };
    lines.push(line(suite.name, &counts, started.elapsed().as_secs_f64()));
    if !verbose {
        lines.extend(shown(&text).map(|line| format!("  {line}")));
    }
    if !left.is_empty() {
        lines.push(format!("  {} left processes behind, which were ended: {}", suite.name, left.join(", ")));
    }
    if its_own > 0 && !verbose {
        lines.extend(failures(&text, 80).lines().map(str::to_owned));
        lines.push(format!("  all of it: target/{file}"));
    }
    // At once: another suite may have something to say too.
    println!("{}", lines.join("\n"));
    Ok(counts)
}

/// A suite that leaves processes behind has failed once more, whatever its tests say.
fn with_leftovers(counts: Counts, left: &[String]) -> Counts {
    Counts { failed: counts.failed + u64::from(!left.is_empty()), ..counts }
}

/// The line of a suite, in a form that never changes.
fn line(name: &str, counts: &Counts, seconds: f64) -> String {
    let Counts { passed, failed, skipped, .. } = counts;
    format!("{name}: {passed} passed, {failed} failed, {skipped} skipped ({seconds:.1} s)")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_suites_line_has_the_documented_form() {
        let counts = Counts { passed: 7, failed: 1, skipped: 2, reasons: vec![] };
        assert_eq!(line("core", &counts, 12.345), "core: 7 passed, 1 failed, 2 skipped (12.3 s)");
    }

    #[test]
    fn whatever_is_left_behind_is_one_failure() {
        let passed = Counts { passed: 7, ..Counts::default() };
        assert_eq!(with_leftovers(passed.clone(), &[]), passed);
        let left = ["chromium".to_owned(), "tail".to_owned()];
        assert_eq!(with_leftovers(passed.clone(), &left), Counts { failed: 1, ..passed });
    }

    #[test]
    fn names_are_unique_and_listed_first() {
        let list = list();
        let mut names: Vec<&str> = list.lines().filter_map(|line| line.split_whitespace().next()).collect();
        assert_eq!(names.len(), SUITES.len());
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), SUITES.len());
        assert!(names.iter().all(|name| find(name).is_some()));
    }

    #[test]
    fn a_wish_chooses_suites() {
        let chosen = |quick, names: &[&str]| {
            let wish = Wish { quick, verbose: false, names: names.iter().map(ToString::to_string).collect() };
            SUITES.iter().filter(|suite| wish.wants(suite)).map(|suite| suite.name).collect::<Vec<_>>()
        };
        assert_eq!(chosen(false, &[]).len(), SUITES.len());
        assert_eq!(chosen(false, &["size", "core"]), ["core", "size"]);
        let quick = chosen(true, &[]);
        assert!(quick.contains(&"fmt") && quick.contains(&"core") && !quick.contains(&"agent-server"));
    }
}
