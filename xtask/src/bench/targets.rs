//! What was set out to be reached, held against what was measured.

use super::row::Row;
use super::table::figure;

/// Something that is to hold of every metric of some names, in which a star stands for anything.
pub(super) struct Target {
    pub(super) claim: &'static str,
    bench: &'static str,
    metrics: &'static [&'static str],
    /// Whose figures these are.
    ours: &'static str,
    rule: Rule,
    /// Why it does not hold, where it does not.
    pub(super) why_missed: Option<&'static str>,
}

enum Rule {
    AtLeast(f64),
    AtMost(f64),
    /// At least what every peer has.
    NoPeerIsAhead,
}

pub(super) const ALL: &[Target] = &[
    Target {
        claim: "throughput in Chromium is at least 0.95 of the raw WebSocket's",
        bench: "throughput",
        metrics: &["chromium_ratio_to_raw"],
        ours: "everwire",
        rule: Rule::AtLeast(0.95),
        why_missed: None,
    },
    Target {
        claim: "throughput in Chromium is at least that of every peer",
        bench: "throughput",
        metrics: &["chromium_ratio_to_raw"],
        ours: "everwire",
        rule: Rule::NoPeerIsAhead,
        why_missed: Some(
            "reconnecting-websocket hands on the socket's event as it is, whose target is that socket; ours is made to say that it \
             is the client's, and counted",
        ),
    },
    Target {
        claim: "the overhead of a message is at most 1 µs in Node 24",
        bench: "overhead",
        metrics: &["node_in", "node_out"],
        ours: "everwire",
        rule: Rule::AtMost(1_000.0),
        why_missed: None,
    },
    Target {
        claim: "a cold start is open within 5 ms of a raw WebSocket's",
        bench: "coldstart",
        metrics: &["*_open_over_raw"],
        ours: "everwire",
        rule: Rule::AtMost(5.0),
        why_missed: Some(
            "unpacking the module, which an interpreter does once, compiling it, and asking it for the first time take some \
             10 ms on two cores; `everwire/slim` need not unpack",
        ),
    },
    Target {
        claim: "100,000 messages keep the page 20 times less busy than by OpenHands' use-websocket rules",
        bench: "hook",
        metrics: &["busy_100000_ratio"],
        ours: "OpenHands use-websocket rules",
        rule: Rule::AtLeast(20.0),
        why_missed: Some(
            "most of what remains is Chromium's own: the raw WebSocket, whose list is rendered once, is 20 to 27 times below",
        ),
    },
    Target {
        claim: "under faults no message is lost",
        bench: "loss",
        metrics: &["*_lost"],
        ours: "everwire",
        rule: Rule::AtMost(0.0),
        why_missed: None,
    },
    Target {
        claim: "under faults no message is doubled",
        bench: "loss",
        metrics: &["*_doubled"],
        ours: "everwire",
        rule: Rule::AtMost(0.0),
        why_missed: None,
    },
    Target {
        claim: "no more than 0.7 % of 10,000 clients come back within 100 ms",
        bench: "herd",
        metrics: &["peak_share_10000"],
        ours: "everwire",
        rule: Rule::AtMost(0.7),
        why_missed: None,
    },
];

/// How it stands with one target.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Verdict {
    /// With the metric in which it was closest, and its figure.
    Held(String),
    Missed(String),
    NotMeasured,
}

impl Target {
    pub(super) fn judge(&self, rows: &[Row]) -> Verdict {
        let of_bench = || {
            rows.iter()
                .filter(|row| row.bench == self.bench && self.metrics.iter().any(|metric| matches(metric, &row.metric)))
        };
        let ours = of_bench().filter(|row| row.is_of(self.ours));
        let judged: Option<Vec<Judged<'_>>> = ours
            .map(|row| {
                let others: Vec<&Row> =
                    of_bench().filter(|other| other.metric == row.metric && !other.is_of(self.ours)).collect();
                Some(Judged { row, margin: self.rule.margin(row.value, &others)? })
            })
            .collect();
        let worst = judged.and_then(|all| all.into_iter().min_by(|a, b| a.margin.total_cmp(&b.margin)));
        match worst {
            None => Verdict::NotMeasured,
            Some(Judged { row, margin }) => {
                let measured = format!("{} {} in {}", figure(row.value), row.unit, row.metric);
                if margin >= 0.0 {
                    Verdict::Held(measured)
                } else {
                    Verdict::Missed(format!("by {}: {measured}", figure(-margin)))
                }
            }
        }
    }
}

