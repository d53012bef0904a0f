//! Tests of the crate that run as WebAssembly inside a browser.

use crate::context::Context;
use crate::log::Log;
use crate::mock_server::MockServer;
use crate::proc::Cmd;
use crate::test::counts::Counts;

/// The mock server's address, which the tests read from the environment when they are compiled.
pub(super) const SERVER: &str = "EVERWIRE_TEST_SERVER";
/// Where the mock server's port of the last run is kept. The same one again saves compiling the tests again.
const LAST_PORT: &str = "test-logs/wasm-pack-chromium.port";

pub(in crate::test) fn wasm_pack_chromium(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    let Some(browser) = context.browser()? else {
        return Ok(Counts::skipped("no Chromium"));
    };
    let (tools, target) = (context.tools()?, context.wasm_target()?);
    let server = start_server(context, log)?;
    let wasm_pack = Cmd::new(tools.join("wasm-pack"))
        // wasm-pack looks for the test runner on PATH; with `no-install` it downloads nothing.
        .path_first(tools)?
        .args(["test", "--headless", "--chrome", "--mode", "no-install", "--chromedriver"])
        .arg(&browser.driver)
        .args([".", "--test", "web", "--test", "worker"])
        .args(target.build_std_args())
        .dir(context.repo().root())
        .env("CARGO_TARGET_DIR", context.repo().target(""))
        .env("WASM_PACK_CACHE", context.repo().target("tools/cache"))
        .env(SERVER, &server.url)
        // Seconds: for all tests together, and for the driver to start.
        .env("WASM_BINDGEN_TEST_TIMEOUT", "300")
        .env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60");
    // Each of these would send the tests to another browser.
    let others = ["GECKODRIVER", "SAFARIDRIVER", "GECKODRIVER_REMOTE", "SAFARIDRIVER_REMOTE", "CHROMEDRIVER_REMOTE"];
    let wasm_pack = others.into_iter().fold(wasm_pack, Cmd::env_remove);
    let succeeded = target.with(wasm_pack)?.succeeds(log)?;
    Ok(Counts::of_cargo(&log.text(), succeeded))
}

/// On the port of the last run if that is still free, else on any.
fn start_server(context: &Context, log: &Log) -> anyhow::Result<MockServer> {
    let file = context.repo().target(LAST_PORT);
    let last = std::fs::read_to_string(&file).unwrap_or_default();
    let again = (!last.is_empty()).then(|| MockServer::start(context, ["--port", &last], log).ok()).flatten();
    let server = match again {
        Some(server) => server,
        None => MockServer::start(context, ["--port", "0"], log)?,
    };
    let port = server.url.rsplit(':').next().unwrap_or_default();
    std::fs::write(&file, port)?;
    Ok(server)
}
