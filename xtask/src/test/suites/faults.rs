//! The packed tarball in each engine, through each fault.

use std::path::Path;

use super::package::script;
use crate::context::Context;
use crate::log::Log;
use crate::mock_server;
use crate::test::counts::Counts;

/// The script says which engines it was not given, and counts them as skipped.
pub(in crate::test) fn faults(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    let (tarball, server) = (&context.package(log)?.tarball, context.server(log)?);
    let proxy = mock_server::proxy(server);
    let mut args: Vec<(&str, &Path)> = vec![("--tarball", tarball), ("--server-bin", server), ("--proxy-bin", &proxy)];
    if let Some(browser) = context.browser()? {
        args.push(("--chromium", &browser.chromium));
    }
    if let Some(firefox) = context.firefox()? {
        args.push(("--firefox", firefox));
    }
    if let Some(webkit) = context.webkit()? {
        args.extend([("--webkit", &*webkit.driver), ("--minibrowser", &webkit.browser), ("--xvfb", &webkit.xvfb)]);
    }
    script(context, "tests/package/faults.mjs", &args, log)
}
