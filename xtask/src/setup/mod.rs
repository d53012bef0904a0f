//! What a bare machine lacks, put there once: each step looks first and does nothing where nothing is missing.
//!
//! Sources are the package registries of the ordinary clients (cargo, npm, apt) and rustup, nothing else.

pub(crate) mod apt;
pub(crate) mod chromium;
pub(crate) mod component;
pub(crate) mod firefox;
pub(crate) mod firewall;
pub(crate) mod npm;
pub(crate) mod servers;
pub(crate) mod tools;
pub(crate) mod wasm_target;
pub(crate) mod webkit;

use std::panic::resume_unwind;
use std::thread;
use std::time::Instant;

use crate::context::Context;
use crate::files::Repo;
use crate::log::{Log, tail};

use component::Component;

/// Meets all needs. The distribution's packages are fetched while our tools compile.
pub(crate) fn meet(context: &Context, needs: &[Need]) -> anyhow::Result<()> {
    let (packages, rest): (Vec<Need>, Vec<Need>) = needs.iter().partition(|need| need.is_debians());
    let each = |needs: Vec<Need>| needs.into_iter().try_for_each(|need| need.set_up(context));
    thread::scope(|scope| {
        let packages = scope.spawn(|| each(packages));
        let rest = each(rest);
        packages.join().unwrap_or_else(|panic| resume_unwind(panic)).and(rest)
    })
}

/// A step that takes long: says that it begins and how it ended. Its output is in a log, and shown if it fails.
fn announced<T>(
    repo: &Repo,
    name: &str,
    what: &str,
    step: impl FnOnce(&Log) -> anyhow::Result<T>,
) -> anyhow::Result<T> {
    let log = Log::create(&repo.target(format!("test-logs/setup-{name}.log")))?;
    eprintln!("setup: {what} …");
    let started = Instant::now();
    let outcome = step(&log);
    match &outcome {
        Ok(_) => eprintln!("setup: {name} ready ({:.1} s)", started.elapsed().as_secs_f64()),
        Err(_) => eprint!("{}", tail(&log.text(), 40)),
    }
    outcome
}

/// What a suite needs on the machine before it starts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Need {
    Rustfmt,
    Clippy,
    /// A compiler for wasm32-unknown-unknown.
    WasmTarget,
    /// wasm-bindgen and wasm-pack.
    Tools,
    /// What builds and judges the npm package.
    NpmXtask,
    /// What the tests in JavaScript import.
    NpmTests,
    /// The bundlers, runtimes and frameworks that use the package.
    NpmMatrix,
    /// What the benches measure beside the package.
    NpmBenches,
    /// Chromium and its driver.
    Browser,
    Firefox,
    /// WebKitGTK, its driver and a display.
    WebKit,
    /// iptables.
    Firewall,
    Redis,
    Nginx,
}

impl Need {
    /// The steps of the package's build.
    pub(crate) const PACKAGE: &'static [Self] = &[Self::WasmTarget, Self::Tools, Self::NpmXtask];

    fn is_debians(self) -> bool {
        matches!(self, Self::Browser | Self::Firefox | Self::WebKit | Self::Firewall | Self::Redis | Self::Nginx)
    }

    fn set_up(self, context: &Context) -> anyhow::Result<()> {
        match self {
            Self::Rustfmt => context.component(Component::Rustfmt).map(drop),
            Self::Clippy => context.component(Component::Clippy).map(drop),
            Self::WasmTarget => context.wasm_target().map(drop),
            Self::Tools => context.tools().map(drop),
            Self::NpmXtask => context.npm(npm::NpmProject::Xtask).map(drop),
            Self::NpmTests => context.npm(npm::NpmProject::Tests).map(drop),
            Self::NpmMatrix => context.npm(npm::NpmProject::Matrix).map(drop),
            Self::NpmBenches => context.npm(npm::NpmProject::Benches).map(drop),
            Self::Browser => context.browser().map(drop),
            Self::Firefox => context.firefox().map(drop),
            Self::WebKit => context.webkit().map(drop),
            Self::Firewall => firewall::set_up(context).map(drop),
            Self::Redis => servers::redis(context).map(drop),
            Self::Nginx => servers::nginx(context).map(drop),
        }
    }
}
