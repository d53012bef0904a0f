//! Where the output of child processes goes: to the person who typed the command, or into a file that is shown only
//! when something failed.

use std::fs::File;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use anyhow::Context as _;

#[derive(Debug)]
pub(crate) enum Log {
    /// Standard error: a task's own standard output may be read by a machine.
    Terminal,
    /// Standard output, for a child whose output is what the person asked for.
    Answer,
    File {
        path: PathBuf,
        file: File,
    },
}

impl Log {
    /// An empty log file.
    pub(crate) fn create(path: &Path) -> anyhow::Result<Self> {
        if let Some(dir) = path.parent() {
            std::fs::create_dir_all(dir)?;
        }
        let file = File::create(path).with_context(|| path.display().to_string())?;
        // Children append: they and we write through handles of our own.
        drop(file);
        let file = File::options().append(true).open(path)?;
        Ok(Self::File { path: path.to_owned(), file })
    }

    /// One line of our own in it.
    pub(crate) fn line(&self, text: &str) {
        // A log that cannot be written is no reason to stop.
        match self {
            Self::Terminal | Self::Answer => {
                let _ = writeln!(std::io::stderr(), "{text}");
            }
            Self::File { file, .. } => {
                let _ = writeln!(&mut &*file, "{text}");
            }
        }
    }

    /// Two handles for a child: standard output and standard error.
    pub(crate) fn stdio(&self) -> anyhow::Result<(Stdio, Stdio)> {
        Ok(match self {
            Self::Answer => (Stdio::from(std::io::stdout()), Stdio::from(std::io::stderr())),
            Self::Terminal => (Stdio::from(std::io::stderr()), Stdio::from(std::io::stderr())),
            Self::File { file, .. } => (file.try_clone()?.into(), file.try_clone()?.into()),
        })
    }

    /// The file; none for the terminal.
    pub(crate) fn path(&self) -> Option<&Path> {
        match self {
            Self::Terminal | Self::Answer => None,
            Self::File { path, .. } => Some(path),
        }
    }

    /// What was written so far (nothing, when it went to the terminal).
    pub(crate) fn text(&self) -> String {
        match self {
            Self::Terminal | Self::Answer => String::new(),
            Self::File { path, .. } => {
                std::fs::read(path).map(|bytes| String::from_utf8_lossy(&bytes).into_owned()).unwrap_or_default()
            }
        }
    }
}

/// The last lines of a text, with a note of how many stand before them.
pub(crate) fn tail(text: &str, lines: usize) -> String {
    let all: Vec<&str> = text.lines().collect();
    let from = all.len().saturating_sub(lines);
    let mut out = String::new();
    if from > 0 {
        out.push_str(&format!("… {from} lines before\n"));
    }
    for line in all.iter().skip(from) {
        out.push_str(line);
        out.push('\n');
    }
    out
}

/// What a suite wants a person to see also when all is well, a table of figures: the lines that our scripts mark.
pub(crate) fn shown(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| line.strip_prefix("show  "))
}

/// How many lines below the name of a failure say why; after them comes the stack, which can be looked up.
const REASON_LINES: usize = 3;

/// What a person wants to see of the log of a failed suite: each failure that our scripts name, with the reason (the lines
/// below it that are indented further); for tools that don't name theirs like that, the end.
pub(crate) fn failures(text: &str, lines: usize) -> String {
    let mut found = Vec::new();
    let mut reason = 0..0;
    for line in text.lines() {
        if line.starts_with("FAIL") {
            found.push(line);
            reason = 0..REASON_LINES;
        } else if line.starts_with("      ") && reason.next().is_some() {
            found.push(line);
        } else {
            reason = 0..0;
        }
    }
    if found.is_empty() { tail(text, lines) } else { head(&found, lines) }
}

fn head(all: &[&str], lines: usize) -> String {
    let mut out: String = all.iter().take(lines).map(|line| format!("{line}\n")).collect();
    if all.len() > lines {
        out.push_str(&format!("… {} lines more\n", all.len() - lines));
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tail_says_what_it_leaves_out() {
        assert_eq!(tail("a\nb\nc", 2), "… 1 lines before\nb\nc\n");
        assert_eq!(tail("a\nb", 5), "a\nb\n");
    }

    #[test]
    fn failures_are_picked_out_with_their_reasons() {
        let text = "  ok  a\nFAIL  b\n      why\n          at x\n          at y\n          at z\n  ok  c\n      note\nFAIL  d\n1 passed\n";
        assert_eq!(failures(text, 80), "FAIL  b\n      why\n          at x\n          at y\nFAIL  d\n");
        assert_eq!(failures(text, 2), "FAIL  b\n      why\n… 3 lines more\n");
    }

    #[test]
    fn what_is_to_be_shown_is_picked_out_without_its_mark() {
        assert_eq!(shown("  ok  a\nshow  x  1\nno show  y\nshow  z  2\n").collect::<Vec<_>>(), ["x  1", "z  2"]);
    }

    #[test]
    fn without_named_failures_the_end_is_shown() {
        assert_eq!(failures("a\nb\nc", 2), tail("a\nb\nc", 2));
    }
}
