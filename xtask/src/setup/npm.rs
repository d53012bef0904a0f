//! The npm projects that are ours and stay here: what builds and judges the package, what its tests import, and
//! where it is put to the proof.

use std::path::PathBuf;

use crate::context::Context;
use crate::files::same_bytes;
use crate::proc::Cmd;
use crate::setup::announced;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum NpmProject {
    Xtask,
    Tests,
    /// Bundlers, runtimes and frameworks.
    Matrix,
    /// What is measured beside the package.
    Benches,
}

/// Exactly what the lock file says, installed again only when that changed: its folder.
pub(crate) fn set_up(context: &Context, project: NpmProject) -> anyhow::Result<PathBuf> {
    let name = match project {
        NpmProject::Xtask => "xtask",
        NpmProject::Tests => "tests",
        NpmProject::Matrix => "tests/matrix",
        NpmProject::Benches => "benches",
    };
    let dir = context.repo().path(name);
    let lock = dir.join("package-lock.json");
    // A copy of the lock file that was installed. `npm ci` removes the folder first, so half an install has none.
    let installed = dir.join("node_modules/.installed-lock.json");
    if !same_bytes(&lock, &installed) {
        let step = format!("npm-{}", name.replace('/', "-"));
        announced(context.repo(), &step, &format!("installing the npm packages of {name}/"), |log| {
            // No install script runs: what we use needs none, and they are how packages download things elsewhere.
            Cmd::new("npm").args(["ci", "--ignore-scripts", "--no-audit", "--no-fund"]).dir(&dir).run(log)?;
            std::fs::copy(&lock, &installed)?;
            Ok(())
        })?;
    }
    Ok(dir)
}
