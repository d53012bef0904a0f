//! The benches, each run for as little as shows that it can be: what it measures is not judged here.

use std::sync::{Mutex, PoisonError};

use super::native::cargo_test;
use crate::bench;
use crate::bench::script::{Bench, Extent};
use crate::context::Context;
use crate::log::Log;
use crate::proc;
use crate::test::counts::Counts;

/// They wait for browsers and servers more than they compute.
const AT_A_TIME: usize = 2;

pub(in crate::test) fn bench(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    let mut counts = cargo_test(context, "everwire-benches", &[&["--lib", "--test", "smoke"]], log)?;
    if context.browser()?.is_none() || context.firefox()?.is_none() {
        counts += Counts::skipped("no Chromium or no Firefox");
        return Ok(counts);
    }
    let scripts = Bench::with(context, context.server(log)?.clone(), log)?;
    let left = Mutex::new(bench::ALL.iter().filter(|bench| bench.is_a_script()));
    let ran = Mutex::new(Vec::new());
    let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
    std::thread::scope(|threads| {
        for _ in 0..AT_A_TIME {
            threads.spawn(|| {
                while let Some(bench) = next() {
                    let outcome = smoke(context, &scripts, bench.name);
                    ran.lock().unwrap_or_else(PoisonError::into_inner).push(outcome);
                }
            });
        }
    });
    for outcome in ran.into_inner().unwrap_or_else(PoisonError::into_inner) {
        let (succeeded, text) = outcome?;
        log.line(&text);
        counts += Counts::one(succeeded);
    }
    Ok(counts)
}

/// Whether the bench ran to its end, with all that it printed. That is kept apart: two run at a time.
fn smoke(context: &Context, scripts: &Bench<'_>, name: &str) -> anyhow::Result<(bool, String)> {
    let log = Log::create(&context.repo().target(format!("test-logs/bench-{name}.log")))?;
    let outcome = scripts.run(name, Extent::Smoke, &log);
    let left = proc::end_leftovers_of(&log);
    let text = log.text();
    let verdict = match &outcome {
        Ok(rows) if left.is_empty() => format!("  ok  {name}: {} rows", rows.len()),
        Ok(_) => format!("FAIL  {name}\n      it left processes behind: {}", left.join(", ")),
        Err(error) => {
            // What a script of ours dies of has a line of its own; the rest is where.
            let why = text.lines().rfind(|line| line.contains("Error: ")).unwrap_or_default();
            format!("FAIL  {name}\n      {why}\n      {error:#}")
        }
    };
    Ok((outcome.is_ok() && left.is_empty(), format!("{text}{verdict}")))
}
