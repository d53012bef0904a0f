//! Benches that need no browser: programs of `benches/native`, and tests that measure.

use anyhow::{Context as _, bail};

use super::row::Row;
use crate::context::Context;
use crate::log::Log;
use crate::mock_server;
use crate::proc::Cmd;

/// Programs that print rows as the scripts do.
pub(super) fn programs(
    context: &Context,
    bench: &str,
    programs: &[&str],
    rounds: Option<usize>,
) -> anyhow::Result<Vec<Row>> {
    context.cargo("build").args(["--release", "--package", "everwire-benches"]).run(&Log::Terminal)?;
    let mut rows = Vec::new();
    for program in programs {
        let cmd = Cmd::new(context.repo().target("release").join(program)).dir(context.repo().root());
        let cmd = rounds.into_iter().fold(cmd, |cmd, rounds| cmd.args(["--rounds", &rounds.to_string()]));
        rows.extend(Row::read_lines(bench, &cmd.output(&Log::Terminal)?)?);
    }
    Ok(rows)
}

/// A test that measures.
pub(super) struct Test {
    pub(super) package: &'static str,
    /// Which of its test programs, and with what.
    pub(super) args: &'static [&'static str],
    /// Whether it measures the mock server: then one that is compiled for speed.
    pub(super) of_server: bool,
}

impl Test {
    /// Runs it so many times, by the bench's name; it says what it measured in lines of `NAME METRIC VALUE UNIT`.
    pub(super) fn measure(&self, context: &Context, bench: &str, rounds: usize) -> anyhow::Result<Vec<Row>> {
        let log = Log::Terminal;
        let server = if self.of_server { Some(mock_server::build_for_speed(context, &log)?) } else { None };
        let mut figures: Vec<Figure> = Vec::new();
        for _ in 0..rounds {
            let test = context.cargo("test").args(["--package", self.package]).args(self.args);
            let test = test.args([&format!("{bench}::"), "--", "--nocapture"]);
            let test = server.iter().fold(test, |test, server| test.env("EVERWIRE_MOCK_SERVER", server));
            for (metric, value, unit) in read(bench, &test.output(&log)?)? {
                match figures.iter_mut().find(|figure| figure.metric == metric) {
                    Some(figure) => figure.rounds.push(value),
                    None => figures.push(Figure { metric, unit, rounds: vec![value] }),
                }
            }
        }
        if figures.is_empty() {
            bail!("the test of `{bench}` measured nothing");
        }
        Ok(figures.into_iter().map(|figure| figure.into_row(bench, self.package)).collect())
    }
}

/// What the rounds of a test gave.
struct Figure {
    metric: String,
    unit: String,
    rounds: Vec<f64>,
}

impl Figure {
    fn into_row(mut self, bench: &str, subject: &str) -> Row {
        self.rounds.sort_by(f64::total_cmp);
        let (first, last) = (0, self.rounds.len() - 1);
        let middle = f64::midpoint(self.rounds[last / 2], self.rounds[last.div_ceil(2)]);
        Row {
            bench: bench.to_owned(),
            subject: format!("{subject} {}", env!("CARGO_PKG_VERSION")),
            metric: self.metric,
            value: middle,
            unit: self.unit,
            min: self.rounds[first],
            max: self.rounds[last],
            series: None,
        }
    }
}

fn read(bench: &str, printed: &str) -> anyhow::Result<Vec<(String, f64, String)>> {
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let lines = printed.lines().map(words).filter(|words| words.first().is_some_and(|word| word == bench));
    lines
        .map(|words| {
            let [_, metric, value, unit] = words.try_into().ok().context("NAME METRIC VALUE UNIT")?;
            let value = value.parse().with_context(|| format!("the {metric} of `{bench}`"))?;
            Ok((metric, value, unit))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_test_prints_becomes_figures() {
        let printed = "running 1 test\nidle accepted 4500 1/s\nidle memory_each 9800 B\ntest idle::x ... ok\n";
        let figure = |metric: &str, value, unit: &str| (metric.to_owned(), value, unit.to_owned());
        let expected = [figure("accepted", 4_500.0, "1/s"), figure("memory_each", 9_800.0, "B")];
        assert_eq!(read("idle", printed).unwrap(), expected);
        assert!(read("idle", "idle accepted many 1/s").is_err());
        assert!(read("idle", "idle accepted 1").is_err());
    }

    #[test]
    fn rounds_become_a_median_between_its_ends() {
        let row = |rounds: &[f64]| {
            Figure { metric: "m".into(), unit: "ms".into(), rounds: rounds.to_vec() }.into_row("idle", "server")
        };
        let odd = row(&[3.0, 1.0, 2.0]);
        assert_eq!((odd.min, odd.value, odd.max), (1.0, 2.0, 3.0));
        assert_eq!(row(&[4.0, 1.0]).value, 2.5);
        assert_eq!(row(&[1.0]).subject, format!("server {}", env!("CARGO_PKG_VERSION")));
    }
}
