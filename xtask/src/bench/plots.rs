//! What is drawn of each bench, `.github/bench/NAME.svg`.

use super::plot::{Bar, Kind, Picture, Strip};
use super::row::Row;

/// Bars of one metric, a bar a subject.
struct Panel {
    metric: &'static str,
    title: &'static str,
    unit: &'static str,
}

struct Plot {
    bench: &'static str,
    /// For those who cannot see it.
    name: &'static str,
    panels: &'static [Panel],
}

const PLOTS: &[Plot] = &[
    Plot { bench: "core", name: "What a step of the core takes", panels: &[] },
    Plot {
        bench: "herd",
        name: "How many clients of a fleet reconnect at a time after an outage of a minute, by policy",
        panels: &[Panel {
            metric: "peak_share_10000",
            title: "Most of 10,000 clients back within 100 ms",
            unit: "% · less is better",
        }],
    },
];

/// The metric whose rows have the load over time.
const LOAD: &str = "attempts_peak_10000";
const FLEET: f64 = 10_000.0;
/// The second in which the server is back.
const BACK: usize = 60;

/// The picture of a bench; none where nothing of it is to be drawn.
pub(super) fn draw(bench: &str, rows: &[Row]) -> Option<String> {
    let plot = PLOTS.iter().find(|plot| plot.bench == bench)?;
    let mut picture = Picture::new(plot.name);
    for Panel { metric, title, unit } in plot.panels {
        let bars: Vec<Bar> = of(rows, bench, metric).map(bar).collect();
        if !bars.is_empty() {
            picture.bars(title, unit, &bars);
        }
    }
    if bench == "herd" {
        let loads = of(rows, bench, LOAD).filter_map(|row| {
            let series = row.series.clone()?;
            Some(Strip { label: row.subject.clone(), kind: kind(row), series })
        });
        let title = "Attempts that the server sees, each second";
        picture.strips(
            title,
            "scale: all clients at once",
            &loads.collect::<Vec<_>>(),
            FLEET,
            (BACK, "server is back"),
        );
    }
    picture.note(&format!("cargo xtask bench {bench}"));
    Some(picture.finish())
}

fn of<'a>(rows: &'a [Row], bench: &'a str, metric: &'a str) -> impl Iterator<Item = &'a Row> {
    rows.iter().filter(move |row| row.bench == bench && row.metric == metric)
}

fn bar(row: &Row) -> Bar {
    Bar { label: row.subject.clone(), kind: kind(row), value: row.value, min: row.min, max: row.max }
}

fn kind(row: &Row) -> Kind {
    match row.subject.split([' ', '/']).next() {
        Some("everwire") => Kind::Ours,
        Some("WebSocket") => Kind::Raw,
        _ => Kind::Peer,
    }
}
