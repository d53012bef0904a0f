//! `cargo xtask …`: every task a person runs, from a bare checkout.
//!
//! What it promises: each command does its own set-up (and only what is missing), downloads from package registries
//! and rustup alone, binds to the loopback interface alone, and leaves no process behind, also on Ctrl-C.

mod bench;
mod cli;
mod context;
mod demo;
mod files;
mod fuzz;
mod log;
mod mock_server;
mod mutants;
mod package;
mod proc;
mod setup;
mod simulate;
mod size;
mod test;

use std::process::ExitCode;

use cli::Task;
use context::Context;

fn main() -> ExitCode {
    let outcome = cli::parse(lexopt::Parser::from_env()).and_then(run);
    proc::end_everything();
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Runs a task: whether it succeeded, or why it could not be done at all.
fn run(task: Task) -> anyhow::Result<bool> {
    proc::watch_over_children()?;
    match task {
        Task::Help => {
            print!("{}", cli::HELP);
            Ok(true)
        }
        Task::Demo { check, picture, port } => demo::run(&Context::new()?, check, picture, port),
        Task::Test(wish) => test::run(&Context::new()?, &wish),
        Task::ListSuites => {
            print!("{}", test::list());
            Ok(true)
        }
        Task::Simulate(wish) => simulate::run(&Context::new()?, wish),
        Task::Fuzz { minutes } => fuzz::run(&Context::new()?, minutes),
        Task::Bench(wish) => bench::run(&Context::new()?, &wish),
        Task::Mutants { from } => mutants::run(&Context::new()?, from),
        Task::Package => package::run(&Context::new()?),
        Task::Size { json } => size::run(&Context::new()?, json),
    }
}
