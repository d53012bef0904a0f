//! Rows for a person to read.

use super::row::Row;

/// A table of one bench: what belongs beside each other stands together, metric by metric.
pub(super) fn of(rows: &[Row]) -> String {
    let mut metrics: Vec<&str> = Vec::new();
    for row in rows {
        if !metrics.contains(&row.metric.as_str()) {
            metrics.push(&row.metric);
        }
    }
    let width = |name: &str, of: fn(&Row) -> &str| {
        rows.iter().map(|row| of(row).chars().count()).chain([name.len()]).max().unwrap_or(0) + 2
    };
    let (metric_width, subject_width) = (width("metric", |row| &row.metric), width("subject", |row| &row.subject));
    let line = |metric: &str, subject: &str, figures: [&str; 3], unit: &str| {
        let [min, median, max] = figures;
        format!("{metric:<metric_width$}{subject:<subject_width$}{min:>13}{median:>13}{max:>13}  {unit}\n")
    };
    let mut text = line("metric", "subject", ["min", "median", "max"], "unit");
    for metric in metrics {
        for row in rows.iter().filter(|row| row.metric == metric) {
            let [min, median, max] = [row.min, row.value, row.max].map(figure);
            text.push_str(&line(metric, &row.subject, [&min, &median, &max], &row.unit));
        }
    }
    text
}

/// As many digits as a person reads, with commas: `12,345`, `123`, `12.3`, `1.23`, `0.0123`.
pub(super) fn figure(number: f64) -> String {
    let size = number.abs();
    let text = match size {
        _ if number.fract() == 0.0 => format!("{number:.0}"),
        100.0.. => format!("{number:.0}"),
        10.0.. => format!("{number:.1}"),
        1.0.. => format!("{number:.2}"),
        0.1.. => format!("{number:.3}"),
        _ => format!("{number:.4}"),
    };
    let (whole, rest) = text.find('.').map_or((text.as_str(), ""), |dot| text.split_at(dot));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |digits| ("-", digits));
    let mut grouped = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}{grouped}{rest}")
}

#[cfg(test)]
mod tests {
    use super::super::row::tests::row;
    use super::*;

    #[test]
    fn figures_have_as_many_digits_as_a_person_reads() {
        for (number, text) in [
            (1_234_567.8, "1,234,568"),
            (123.46, "123"),
            (12.346, "12.3"),
            (1.0, "1"),
            (0.4672, "0.467"),
            (0.01234, "0.0123"),
            (-1_500.0, "-1,500"),
            (0.0, "0"),
        ] {
            assert_eq!(figure(number), text);
        }
    }

    #[test]
    fn subjects_of_a_metric_stand_together() {
        let rows =
            [row("b", "a", "in", 1.0, "1/s"), row("b", "a", "out", 2.0, "1/s"), row("b", "c", "in", 3_000.0, "1/s")];
        let table = of(&rows);
        let words: Vec<Vec<&str>> = table.lines().map(|line| line.split_whitespace().collect()).collect();
        assert_eq!(words[0], ["metric", "subject", "min", "median", "max", "unit"]);
        assert_eq!(words[2], ["in", "c", "3,000", "3,000", "3,000", "1/s"]);
        assert_eq!(words[3][..2], ["out", "a"]);
    }
}
