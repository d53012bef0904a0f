//! Suites over the whole line, from the crate to a page and a server that goes away and comes back.

use std::path::Path;

use super::package::script;
use crate::context::Context;
use crate::demo;
use crate::log::Log;
use crate::mock_server;
use crate::setup::servers;
use crate::test::counts::Counts;

pub(in crate::test) fn agent_server(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    let Some(browser) = context.browser()? else {
        return Ok(Counts::skipped("no Chromium"));
    };
    let tarball: &Path = &context.package(log)?.tarball;
    let args = [("--tarball", tarball), ("--chromium", &browser.chromium)];
    script(context, "tests/interop/agent-server.mjs", &args, log)
}

pub(in crate::test) fn interop(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    let (Some(redis), Some(nginx)) = (servers::redis(context)?, servers::nginx(context)?) else {
        return Ok(Counts::skipped("no redis-server or no nginx"));
    };
    let (tarball, server) = (&context.package(log)?.tarball, context.server(log)?);
    let proxy = mock_server::proxy(server);
    let args: [(&str, &Path); 5] = [
        ("--tarball", tarball),
        ("--server-bin", server),
        ("--proxy-bin", &proxy),
        ("--redis", &redis),
        ("--nginx", &nginx),
    ];
    script(context, "tests/interop/interop.mjs", &args, log)
}

pub(in crate::test) fn foreign_clients(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    let (server, redis) = (context.server(log)?, servers::redis(context)?);
    let mut args: Vec<(&str, &Path)> = vec![("--server-bin", server)];
    args.extend(redis.iter().map(|redis| ("--redis", redis.as_path())));
    script(context, "tests/interop/foreign-clients.mjs", &args, log)
}

pub(in crate::test) fn demo(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    let Some(browser) = context.browser()? else {
        return Ok(Counts::skipped("no Chromium"));
    };
    let server = demo::serve(context, 0, log)?;
    let succeeded = demo::script(context, &server, browser, None).succeeds(log)?;
    Ok(Counts::of_script(&log.text(), succeeded))
}
