//! One figure of a bench: of whom, of what, and how far the rounds were apart. Its documented form is one JSON object.

use anyhow::{Context as _, bail};
use serde_json::{Value, json};

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) bench: String,
    pub(crate) subject: String,
    pub(crate) metric: String,
    /// The median of the rounds.
    pub(crate) value: f64,
    pub(crate) unit: String,
    pub(crate) min: f64,
    pub(crate) max: f64,
    /// Something over time, a number a second, for a plot.
    pub(crate) series: Option<Vec<f64>>,
}

impl Row {
    /// What a bench printed, one row a line.
    pub(super) fn read_lines(bench: &str, printed: &str) -> anyhow::Result<Vec<Self>> {
        let lines = printed.lines().filter(|line| !line.trim().is_empty());
        lines
            .map(|line| {
                let row = serde_json::from_str(line).with_context(|| format!("{bench} printed {line:?}"))?;
                Self::read(bench, &row)
            })
            .collect()
    }

    /// From an object with all fields but `bench`.
    pub(super) fn read(bench: &str, row: &Value) -> anyhow::Result<Self> {
        let word = |field: &str| row[field].as_str().with_context(|| format!("{bench}: no {field} in {row}"));
        let number = |field: &str| row[field].as_f64().with_context(|| format!("{bench}: no {field} in {row}"));
        let series = match &row["series"] {
            Value::Null => None,
            series => Some(serde_json::from_value(series.clone()).with_context(|| format!("{bench}: series"))?),
        };
        let (value, min, max) = (number("value")?, number("min")?, number("max")?);
        if !(min <= value && value <= max) {
            bail!("{bench}: the median is not between min and max in {row}");
        }
        let [subject, metric, unit] = ["subject", "metric", "unit"].map(|field| word(field).map(str::to_owned));
        Ok(Self { bench: bench.to_owned(), subject: subject?, metric: metric?, value, unit: unit?, min, max, series })
    }

    /// By hand, because the order of the fields is part of the documented form.
    pub(super) fn as_json(&self) -> String {
        let Self { bench, subject, metric, value, unit, min, max, series } = self;
        let [bench, subject, metric, unit] = [bench, subject, metric, unit].map(|word| json!(word));
        let [value, min, max] = [value, min, max].map(shortest);
        let series = series.as_ref().map_or_else(String::new, |series| {
            let numbers: Vec<String> = series.iter().map(shortest).collect();
            format!(r#","series":[{}]"#, numbers.join(","))
        });
        format!(
            r#"{{"bench":{bench},"subject":{subject},"metric":{metric},"value":{value},"unit":{unit},"min":{min},"max":{max}{series}}}"#
        )
    }

    /// Whether it is about this subject, in whatever version: `partysocket` is `partysocket 1.3.0`, and neither
    /// `partysocket/react 1.3.0` nor `partysocket 1.3.0, its default entry`.
    pub(crate) fn is_of(&self, subject: &str) -> bool {
        let version = |rest: &str| rest.starts_with(' ') && !rest[1..].contains([' ', ',']);
        self.subject.strip_prefix(subject).is_some_and(|rest| rest.is_empty() || version(rest))
    }
}

/// Without `.0` where it is whole, as JavaScript writes it.
#[expect(clippy::trivially_copy_pass_by_ref, reason = "for `map` over references")]
fn shortest(number: &f64) -> String {
    format!("{number}")
}

/// All rows with what they were measured on; the rows come first. `between`: what separates two rows.
pub(super) fn document(rows: &[Row], machine: &Value, between: &str) -> String {
    let rows: Vec<String> = rows.iter().map(Row::as_json).collect();
    let (open, close) = if between.is_empty() { ("", "") } else { (between, between) };
    format!(r#"{{"rows":[{open}{}{close}],"machine":{machine}}}"#, rows.join(&format!(",{between}")))
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A row whose rounds all gave the same.
    pub(crate) fn row(bench: &str, subject: &str, metric: &str, value: f64, unit: &str) -> Row {
        Row {
            bench: bench.into(),
            subject: subject.into(),
            metric: metric.into(),
            value,
            unit: unit.into(),
            min: value,
            max: value,
            series: None,
        }
    }

    #[test]
    fn what_a_bench_prints_becomes_rows() {
        let printed = r#"{"subject":"everwire 0.1.0","metric":"open","value":2,"min":1,"max":3.5,"unit":"ms"}"#;
        let expected = Row { min: 1.0, max: 3.5, ..row("coldstart", "everwire 0.1.0", "open", 2.0, "ms") };
        assert_eq!(Row::read_lines("coldstart", &format!("{printed}\n\n")).unwrap(), [expected]);
    }

    #[test]
    fn what_is_no_figure_is_refused_and_named() {
        for (printed, word) in [
            ("done", "done"),
            (r#"{"subject":"a","metric":"b","value":null,"min":1,"max":2,"unit":"ms"}"#, "no value"),
            (r#"{"subject":"a","metric":"b","value":3,"min":1,"max":2,"unit":"ms"}"#, "between"),
            (r#"{"metric":"b","value":1,"min":1,"max":2,"unit":"ms"}"#, "no subject"),
        ] {
            let error = format!("{:#}", Row::read_lines("loss", printed).unwrap_err());
            assert!(error.contains("loss") && error.contains(word), "{error}");
        }
    }

    #[test]
    fn the_form_for_machines_is_the_documented_one() {
        let rows = [row("herd", "everwire 0.1.0", "peak_share_10000", 0.5, "%"), row("core", "x", "step", 90.0, "ns")];
        let expected = concat!(
            r#"{"rows":[{"bench":"herd","subject":"everwire 0.1.0","metric":"peak_share_10000","value":0.5,"unit":"%","min":0.5,"max":0.5},"#,
            r#"{"bench":"core","subject":"x","metric":"step","value":90,"unit":"ns","min":90,"max":90}],"machine":{"cores":2}}"#
        );
        assert_eq!(document(&rows, &json!({ "cores": 2 }), ""), expected);
    }

    #[test]
    fn a_row_that_was_written_is_read_again() {
        let row = Row { series: Some(vec![1.0, 2.5]), ..row("herd", "a \"b\"", "m", 1.25, "1/s") };
        let written: Value = serde_json::from_str(&row.as_json()).unwrap();
        assert_eq!(Row::read("herd", &written).unwrap(), row);
    }

    #[test]
    fn a_subject_is_known_without_its_version() {
        let of = |subject| row("overhead", subject, "m", 1.0, "ns");
        assert!(of("partysocket 1.3.0").is_of("partysocket") && of("WebSocket").is_of("WebSocket"));
        for other in ["partysocket/react 1.3.0", "partysocket 1.3.0, default", "party 1.0.0"] {
            assert!(!of(other).is_of("partysocket"), "{other}");
        }
    }
}
