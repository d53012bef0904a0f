//! The command line, parsed into what is to be done.

use std::num::NonZeroUsize;

use anyhow::{Context as _, bail};
use lexopt::prelude::*;

use crate::test::{self, Wish};
use crate::{bench, simulate};

pub(crate) const HELP: &str = "\
cargo xtask demo [--check [--picture]] [--port N]
                                               build everything, serve the demo page and print its URL;
                                               --check drives it in headless Chromium instead and exits 0 or 1,
                                               --picture then takes the README's picture anew (.github/demo-reconnect.png)
cargo xtask test [--quick] [--list] [SUITE…]   set up, then run every suite (or the named ones; --quick: the inner loop);
                                               --verbose prints what they print, also when all is well
cargo xtask package                            build pkg/ (what npm publishes) and pack it into target/package/
cargo xtask mutants [--from N]                 break the core in each way of xtask/mutants.json, and see that the tests notice;
                                               --from N goes on with the N-th
cargo xtask simulate [--socketio] [--schedules N] [--seed N]
                                               a client, a server and a network that fails, N times over (default 1,000,000);
                                               a seed alone is replayed and printed; --socketio: with namespaces
cargo xtask fuzz [--minutes N]                 libFuzzer on the core (default 10 minutes)
cargo xtask bench [BENCH…] [--json] [--rounds N] [--keep | --redraw]
                                               measure everwire beside its peers (all benches: under 25 minutes);
                                               --keep makes it the figures that the repository shows:
                                               benches/results.json, the README's table, .github/bench/*.svg;
                                               --redraw makes the latter two from the first, and measures nothing
cargo xtask size [--json]                      bytes of every entry of the package; fails over its budget
";

#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Task {
    Help,
    Demo { check: bool, picture: bool, port: u16 },
    Test(Wish),
    ListSuites,
    Mutants { from: usize },
    Simulate(simulate::Wish),
    Fuzz { minutes: u64 },
    Bench(bench::Wish),
    Package,
    Size { json: bool },
}

pub(crate) fn parse(mut args: lexopt::Parser) -> anyhow::Result<Task> {
    let name = match args.next()? {
        Some(Value(name)) => name.string()?,
        Some(Long("help") | Short('h')) => return Ok(Task::Help),
        None => bail!("say what to do:\n{HELP}"),
        Some(other) => return Err(other.unexpected().into()),
    };
    match name.as_str() {
        "help" => Ok(Task::Help),
        "demo" => demo(&mut args),
        "test" => test(&mut args),
        "mutants" => mutants(&mut args),
        "simulate" => simulate(&mut args),
        "fuzz" => fuzz(&mut args),
        "bench" => bench(&mut args),
        "package" => nothing_more(&mut args, Task::Package),
        "size" => size(&mut args),
        _ => bail!("there is no task `{name}`:\n{HELP}"),
    }
}

