//! The mock server, built from `tests/mock-server` and run on a free port of the loopback interface.

use std::ffi::OsStr;
use std::io::{BufRead as _, BufReader};
use std::path::{Path, PathBuf};
use std::process::ChildStdin;

use anyhow::Context as _;

use crate::context::Context;
use crate::log::Log;
use crate::proc::{Cmd, Guard};

const NAME: &str = "everwire-mock-server";

/// The executable.
pub(crate) fn build(context: &Context, log: &Log) -> anyhow::Result<PathBuf> {
    context.cargo("build").args(["--package", NAME]).run(log)?;
    Ok(context.repo().target("debug").join(NAME))
}

/// The same, compiled for speed: for what is measured beside it.
pub(crate) fn build_for_speed(context: &Context, log: &Log) -> anyhow::Result<PathBuf> {
    context.cargo("build").args(["--release", "--package", NAME]).run(log)?;
    Ok(context.repo().target("release").join(NAME))
}

/// The executable of the fault proxy, which is built with the server.
pub(crate) fn proxy(server: &Path) -> PathBuf {
    server.with_file_name("everwire-fault-proxy")
}

/// A server that runs until this is dropped.
#[derive(Debug)]
pub(crate) struct MockServer {
    pub(crate) process: Guard,
    pub(crate) url: String,
    /// The server ends when this closes: so it ends with us however we end.
    _stdin: Option<ChildStdin>,
}

impl MockServer {
    pub(crate) fn start(
        context: &Context,
        args: impl IntoIterator<Item = impl AsRef<OsStr>>,
        log: &Log,
    ) -> anyhow::Result<Self> {
        let server = Cmd::new(context.server(log)?).arg("--exit-on-stdin-close").args(args);
        let mut process = server.dir(context.repo().root()).spawn(log)?;
        let stdout = process.stdout().context("the mock server has no output")?;
        let mut first = String::new();
        BufReader::new(stdout).read_line(&mut first)?;
        let url = url(&first).with_context(|| format!("the mock server did not start; it printed {first:?}"))?;
        Ok(Self { _stdin: process.stdin(), process, url })
    }
}

/// The address in the line that it prints when it listens.
fn url(line: &str) -> Option<String> {
    let line: serde_json::Value = serde_json::from_str(line).ok()?;
    Some(line.get("url")?.as_str()?.to_owned())
}

#[cfg(test)]
mod tests {
    #[test]
    fn the_url_is_read_from_its_first_line() {
        let line = "{\"host\":\"127.0.0.1\",\"port\":43211,\"url\":\"http://127.0.0.1:43211\"}\n";
        assert_eq!(super::url(line).unwrap(), "http://127.0.0.1:43211");
        assert_eq!(super::url(""), None);
        assert_eq!(super::url("{}"), None);
    }
}
