//! The packed tarball in each engine: through each fault, and from each bundler.

use std::path::{Path, PathBuf};

use super::package::script;
use crate::context::Context;
use crate::log::Log;
use crate::mock_server;
use crate::setup::npm::NpmProject;
use crate::test::counts::Counts;

pub(in crate::test) fn faults(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    let proxy = mock_server::proxy(context.server(log)?);
    in_engines(context, "tests/package/faults.mjs", &[("--proxy-bin", &proxy)], log)
}

pub(in crate::test) fn matrix(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    context.npm(NpmProject::Matrix)?;
    in_engines(context, "tests/matrix/matrix.mjs", &[], log)
}

/// The script says which engines it was not given, and counts them as skipped.
fn in_engines(context: &Context, path: &str, more: &[(&str, &PathBuf)], log: &Log) -> anyhow::Result<Counts> {
    let (tarball, server) = (&context.package(log)?.tarball, context.server(log)?);
    let mut args: Vec<(&str, &Path)> = vec![("--tarball", tarball), ("--server-bin", server)];
    args.extend(more.iter().map(|(name, value)| (*name, value.as_path())));
    if let Some(browser) = context.browser()? {
        args.push(("--chromium", &browser.chromium));
    }
    if let Some(firefox) = context.firefox()? {
        args.push(("--firefox", firefox));
    }
    if let Some(webkit) = context.webkit()? {
        args.extend([("--webkit", &*webkit.driver), ("--minibrowser", &webkit.browser), ("--xvfb", &webkit.xvfb)]);
    }
    script(context, path, &args, log)
}
