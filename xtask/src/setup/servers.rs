//! Servers that stand beside or before ours in some tests: what the machine has, else Debian's. The tests start them
//! themselves, each its own on a port of its own.

use std::path::PathBuf;

use crate::context::Context;
use crate::files::on_path;
use crate::setup::apt::{self, Wanted};

/// What several nodes share; none where a line has said that it is missing.
pub(crate) fn redis(context: &Context) -> anyhow::Result<Option<PathBuf>> {
    let wanted = Wanted { name: "redis", what: "Redis", packages: &["redis-server"] };
    apt::found_or_installed(context, &wanted, || find("redis-server"))
}

/// A reverse proxy; none where a line has said that it is missing.
pub(crate) fn nginx(context: &Context) -> anyhow::Result<Option<PathBuf>> {
    let wanted = Wanted { name: "nginx", what: "nginx", packages: &["nginx-light"] };
    apt::found_or_installed(context, &wanted, || find("nginx"))
}

/// Where PATH is not root's, Debian's servers are not on it.
fn find(name: &str) -> Option<PathBuf> {
    let in_sbin = PathBuf::from("/usr/sbin").join(name);
    on_path(name).or_else(|| in_sbin.is_file().then_some(in_sbin))
}
