//! What no file of the repository may hold. Each rule is one test; a failed one names file and line.

use std::path::Path;

use crate::context::Context;
use crate::log::Log;
use crate::proc::Cmd;
use crate::test::counts::Counts;

const MOST_LINES: usize = 400;

/// A text file that git tracks (or would, once added).
struct TextFile {
    name: String,
    text: String,
}

struct Rule {
    promise: &'static str,
    /// Whether the rule is about this file.
    about: fn(&str) -> bool,
    /// What is wrong with it, each with the number of its line.
    find: fn(&str) -> Vec<(usize, String)>,
}

static RULES: [Rule; 5] = [
    Rule {
        promise: "no host of a package registry is named",
        about: |name| name != "Cargo.lock",
        find: registry_hosts,
    },
    Rule { promise: "no folder of somebody's machine is named", about: |_| true, find: machine_paths },
    Rule { promise: "no lock file records download addresses", about: is_npm_lock, find: download_addresses },
    Rule { promise: "no file is longer than 400 lines", about: |name| !may_be_long(name), find: too_long },
    Rule { promise: "nothing in src/ can panic", about: |name| name.starts_with("src/"), find: ways_to_panic },
];

pub(super) fn run(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    let files = tracked(context.repo().root(), log)?;
    let mut counts = Counts::default();
    for rule in &RULES {
        let found = violations(rule, &files);
        log.line(&format!("{}: {}", rule.promise, if found.is_empty() { "yes" } else { "broken" }));
        found.iter().for_each(|line| log.line(&format!("  {line}")));
        counts += Counts::one(found.is_empty());
    }
    Ok(counts)
}

fn violations(rule: &Rule, files: &[TextFile]) -> Vec<String> {
    let about = files.iter().filter(|file| (rule.about)(&file.name));
    about
        .flat_map(|file| {
            (rule.find)(&file.text).into_iter().map(|(line, what)| format!("{}:{line}: {what}", file.name))
        })
        .collect()
}

/// The text files among those that git tracks and those that it would take up.
fn tracked(root: &Path, log: &Log) -> anyhow::Result<Vec<TextFile>> {
    let listed =
        Cmd::new("git").args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]).dir(root).output(log)?;
    let names = listed.split('\0').filter(|name| !name.is_empty());
    let read =
        |name: &str| Some(TextFile { name: name.to_owned(), text: std::fs::read_to_string(root.join(name)).ok()? });
    // What is no UTF-8 is a picture; what is missing was deleted and not committed yet.
    Ok(names.filter_map(read).collect())
}

fn is_npm_lock(name: &str) -> bool {
    name.ends_with("package-lock.json")
}

fn may_be_long(name: &str) -> bool {
    let file = name.rsplit('/').next().unwrap_or(name);
    // What was measured has a line a figure.
    let figures = name == "benches/results.json" || name.starts_with(".github/bench/");
    is_npm_lock(name) || file.ends_with(".lock") || file.starts_with("LICENSE") || figures
}

fn lines_with(text: &str, wrong: impl Fn(&str) -> bool) -> Vec<(usize, String)> {
    let numbered = text.lines().enumerate().filter(|(_, line)| wrong(line));
    numbered.map(|(index, line)| (index + 1, line.trim().chars().take(120).collect())).collect()
}

/// The parts are put together here, so that this file keeps its own rule.
fn registry_hosts(text: &str) -> Vec<(usize, String)> {
    let hosts = [
        ["crates", "io"],
        ["npmjs", "org"],
        ["npmjs", "com"],
        ["yarnpkg", "com"],
        ["pypi", "org"],
        ["pythonhosted", "org"],
        ["deb.debian", "org"],
        ["proxy.golang", "org"],
    ]
    .map(|parts| parts.join("."));
    lines_with(text, |line| hosts.iter().any(|host| line.contains(host.as_str())))
}

/// A path that begins with `/root/` and the like; the same within a longer path or an address is fine.
fn machine_paths(text: &str) -> Vec<(usize, String)> {
    let folders = ["root", "work", "home", "Users"].map(|name| format!("/{name}/"));
    lines_with(text, |line| {
        folders.iter().any(|folder| {
            line.match_indices(folder.as_str()).any(|(at, _)| {
                let before = line[..at].chars().next_back();
                let after = line[at + folder.len()..].chars().next();
                !before.is_some_and(|c| c.is_alphanumeric() || "._-~}".contains(c))
                    && after.is_some_and(|c| c.is_ascii_alphanumeric() || c == '.')
            })
        })
    })
}

fn download_addresses(text: &str) -> Vec<(usize, String)> {
    lines_with(text, |line| line.contains("\"resolved\": \"http"))
}

fn too_long(text: &str) -> Vec<(usize, String)> {
    let lines = text.lines().count();
    if lines > MOST_LINES { vec![(lines, format!("{lines} lines"))] } else { Vec::new() }
}

/// Tests stand at the end of a file and may; comments and examples in them may talk about it.
fn ways_to_panic(text: &str) -> Vec<(usize, String)> {
    const WAYS: [&str; 8] = [
        ".unwrap()",
        ".expect(",
        "unwrap_throw(",
        "expect_throw(",
        "panic!(",
        "unreachable!(",
        "todo!(",
        "unimplemented!(",
    ];
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or(text);
    lines_with(code, |line| !line.trim_start().starts_with("//") && WAYS.iter().any(|way| line.contains(way)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(found: Vec<(usize, String)>) -> Vec<usize> {
        found.into_iter().map(|(line, _)| line).collect()
    }

    #[test]
    fn paths_of_a_machine_are_found_where_they_begin() {
        let home = ["/ho", "me/"].concat();
        let text = format!("see {home}someone/x\nhttps://example.com{home}page\n../..{home}x\n\"{home}.cache\"\n");
        assert_eq!(lines(machine_paths(&text)), [1, 4]);
    }

    #[test]
    fn registry_hosts_are_found() {
        let text = format!("fine\nsee https://www.npmjs{}\n", ".com/package/x");
        assert_eq!(lines(registry_hosts(&text)), [2]);
    }

    #[test]
    fn panics_are_found_in_code_and_not_in_comments_or_tests() {
        let text =
            "/// x.unwrap()\nlet x = y.unwrap();\nlet z = y.unwrap_or(0);\n#[cfg(test)]\nmod tests {\n x.unwrap()\n}\n";
        assert_eq!(lines(ways_to_panic(text)), [2]);
    }

    #[test]
    fn long_files_are_found() {
        assert_eq!(lines(too_long(&"x\n".repeat(MOST_LINES))), [] as [usize; 0]);
        assert_eq!(lines(too_long(&"x\n".repeat(MOST_LINES + 1))), [401]);
        assert!(may_be_long("LICENSE-MIT") && may_be_long("tests/package-lock.json") && may_be_long("Cargo.lock"));
        assert!(!may_be_long("src/lock.rs"));
    }

    #[test]
    fn download_addresses_are_found() {
        let text = format!("\"version\": \"1\"\n  \"resolved\": \"http{}\n", "s://x/y.tgz\"");
        assert_eq!(lines(download_addresses(&text)), [2]);
    }

    #[test]
    fn a_violation_names_file_and_line() {
        let files = [TextFile { name: "src/a.rs".into(), text: "\nx.unwrap()".into() }];
        let found: Vec<String> = RULES.iter().flat_map(|rule| violations(rule, &files)).collect();
        assert_eq!(found, ["src/a.rs:2: x.unwrap()"]);
    }
}
