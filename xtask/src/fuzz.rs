//! libFuzzer on the core, with the compiler's own coverage: on stable Rust, with no more than a C++ compiler beside it.

use std::path::Path;

use anyhow::{Context as _, bail};

use crate::context::Context;
use crate::log::Log;
use crate::proc::Cmd;

/// What libFuzzer needs to see where an input leads; `cfg(fuzzing)` makes the crate one for it.
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 -Cdebug-assertions -Coverflow-checks";

/// The task: whether nothing was found in so many minutes.
pub(crate) fn run(context: &Context, minutes: u64) -> anyhow::Result<bool> {
    let (log, dir) = (Log::Terminal, context.repo().target("fuzz"));
    let corpus = dir.join("corpus");
    std::fs::create_dir_all(&corpus)?;
    let host = host(&log)?;
    // With a target named, build scripts and macros are spared the flags.
    context
        .cargo("build")
        .args(["--release", "--package", "everwire-fuzz", "--target", &host])
        .env("CARGO_TARGET_DIR", &dir)
        .env("RUSTFLAGS", FLAGS)
        .run(&log)
        .context("libFuzzer is C++: is there a g++ or clang++?")?;
    let fuzzer = dir.join(&host).join("release/everwire-fuzz");
    let fine = Cmd::new(&fuzzer)
        .arg(&corpus)
        .args([format!("-max_total_time={}", minutes * 60), format!("-artifact_prefix={}/", dir.display())])
        .args(["-max_len=1000", "-timeout=10", "-print_final_stats=1", "-verbosity=1"])
        .dir(context.repo().root())
        .succeeds(&log)?;
    if !fine {
        println!("found something: {} FILE runs the file again that is named above", shown(&fuzzer, context));
    }
    Ok(fine)
}

fn shown(path: &Path, context: &Context) -> String {
    path.strip_prefix(context.repo().root()).unwrap_or(path).display().to_string()
}

/// The triple of this machine.
fn host(log: &Log) -> anyhow::Result<String> {
    let version = Cmd::new("rustc").arg("-vV").output(log)?;
    match version.lines().find_map(|line| line.strip_prefix("host: ")) {
        Some(host) => Ok(host.to_owned()),
        None => bail!("rustc -vV names no host"),
    }
}
