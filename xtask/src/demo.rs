//! The demo: the page in `www/` with the built package, served by the mock server, for a person or for a check.

use std::path::Path;
use std::time::Duration;

use crate::context::Context;
use crate::log::Log;
use crate::mock_server::MockServer;
use crate::proc::Cmd;
use crate::setup::chromium::Browser;
use crate::setup::npm::NpmProject;

/// As long as the person likes.
const UNTIL_STOPPED: Duration = Duration::from_secs(u64::MAX);

/// The library that draws the page's charts, as npm has it.
const CHARTS: &str = "node_modules/uplot/dist";

/// The picture that the README shows, taken after a whole storm: it changes only when a person asks for it (`picture`).
const PICTURE: &str = ".github/demo-storm.png";

/// The task: serves the page until Ctrl-C, or (`check`) drives it in headless Chromium and says whether all was well.
pub(crate) fn run(context: &Context, check: bool, picture: bool, port: u16) -> anyhow::Result<bool> {
    let log = Log::Terminal;
    let Some(command) = checker(context, check)? else {
        return Ok(false);
    };
    let mut server = serve(context, port, &log)?;
    match command {
        Checker::Person => {
            println!("{}", server.url);
            println!("The demo is served there until Ctrl-C.");
            Ok(server.process.wait(UNTIL_STOPPED)?.success())
        }
        Checker::Script(browser) => {
            let picture = picture.then(|| context.repo().path(PICTURE));
            script(context, &server, browser, picture.as_deref()).succeeds(&Log::Answer)
        }
    }
}

enum Checker<'a> {
    Person,
    Script(&'a Browser),
}

/// Who looks at the page; none where a browser is wanted and there is none.
fn checker(context: &Context, check: bool) -> anyhow::Result<Option<Checker<'_>>> {
    if !check {
        return Ok(Some(Checker::Person));
    }
    context.npm(NpmProject::Tests)?;
    Ok(context.browser()?.map(Checker::Script))
}

/// The mock server with the page, the package and the charts.
pub(crate) fn serve(context: &Context, port: u16, log: &Log) -> anyhow::Result<MockServer> {
    let package = context.package(log)?;
    let charts = context.npm(NpmProject::Xtask)?.join(CHARTS);
    let (www, pkg, port) = (context.repo().path("www"), package.dir.clone(), port.to_string());
    let args = ["--port".into(), port.into(), "--www".into(), www, "--pkg".into(), pkg, "--vendor".into(), charts];
    MockServer::start(context, args, log)
}

/// The script that drives the page through faults and storms, and leaves pictures of them in `target/demo/`; `picture`: the
/// file for one of the page after a whole storm.
pub(crate) fn script(context: &Context, server: &MockServer, browser: &Browser, picture: Option<&Path>) -> Cmd {
    let script =
        context.node("tests/demo/check.mjs").args(["--url", &server.url]).arg("--chromium").arg(&browser.chromium);
    let script = script.arg("--screenshots").arg(context.repo().target("demo"));
    picture.into_iter().fold(script, |script, file| script.arg("--picture").arg(file))
}
