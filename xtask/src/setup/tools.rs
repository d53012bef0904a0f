//! wasm-bindgen, its test runner and wasm-pack, from the crate `xtask/tools`: versions by Cargo.lock.

use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};

use crate::context::Context;
use crate::log::Log;
use crate::setup::announced;

const NAMES: [&str; 3] = ["wasm-bindgen", "wasm-bindgen-test-runner", "wasm-pack"];

/// The folder with the executables, to be put on PATH.
pub(crate) fn set_up(context: &Context) -> anyhow::Result<PathBuf> {
    let bin = context.repo().target("tools/bin");
    if bin.join("wasm-pack").exists() {
        // Seconds at most, and mostly none: cargo sees that nothing changed.
        build(context, &Log::create(&context.repo().target("test-logs/setup-tools.log"))?)?;
    } else {
        announced(context.repo(), "tools", "compiling wasm-bindgen and wasm-pack, once, some minutes", |log| {
            build(context, log)
        })?;
    }
    std::fs::create_dir_all(&bin)?;
    for name in NAMES {
        link(Path::new("../debug/everwire-tools"), &bin.join(name))?;
    }
    Ok(bin)
}

/// A target folder of its own: an editor or another build that holds cargo's lock does not hold up this long one, and
/// its settings do not rebuild theirs. No debug information and a little optimisation: quick to build, quick to run.
fn build(context: &Context, log: &Log) -> anyhow::Result<()> {
    context
        .cargo("build")
        .args(["--package", "everwire-tools"])
        .env("CARGO_TARGET_DIR", context.repo().target("tools"))
        .env("CARGO_PROFILE_DEV_DEBUG", "0")
        .env("CARGO_PROFILE_DEV_OPT_LEVEL", "1")
        .run(log)
}

fn link(to: &Path, from: &Path) -> anyhow::Result<()> {
    if std::fs::read_link(from).ok().as_deref() != Some(to) {
        let _ = std::fs::remove_file(from);
        symlink(to, from)?;
    }
    Ok(())
}
