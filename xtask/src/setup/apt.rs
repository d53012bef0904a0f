//! Debian's packages, where apt is there and we may use it.

use crate::files::on_path;
use crate::log::Log;
use crate::proc::Cmd;

pub(super) fn usable() -> bool {
    nix::unistd::geteuid().is_root() && on_path("apt-get").is_some()
}

/// Installs packages. The list of what there is comes first: on a bare machine it is empty or old.
pub(super) fn install(packages: &[&str], log: &Log) -> anyhow::Result<()> {
    let apt = || Cmd::new("apt-get").env("DEBIAN_FRONTEND", "noninteractive");
    apt().args(["update", "-q"]).run(log)?;
    apt().args(["install", "-q", "-y", "--no-install-recommends"]).args(packages).run(log)
}
