//! wasm-bindgen's CLI, its test runner and wasm-pack in one executable, which acts as the tool by whose name it is
//! called (xtask makes the links).
//!
//! As dependencies their versions are the ones in Cargo.lock: no install step, no mismatch between the CLI and the
//! crate, and wasm-pack never asks the network whether a newer version exists. One executable, because rustc takes a
//! crate named `wasm_bindgen` for an outdated wasm-bindgen and refuses it.

use std::path::Path;
use std::process::ExitCode;

use anyhow::bail;
use clap::Parser;

fn main() -> ExitCode {
    env_logger::init();
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> anyhow::Result<()> {
    let called = std::env::args_os().next().unwrap_or_default();
    let name = Path::new(&called).file_stem().and_then(|name| name.to_str());
    match name.unwrap_or_default() {
        "wasm-bindgen" => wasm_bindgen_cli::wasm_bindgen::run_cli_with_args(std::env::args_os()),
        "wasm-bindgen-test-runner" => {
            wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(std::env::args_os())
        }
        "wasm-pack" => wasm_pack(),
        other => {
            bail!("called as `{other}`: link this executable as wasm-bindgen, wasm-bindgen-test-runner or wasm-pack")
        }
    }
}

fn wasm_pack() -> anyhow::Result<()> {
    let cli = wasm_pack::Cli::parse();
    wasm_pack::PBAR.set_log_level(cli.log_level);
    wasm_pack::PBAR.set_quiet(cli.quiet);
    wasm_pack::command::run_wasm_pack(cli.cmd)
}
