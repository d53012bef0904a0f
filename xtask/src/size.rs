//! What the package weighs, entry by entry, against a budget of brotli bytes that is under version control.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::Context as _;
use serde_json::{Value, json};

use crate::context::Context;
use crate::files;
use crate::log::Log;
use crate::package::{SMALL_STD_TAKES, Tarball};
use crate::setup::npm::NpmProject;

/// One entry of the package; sizes in bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Entry {
    /// As a user imports it.
    pub(crate) name: String,
    pub(crate) min: u64,
    pub(crate) gzip: u64,
    pub(crate) brotli: u64,
    /// None is an oversight: every entry has to have one.
    pub(crate) budget: Option<u64>,
}

impl Entry {
    /// Why the entry is not acceptable. `small_std`: whether the package has the standard library built for size.
    pub(crate) fn complaint(&self, small_std: bool) -> Option<String> {
        match self.budget {
            None => Some(format!("{} has no budget in xtask/size-budgets.json", self.name)),
            Some(budget) if self.brotli > budget => {
                let over = format!("{} is {} bytes over its budget of {budget}", self.name, self.brotli - budget);
                let without = format!("built without the small standard library, which takes {SMALL_STD_TAKES}");
                Some(if small_std { over } else { format!("{over}: {without}") })
            }
            Some(_) => None,
        }
    }
}

/// The task. `json` is for machines, and then the only thing on standard output.
pub(crate) fn run(context: &Context, json: bool) -> anyhow::Result<bool> {
    let (entries, complaints) = measure(context, &Log::Terminal)?;
    if json {
        println!("{}", as_json(&entries));
    } else {
        print!("{}", as_table(&entries));
    }
    for complaint in &complaints {
        eprintln!("{complaint}");
    }
    Ok(complaints.is_empty())
}

/// Every entry, and what is wrong with some.
pub(crate) fn measure(context: &Context, log: &Log) -> anyhow::Result<(Vec<Entry>, Vec<String>)> {
    let package = context.package(log)?;
    context.npm(NpmProject::Xtask)?;
    let unpacked = context.repo().target("package/size/node_modules/everwire");
    Tarball::unpack(&package.tarball, &unpacked, log)?;
    let measured = context.node("xtask/scripts/size.mjs").arg(&unpacked).output(log)?;
    let entries = with_budgets(&measured, &budgets(&context.repo().path("xtask/size-budgets.json"))?)?;
    let complaints = entries.iter().filter_map(|entry| entry.complaint(package.small_std)).collect();
    Ok((entries, complaints))
}

/// By hand, because the order of the fields is part of the documented form.
fn as_json(entries: &[Entry]) -> String {
    let rows = entries.iter().map(|Entry { name, min, gzip, brotli, budget }| {
        let (name, budget) = (json!(name), json!(budget));
        format!(r#"{{"name":{name},"min":{min},"gzip":{gzip},"brotli":{brotli},"budget":{budget}}}"#)
    });
    format!(r#"{{"entries":[{}]}}"#, rows.collect::<Vec<_>>().join(","))
}

pub(crate) fn as_table(entries: &[Entry]) -> String {
    let mut text = format!("{:<24}{:>10}{:>10}{:>10}{:>10}\n", "entry", "min", "gzip", "brotli", "budget");
    for Entry { name, min, gzip, brotli, budget } in entries {
        let budget = budget.map_or_else(|| "none".to_owned(), |budget| budget.to_string());
        text.push_str(&format!("{name:<24}{min:>10}{gzip:>10}{brotli:>10}{budget:>10}\n"));
    }
    text
}

fn budgets(file: &Path) -> anyhow::Result<BTreeMap<String, u64>> {
    let json = files::json(file)?;
    let budgets = json.as_object().context("size-budgets.json is no object")?;
    budgets
        .iter()
        .map(|(name, bytes)| Ok((name.clone(), bytes.as_u64().with_context(|| format!("budget of {name}"))?)))
        .collect()
}

/// What `size.mjs` printed, joined with the budgets. A budget for an entry that does not exist is a mistake too.
fn with_budgets(measured: &str, budgets: &BTreeMap<String, u64>) -> anyhow::Result<Vec<Entry>> {
    let rows: Vec<Value> = serde_json::from_str(measured).context("what size.mjs printed")?;
    let entries = rows
        .iter()
        .map(|row| {
            let bytes = |field: &str| row.get(field).and_then(Value::as_u64).with_context(|| format!("no {field}"));
            let name = row.get("name").and_then(Value::as_str).context("no name")?.to_owned();
            let budget = budgets.get(&name).copied();
            Ok(Entry { name, min: bytes("min")?, gzip: bytes("gzip")?, brotli: bytes("brotli")?, budget })
        })
        .collect::<anyhow::Result<Vec<Entry>>>()?;
    if let Some(stale) = budgets.keys().find(|name| !entries.iter().any(|entry| entry.name == **name)) {
        anyhow::bail!("xtask/size-budgets.json has a budget for {stale}, which the package does not export");
    }
    Ok(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MEASURED: &str = r#"[{"name":"everwire","min":30000,"gzip":14000,"brotli":12000}]"#;

    fn entries(budgets: &[(&str, u64)]) -> anyhow::Result<Vec<Entry>> {
        let budgets = budgets.iter().map(|(name, bytes)| ((*name).to_owned(), *bytes)).collect();
        with_budgets(MEASURED, &budgets)
    }

    #[test]
    fn over_its_budget_an_entry_is_refused_and_at_it_it_is_not() {
        assert_eq!(entries(&[("everwire", 12_000)]).unwrap()[0].complaint(true), None);
        let complaint = entries(&[("everwire", 11_999)]).unwrap()[0].complaint(true).unwrap();
        assert!(complaint.ends_with("1 bytes over its budget of 11999"), "{complaint}");
    }

    #[test]
    fn without_the_small_standard_library_a_complaint_says_what_to_install() {
        assert_eq!(entries(&[("everwire", 12_000)]).unwrap()[0].complaint(false), None);
        let complaint = entries(&[("everwire", 11_999)]).unwrap()[0].complaint(false).unwrap();
        assert!(complaint.contains("1 bytes over") && complaint.contains("rustup toolchain install"), "{complaint}");
    }

    #[test]
    fn an_entry_without_a_budget_is_refused() {
        assert!(entries(&[]).unwrap()[0].complaint(true).unwrap().contains("no budget"));
    }

    #[test]
    fn a_budget_without_an_entry_is_refused() {
        let error = entries(&[("everwire", 1), ("everwire/gone", 1)]).unwrap_err().to_string();
        assert!(error.contains("everwire/gone"), "{error}");
    }

    #[test]
    fn the_form_for_machines_is_the_documented_one() {
        let json = as_json(&entries(&[("everwire", 12_500)]).unwrap());
        let expected = r#"{"entries":[{"name":"everwire","min":30000,"gzip":14000,"brotli":12000,"budget":12500}]}"#;
        assert_eq!(json, expected);
    }

    #[test]
    fn the_committed_budgets_can_be_read() {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("size-budgets.json");
        assert!(!budgets(&file).unwrap().is_empty());
    }
}
