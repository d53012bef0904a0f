//! Chromium and the driver that belongs to it: what the machine has, else Debian's.

use std::path::PathBuf;

use crate::context::Context;
use crate::files::on_path;
use crate::setup::apt::{self, Wanted};

/// A browser without its driver is of no use to wasm-pack, so there are both or none.
#[derive(Debug)]
pub(crate) struct Browser {
    pub(crate) chromium: PathBuf,
    pub(crate) driver: PathBuf,
}

/// None where they are missing and not ours to install; a line has said so.
pub(crate) fn set_up(context: &Context) -> anyhow::Result<Option<Browser>> {
    let wanted = Wanted {
        name: "chromium",
        what: "Chromium and its driver",
        // A font besides: on a bare machine there is none, and pages would have no text to look at.
        packages: &["chromium", "chromium-driver", "fonts-liberation"],
    };
    apt::found_or_installed(context, &wanted, find)
}

fn find() -> Option<Browser> {
    let chromium = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
    // Hosted CI machines keep the driver off PATH and name its folder.
    let by_name = std::env::var_os("CHROMEWEBDRIVER").map(|dir| PathBuf::from(dir).join("chromedriver"));
    Some(Browser {
        chromium: chromium.into_iter().find_map(on_path)?,
        driver: on_path("chromedriver").or(by_name.filter(|file| file.is_file()))?,
    })
}
