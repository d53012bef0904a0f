//! What rustup's minimal profile leaves out: each of these is one of its components, which it adds on demand.

use std::path::Path;

use crate::context::Context;
use crate::files::on_path;
use crate::log::Log;
use crate::proc::Cmd;
use crate::setup::announced;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Component {
    Rustfmt,
    Clippy,
    /// The sources of the standard library: the published module brings a copy of it that is built for size.
    RustSrc,
}

impl Component {
    /// As rustup calls it.
    fn name(self) -> &'static str {
        match self {
            Self::Rustfmt => "rustfmt",
            Self::Clippy => "clippy",
            Self::RustSrc => "rust-src",
        }
    }

    /// Asked of the toolchain that runs us, whoever installed it.
    fn installed(self, context: &Context, log: &Log) -> anyhow::Result<bool> {
        match self {
            Self::Rustfmt => context.cargo("fmt").arg("--version").succeeds(log),
            Self::Clippy => context.cargo("clippy").arg("--version").succeeds(log),
            Self::RustSrc => {
                let sysroot = Cmd::new("rustc").args(["--print", "sysroot"]).output(log)?;
                Ok(Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/Cargo.lock").is_file())
            }
        }
    }
}

/// Whether it is there, after rustup was asked for it where it was not; if it is missing still, a line has said so.
pub(crate) fn set_up(context: &Context, component: Component) -> anyhow::Result<bool> {
    let name = component.name();
    let quiet = Log::create(&context.repo().target(format!("test-logs/setup-{name}-probe.log")))?;
    if component.installed(context, &quiet)? {
        return Ok(true);
    }
    let added = on_path("rustup").is_some()
        && announced(context.repo(), name, &format!("getting {name}"), |log| {
            Cmd::new("rustup").args(["component", "add", name]).run(log)
        })
        .is_ok()
        && component.installed(context, &quiet)?;
    if !added {
        eprintln!("setup: no {name}: run `rustup component add {name}`, or install what your Rust came from has of it");
    }
    Ok(added)
}
