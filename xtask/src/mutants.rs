//! Breaks the core on purpose, one named way at a time, and sees whether the native tests notice.
//!
//! `xtask/mutants.json` has the ways. A way whose text is no longer found is an error: it has to move with the code.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail};
use serde_json::Value;

use crate::context::Context;
use crate::files;
use crate::log::Log;
use crate::proc::Cmd;

/// A mutant that runs for so long has hung.
const PATIENCE: Duration = Duration::from_secs(60);

/// One way of breaking the core.
struct Mutant {
    name: String,
    file: String,
    find: String,
    replace: String,
}

/// The task: whether every mutant was noticed.
pub(crate) fn run(context: &Context) -> anyhow::Result<bool> {
    let log = Log::create(&context.repo().target("test-logs/mutants.log"))?;
    let mutants = read(&context.repo().path("xtask/mutants.json"))?;
    let tree = context.repo().target("mutants/tree");
    copy(context, &tree, &log)?;
    if !tests_pass(context, &tree, &log) {
        bail!("the tests fail without a mutant: see target/test-logs/mutants.log");
    }
    let mut survivors = 0;
    for Mutant { name, file, find, replace } in &mutants {
        let path = tree.join(file);
        let text = files::read(&path)?;
        if text.matches(find.as_str()).count() != 1 {
            bail!("mutant `{name}`: its text does not stand exactly once in {file}");
        }
        log.line(&format!("mutant: {name}"));
        std::fs::write(&path, text.replacen(find.as_str(), replace, 1))?;
        let survived = builds(context, &tree, &log).with_context(|| format!("mutant `{name}`"))?
            && tests_pass(context, &tree, &log);
        std::fs::write(&path, text)?;
        survivors += usize::from(survived);
        println!("{}  {name}", if survived { "SURVIVED" } else { "noticed " });
    }
    println!("{} noticed, {survivors} survived", mutants.len() - survivors);
    Ok(survivors == 0)
}

fn read(path: &Path) -> anyhow::Result<Vec<Mutant>> {
    let list = files::json(path)?;
    let text = |mutant: &Value, field: &str| {
        let text =
            mutant[field].as_str().with_context(|| format!("{}: {field} is no text: {mutant}", path.display()))?;
        anyhow::Ok(text.to_owned())
    };
    let mutants = list.as_array().context("mutants.json is no list")?.iter();
    mutants
        .map(|mutant| {
            Ok(Mutant {
                name: text(mutant, "name")?,
                file: text(mutant, "file")?,
                find: text(mutant, "find")?,
                replace: text(mutant, "replace")?,
            })
        })
        .collect()
}

/// The tracked files as they are now, where breaking them harms nobody.
fn copy(context: &Context, tree: &Path, log: &Log) -> anyhow::Result<()> {
    files::empty_dir(tree)?;
    let root = context.repo().root();
    let tracked = Cmd::new("git").args(["ls-files"]).dir(root).output(log)?;
    for file in tracked.lines().filter(|file| root.join(file).is_file()) {
        let to = tree.join(file);
        std::fs::create_dir_all(to.parent().context("a file without a folder")?)?;
        std::fs::copy(root.join(file), to)?;
    }
    Ok(())
}

/// A mutant that does not compile would be noticed by anybody: it is a mistake in the list.
fn builds(context: &Context, tree: &Path, log: &Log) -> anyhow::Result<bool> {
    if test_command(context, tree).arg("--no-run").succeeds(log)? { Ok(true) } else { bail!("it does not compile") }
}

/// A mutant that hangs is noticed, too.
fn tests_pass(context: &Context, tree: &Path, log: &Log) -> bool {
    test_command(context, tree).time_limit(PATIENCE).succeeds(log).unwrap_or(false)
}

fn test_command(context: &Context, tree: &Path) -> Cmd {
    context
        .cargo("test")
        .args(["--package", "everwire", "--no-default-features", "--lib", "--test", "core"])
        .env("CARGO_TARGET_DIR", context.repo().target("mutants/build"))
        .env("RUST_BACKTRACE", "0")
        .dir(tree)
}
