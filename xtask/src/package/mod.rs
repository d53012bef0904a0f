//! The npm package: the crate compiled for size, and `pkg-template/` around it.
//!
//! `pkg/` is what npm publishes, `target/package/everwire-VERSION.tgz` the same packed; tests use the packed one.

mod tarball;
mod wasm;

use std::path::PathBuf;

use anyhow::Context as _;

use crate::context::Context;
use crate::files;
use crate::log::Log;
use crate::proc::Cmd;
use crate::setup::npm::NpmProject;

pub(crate) use tarball::Tarball;
use wasm::Module;
pub(crate) use wasm::SMALL_STD_TAKES;

/// What a build made.
#[derive(Debug)]
pub(crate) struct Package {
    /// The folder that npm publishes.
    pub(crate) dir: PathBuf,
    /// The same, packed.
    pub(crate) tarball: PathBuf,
    /// The optimised module.
    pub(crate) wasm: PathBuf,
    /// Whether the module has the standard library that is built for size.
    pub(crate) small_std: bool,
}

/// The task: builds, packs, and says where it is.
pub(crate) fn run(context: &Context) -> anyhow::Result<bool> {
    let package = context.package(&Log::Terminal)?;
    let bytes = std::fs::metadata(&package.tarball)?.len();
    println!("{}: {bytes} bytes", package.tarball.display());
    Ok(true)
}

pub(crate) fn build(context: &Context, log: &Log) -> anyhow::Result<Package> {
    let tools = context.npm(NpmProject::Xtask)?;
    let (wasm, small_std) = wasm::build(context, Module::Plain, log)?;
    let (socketio, _) = wasm::build(context, Module::SocketIo, log)?;
    let repo = context.repo();
    let dir = repo.path("pkg");
    context
        .node("pkg-template/build.mjs")
        .arg("--wasm")
        .arg(&wasm)
        .arg("--socketio")
        .arg(&socketio)
        .arg("--out")
        .arg(&dir)
        .arg("--tools")
        .arg(tools)
        .run(log)
        .context("pkg-template/build.mjs")?;
    let tarball = pack(context, &dir, log)?;
    Ok(Package { dir, tarball, wasm, small_std })
}

/// The tarball as npm would upload it, alone in its folder.
fn pack(context: &Context, dir: &std::path::Path, log: &Log) -> anyhow::Result<PathBuf> {
    let out = context.repo().target("package/packed");
    files::empty_dir(&out)?;
    Cmd::new("npm").args(["pack", "--silent", "--ignore-scripts", "--pack-destination"]).arg(&out).dir(dir).run(log)?;
    let packed = std::fs::read_dir(&out)?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .find(|path| files::has_extension(path, "tgz"))
        .context("npm packed nothing")?;
    let name = packed.file_name().context("the packed file has no name")?;
    let tarball = context.repo().target("package").join(name);
    std::fs::rename(&packed, &tarball)?;
    Ok(tarball)
}