/// A figure of ours, and how far it is on the right side.
struct Judged<'a> {
    row: &'a Row,
    margin: f64,
}

impl Rule {
    /// None where whom it is compared with was not measured.
    fn margin(&self, ours: f64, others: &[&Row]) -> Option<f64> {
        match self {
            Self::AtLeast(least) => Some(ours - least),
            Self::AtMost(most) => Some(most - ours),
            Self::NoPeerIsAhead => {
                let peers = others.iter().filter(|row| !row.is_of(RAW)).map(|row| row.value);
                peers.map(|peer| ours - peer).min_by(f64::total_cmp)
            }
        }
    }
}

const RAW: &str = "WebSocket";

/// For a person, a line for each target of whose bench there are rows.
pub(super) fn lines(rows: &[Row]) -> Vec<String> {
    let measured = ALL.iter().filter(|target| rows.iter().any(|row| row.bench == target.bench));
    measured
        .map(|target| match target.judge(rows) {
            Verdict::Held(measured) => format!("held: {} ({measured})", target.claim),
            Verdict::Missed(how) => format!("missed {how}: {}", target.claim),
            Verdict::NotMeasured => format!("not measured: {}", target.claim),
        })
        .collect()
}

/// Whether a name is one that the pattern stands for; a star is anything.
fn matches(pattern: &str, name: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == name,
        Some((start, rest)) => name
            .strip_prefix(start)
            .is_some_and(|name| (0..=name.len()).any(|at| name.get(at..).is_some_and(|name| matches(rest, name)))),
    }
}

#[cfg(test)]
mod tests {
    use super::super::row::tests::row;
    use super::*;

    fn judged(rule: Rule, rows: &[(&str, &str, f64)]) -> Verdict {
        let rows: Vec<Row> =
            rows.iter().map(|(subject, metric, value)| row("b", subject, metric, *value, "x")).collect();
        Target { claim: "", bench: "b", metrics: &["in_*"], ours: "everwire", rule, why_missed: None }.judge(&rows)
    }

    #[test]
    fn a_target_is_judged_where_it_is_closest() {
        let rows = [("everwire 1", "in_a", 0.99), ("everwire 1", "in_b", 0.96), ("everwire 1", "out", 0.1)];
        assert_eq!(judged(Rule::AtLeast(0.95), &rows), Verdict::Held("0.960 x in in_b".into()));
        assert_eq!(judged(Rule::AtLeast(0.97), &rows), Verdict::Missed("by 0.0100: 0.960 x in in_b".into()));
        assert_eq!(judged(Rule::AtMost(0.98), &rows), Verdict::Missed("by 0.0100: 0.990 x in in_a".into()));
    }

    #[test]
    fn the_raw_limit_is_no_peer() {
        let rows = |ours| [("everwire 1", "in_a", ours), ("WebSocket", "in_a", 10.0), ("partysocket 1", "in_a", 9.0)];
        assert!(matches!(judged(Rule::NoPeerIsAhead, &rows(9.0)), Verdict::Held(_)));
        assert!(matches!(judged(Rule::NoPeerIsAhead, &rows(8.0)), Verdict::Missed(_)));
    }

    #[test]
    fn what_was_not_measured_is_not_held() {
        assert_eq!(judged(Rule::AtMost(1.0), &[]), Verdict::NotMeasured);
        assert_eq!(judged(Rule::NoPeerIsAhead, &[("everwire 1", "in_a", 1.0)]), Verdict::NotMeasured);
    }

    #[test]
    fn stars_stand_for_anything() {
        assert!(matches("in_*_text", "in_100_text") && matches("*", "x") && matches("a", "a") && matches("a*", "a"));
        assert!(!matches("in_*_text", "in_100_binary") && !matches("a", "ab"));
    }
}
