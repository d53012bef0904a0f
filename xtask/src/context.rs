//! What a task has at hand: the repository, the tools, and the things that several steps need but that are built once
//! a run. Everything is made at first use, so a task sets up only what it needs; whoever needs it meanwhile waits.

use std::path::PathBuf;
use std::sync::OnceLock;

use anyhow::bail;

use crate::files::Repo;
use crate::log::Log;
use crate::mock_server;
use crate::package::{self, Package};
use crate::proc::Cmd;
use crate::setup::chromium::Browser;
use crate::setup::component::Component;
use crate::setup::npm::NpmProject;
use crate::setup::wasm_target::WasmTarget;
use crate::setup::webkit::WebKit;
use crate::setup::{chromium, component, firefox, npm, tools, wasm_target, webkit};

/// Made once; the error of a failed first try is told again as it was.
type Once<T> = OnceLock<Result<T, String>>;

pub(crate) struct Context {
    repo: Repo,
    rustfmt: Once<bool>,
    clippy: Once<bool>,
    rust_src: Once<bool>,
    wasm_target: Once<WasmTarget>,
    tools: Once<PathBuf>,
    browser: Once<Option<Browser>>,
    firefox: Once<Option<PathBuf>>,
    webkit: Once<Option<WebKit>>,
    npm_xtask: Once<PathBuf>,
    npm_tests: Once<PathBuf>,
    npm_matrix: Once<PathBuf>,
    npm_benches: Once<PathBuf>,
    package: Once<Package>,
    server: Once<PathBuf>,
}

impl Context {
    pub(crate) fn new() -> anyhow::Result<Self> {
        Ok(Self {
            repo: Repo::find()?,
            rustfmt: Once::new(),
            clippy: Once::new(),
            rust_src: Once::new(),
            wasm_target: Once::new(),
            tools: Once::new(),
            browser: Once::new(),
            firefox: Once::new(),
            webkit: Once::new(),
            npm_xtask: Once::new(),
            npm_tests: Once::new(),
            npm_matrix: Once::new(),
            npm_benches: Once::new(),
            package: Once::new(),
            server: Once::new(),
        })
    }

    pub(crate) fn repo(&self) -> &Repo {
        &self.repo
    }

    /// `cargo SUBCOMMAND` in the repository, with the toolchain that runs us (rustup has said so in the environment).
    pub(crate) fn cargo(&self, subcommand: &str) -> Cmd {
        Cmd::new("cargo")
            .arg(subcommand)
            .dir(self.repo.root())
            .env("CARGO_TARGET_DIR", self.repo.target(""))
            .env("CARGO_FUTURE_INCOMPAT_REPORT_FREQUENCY", "never")
    }

    /// `node SCRIPT`, the script given by its path in the repository.
    pub(crate) fn node(&self, script: &str) -> Cmd {
        Cmd::new("node").arg(self.repo.path(script)).dir(self.repo.root())
    }

    /// Whether the toolchain has it; not where it is missing and rustup cannot add it.
    pub(crate) fn component(&self, component: Component) -> anyhow::Result<bool> {
        let cell = match component {
            Component::Rustfmt => &self.rustfmt,
            Component::Clippy => &self.clippy,
            Component::RustSrc => &self.rust_src,
        };
        once(cell, || component::set_up(self, component)).copied()
    }

    /// How to compile for `wasm32-unknown-unknown` here.
    pub(crate) fn wasm_target(&self) -> anyhow::Result<&WasmTarget> {
        once(&self.wasm_target, || wasm_target::set_up(self))
    }

    /// The folder with wasm-bindgen, wasm-bindgen-test-runner and wasm-pack.
    pub(crate) fn tools(&self) -> anyhow::Result<&PathBuf> {
        once(&self.tools, || tools::set_up(self))
    }

    /// Chromium and its driver; none where they are missing and cannot be installed.
    pub(crate) fn browser(&self) -> anyhow::Result<Option<&Browser>> {
        Ok(once(&self.browser, || chromium::set_up(self))?.as_ref())
    }

    /// Firefox; none where it is missing and cannot be installed.
    pub(crate) fn firefox(&self) -> anyhow::Result<Option<&PathBuf>> {
        Ok(once(&self.firefox, || firefox::set_up(self))?.as_ref())
    }

    /// WebKitGTK, its driver and a display; none where something is missing and cannot be installed.
    pub(crate) fn webkit(&self) -> anyhow::Result<Option<&WebKit>> {
        Ok(once(&self.webkit, || webkit::set_up(self))?.as_ref())
    }

    /// An npm project of ours with its locked dependencies installed: its folder.
    pub(crate) fn npm(&self, project: NpmProject) -> anyhow::Result<&PathBuf> {
        let cell = match project {
            NpmProject::Xtask => &self.npm_xtask,
            NpmProject::Tests => &self.npm_tests,
            NpmProject::Matrix => &self.npm_matrix,
            NpmProject::Benches => &self.npm_benches,
        };
        once(cell, || npm::set_up(self, project))
    }

    /// The npm package, built and packed in this run.
    pub(crate) fn package(&self, log: &Log) -> anyhow::Result<&Package> {
        once(&self.package, || package::build(self, log))
    }

    /// The executable of the mock server, built in this run.
    pub(crate) fn server(&self, log: &Log) -> anyhow::Result<&PathBuf> {
        once(&self.server, || mock_server::build(self, log))
    }
}

fn once<T>(cell: &Once<T>, make: impl FnOnce() -> anyhow::Result<T>) -> anyhow::Result<&T> {
    match cell.get_or_init(|| make().map_err(|error| format!("{error:#}"))) {
        Ok(made) => Ok(made),
        Err(error) => bail!("{error}"),
    }
}