fn demo(args: &mut lexopt::Parser) -> anyhow::Result<Task> {
    let (mut check, mut picture, mut port) = (false, false, 0);
    while let Some(arg) = args.next()? {
        match arg {
            Long("check") => check = true,
            Long("picture") => picture = true,
            Long("port") => port = args.value()?.parse().context("--port")?,
            Long("help") | Short('h') => return Ok(Task::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    if picture && !check {
        bail!("--picture belongs to --check, which takes it");
    }
    Ok(Task::Demo { check, picture, port })
}

fn test(args: &mut lexopt::Parser) -> anyhow::Result<Task> {
    let (mut wish, mut list) = (Wish::default(), false);
    while let Some(arg) = args.next()? {
        match arg {
            Long("quick") => wish.quick = true,
            Long("verbose") | Short('v') => wish.verbose = true,
            Long("list") => list = true,
            Long("help") | Short('h') => return Ok(Task::Help),
            Value(name) => wish.names.push(name.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if list {
        return Ok(Task::ListSuites);
    }
    if let Some(unknown) = wish.names.iter().find(|name| test::find(name).is_none()) {
        bail!("there is no suite `{unknown}`; `cargo xtask test --list` names them all");
    }
    Ok(Task::Test(wish))
}

fn mutants(args: &mut lexopt::Parser) -> anyhow::Result<Task> {
    let mut from = 1;
    while let Some(arg) = args.next()? {
        match arg {
            Long("from") => from = args.value()?.parse().context("--from")?,
            Long("help") | Short('h') => return Ok(Task::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Mutants { from })
}

fn simulate(args: &mut lexopt::Parser) -> anyhow::Result<Task> {
    let mut wish = simulate::Wish::default();
    while let Some(arg) = args.next()? {
        match arg {
            Long("schedules") => wish.schedules = Some(args.value()?.parse().context("--schedules")?),
            Long("seed") => wish.seed = Some(args.value()?.parse().context("--seed")?),
            Long("socketio") => wish.socketio = true,
            Long("help") | Short('h') => return Ok(Task::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Simulate(wish))
}

fn fuzz(args: &mut lexopt::Parser) -> anyhow::Result<Task> {
    let mut minutes = 10;
    while let Some(arg) = args.next()? {
        match arg {
            Long("minutes") => minutes = args.value()?.parse().context("--minutes")?,
            Long("help") | Short('h') => return Ok(Task::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Fuzz { minutes })
}

fn bench(args: &mut lexopt::Parser) -> anyhow::Result<Task> {
    let mut wish = bench::Wish::default();
    while let Some(arg) = args.next()? {
        match arg {
            Long("json") => wish.json = true,
            Long("keep") => wish.keep = true,
            Long("redraw") => wish.redraw = true,
            Long("rounds") => {
                let rounds: NonZeroUsize = args.value()?.parse().context("--rounds")?;
                wish.rounds = Some(rounds.get());
            }
            Long("help") | Short('h') => return Ok(Task::Help),
            Value(name) => wish.names.push(name.string()?),
            other => return Err(other.unexpected().into()),
        }
    }
    if wish.redraw && wish != (bench::Wish { redraw: true, ..bench::Wish::default() }) {
        bail!("--redraw measures nothing: it stands alone");
    }
    if let Some(unknown) = wish.names.iter().find(|name| bench::find(name).is_none()) {
        bail!("there is no bench `{unknown}`; there are: {}", bench::names());
    }
    Ok(Task::Bench(wish))
}

fn size(args: &mut lexopt::Parser) -> anyhow::Result<Task> {
    let mut json = false;
    while let Some(arg) = args.next()? {
        match arg {
            Long("json") => json = true,
            Long("help") | Short('h') => return Ok(Task::Help),
            other => return Err(other.unexpected().into()),
        }
    }
    Ok(Task::Size { json })
}

fn nothing_more(args: &mut lexopt::Parser, task: Task) -> anyhow::Result<Task> {
    match args.next()? {
        None => Ok(task),
        Some(Long("help") | Short('h')) => Ok(Task::Help),
        Some(other) => Err(other.unexpected().into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn task(args: &str) -> anyhow::Result<Task> {
        parse(lexopt::Parser::from_args(args.split_whitespace()))
    }

    #[test]
    fn every_documented_form_is_understood() {
        let wish = |quick, verbose, names: &[&str]| {
            Task::Test(Wish { quick, verbose, names: names.iter().map(ToString::to_string).collect() })
        };
        for (args, expected) in [
            ("demo", Task::Demo { check: false, picture: false, port: 0 }),
            ("demo --check --port 8080", Task::Demo { check: true, picture: false, port: 8080 }),
            ("demo --picture --check", Task::Demo { check: true, picture: true, port: 0 }),
            ("test", wish(false, false, &[])),
            ("test --quick", wish(true, false, &[])),
            ("test core fmt --verbose", wish(false, true, &["core", "fmt"])),
            ("test --list", Task::ListSuites),
            ("package", Task::Package),
            ("mutants", Task::Mutants { from: 1 }),
            ("mutants --from 5", Task::Mutants { from: 5 }),
            ("simulate", Task::Simulate(simulate::Wish::default())),
            (
                "simulate --schedules 5 --seed 7",
                Task::Simulate(simulate::Wish { schedules: Some(5), seed: Some(7), socketio: false }),
            ),
            ("simulate --socketio", Task::Simulate(simulate::Wish { socketio: true, ..simulate::Wish::default() })),
            ("fuzz", Task::Fuzz { minutes: 10 }),
            ("fuzz --minutes 1", Task::Fuzz { minutes: 1 }),
            ("bench", Task::Bench(bench::Wish::default())),
            (
                "bench herd --json",
                Task::Bench(bench::Wish { names: vec!["herd".into()], json: true, ..bench::Wish::default() }),
            ),
            ("bench --redraw", Task::Bench(bench::Wish { redraw: true, ..bench::Wish::default() })),
            (
                "bench --rounds 3 --keep",
                Task::Bench(bench::Wish { rounds: Some(3), keep: true, ..bench::Wish::default() }),
            ),
            ("size --json", Task::Size { json: true }),
            ("--help", Task::Help),
        ] {
            assert_eq!(task(args).unwrap(), expected, "{args}");
        }
    }

    #[test]
    fn a_mistake_is_named() {
        for (args, word) in [
            ("", "say what to do"),
            ("tset", "tset"),
            ("test no-such-suite", "no-such-suite"),
            ("size --jsno", "--jsno"),
            ("demo --port 70000", "--port"),
            ("demo --picture", "--check"),
            ("simulate --seed x", "--seed"),
            ("bench hard", "hard"),
            ("bench --rounds 0", "--rounds"),
            ("bench herd --redraw", "--redraw"),
            ("package pkg", "pkg"),
        ] {
            let error = format!("{:#}", task(args).unwrap_err());
            assert!(error.contains(word), "{args}: {error}");
        }
    }
}
