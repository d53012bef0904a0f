//! A compiler for `wasm32-unknown-unknown`: rustup's, or, where rustup cannot get the target, Debian's `rustc-web`,
//! which builds the standard library from source with the linker of the toolchain that runs us.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::context::Context;
use crate::files::on_path;
use crate::log::Log;
use crate::proc::Cmd;
use crate::setup::component::Component;
use crate::setup::{announced, apt};

pub(crate) const TRIPLE: &str = "wasm32-unknown-unknown";

#[derive(Debug)]
pub(crate) enum WasmTarget {
    /// The toolchain has the target.
    Installed,
    /// Debian's compiler, and the folder of the toolchain that has `rust-lld`.
    Debian { rustc: PathBuf, linker_dir: PathBuf },
}

impl WasmTarget {
    /// Arguments for a cargo command that compiles for wasm32.
    pub(crate) fn args(&self) -> Vec<String> {
        let mut args = vec!["--target".to_owned(), TRIPLE.to_owned()];
        args.extend(self.build_std_args());
        args
    }

    /// The same for a command that names the target itself.
    pub(crate) fn build_std_args(&self) -> Vec<String> {
        match self {
            Self::Installed => Vec::new(),
            Self::Debian { .. } => {
                let linker = format!("target.{TRIPLE}.linker=\"rust-lld\"");
                vec!["-Zbuild-std=std,panic_abort".to_owned(), "--config".to_owned(), linker]
            }
        }
    }

    /// Whether this compiler builds the standard library from its sources, given those of a toolchain of rustup's.
    pub(crate) fn has_std_source(&self, context: &Context) -> anyhow::Result<bool> {
        match self {
            Self::Installed => context.component(Component::RustSrc),
            Self::Debian { .. } => Ok(true),
        }
    }

    /// A cargo command, made to use this compiler.
    pub(crate) fn with(&self, cmd: Cmd) -> anyhow::Result<Cmd> {
        match self {
            Self::Installed => Ok(cmd),
            Self::Debian { rustc, linker_dir } => {
                cmd.env("RUSTC", rustc).env("RUSTC_BOOTSTRAP", "1").path_first(linker_dir)
            }
        }
    }
}

pub(crate) fn set_up(context: &Context) -> anyhow::Result<WasmTarget> {
    let quiet = Log::create(&context.repo().target("test-logs/setup-wasm-target.log"))?;
    // The second way is rarely gone; this lets a person try it on a machine where the first one works.
    let second_way = std::env::var_os("EVERWIRE_DEBIAN_WASM").is_some();
    if !second_way && installed(&quiet)? {
        return Ok(WasmTarget::Installed);
    }
    announced(context.repo(), "wasm-target", "getting the target wasm32-unknown-unknown", |log| {
        let rustup = !second_way
            && on_path("rustup").is_some()
            && Cmd::new("rustup").args(["target", "add", TRIPLE]).succeeds(log)?
            && installed(log)?;
        if rustup { Ok(WasmTarget::Installed) } else { debian(log) }
    })
}

fn installed(log: &Log) -> anyhow::Result<bool> {
    let rustc = Cmd::new("rustc").args(["--print", "target-libdir", "--target", TRIPLE]);
    Ok(Path::new(rustc.output(log)?.trim()).is_dir())
}

fn debian(log: &Log) -> anyhow::Result<WasmTarget> {
    if debian_rustc().is_none() && apt::usable() {
        apt::install(&["rustc-web", "rust-web-src"], log)?;
    }
    let rustc = debian_rustc().context(
        "no compiler for wasm32-unknown-unknown: run `rustup target add wasm32-unknown-unknown`, \
         or install Debian's packages `rustc-web` and `rust-web-src`",
    )?;
    let sysroot = Cmd::new("rustc").args(["--print", "sysroot"]).output(log)?;
    let host = Cmd::new("rustc").args(["--print", "host-tuple"]).output(log)?;
    let linker_dir = Path::new(sysroot.trim()).join("lib/rustlib").join(host.trim()).join("bin");
    Ok(WasmTarget::Debian { rustc, linker_dir })
}

/// The distribution's compiler, where the sources of its standard library are there too.
fn debian_rustc() -> Option<PathBuf> {
    let rustc = PathBuf::from("/usr/bin/rustc");
    (rustc.is_file() && Path::new("/usr/lib/rustlib/src/rust/library").is_dir()).then_some(rustc)
}
