//! WebKitGTK, its driver, its small browser and a display for it: what the machine has, else Debian's.

use std::path::{Path, PathBuf};

use crate::context::Context;
use crate::files::on_path;
use crate::setup::apt::{self, Wanted};

/// Each is of no use without the others.
#[derive(Debug)]
pub(crate) struct WebKit {
    pub(crate) driver: PathBuf,
    pub(crate) browser: PathBuf,
    /// It has no headless mode: the display is one that nobody sees.
    pub(crate) xvfb: PathBuf,
}

/// None where something is missing and not ours to install; a line has said so.
pub(crate) fn set_up(context: &Context) -> anyhow::Result<Option<WebKit>> {
    let wanted = Wanted { name: "webkit", what: "WebKitGTK and Xvfb", packages: &["webkit2gtk-driver", "xvfb"] };
    apt::found_or_installed(context, &wanted, find)
}

fn find() -> Option<WebKit> {
    Some(WebKit { driver: on_path("WebKitWebDriver")?, browser: mini_browser()?, xvfb: on_path("Xvfb")? })
}

/// It is on no PATH: `LIBRARIES/webkit2gtk-4.1/MiniBrowser`, where the libraries of an architecture may have a folder
/// of their own.
fn mini_browser() -> Option<PathBuf> {
    let roots = ["/usr/lib", "/usr/libexec", "/usr/lib64"].map(PathBuf::from);
    let below = roots.iter().flat_map(|root| folders(root));
    let libraries: Vec<PathBuf> = roots.iter().cloned().chain(below).collect();
    let versions = ["webkit2gtk-4.1", "webkit2gtk-4.0", "webkitgtk-6.0"];
    let places = libraries.iter().flat_map(|library| versions.map(|version| library.join(version).join("MiniBrowser")));
    places.into_iter().find(|place| place.is_file())
}

fn folders(root: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(root) else { return Vec::new() };
    entries.flatten().map(|entry| entry.path()).filter(|path| path.is_dir()).collect()
}
