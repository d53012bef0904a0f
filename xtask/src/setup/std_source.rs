//! The sources of Rust's standard library: the published module brings a copy of it that is built for size.

use std::path::Path;

use crate::context::Context;
use crate::log::Log;
use crate::proc::Cmd;
use crate::setup::announced;

/// Whether they are there, after rustup was asked for them where they were not.
pub(crate) fn set_up(context: &Context) -> anyhow::Result<bool> {
    let quiet = Log::create(&context.repo().target("test-logs/setup-std-source.log"))?;
    if installed(&quiet)? {
        return Ok(true);
    }
    announced(context.repo(), "std-source", "getting the sources of the standard library", |log| {
        Ok(Cmd::new("rustup").args(["component", "add", "rust-src"]).succeeds(log)? && installed(log)?)
    })
}

fn installed(log: &Log) -> anyhow::Result<bool> {
    let sysroot = Cmd::new("rustc").args(["--print", "sysroot"]).output(log)?;
    Ok(Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/Cargo.lock").is_file())
}
