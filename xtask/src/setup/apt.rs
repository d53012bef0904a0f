//! Debian's packages, where apt is there and we may use it.

use std::sync::{Mutex, PoisonError};

use crate::context::Context;
use crate::files::on_path;
use crate::log::Log;
use crate::proc::Cmd;
use crate::setup::announced;

/// Something that the distribution's packages bring.
pub(super) struct Wanted {
    /// In a file's name.
    pub(super) name: &'static str,
    /// In a sentence.
    pub(super) what: &'static str,
    pub(super) packages: &'static [&'static str],
}

/// What the machine has, else what the packages bring; none where they are not ours to install, and a line has said so.
pub(super) fn found_or_installed<T>(
    context: &Context,
    wanted: &Wanted,
    find: impl Fn() -> Option<T>,
) -> anyhow::Result<Option<T>> {
    let Wanted { name, what, packages } = wanted;
    let found = find();
    if found.is_some() {
        return Ok(found);
    }
    if !usable() {
        let packages = packages.iter().map(|package| format!("`{package}`")).collect::<Vec<_>>().join(", ");
        eprintln!("setup: no {what}: install the packages {packages}, then run this again");
        return Ok(None);
    }
    announced(context.repo(), name, &format!("installing {what}"), |log| install(packages, log))?;
    Ok(find())
}

pub(super) fn usable() -> bool {
    nix::unistd::geteuid().is_root() && on_path("apt-get").is_some()
}

/// Whether this run has asked for the list of what there is. Locked while apt works: it works for one at a time.
static LISTED: Mutex<bool> = Mutex::new(false);

/// Installs packages. The list of what there is comes first: on a bare machine it is empty or old.
pub(super) fn install(packages: &[&str], log: &Log) -> anyhow::Result<()> {
    let apt = || Cmd::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive");
    let mut listed = LISTED.lock().unwrap_or_else(PoisonError::into_inner);
    if !*listed {
        apt().args(["update", "-q"]).run(log)?;
        *listed = true;
    }
    apt().args(["install", "-q", "-y", "--no-install-recommends"]).args(packages).run(log)
}
