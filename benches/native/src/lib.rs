//! What the native benches share. Each is a program of its own that prints rows, one JSON object a line, as the benches
//! in JavaScript do: subject, metric, value (the median of the rounds), min, max, unit.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

pub mod herd;
pub mod steps;

/// `everwire 0.1.0`.
pub const EVERWIRE: &str = concat!("everwire ", env!("CARGO_PKG_VERSION"));

/// The command line of every native bench: `[--rounds N] [--smoke]`.
#[derive(Clone, Copy, Debug)]
pub struct Args {
    /// How often each subject is measured.
    pub rounds: usize,
    /// As little as shows that the bench runs.
    pub smoke: bool,
}

impl Args {
    /// From the environment. A word that is not understood ends the program: nobody should measure what was not meant.
    pub fn parse(rounds: usize) -> Result<Args, String> {
        let mut args = Args { rounds, smoke: false };
        let mut words = std::env::args().skip(1);
        while let Some(word) = words.next() {
            match word.as_str() {
                "--smoke" => (args.smoke, args.rounds) = (true, 1),
                "--rounds" => {
                    let many = words.next().and_then(|many| many.parse().ok()).filter(|many| *many > 0);
                    args.rounds = many.ok_or("--rounds: a whole number from 1")?;
                }
                other => return Err(format!("what is {other}?")),
            }
        }
        Ok(args)
    }
}

/// The row of what the rounds gave; there has to be one at least.
pub fn row(subject: &str, metric: &str, unit: &str, rounds: &[f64]) -> Value {
    let mut sorted = rounds.to_vec();
    sorted.sort_by(f64::total_cmp);
    let (min, max) = (sorted.first().copied(), sorted.last().copied());
    json!({
        "subject": subject,
        "metric": metric,
        "value": median(&sorted).map(rounded),
        "min": min.map(rounded),
        "max": max.map(rounded),
        "unit": unit,
    })
}

/// The middle one of what is sorted; of an even number the mean of the two.
fn median(sorted: &[f64]) -> Option<f64> {
    let half = sorted.len() / 2;
    let upper = sorted.get(half)?;
    if sorted.len() % 2 == 1 { Some(*upper) } else { Some((sorted.get(half - 1)? + upper) / 2.0) }
}

/// Five digits, as many as the other benches give.
fn rounded(value: f64) -> f64 {
    format!("{value:.4e}").parse().unwrap_or(value)
}

/// How many ns one of `each` things takes that `batch` does at a time, over at least this long.
pub fn ns_each(at_least: Duration, each: u64, mut batch: impl FnMut()) -> f64 {
    let (started, mut batches) = (Instant::now(), 0_u64);
    loop {
        batch();
        batches += 1;
        let elapsed = started.elapsed();
        if elapsed >= at_least {
            return elapsed.as_nanos() as f64 / (batches * each) as f64;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_has_the_median_between_its_ends() {
        let odd = row("a", "m", "ns", &[3.0, 1.0, 2.0]);
        assert_eq!((&odd["value"], &odd["min"], &odd["max"]), (&json!(2.0), &json!(1.0), &json!(3.0)));
        assert_eq!(row("a", "m", "ns", &[1.0, 2.0])["value"], json!(1.5));
        assert_eq!(row("a", "m", "ns", &[123_456_789.0])["value"], json!(123_460_000.0));
    }
}
