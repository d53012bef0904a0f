//! Benches in JavaScript, `benches/NAME.mjs`: everwire beside its peers, in browsers and Node.

use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};

use super::row::Row;
use crate::context::Context;
use crate::log::Log;
use crate::mock_server;
use crate::proc::Cmd;
use crate::setup::npm::NpmProject;

/// What each of them is given.
pub(crate) struct Bench<'a> {
    context: &'a Context,
    tarball: &'a Path,
    server: PathBuf,
    chromium: &'a Path,
    firefox: &'a Path,
    node24: PathBuf,
}

/// How much is measured.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Extent {
    /// So many rounds; none leaves it to the bench.
    Rounds(Option<usize>),
    /// As little as shows that the bench runs.
    Smoke,
}

impl<'a> Bench<'a> {
    /// Sets up what is missing. With this server: one that is not compiled for speed would be what is measured.
    pub(crate) fn with(context: &'a Context, server: PathBuf, log: &Log) -> anyhow::Result<Self> {
        context.npm(NpmProject::Tests)?;
        let npm = context.npm(NpmProject::Benches)?;
        let (Some(browser), Some(firefox)) = (context.browser()?, context.firefox()?) else {
            bail!("the benches need Chromium and Firefox");
        };
        let node24 = npm.join("node_modules/node24/bin/node");
        if !node24.is_file() {
            bail!("there is no Node 24 for this machine: npm has it for Linux on x64");
        }
        let tarball = &context.package(log)?.tarball;
        Ok(Self { context, tarball, server, chromium: &browser.chromium, firefox, node24 })
    }

    /// Runs one to its end.
    pub(crate) fn run(&self, name: &str, extent: Extent, log: &Log) -> anyhow::Result<Vec<Row>> {
        let rows = Row::read_lines(name, &self.command(name, extent).output(log)?)?;
        let missing = missing(&rows, super::find(name).context("a bench")?.subjects);
        if !missing.is_empty() {
            bail!("{name} has no row of {}", missing.join(", "));
        }
        Ok(rows)
    }

    fn command(&self, name: &str, extent: Extent) -> Cmd {
        let proxy = mock_server::proxy(&self.server);
        let given = [
            ("--tarball", self.tarball),
            ("--server-bin", &self.server),
            ("--proxy-bin", &proxy),
            ("--chromium", self.chromium),
            ("--firefox", self.firefox),
            ("--node24", &self.node24),
        ];
        let node = self.context.node(&format!("benches/{name}.mjs"));
        let node = given.into_iter().fold(node, |node, (flag, path)| node.arg(flag).arg(path));
        match extent {
            Extent::Rounds(None) => node,
            Extent::Rounds(Some(rounds)) => node.args(["--rounds", &rounds.to_string()]),
            Extent::Smoke => node.args(["--smoke", "1"]),
        }
    }
}

/// The subjects of whom there is no row.
fn missing(rows: &[Row], subjects: &[&'static str]) -> Vec<&'static str> {
    subjects.iter().filter(|subject| !rows.iter().any(|row| row.is_of(subject))).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::super::row::tests::row;

    #[test]
    fn a_subject_without_a_row_is_missed() {
        let rows = [row("loss", "everwire 0.1.0", "lost_in", 0.0, "1")];
        assert_eq!(super::missing(&rows, &["everwire", "partysocket"]), ["partysocket"]);
    }
}
