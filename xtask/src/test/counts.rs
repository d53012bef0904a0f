//! How many tests passed, read from what the test runners print.

use std::ops::AddAssign;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    pub(crate) passed: u64,
    pub(crate) failed: u64,
    pub(crate) skipped: u64,
    /// Why something was skipped.
    pub(crate) reasons: Vec<String>,
}

impl Counts {
    /// A check that is one test.
    pub(crate) fn one(passed: bool) -> Self {
        Self { passed: u64::from(passed), failed: u64::from(!passed), ..Self::default() }
    }

    pub(crate) fn skipped(reason: &str) -> Self {
        Self { skipped: 1, reasons: vec![reason.to_owned()], ..Self::default() }
    }

    /// What cargo's test runner (and wasm-bindgen's, which prints the same) counted, over all its test programs.
    pub(crate) fn of_cargo(output: &str, succeeded: bool) -> Self {
        let mut sum = Self::default();
        for rest in output.lines().filter_map(|line| line.trim_start().strip_prefix("test result: ")) {
            let counts = rest.split_once(". ").map_or(rest, |(_, counts)| counts);
            sum += Self::of_words(counts.split(';'));
        }
        sum.settled(succeeded)
    }

    /// What a script of ours counted: the last line of the form `P passed, F failed, S skipped`.
    pub(crate) fn of_script(output: &str, succeeded: bool) -> Self {
        let line = output.lines().rev().find_map(|line| {
            let words: Vec<&str> = line.trim().split(", ").collect();
            let ends = |index: usize, end: &str| words.get(index).is_some_and(|word| word.ends_with(end));
            let ours = words.len() == 3 && ends(0, " passed") && ends(1, " failed") && ends(2, " skipped");
            ours.then_some(words)
        });
        let mut counts = line.map(|words| Self::of_words(words.into_iter())).unwrap_or_default();
        if counts.skipped > 0 {
            let reasons = output.lines().filter_map(|line| line.strip_prefix("skip "));
            counts.reasons = reasons.map(|reason| reason.trim().to_owned()).collect();
        }
        counts.settled(succeeded)
    }

    /// Counts that agree with the exit code: a run that failed has a failure, and one in which nothing ran has too.
    pub(crate) fn settled(mut self, succeeded: bool) -> Self {
        let nothing_ran = self.passed + self.failed + self.skipped == 0;
        if self.failed == 0 && (!succeeded || nothing_ran) {
            self.failed = 1;
        }
        self
    }

    /// The same where a skip is a failure.
    pub(crate) fn without_skips(self) -> Self {
        Self { passed: self.passed, failed: self.failed + self.skipped, ..Self::default() }
    }

    /// `3 passed`, `1 failed`, … in any order; words that are no counts are passed over.
    fn of_words<'a>(words: impl Iterator<Item = &'a str>) -> Self {
        let mut counts = Self::default();
        for word in words {
            let Some((number, kind)) = word.trim().split_once(' ') else { continue };
            let Ok(number) = number.parse::<u64>() else { continue };
            match kind {
                "passed" => counts.passed += number,
                "failed" => counts.failed += number,
                "ignored" | "skipped" => counts.skipped += number,
                _ => {}
            }
        }
        counts
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
        self.reasons.extend(other.reasons);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(counts: &Counts) -> (u64, u64, u64) {
        (counts.passed, counts.failed, counts.skipped)
    }

    #[test]
    fn cargos_lines_are_summed() {
        let output = "running 3 tests\n\
            test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 7 filtered out; finished in 0.00s\n\
            noise\n\
            test result: FAILED. 10 passed; 2 failed; 0 ignored; 0 measured; 0 filtered out; finished in 1.20s\n";
        assert_eq!(numbers(&Counts::of_cargo(output, false)), (13, 2, 1));
    }

    #[test]
    fn wasm_bindgens_line_is_understood() {
        let output = "test result: ok. 12 passed; 0 failed; 0 ignored; 0 filtered out; finished in 3.41s\n";
        assert_eq!(numbers(&Counts::of_cargo(output, true)), (12, 0, 0));
    }

    #[test]
    fn what_did_not_compile_has_failed() {
        assert_eq!(numbers(&Counts::of_cargo("error[E0432]: unresolved import", false)), (0, 1, 0));
    }

    #[test]
    fn a_failure_outside_of_the_tests_counts() {
        let output = "test result: ok. 3 passed; 0 failed; 0 ignored\nthread panicked in a clean-up";
        assert_eq!(numbers(&Counts::of_cargo(output, false)), (3, 1, 0));
    }

    #[test]
    fn a_run_without_tests_has_failed() {
        assert_eq!(numbers(&Counts::of_cargo("no tests to run!", true)), (0, 1, 0));
        assert_eq!(numbers(&Counts::of_script("", true)), (0, 1, 0));
        assert_eq!(numbers(&Counts::of_script("0 passed, 0 failed, 0 skipped", true)), (0, 1, 0));
    }

    #[test]
    fn a_scripts_last_counts_hold_whatever_follows() {
        let output = "1 passed, 0 failed, 0 skipped\n  ok  x\n4 passed, 1 failed, 2 skipped\n(node:7) a warning\n";
        assert_eq!(numbers(&Counts::of_script(output, false)), (4, 1, 2));
    }

    #[test]
    fn where_skips_are_failures_they_count_as_such() {
        let counts = Counts::of_script("3 passed, 1 failed, 2 skipped", false).without_skips();
        assert_eq!(numbers(&counts), (3, 3, 0));
    }

    #[test]
    fn a_skip_keeps_its_reason() {
        let output = "skip  the server is killed: no Python >= 3.12\n0 passed, 0 failed, 1 skipped\n";
        let counts = Counts::of_script(output, true);
        assert_eq!(numbers(&counts), (0, 0, 1));
        assert_eq!(counts.reasons, ["the server is killed: no Python >= 3.12"]);
    }
}
