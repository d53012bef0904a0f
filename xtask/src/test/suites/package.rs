//! Suites over the packed tarball: what it holds, what it weighs, and whether it works where users put it.

use std::ffi::OsStr;
use std::path::Path;
use std::time::Duration;

use anyhow::Context as _;

use crate::context::Context;
use crate::files;
use crate::log::Log;
use crate::package::Tarball;
use crate::proc::Cmd;
use crate::setup::npm::NpmProject;
use crate::size;
use crate::test::counts::Counts;

/// No script takes longer, also the one that installs a server for the first time.
const SCRIPT_LIMIT: Duration = Duration::from_secs(15 * 60);

pub(in crate::test) fn package(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    let package = context.package(log)?;
    let repo = context.repo();
    let tarball = Tarball::unpack(&package.tarball, &repo.target("package/unpacked"), log)?;
    let wasm = std::fs::read(&package.wasm)?;
    let mut counts = Counts::one(true);
    for (promise, kept) in tarball.checks(&crate_version(&files::read(&repo.path("Cargo.toml"))?)?, &wasm)? {
        log.line(&format!("{promise}: {}", kept.as_ref().err().map_or("yes", String::as_str)));
        counts += Counts::one(kept.is_ok());
    }
    Ok(counts)
}

pub(in crate::test) fn size(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    let (entries, complaints) = size::measure(context, log)?;
    log.line(&size::as_table(&entries));
    complaints.iter().for_each(|complaint| log.line(complaint));
    let (all, failed) = (entries.len() as u64, complaints.len() as u64);
    Ok(Counts { passed: all - failed, failed, ..Counts::default() }.settled(true))
}

pub(in crate::test) fn publint(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    let tarball = &context.package(log)?.tarball;
    Ok(Counts::one(judge(context, "publint")?.args(["run", "--strict"]).arg(tarball).succeeds(log)?))
}

pub(in crate::test) fn attw(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    let tarball = &context.package(log)?.tarball;
    let attw = judge(context, "attw")?.args(["--profile", "esm-only", "--no-emoji", "--no-color"]);
    Ok(Counts::one(attw.arg(tarball).succeeds(log)?))
}

pub(in crate::test) fn types(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    let (tarball, tools) = (&context.package(log)?.tarball, context.npm(NpmProject::Xtask)?);
    script(context, "tests/package/types.mjs", &[("--tarball", tarball), ("--tools", tools)], log)
}

pub(in crate::test) fn package_node(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    let (tarball, server) = (&context.package(log)?.tarball, context.server(log)?);
    script(context, "tests/package/node.mjs", &[("--tarball", tarball), ("--server-bin", server)], log)
}

pub(in crate::test) fn openhands(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    let (tarball, server) = (&context.package(log)?.tarball, context.server(log)?);
    script(context, "tests/package/openhands.mjs", &[("--tarball", tarball), ("--server-bin", server)], log)
}

pub(in crate::test) fn package_chromium(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    in_chromium(context, "tests/package/chromium.mjs", log)
}

pub(in crate::test) fn adapters(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    in_chromium(context, "tests/package/adapters.mjs", log)
}

pub(in crate::test) fn socketio(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    in_chromium(context, "tests/package/socketio.mjs", log)
}

pub(in crate::test) fn react(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    in_chromium(context, "tests/package/react.mjs", log)
}

/// A script that takes the tarball, the mock server and Chromium.
fn in_chromium(context: &Context, path: &str, log: &Log) -> anyhow::Result<Counts> {
    let Some(browser) = context.browser()? else {
        return Ok(Counts::skipped("no Chromium"));
    };
    let (tarball, server) = (&context.package(log)?.tarball, context.server(log)?);
    let args: [(&str, &Path); 3] =
        [("--tarball", tarball), ("--server-bin", server), ("--chromium", &browser.chromium)];
    script(context, path, &args, log)
}

pub(in crate::test) fn compat(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    let (tarball, server) = (&context.package(log)?.tarball, context.server(log)?);
    let mut args: Vec<(&str, &Path)> = vec![("--tarball", tarball), ("--server-bin", server)];
    let browser = context.browser()?;
    args.extend(browser.map(|browser| ("--chromium", browser.chromium.as_path())));
    script(context, "tests/package/compat.mjs", &args, log)
}

pub(in crate::test) fn docs(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    let (tarball, tools) = (&context.package(log)?.tarball, context.npm(NpmProject::Xtask)?);
    let readme = context.repo().path("README.md");
    let mut args: Vec<(&str, &Path)> = vec![("--tarball", tarball), ("--tools", tools), ("--readme", &readme)];
    let browser = context.browser()?;
    args.extend(browser.map(|browser| ("--chromium", browser.chromium.as_path())));
    script(context, "tests/package/docs.mjs", &args, log)
}

/// One of our scripts, which counts its tests in its last line.
pub(super) fn script<V: AsRef<OsStr>>(
    context: &Context,
    path: &str,
    args: &[(&str, V)],
    log: &Log,
) -> anyhow::Result<Counts> {
    context.npm(NpmProject::Tests)?;
    let node = args.iter().fold(context.node(path), |node, (name, value)| node.arg(name).arg(value));
    let succeeded = node.time_limit(SCRIPT_LIMIT).succeeds(log)?;
    Ok(Counts::of_script(&log.text(), succeeded))
}

/// A tool that judges a tarball.
fn judge(context: &Context, name: &str) -> anyhow::Result<Cmd> {
    let tools = context.npm(NpmProject::Xtask)?;
    Ok(Cmd::new(tools.join("node_modules/.bin").join(name)).dir(context.repo().root()))
}

/// The version in the `[package]` table of a Cargo.toml.
fn crate_version(manifest: &str) -> anyhow::Result<String> {
    let package = manifest.lines().skip_while(|line| line.trim() != "[package]").skip(1);
    let mut fields = package.take_while(|line| !line.starts_with('[')).filter_map(|line| line.split_once('='));
    let version = fields.find(|(name, _)| name.trim() == "version").context("Cargo.toml: no version")?.1;
    Ok(version.trim().trim_matches('"').to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_crates_version_is_that_of_the_package_table() {
        let manifest =
            "[workspace.package]\nversion = \"9.9.9\"\n\n[package]\nname = \"x\"\nversion = \"0.1.0\"\n[lib]\n";
        assert_eq!(super::crate_version(manifest).unwrap(), "0.1.0");
        assert!(super::crate_version("[workspace]\n").is_err());
    }
}
