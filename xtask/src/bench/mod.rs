//! `cargo xtask bench`: everwire beside its peers and beside the raw limit, as tables or for a machine.
//!
//! A bench measures every subject in turn, in several rounds, and gives rows of median, least and most. `--keep` makes what
//! was measured the figures that the repository shows: `benches/results.json`, the README's table, and the plots.

mod figures;
mod kept;
mod machine;
mod native;
mod plot;
mod plots;
mod row;
pub(crate) mod script;
mod table;
mod targets;

use std::time::Instant;

use crate::context::Context;
use crate::log::Log;
use crate::mock_server;

use row::Row;
use script::Extent;

/// What a person wants measured.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Wish {
    /// The chosen benches; all, if none is named.
    pub(crate) names: Vec<String>,
    /// For machines: then the only thing on standard output.
    pub(crate) json: bool,
    /// How often each subject is measured; each bench knows how often is enough.
    pub(crate) rounds: Option<usize>,
    /// What was measured becomes what the repository shows.
    pub(crate) keep: bool,
    /// What the repository shows is made from what it keeps, and nothing is measured.
    pub(crate) redraw: bool,
}

pub(crate) struct Bench {
    pub(crate) name: &'static str,
    /// Of whom there has to be a row.
    pub(crate) subjects: &'static [&'static str],
    how: How,
}

enum How {
    /// `benches/NAME.mjs`.
    Script,
    /// Programs of `benches/native`.
    Programs(&'static [&'static str]),
    Test(native::Test),
}

impl Bench {
    pub(crate) fn is_a_script(&self) -> bool {
        matches!(self.how, How::Script)
    }
}

/// Whom most of them measure: the limit, everwire, and its peers.
const EVERYONE: &[&str] = &["WebSocket", "everwire", "reconnecting-websocket", "partysocket", "socket.io-client"];

/// Whom faults are let loose on: a WebSocket alone does not come back.
const SURVIVORS: &[&str] =
    &["WebSocket, tried again by hand", "everwire", "reconnecting-websocket", "partysocket", "socket.io-client"];

/// Every bench there is.
pub(crate) static ALL: &[Bench] = &[
    Bench { name: "throughput", subjects: EVERYONE, how: How::Script },
    Bench {
        name: "overhead",
        subjects: &["WebSocket", "everwire", "reconnecting-websocket", "partysocket"],
        how: How::Script,
    },
    Bench { name: "coldstart", subjects: EVERYONE, how: How::Script },
    Bench {
        name: "hook",
        subjects: &["WebSocket", "everwire/react", "OpenHands use-websocket rules", "react-use-websocket"],
        how: How::Script,
    },
    Bench { name: "recovery", subjects: SURVIVORS, how: How::Script },
    Bench { name: "loss", subjects: SURVIVORS, how: How::Script },
    Bench { name: "herd", subjects: &["everwire"], how: How::Programs(&["herd"]) },
    Bench { name: "memory", subjects: EVERYONE, how: How::Script },
    Bench { name: "core", subjects: &["everwire"], how: How::Programs(&["steps", "bytes"]) },
    Bench {
        name: "search",
        subjects: &["everwire"],
        how: How::Test(native::Test {
            package: "everwire",
            args: &["--no-default-features", "--test", "core"],
            of_server: false,
        }),
    },
    Bench {
        name: "idle",
        subjects: &["everwire-mock-server"],
        how: How::Test(native::Test {
            package: "everwire-mock-server",
            args: &["--test", "promises"],
            of_server: true,
        }),
    },
];

/// Enough for a test that takes seconds and measures the same each time.
const ROUNDS_OF_TESTS: usize = 3;

pub(crate) fn find(name: &str) -> Option<&'static Bench> {
    ALL.iter().find(|bench| bench.name == name)
}

/// All names, for a person.
pub(crate) fn names() -> String {
    ALL.iter().map(|bench| bench.name).collect::<Vec<_>>().join(", ")
}

/// The task: whether every bench could be run to its end. One that could not keeps none of the others from it.
pub(crate) fn run(context: &Context, wish: &Wish) -> anyhow::Result<bool> {
    if wish.redraw {
        kept::show(context.repo())?;
        return Ok(true);
    }
    let wanted = |bench: &&Bench| wish.names.is_empty() || wish.names.iter().any(|name| name == bench.name);
    let (mut rows, mut failed) = (Vec::new(), Vec::new());
    for bench in ALL.iter().filter(wanted) {
        eprintln!("bench {} …", bench.name);
        let started = Instant::now();
        match measure(context, bench, wish.rounds) {
            Ok(measured) => {
                eprintln!("bench {}: {} rows ({:.1} s)", bench.name, measured.len(), started.elapsed().as_secs_f64());
                if !wish.json {
                    println!("{}\n{}", bench.name, table::of(&measured));
                }
                rows.extend(measured);
            }
            Err(error) => {
                eprintln!("bench {} failed: {error:#}", bench.name);
                failed.push(bench.name);
            }
        }
    }
    let machine = machine::describe();
    if wish.json {
        println!("{}", row::document(&rows, &machine, ""));
    }
    for line in targets::lines(&rows) {
        if wish.json { eprintln!("{line}") } else { println!("{line}") }
    }
    if wish.keep {
        kept::keep(context.repo(), rows, &machine)?;
    }
    if !failed.is_empty() {
        eprintln!("not measured: {}", failed.join(", "));
    }
    Ok(failed.is_empty())
}

fn measure(context: &Context, bench: &Bench, rounds: Option<usize>) -> anyhow::Result<Vec<Row>> {
    let log = Log::Terminal;
    match &bench.how {
        How::Script => {
            let server = mock_server::build_for_speed(context, &log)?;
            script::Bench::with(context, server, &log)?.run(bench.name, Extent::Rounds(rounds), &log)
        }
        How::Programs(programs) => native::programs(context, bench.name, programs, rounds),
        How::Test(test) => test.measure(context, bench.name, rounds.unwrap_or(ROUNDS_OF_TESTS)),
    }
}
