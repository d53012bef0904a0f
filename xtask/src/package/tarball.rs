//! What must be true of the packed tarball, whatever builds it.

use std::path::{Path, PathBuf};

use anyhow::Context as _;
use serde_json::Value;

use crate::files;
use crate::log::Log;
use crate::proc::Cmd;

/// The unpacked content of a tarball.
pub(crate) struct Tarball {
    dir: PathBuf,
    manifest: Value,
}

impl Tarball {
    /// Unpacks into this folder (emptied first), without the `package/` that npm puts around everything.
    pub(crate) fn unpack(tarball: &Path, dir: &Path, log: &Log) -> anyhow::Result<Self> {
        files::empty_dir(dir)?;
        Cmd::new("tar").args(["--strip-components=1", "-xzf"]).arg(tarball).arg("-C").arg(dir).run(log)?;
        Ok(Self { dir: dir.to_owned(), manifest: files::json(&dir.join("package.json"))? })
    }

    /// Every promise with whether it holds; one that does not says why.
    pub(crate) fn checks(
        &self,
        crate_version: &str,
        wasm: &[u8],
    ) -> anyhow::Result<Vec<(&'static str, Result<(), String>)>> {
        let names = self.file_names()?;
        Ok(vec![
            ("is named everwire and has the crate's version", self.identity(crate_version)),
            ("holds what a package needs and nothing else", self.content(&names)),
            ("has every file that its exports name", self.exports_exist(&names)),
            ("installs without scripts and dependencies", self.is_self_contained()),
            ("names no folder of the machine that built it", self.names_no_machine(&names, wasm)?),
        ])
    }

    fn identity(&self, crate_version: &str) -> Result<(), String> {
        for (field, expected) in [("name", "everwire"), ("version", crate_version), ("type", "module")] {
            let found = self.manifest.get(field).and_then(Value::as_str).unwrap_or_default();
            if found != expected {
                return Err(format!("package.json: {field} is {found:?}, expected {expected:?}"));
            }
        }
        if self.manifest.get("private").is_some() {
            return Err("package.json: `private` keeps npm from publishing it".to_owned());
        }
        Ok(())
    }

    fn exports_exist(&self, names: &[String]) -> Result<(), String> {
        let mut targets = Vec::new();
        targets_of(self.manifest.get("exports").unwrap_or(&Value::Null), &mut targets);
        if targets.is_empty() {
            return Err("package.json has no exports".to_owned());
        }
        let missing = targets.iter().filter(|target| !names.iter().any(|name| *target == &format!("./{name}")));
        none(missing, "exports name files that are not there")
    }

    fn content(&self, names: &[String]) -> Result<(), String> {
        none(NEEDED.iter().filter(|needed| !names.iter().any(|name| name == *needed)), "missing")?;
        none(names.iter().filter(|name| !self.belongs(name)), "does not belong there")
    }

    /// What is not in `dist/` is at the top, or stands for an entry where a tool knows no `exports`.
    fn belongs(&self, name: &str) -> bool {
        let entry = name.strip_suffix("/package.json").map(|entry| format!("./{entry}"));
        let exported = |entry: String| self.manifest.get("exports").is_some_and(|exports| exports.get(entry).is_some());
        let guide = name.starts_with("docs/") && name.ends_with(".md");
        guide || name.starts_with("dist/") || AT_TOP.contains(&name) || entry.is_some_and(exported)
    }

    fn is_self_contained(&self) -> Result<(), String> {
        let unwanted = ["dependencies", "optionalDependencies", "bundledDependencies", "scripts"];
        let has_some = |field: &&&str| match self.manifest.get(**field) {
            Some(Value::Object(entries)) => !entries.is_empty(),
            Some(Value::Array(entries)) => !entries.is_empty(),
            other => other.is_some(),
        };
        none(unwanted.iter().filter(has_some), "package.json has")
    }

