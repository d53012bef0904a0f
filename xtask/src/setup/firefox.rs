//! Firefox, which needs no driver: what the machine has, else Debian's.

use std::path::PathBuf;

use crate::context::Context;
use crate::files::on_path;
use crate::setup::apt::{self, Wanted};

/// None where it is missing and not ours to install; a line has said so.
pub(crate) fn set_up(context: &Context) -> anyhow::Result<Option<PathBuf>> {
    let wanted = Wanted { name: "firefox", what: "Firefox", packages: &["firefox-esr"] };
    apt::found_or_installed(context, &wanted, || ["firefox-esr", "firefox"].into_iter().find_map(on_path))
}
