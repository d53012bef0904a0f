//! What is drawn of each bench, `.github/bench/NAME.svg`.

use super::plot::{Bar, Kind, Picture, Strip};
use super::row::Row;

struct Plot {
    bench: &'static str,
    /// For those who cannot see it.
    name: &'static str,
    panels: &'static [Panel],
}

/// Some bars.
struct Panel {
    title: &'static str,
    /// And which way is better.
    unit: &'static str,
    bars: Bars,
}

enum Bars {
    /// A metric, and a bar for each subject.
    Of(&'static str),
    /// Metrics of everwire's, and what each is called.
    Ours(&'static [(&'static str, &'static str)]),
}

const PLOTS: &[Plot] = &[
    Plot {
        bench: "throughput",
        name: "Messages a second in Chromium, in and out, of everwire, a raw WebSocket and peers",
        panels: &[
            Panel {
                title: "Chromium: 100 B of text, in",
                unit: "a second · more is better",
                bars: Bars::Of("chromium_in_text_100B"),
            },
            Panel {
                title: "Chromium: 100 B of text, out",
                unit: "a second · more is better",
                bars: Bars::Of("chromium_out_text_100B"),
            },
            Panel {
                title: "Chromium: 10 kB, binary, in",
                unit: "a second · more is better",
                bars: Bars::Of("chromium_in_binary_10kB"),
            },
            Panel {
                title: "Chromium: 10 kB, binary, out",
                unit: "a second · more is better",
                bars: Bars::Of("chromium_out_binary_10kB"),
            },
        ],
    },
    Plot {
        bench: "overhead",
        name: "What a client costs a message in Node 24, without a network",
        panels: &[
            Panel {
                title: "Node 24, no network: a message in",
                unit: "ns · less is better",
                bars: Bars::Of("node_in"),
            },
            Panel {
                title: "Node 24, no network: a message out",
                unit: "ns · less is better",
                bars: Bars::Of("node_out"),
            },
        ],
    },
    Plot {
        bench: "coldstart",
        name: "From the import to an open connection, in Chromium and Firefox",
        panels: &[
            Panel {
                title: "Chromium, cold cache: import to open",
                unit: "ms · less is better",
                bars: Bars::Of("chromium_cold_open"),
            },
            Panel {
                title: "Chromium, warm cache: import to open",
                unit: "ms · less is better",
                bars: Bars::Of("chromium_warm_open"),
            },
            Panel {
                title: "Firefox, cold cache: import to open",
                unit: "ms · less is better",
                bars: Bars::Of("firefox_cold_open"),
            },
            Panel {
                title: "Firefox, warm cache: import to open",
                unit: "ms · less is better",
                bars: Bars::Of("firefox_warm_open"),
            },
        ],
    },
    Plot {
        bench: "hook",
        name: "How busy a burst of 100,000 messages keeps a page with a React list",
        panels: &[
            Panel {
                title: "100,000 messages into a React list",
                unit: "busy ms · less is better",
                bars: Bars::Of("busy_100000"),
            },
            Panel { title: "Renders of that list", unit: "less is better", bars: Bars::Of("renders_100000") },
            Panel { title: "JS heap after that", unit: "MB · less is better", bars: Bars::Of("heap_100000") },
        ],
    },
    Plot {
        bench: "recovery",
        name: "How long it takes to be back after each fault",
        panels: &[
            Panel { title: "Back after a reset", unit: "ms · less is better", bars: Bars::Of("reset_back") },
            Panel {
                title: "Back after the server restarts",
                unit: "ms · less is better",
                bars: Bars::Of("restart_back"),
            },
            Panel {
                title: "Back after being refused for 10 s",
                unit: "ms · less is better",
                bars: Bars::Of("refuse_back"),
            },
            Panel {
                title: "Back after 10 s of hanging handshakes",
                unit: "ms · less is better",
                bars: Bars::Of("hang_back"),
            },
            Panel {
                title: "A dead link is noticed", unit: "ms · less is better", bars: Bars::Of("half_open_noticed")
            },
            Panel {
                title: "Clients that never notice, of 8",
                unit: "less is better",
                bars: Bars::Of("half_open_never"),
            },
        ],
    },
    Plot {
        bench: "loss",
        name: "What is lost and doubled of 10,000 messages each way, with a fault every second",
        panels: &[
            Panel { title: "Lost of 10,000 messages out", unit: "less is better", bars: Bars::Of("out_lost") },
            Panel { title: "Lost of 10,000 messages in", unit: "less is better", bars: Bars::Of("in_lost") },
            Panel { title: "Doubled of those out", unit: "less is better", bars: Bars::Of("out_doubled") },
            Panel { title: "Doubled of those in", unit: "less is better", bars: Bars::Of("in_doubled") },
        ],
    },
    Plot {
        bench: "herd",
        name: "How many clients of a fleet reconnect at a time after an outage of a minute, by policy",
        panels: &[Panel {
            title: "Most of 10,000 clients back within 100 ms",
            unit: "% · less is better",
            bars: Bars::Of("peak_share_10000"),
        }],
    },
    Plot {
        bench: "memory",
        name: "What a connection and a million messages keep in memory",
        panels: &[
            Panel {
                title: "An idle connection, in Node 24",
                unit: "bytes · less is better",
                bars: Bars::Of("connection"),
            },
            Panel { title: "Left of 1,000,000 messages", unit: "bytes · less is better", bars: Bars::Of("growth") },
        ],
    },
    Plot {
        bench: "core",
        name: "What a step of the core takes",
        panels: &[Panel {
            title: "A step of the core, natively",
            unit: "ns · less is better",
            bars: Bars::Ours(&[
                ("opening_step", "opening, closing"),
                ("message_in_step", "message in"),
                ("message_in_with_cursor_and_key_step", "in, with cursor and key"),
                ("send_step", "send"),
                ("delivery_step", "send, acknowledged"),
                ("loss_and_retry_step", "loss and retry"),
            ]),
        }],
    },
    Plot {
        bench: "search",
        name: "How fast the exhaustive search goes",
        panels: &[Panel {
            title: "Exhaustive search of the real core",
            unit: "a second · more is better",
            bars: Bars::Ours(&[("states_per_second", "states"), ("transitions_per_second", "steps, each judged")]),
        }],
    },
];

/// The metric whose rows have the load over time.
const LOAD: &str = "attempts_peak_10000";
/// Who never comes back is no peak either.
const GAVE_UP: &str = "gave_up_10000";
const FLEET: f64 = 10_000.0;
/// The second in which the server is back.
const BACK: usize = 60;

/// The picture of a bench; none where nothing of it was measured, or is to be drawn.
pub(super) fn draw(bench: &str, rows: &[Row]) -> Option<String> {
    let plot = PLOTS.iter().find(|plot| plot.bench == bench)?;
    let rows: Vec<&Row> = rows.iter().filter(|row| row.bench == bench).collect();
    if rows.is_empty() {
        return None;
    }
    let mut picture = Picture::new(plot.name);
    for Panel { title, unit, bars } in plot.panels {
        let bars: Vec<Bar> = match bars {
            Bars::Of(metric) => of(&rows, metric).map(|row| bar(row, &row.subject, &rows)).collect(),
            Bars::Ours(metrics) => {
                metrics.iter().flat_map(|(metric, label)| of(&rows, metric).map(|row| bar(row, label, &rows))).collect()
            }
        };
        if !bars.is_empty() {
            picture.bars(title, unit, &bars);
        }
    }
    if bench == "herd" {
        let strip =
            |row: &Row| Some(Strip { label: row.subject.clone(), kind: kind(row), series: row.series.clone()? });
        let loads: Vec<Strip> = of(&rows, LOAD).filter_map(strip).collect();
        let title = "Attempts that the server sees, each second";
        picture.strips(title, "scale: all clients at once", &loads, FLEET, (BACK, "server is back"));
    }
    picture.note(&format!("cargo xtask bench {bench}"));
    Some(picture.finish())
}

fn of<'a>(rows: &'a [&Row], metric: &'a str) -> impl Iterator<Item = &'a Row> {
    rows.iter().copied().filter(move |row| row.metric == metric)
}

/// `rows`: all that were measured beside it.
fn bar(row: &Row, label: &str, rows: &[&Row]) -> Bar {
    let Row { subject, value, min, max, .. } = row;
    let gave_up = of(rows, GAVE_UP).any(|other| other.subject == *subject && other.value == 100.0);
    let says = gave_up.then_some("none: all gave up");
    Bar { label: label.to_owned(), kind: kind(row), value: *value, min: *min, max: *max, says }
}

fn kind(row: &Row) -> Kind {
    match row.subject.split([' ', '/']).next() {
        Some("everwire") => Kind::Ours,
        Some("WebSocket") => Kind::Raw,
        _ => Kind::Peer,
    }
}

#[cfg(test)]
mod tests {
    use super::super::row::tests::row;
    use super::*;

    #[test]
    fn a_bar_for_each_subject_and_a_word_for_who_gave_up() {
        let rows = [
            row("herd", "everwire 0.1.0", "peak_share_10000", 0.5, "%"),
            row("herd", "graphql-ws 6.4.2", "peak_share_10000", 0.0, "%"),
            row("herd", "graphql-ws 6.4.2", "gave_up_10000", 100.0, "%"),
            row("core", "everwire 0.1.0", "send_step", 60.0, "ns"),
        ];
        let picture = draw("herd", &rows).unwrap();
        assert_eq!(picture.matches("<rect").count(), 2);
        assert_eq!(picture.matches("all gave up").count(), 1);
        assert!(draw("core", &rows).unwrap().contains(">send<"));
        assert!(draw("search", &rows).is_none());
    }
}
