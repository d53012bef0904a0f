//! Measurements of the core, as a table or for a machine.

use anyhow::{Context as _, bail};
use serde_json::json;

use crate::context::Context;
use crate::log::Log;

/// One measurement.
#[derive(Debug, Clone, PartialEq)]
struct Row {
    bench: &'static str,
    metric: String,
    value: f64,
    unit: String,
}

/// Every bench there is.
pub(crate) const ALL: [&str; 2] = ["herd", "idle"];

/// Where the test of a bench's name is.
fn place(bench: &str) -> &'static [&'static str] {
    match bench {
        "idle" => &["--package", "everwire-mock-server", "--test", "promises"],
        _ => &["--package", "everwire", "--no-default-features", "--test", "core"],
    }
}

/// The task. `json` is for machines, and then the only thing on standard output.
pub(crate) fn run(context: &Context, names: &[String], json: bool) -> anyhow::Result<bool> {
    let mut rows = Vec::new();
    for bench in ALL {
        if names.is_empty() || names.iter().any(|name| name == bench) {
            rows.extend(measure(context, bench)?);
        }
    }
    if json {
        println!("{}", as_json(&rows));
    } else {
        rows.iter()
            .for_each(|Row { bench, metric, value, unit }| println!("{bench:<12}{metric:<16}{value:>12} {unit}"));
    }
    Ok(true)
}

/// The test of the bench's name measures, and says so in lines of `NAME METRIC VALUE UNIT`.
fn measure(context: &Context, bench: &'static str) -> anyhow::Result<Vec<Row>> {
    let printed = context
        .cargo("test")
        .args(place(bench))
        .args([&format!("{bench}::"), "--", "--nocapture"])
        .output(&Log::Terminal)?;
    let rows = read(bench, &printed)?;
    if rows.is_empty() {
        bail!("the test of `{bench}` measured nothing");
    }
    Ok(rows)
}

fn read(bench: &'static str, printed: &str) -> anyhow::Result<Vec<Row>> {
    let words = |line: &str| line.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
    let lines = printed.lines().map(words).filter(|words| words.first().is_some_and(|word| word == bench));
    lines
        .map(|words| {
            let [_, metric, value, unit] = words.try_into().ok().context("NAME METRIC VALUE UNIT")?;
            let value = value.parse().with_context(|| format!("the {metric} of `{bench}`"))?;
            Ok(Row { bench, metric, value, unit })
        })
        .collect()
}

/// By hand, because the order of the fields is part of the documented form.
fn as_json(rows: &[Row]) -> String {
    let subject = json!(format!("everwire {}", env!("CARGO_PKG_VERSION")));
    let rows = rows.iter().map(|Row { bench, metric, value, unit }| {
        let (bench, metric, unit) = (json!(bench), json!(metric), json!(unit));
        format!(r#"{{"bench":{bench},"subject":{subject},"metric":{metric},"value":{value},"unit":{unit}}}"#)
    });
    format!(r#"{{"rows":[{}]}}"#, rows.collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_test_prints_becomes_rows() {
        let printed = "running 1 test\nherd peak_share 0.62 %\nherd last_back 44990 ms\ntest herd::x ... ok\n";
        let rows = read("herd", printed).unwrap();
        let row =
            |metric: &str, value, unit: &str| Row { bench: "herd", metric: metric.into(), value, unit: unit.into() };
        assert_eq!(rows, [row("peak_share", 0.62, "%"), row("last_back", 44_990.0, "ms")]);
        assert!(read("herd", "herd peak_share much %").is_err());
        assert!(read("herd", "herd peak_share 1").is_err());
    }

    #[test]
    fn the_form_for_machines_is_the_documented_one() {
        let row = Row { bench: "herd", metric: "peak_share".into(), value: 0.5, unit: "%".into() };
        let version = env!("CARGO_PKG_VERSION");
        let expected = format!(
            r#"{{"rows":[{{"bench":"herd","subject":"everwire {version}","metric":"peak_share","value":0.5,"unit":"%"}}]}}"#
        );
        assert_eq!(as_json(&[row]), expected);
    }
}
