//! The benches, each run for as little as shows that it can be: what it measures is not judged here.

use std::sync::{Mutex, PoisonError};

use super::native::cargo_test;
use crate::bench;
use crate::bench::script::{Bench, Extent};
use crate::context::Context;
use crate::log::Log;
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
    let sum = Mutex::new(counts);
    let next = || left.lock().unwrap_or_else(PoisonError::into_inner).next();
    std::thread::scope(|threads| {
        for _ in 0..AT_A_TIME {
            threads.spawn(|| {
                while let Some(bench) = next() {
                    let outcome = scripts.run(bench.name, Extent::Smoke, log);
                    log.line(&match &outcome {
                        Ok(rows) => format!("  ok  {}: {} rows", bench.name, rows.len()),
                        Err(error) => format!("FAIL  {}\n      {error:#}", bench.name),
                    });
                    *sum.lock().unwrap_or_else(PoisonError::into_inner) += Counts::one(outcome.is_ok());
                }
            });
        }
    });
    Ok(sum.into_inner().unwrap_or_else(PoisonError::into_inner))
}
