//! The README's table of figures, each of which comes from the rows that the repository keeps.

use anyhow::Context as _;

use super::row::Row;
use super::table::figure;
use super::targets::{self, Verdict};

const BEGIN: &str = "<!-- figures -->";
const END: &str = "<!-- /figures -->";

/// A line of the table.
struct Claim {
    what: &'static str,
    bench: &'static str,
    metric: &'static str,
    ours: &'static str,
    /// Who stands beside it.
    beside: &'static [&'static str],
}

const CLAIMS: &[Claim] = &[
    Claim {
        what: "throughput in Chromium, of the raw WebSocket's; the mean over sizes, kinds and directions",
        bench: "throughput",
        metric: "chromium_ratio_to_raw",
        ours: "everwire",
        beside: &["reconnecting-websocket", "partysocket", "socket.io-client"],
    },
    Claim {
        what: "the cost of a message that comes in, in Node 24 without a network",
        bench: "overhead",
        metric: "node_in",
        ours: "everwire",
        beside: &["reconnecting-websocket", "partysocket"],
    },
    Claim {
        what: "the cost of a message that is sent, in Node 24 without a network",
        bench: "overhead",
        metric: "node_out",
        ours: "everwire",
        beside: &["reconnecting-websocket", "partysocket"],
    },
    Claim {
        what: "from the import to an open connection, later than a raw WebSocket, in Chromium with a cold cache",
        bench: "coldstart",
        metric: "chromium_cold_open_over_raw",
        ours: "everwire",
        beside: &["reconnecting-websocket", "partysocket", "socket.io-client"],
    },
    Claim {
        what: "how busy a message keeps a page with a React list, of 100,000 that come one at a time",
        bench: "hook",
        metric: "busy_100000_ratio",
        ours: "everwire/react",
        beside: &["OpenHands use-websocket rules", "react-use-websocket"],
    },
    Claim {
        what: "until a link that died in silence is noticed",
        bench: "recovery",
        metric: "half_open_noticed",
        ours: "everwire",
        beside: &[],
    },
    Claim {
        what: "lost of 10,000 messages sent, with a fault every second of which every client is told",
        bench: "loss",
        metric: "told_out_lost",
        ours: "everwire",
        beside: &["reconnecting-websocket", "partysocket", "socket.io-client"],
    },
    Claim {
        what: "the same, with links among the faults that die in silence",
        bench: "loss",
        metric: "out_lost",
        ours: "everwire",
        beside: &["reconnecting-websocket", "partysocket", "socket.io-client"],
    },
    Claim {
        what: "the most of 10,000 clients that come back within 100 ms, after a minute without the server",
        bench: "herd",
        metric: "peak_share_10000",
        ours: "everwire",
        beside: &["centrifuge", "reconnecting-websocket", "socket.io-client", "partysocket", "react-use-websocket"],
    },
    Claim {
        what: "memory of an idle connection above a raw WebSocket's, in Node 24",
        bench: "memory",
        metric: "connection_over_raw",
        ours: "everwire",
        beside: &["reconnecting-websocket", "partysocket", "socket.io-client"],
    },
    Claim {
        what: "a step of the core, a message that comes in",
        bench: "core",
        metric: "message_in_step",
        ours: "everwire",
        beside: &[],
    },
    Claim {
        what: "states a second that the exhaustive search visits and judges",
        bench: "search",
        metric: "states_per_second",
        ours: "everwire",
        beside: &[],
    },
];

/// The README with its table anew.
pub(super) fn rewritten(readme: &str, rows: &[Row]) -> anyhow::Result<String> {
    let (before, rest) = readme.split_once(BEGIN).with_context(|| format!("README.md: no {BEGIN}"))?;
    let (_, after) = rest.split_once(END).with_context(|| format!("README.md: no {END}"))?;
    Ok(format!("{before}{BEGIN}\n{}{END}{after}", block(rows)?))
}

