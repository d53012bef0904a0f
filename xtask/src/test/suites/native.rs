//! Suites that cargo runs on the machine itself.

use crate::context::Context;
use crate::log::Log;
use crate::test::counts::Counts;

pub(in crate::test) fn core(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    // Examples of the documentation have a run of their own: cargo does not mix them with other targets.
    let runs: [&[&str]; 2] = [&["--lib", "--test", "core", "--test", "socketio"], &["--doc"]];
    cargo_test(context, "everwire", &runs, log)
}

pub(in crate::test) fn mock_server(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    cargo_test(context, "everwire-mock-server", &[&[]], log)
}

pub(in crate::test) fn xtask(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    cargo_test(context, "xtask", &[&[]], log)
}

/// `cargo test` of a package, once with each list of arguments; a failed run does not keep the next from running.
pub(super) fn cargo_test(context: &Context, package: &str, runs: &[&[&str]], log: &Log) -> anyhow::Result<Counts> {
    let mut succeeded = true;
    for args in runs {
        succeeded &= context.cargo("test").args(["--package", package, "--no-fail-fast"]).args(*args).succeeds(log)?;
    }
    Ok(Counts::of_cargo(&log.text(), succeeded))
}
