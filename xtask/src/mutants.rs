//! Breaks the core on purpose, one named way at a time, and sees whether the native tests notice.
//!
//! `xtask/mutants.json` has the ways. A way whose text is no longer found is an error: it has to move with the code.
//!
//! Most are noticed by the quick tests, built in a hurry. What those do not notice meets all of them.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context as _, bail};
use serde_json::Value;

use crate::context::Context;
use crate::files;
use crate::log::Log;
use crate::proc::Cmd;

/// A mutant that runs for so long has hung, with the quick tests and with all of them.
const PATIENCE: [Duration; 2] = [Duration::from_secs(90), Duration::from_secs(400)];

/// Which tests a mutant meets.
#[derive(Clone, Copy)]
enum Tests {
    Quick,
    All,
}

/// One way of breaking the core.
struct Mutant {
    name: String,
    file: String,
    find: String,
    replace: String,
}

impl Mutant {
    /// The text of its file, broken in this way.
    fn breaks(&self, text: &str) -> anyhow::Result<String> {
        let found = text.matches(self.find.as_str()).count();
        if found != 1 {
            bail!("mutant `{}`: its text stands {found} times in {}, not once", self.name, self.file);
        }
        Ok(text.replacen(self.find.as_str(), &self.replace, 1))
    }
}

/// The task: whether every mutant was noticed, from the one of this place in the list on (1 is the first).
pub(crate) fn run(context: &Context, from: usize) -> anyhow::Result<bool> {
    let log = Log::create(&context.repo().target("test-logs/mutants.log"))?;
    let mut mutants = read(&context.repo().path("xtask/mutants.json"))?;
    mutants.drain(..mutants.len().min(from.saturating_sub(1)));
    let tree = context.repo().target("mutants/tree");
    copy(context, &tree, &log)?;
    if !(tests_pass(context, &tree, &log, Tests::Quick)? && tests_pass(context, &tree, &log, Tests::All)?) {
        bail!("the tests fail without a mutant: see target/test-logs/mutants.log");
    }
    let mut survivors = 0;
    for mutant in &mutants {
        let (name, path) = (&mutant.name, tree.join(&mutant.file));
        let text = files::read(&path)?;
        log.line(&format!("mutant: {name}"));
        std::fs::write(&path, mutant.breaks(&text)?)?;
        let passes = |tests| tests_pass(context, &tree, &log, tests).with_context(|| format!("mutant `{name}`"));
        let survived = passes(Tests::Quick)? && passes(Tests::All)?;
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

/// Whether no test notices. A mutant that does not compile would be noticed by anybody: it is a mistake in the list. One
/// that hangs is noticed, too.
fn tests_pass(context: &Context, tree: &Path, log: &Log, tests: Tests) -> anyhow::Result<bool> {
    if !test_command(context, tree, tests).arg("--no-run").succeeds(log)? {
        bail!("it does not compile");
    }
    let [soon, later] = PATIENCE;
    let command = test_command(context, tree, tests);
    let command = match tests {
        Tests::Quick => {
            let quick = command.args(["--", "--skip", "search", "--skip", "herd"]).env("EVERWIRE_QUICK", "1");
            quick.env("EVERWIRE_SCHEDULES", "500").time_limit(soon)
        }
        Tests::All => command.time_limit(later),
    };
    Ok(command.succeeds(log).unwrap_or(false))
}

fn test_command(context: &Context, tree: &Path, tests: Tests) -> Cmd {
    let (level, lib) = match tests {
        Tests::Quick => (0, None),
        Tests::All => (2, Some("--lib")),
    };
    context
        .cargo("test")
        .args([
            "--config",
            &format!("profile.test.package.everwire.opt-level={level}"),
            "--config",
            "profile.test.debug=0",
        ])
        .args(lib)
        .args(["--package", "everwire", "--no-default-features", "--test", "core", "--test", "socketio"])
        .env("CARGO_TARGET_DIR", context.repo().target("mutants/build"))
        .env("RUST_BACKTRACE", "0")
        .dir(tree)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn committed() -> (&'static Path, Vec<Mutant>) {
        let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
        (xtask.parent().unwrap(), read(&xtask.join("mutants.json")).unwrap())
    }

    #[test]
    fn every_mutant_still_finds_its_text() {
        let (root, mutants) = committed();
        let lost = mutants.iter().filter_map(|mutant| {
            let text = files::read(&root.join(&mutant.file)).unwrap();
            match mutant.breaks(&text) {
                Err(error) => Some(error.to_string()),
                Ok(broken) => (broken == text).then(|| format!("mutant `{}` changes nothing", mutant.name)),
            }
        });
        assert_eq!(lost.collect::<Vec<_>>(), [] as [String; 0]);
    }

    #[test]
    fn every_mutant_has_a_name_of_its_own() {
        let (_, mutants) = committed();
        let mut names: Vec<&str> = mutants.iter().map(|mutant| mutant.name.as_str()).collect();
        names.sort_unstable();
        let twice: Vec<&[&str]> = names.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert_eq!(twice, [] as [&[&str]; 0]);
    }

    #[test]
    fn a_text_that_stands_twice_is_refused() {
        let mutant = Mutant { name: "m".into(), file: "f".into(), find: "a".into(), replace: "b".into() };
        assert_eq!(mutant.breaks("xax").unwrap(), "xbx");
        assert!(mutant.breaks("aa").unwrap_err().to_string().contains("2 times"));
        assert!(mutant.breaks("x").is_err());
    }
}