/// What stands between the markers: the table, and how it stands with each target.
fn block(rows: &[Row]) -> anyhow::Result<String> {
    let mut text = "| measured | everwire | beside it | command |\n| --- | --- | --- | --- |\n".to_owned();
    for claim in CLAIMS {
        text.push_str(&claim.line(rows)?);
    }
    text.push('\n');
    for target in targets::ALL {
        let verdict = match target.judge(rows) {
            Verdict::Held(measured) => format!("held, {measured}"),
            Verdict::Missed(how) => {
                let why = target.why_missed.map_or_else(String::new, |why| format!(": {why}"));
                format!("**missed** {how}{why}")
            }
            Verdict::NotMeasured => "not measured".to_owned(),
        };
        text.push_str(&format!("- {}: {verdict}\n", target.claim));
    }
    Ok(text)
}

impl Claim {
    fn line(&self, rows: &[Row]) -> anyhow::Result<String> {
        let Self { what, bench, metric, ours, beside } = self;
        let find = |subject: &str| {
            let of = |row: &&Row| row.bench == *bench && row.metric == *metric && row.is_of(subject);
            rows.iter()
                .find(of)
                .with_context(|| format!("no {metric} of {subject}: `cargo xtask bench --keep {bench}`"))
        };
        let ours = shown(find(ours)?);
        let beside = beside
            .iter()
            .map(|subject| Ok(format!("{subject} {}", shown(find(subject)?))))
            .collect::<anyhow::Result<Vec<_>>>()?;
        let beside = if beside.is_empty() { "–".to_owned() } else { beside.join(", ") };
        Ok(format!("| {what} | **{ours}** | {beside} | `cargo xtask bench {bench}` |\n"))
    }
}

/// A figure with its unit, as a sentence has it.
fn shown(row: &Row) -> String {
    let number = figure(row.value);
    match row.unit.as_str() {
        "1/s" => format!("{number} a second"),
        "x" => format!("{number}×"),
        "1" => number,
        unit => format!("{number} {unit}"),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::super::row::tests::row;
    use super::super::{kept, targets};
    use super::*;

    fn root() -> &'static Path {
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap()
    }

    #[test]
    fn the_readmes_figures_are_those_that_are_kept() {
        let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
        let expected = rewritten(&readme, &kept::rows(root()).unwrap()).unwrap();
        assert!(
            readme == expected,
            "the README's figures are not those of benches/results.json: `cargo xtask bench --redraw`"
        );
    }

    /// A target that is missed has its reason beside it, and one that is held has none.
    #[test]
    fn every_target_is_held_or_the_readme_says_why_not() {
        let rows = kept::rows(root()).unwrap();
        for target in targets::ALL {
            let (verdict, held) = (target.judge(&rows), target.why_missed.is_none());
            assert_eq!(matches!(verdict, Verdict::Held(_)), held, "{}: {verdict:?}", target.claim);
        }
    }

    #[test]
    fn a_claim_names_its_figures_and_its_command() {
        let claim = Claim { what: "cost", bench: "b", metric: "m", ours: "everwire", beside: &["partysocket"] };
        let rows = [row("b", "everwire 0.1.0", "m", 90.0, "ns"), row("b", "partysocket 1.3.0", "m", 1_500.0, "ns")];
        assert_eq!(claim.line(&rows).unwrap(), "| cost | **90 ns** | partysocket 1,500 ns | `cargo xtask bench b` |\n");
        let error = claim.line(&rows[..1]).unwrap_err().to_string();
        assert!(error.contains("no m of partysocket"), "{error}");
    }

    #[test]
    fn what_is_around_the_figures_stays() {
        let rows = kept::rows(root()).unwrap();
        let text = rewritten(&format!("a\n{BEGIN}\nold\n{END}\nb\n"), &rows).unwrap();
        assert!(text.starts_with(&format!("a\n{BEGIN}\n| measured")) && text.ends_with(&format!("\n{END}\nb\n")));
        assert!(!text.contains("\nold\n"));
        assert!(rewritten("nothing", &rows).is_err());
    }
}
