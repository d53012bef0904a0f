//! iptables, for links that go half-open in the kernel: what the machine has, else Debian's.

use std::path::Path;

use crate::context::Context;
use crate::files::on_path;
use crate::setup::apt::{self, Wanted};

/// Whether it is there; if not, a line has said so.
pub(crate) fn set_up(context: &Context) -> anyhow::Result<bool> {
    let wanted = Wanted { name: "firewall", what: "iptables", packages: &["iptables", "iproute2"] };
    Ok(apt::found_or_installed(context, &wanted, find)?.is_some())
}

/// Where PATH is not root's, they are not on it.
fn find() -> Option<()> {
    let there = |name: &str| on_path(name).is_some() || Path::new("/usr/sbin").join(name).is_file();
    ["iptables", "ip", "unshare"].into_iter().all(there).then_some(())
}
