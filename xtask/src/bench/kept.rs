//! The figures that the repository keeps, and what it shows of them.

use std::path::Path;

use anyhow::Context as _;
use serde_json::Value;

use super::row::{self, Row};
use super::{ALL, figures, plots};
use crate::files::{self, Repo};

/// In the form of `--json`, a row a line.
const RESULTS: &str = "benches/results.json";
const PLOTS: &str = ".github/bench";

/// All that are kept.
pub(super) fn rows(root: &Path) -> anyhow::Result<Vec<Row>> {
    let kept = files::json(&root.join(RESULTS))?;
    let rows = kept["rows"].as_array().with_context(|| format!("{RESULTS}: no rows"))?;
    rows.iter().map(|row| Row::read(row["bench"].as_str().context("no bench")?, row)).collect()
}

/// Keeps what was measured, and of the benches that were not what was kept before.
pub(super) fn keep(repo: &Repo, measured: Vec<Row>, machine: &Value) -> anyhow::Result<()> {
    let file = repo.path(RESULTS);
    let old = if file.is_file() { rows(repo.root())? } else { Vec::new() };
    std::fs::write(&file, row::document(&merged(old, measured), machine, "\n") + "\n")?;
    eprintln!("kept: {RESULTS}");
    show(repo)
}

/// Makes the plots and the README's table anew from what is kept.
pub(super) fn show(repo: &Repo) -> anyhow::Result<()> {
    let rows = rows(repo.root())?;
    let dir = repo.path(PLOTS);
    files::empty_dir(&dir)?;
    for bench in ALL {
        if let Some(picture) = plots::draw(bench.name, &rows) {
            std::fs::write(dir.join(format!("{}.svg", bench.name)), picture)?;
            eprintln!("drawn: {PLOTS}/{}.svg", bench.name);
        }
    }
    let readme = repo.path("README.md");
    std::fs::write(&readme, figures::rewritten(&files::read(&readme)?, &rows)?)?;
    eprintln!("written: the figures in README.md");
    Ok(())
}

fn merged(old: Vec<Row>, new: Vec<Row>) -> Vec<Row> {
    let is_new = |bench: &str| new.iter().any(|row| row.bench == bench);
    let mut rows: Vec<Row> = old.into_iter().filter(|row| !is_new(&row.bench)).collect();
    rows.extend(new);
    // Stable: within a bench they stay as they were measured.
    rows.sort_by_key(|row| ALL.iter().position(|bench| bench.name == row.bench));
    rows
}

#[cfg(test)]
mod tests {
    use super::super::row::tests::row;
    use super::*;

    #[test]
    fn what_was_not_measured_again_is_kept_as_it_was() {
        let old = vec![row("overhead", "a", "m", 1.0, "ns"), row("core", "a", "m", 2.0, "ns")];
        let new = vec![row("core", "b", "m", 3.0, "ns"), row("throughput", "a", "m", 4.0, "1/s")];
        let kept: Vec<(String, f64)> = merged(old, new).into_iter().map(|row| (row.bench, row.value)).collect();
        assert_eq!(kept, [("throughput".into(), 4.0), ("overhead".into(), 1.0), ("core".into(), 3.0)]);
    }

    #[test]
    fn the_plots_are_drawn_from_what_is_kept() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let rows = rows(root).unwrap();
        for bench in ALL {
            let file = root.join(PLOTS).join(format!("{}.svg", bench.name));
            let drawn = std::fs::read_to_string(&file).ok();
            assert!(drawn == plots::draw(bench.name, &rows), "{}: `cargo xtask bench --redraw`", file.display());
        }
    }
}
