//! Where things are in the repository: the layout that every part of the project agrees on.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use anyhow::Context as _;

/// The repository. Paths are absolute, so that nothing depends on where a person typed the command.
#[derive(Debug)]
pub(crate) struct Repo {
    root: PathBuf,
}

impl Repo {
    /// The checkout whose xtask this is. Cargo says where while it runs us: a compiled-in path would be wrong after a
    /// checkout moved.
    pub(crate) fn find() -> anyhow::Result<Self> {
        let manifest = std::env::var_os("CARGO_MANIFEST_DIR").context("run this as `cargo xtask …`")?;
        let root = Path::new(&manifest).parent().context("xtask/ has no parent folder")?;
        Ok(Self { root: root.to_owned() })
    }

    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    pub(crate) fn path(&self, below: impl AsRef<Path>) -> PathBuf {
        self.root.join(below)
    }

    /// Everything we make goes in here; contract paths such as `target/tools/bin` are below it.
    pub(crate) fn target(&self, below: impl AsRef<Path>) -> PathBuf {
        self.root.join("target").join(below)
    }
}

/// The executable of this name on PATH.
pub(crate) fn on_path(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(name)).find(|file| file.is_file())
}

/// Whether two files have the same bytes; a missing file is like no other.
pub(crate) fn same_bytes(a: &Path, b: &Path) -> bool {
    matches!((std::fs::read(a), std::fs::read(b)), (Ok(a), Ok(b)) if a == b)
}

/// An empty folder at this path, whatever was there before.
pub(crate) fn empty_dir(path: &Path) -> anyhow::Result<()> {
    if path.exists() {
        std::fs::remove_dir_all(path).with_context(|| path.display().to_string())?;
    }
    std::fs::create_dir_all(path).with_context(|| path.display().to_string())
}

pub(crate) fn read(path: &Path) -> anyhow::Result<String> {
    std::fs::read_to_string(path).with_context(|| path.display().to_string())
}

pub(crate) fn json(path: &Path) -> anyhow::Result<serde_json::Value> {
    serde_json::from_str(&read(path)?).with_context(|| path.display().to_string())
}

/// Whether the file's name ends in this extension.
pub(crate) fn has_extension(path: &Path, extension: &str) -> bool {
    path.extension() == Some(OsStr::new(extension))
}