    fn names_no_machine(&self, names: &[String], wasm: &[u8]) -> anyhow::Result<Result<(), String>> {
        let mut guilty = Vec::new();
        for name in names {
            let bytes = std::fs::read(self.dir.join(name)).with_context(|| name.clone())?;
            if names_a_machine(&bytes) {
                guilty.push(name.clone());
            }
        }
        // Inside the package it is encoded, so it is looked at before that.
        if names_a_machine(wasm) {
            guilty.push("the WebAssembly module".to_owned());
        }
        Ok(none(guilty.iter(), "folders of the building machine are named in"))
    }

    /// The paths of all files, relative to the package.
    fn file_names(&self) -> anyhow::Result<Vec<String>> {
        let mut names = Vec::new();
        let mut rest = vec![self.dir.clone()];
        while let Some(dir) = rest.pop() {
            for entry in std::fs::read_dir(&dir)? {
                let path = entry?.path();
                if path.is_dir() {
                    rest.push(path);
                } else {
                    names.push(path.strip_prefix(&self.dir)?.to_string_lossy().into_owned());
                }
            }
        }
        names.sort();
        Ok(names)
    }
}

/// The files at the top; nearly everything else is in `dist/`, and guides are in `docs/`.
const AT_TOP: [&str; 5] = ["package.json", "README.md", "CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"];
const NEEDED: [&str; 6] =
    ["package.json", "README.md", "LICENSE-APACHE", "LICENSE-MIT", "dist/everwire.js", "dist/everwire.d.ts"];

/// Every path that a value of `exports` leads to (`null` shuts a path off; a pattern names no file).
fn targets_of(exports: &Value, targets: &mut Vec<String>) {
    match exports {
        Value::String(target) if !target.contains('*') => targets.push(target.clone()),
        Value::Object(conditions) => conditions.values().for_each(|value| targets_of(value, targets)),
        Value::Array(values) => values.iter().for_each(|value| targets_of(value, targets)),
        _ => {}
    }
}

fn names_a_machine(bytes: &[u8]) -> bool {
    let folders = ["root", "work", "home", "Users"].map(|name| format!("/{name}/"));
    folders.iter().any(|folder| bytes.windows(folder.len()).any(|window| window == folder.as_bytes()))
}

fn none<T: std::fmt::Display>(found: impl Iterator<Item = T>, what: &str) -> Result<(), String> {
    let found: Vec<String> = found.map(|item| item.to_string()).collect();
    if found.is_empty() { Ok(()) } else { Err(format!("{what}: {}", found.join(", "))) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_conditions_of_all_entries_are_looked_at() {
        let exports = serde_json::json!({
            ".": {"types": "./dist/a.d.ts", "default": ["./dist/a.js", "./dist/b.js"]},
            "./icons/*": "./dist/icons/*.svg",
            "./internal/*": null,
            "./package.json": "./package.json",
        });
        let mut targets = Vec::new();
        targets_of(&exports, &mut targets);
        targets.sort();
        assert_eq!(targets, ["./dist/a.d.ts", "./dist/a.js", "./dist/b.js", "./package.json"]);
    }

    #[test]
    fn stray_and_missing_files_are_named() {
        let manifest = serde_json::json!({ "exports": { "./slim": "./dist/slim.js" } });
        let tarball = Tarball { dir: PathBuf::new(), manifest };
        let names = |extra: &str| NEEDED.iter().map(ToString::to_string).chain([extra.to_owned()]).collect::<Vec<_>>();
        assert_eq!(tarball.content(&names("dist/deep/more.js")), Ok(()));
        assert_eq!(tarball.content(&names("docs/recipes.md")), Ok(()));
        assert_eq!(tarball.content(&names("slim/package.json")), Ok(()));
        for stray in ["notes.txt", "fat/package.json", "slim/notes.txt", "docs/draft.txt"] {
            assert!(tarball.content(&names(stray)).unwrap_err().contains(stray));
        }
        assert!(tarball.content(&names("CHANGELOG.md")[1..]).unwrap_err().contains("package.json"));
    }

    #[test]
    fn a_folder_of_the_machine_is_found_in_bytes() {
        assert!(names_a_machine(format!("\0at {}root/x.rs", "/").as_bytes()));
        assert!(!names_a_machine(b"cargo/registry/src/x.rs"));
    }
}
