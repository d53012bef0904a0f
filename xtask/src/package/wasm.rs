//! From the crate to the smallest WebAssembly we know how to make.

use std::path::{Path, PathBuf};

use anyhow::Context as _;

use crate::context::Context;
use crate::files::{self, same_bytes};
use crate::log::Log;
use crate::proc::Cmd;
use crate::setup::npm::NpmProject;
use crate::setup::wasm_target::TRIPLE;

/// What every browser with WebAssembly of the last years has. Not `--all-features`: with it wasm-opt writes import
/// kinds that browsers refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// What made the module smallest after brotli. The lowest KiB holds the far end of Rust's stack, so an address there is
/// never used; and what the module needs is known to every browser that gets this far.
const OPTIMISATIONS: [&str; 11] = [
    "--low-memory-unused",
    "-tnh",
    "-Oz",
    "--flatten",
    "--rereloop",
    "--simplify-locals-notee-nostructure",
    "--coalesce-locals",
    "-Oz",
    "-Os",
    // What belongs together stands together: 0.3 % after brotli.
    "--reorder-functions-by-name",
    "--strip-target-features",
];

/// What the package calls, and the memory, which shows what leaks. All else that wasm-bindgen exports, and its one
/// import, are for text and objects, which never pass: see `src/js`.
const EXPORTS: [&str; 2] = ["call", "memory"];

/// The core needs less than a kilobyte of stack. A small one leaves the data at addresses of few bytes, and the module a
/// single page of memory where it had seventeen.
const STACK: &str = "-Clink-arg=-zstack-size=16384";

/// A standard library built for size, whose panics end the module at once and carry no text: 6 % of the package. Nothing
/// is lost: no panic can be reached from JavaScript, and there is no console to print one to.
const SMALL_STD: [&str; 5] = [
    "-Zunstable-options",
    "-Cpanic=immediate-abort",
    "-Zlocation-detail=none",
    "-Zfmt-debug=none",
    // Folds what is known earlier than LLVM does: another 1.5 %.
    "-Zmir-opt-level=3",
];

/// What that takes: its flags are unstable, so another compiler may not know them, or not build the library with them.
pub(crate) const SMALL_STD_TAKES: &str =
    "Rust 1.95 with rust-src (`rustup toolchain install 1.95 --component rust-src`, then `cargo +1.95 xtask …`)";

/// What the package has a module for.
#[derive(Debug, Clone, Copy)]
pub(super) enum Module {
    /// The WebSocket that stays connected.
    Plain,
    /// The same with Socket.IO over it.
    SocketIo,
}

impl Module {
    fn name(self) -> &'static str {
        match self {
            Module::Plain => "everwire",
            Module::SocketIo => "socketio",
        }
    }

    /// Its feature of the crate.
    fn feature(self) -> &'static str {
        match self {
            Module::Plain => "js",
            Module::SocketIo => "js-socketio",
        }
    }
}

/// The module, and whether the small standard library is in it.
pub(super) fn build(context: &Context, module: Module, log: &Log) -> anyhow::Result<(PathBuf, bool)> {
    let small_std = compile(context, module, log)?;
    let repo = context.repo();
    let glue = repo.target(format!("package/glue-{}", module.name()));
    files::empty_dir(&glue)?;
    Cmd::new(context.tools()?.join("wasm-bindgen"))
        .arg(repo.target(TRIPLE).join("npm/everwire.wasm"))
        .args(["--target", "web", "--out-name", module.name(), "--no-typescript"])
        .arg("--remove-producers-section")
        .arg("--out-dir")
        .arg(&glue)
        .run(log)?;
    let wasm = glue.join(format!("{}_bg.wasm", module.name()));
    optimise(context, module, &wasm, log)?;
    Ok((wasm, small_std))
}

/// With the small standard library if this compiler can (then it is true), else with the one it has.
fn compile(context: &Context, module: Module, log: &Log) -> anyhow::Result<bool> {
    if context.wasm_target()?.has_std_source(context)? && compiler(context, module, true, log)?.succeeds(log)? {
        return Ok(true);
    }
    compiler(context, module, false, log)?.run(log)?;
    // Only now: a crate that compiles neither way has failed for a reason of its own.
    eprintln!("package: built without the small standard library, so it is larger; that takes {SMALL_STD_TAKES}");
    Ok(false)
}

fn compiler(context: &Context, module: Module, small_std: bool, log: &Log) -> anyhow::Result<Cmd> {
    let target = context.wasm_target()?;
    // As a cdylib alone: beside an rlib, link-time optimisation is silently off and the module a quarter larger.
    let mut cargo = context
        .cargo("rustc")
        .args(["--package", "everwire", "--lib", "--crate-type", "cdylib", "--profile", "npm"])
        .args(["--no-default-features", "--features", module.feature()])
        .args(target.args());
    let mut flags = remapped_folders(context, log)?;
    if small_std {
        if target.build_std_args().is_empty() {
            cargo = cargo.arg("-Zbuild-std=std,panic_abort");
        }
        // Unstable flags on a stable compiler: they change how the module is built, never what it does.
        cargo = cargo.arg("-Zbuild-std-features=optimize_for_size").env("RUSTC_BOOTSTRAP", "1");
        flags.extend(SMALL_STD.map(str::to_owned));
    }
    Ok(target.with(cargo.env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}")))?.args(["--", STACK]))
}

/// Names of this machine's folders stand in panic locations: not for others to read, different on each machine, and long.
fn remapped_folders(context: &Context, log: &Log) -> anyhow::Result<Vec<String>> {
    let cargo_home = std::env::var("CARGO_HOME").or_else(|_| std::env::var("HOME").map(|home| home + "/.cargo"));
    let cargo_home = PathBuf::from(cargo_home.context("neither CARGO_HOME nor HOME is set")?);
    // The last one that fits counts. Below `registry/src` there is a folder for each registry.
    let mut folders = vec![(context.repo().root().to_owned(), "everwire"), (cargo_home.clone(), "cargo")];
    if let Ok(registries) = std::fs::read_dir(cargo_home.join("registry/src")) {
        let mut registries: Vec<PathBuf> = registries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        registries.sort();
        folders.extend(registries.into_iter().map(|registry| (registry, "crates")));
    }
    // The standard library's, where its source is installed.
    let sysroot = Cmd::new("rustc").args(["--print", "sysroot"]).output(log)?;
    folders.push((Path::new(sysroot.trim()).join("lib/rustlib/src/rust"), "rust"));
    let flag = |(folder, name): (PathBuf, &str)| format!("--remap-path-prefix={}={name}", folder.display());
    Ok(folders.into_iter().map(flag).collect())
}

/// wasm-opt over a module in place. It takes seconds, so its last result is kept with what it was made of, and how.
fn optimise(context: &Context, module: Module, wasm: &Path, log: &Log) -> anyhow::Result<()> {
    let kept = context.repo().target(format!("package/wasm-opt-{}", module.name()));
    let (input, output, recipe) = (kept.join("input.wasm"), kept.join("output.wasm"), kept.join("recipe"));
    let how = format!("{OPTIMISATIONS:?} {FEATURES:?} unaligned {}", roots());
    let same = same_bytes(wasm, &input) && std::fs::read_to_string(&recipe).is_ok_and(|last| last == how);
    if !same || !output.is_file() {
        files::empty_dir(&kept)?;
        let binaryen = context.npm(NpmProject::Xtask)?.join("node_modules/binaryen/bin");
        let tool = |name: &str, from: &Path, to: &Path| {
            Cmd::new("node").arg(binaryen.join(name)).args(FEATURES).arg(from).arg("-o").arg(to)
        };
        let (graph, reached, unfinished) =
            (kept.join("graph.json"), kept.join("reached.wat"), kept.join("unfinished.wasm"));
        std::fs::write(&graph, roots())?;
        tool("wasm-metadce", wasm, &reached).arg("--emit-text").arg("--graph-file").arg(&graph).run(log)?;
        let text = std::fs::read_to_string(&reached)?;
        std::fs::write(&reached, text.lines().map(unaligned).collect::<Vec<_>>().join("\n"))?;
        tool("wasm-opt", &reached, &unfinished).args(OPTIMISATIONS).run(log)?;
        std::fs::copy(wasm, &input)?;
        std::fs::write(&recipe, how)?;
        std::fs::rename(&unfinished, &output)?;
    }
    std::fs::copy(&output, wasm)?;
    Ok(())
}

/// A line of WebAssembly's text, where it is a load or store with the least alignment. It is a hint that changes nothing
/// but what the module compresses to; `pkg-template/embed.mjs` leaves it away.
fn unaligned(line: &str) -> String {
    let access = line.trim_start().strip_prefix('(').is_some_and(|instruction| {
        let name = ["i32.", "i64.", "f32.", "f64."].iter().find_map(|number| instruction.strip_prefix(number));
        name.is_some_and(|name| name.starts_with("load") || name.starts_with("store"))
    });
    if !access {
        return line.to_owned();
    }
    let words = line.split_whitespace().filter(|word| !word.starts_with("align="));
    words.chain(["align=1"]).collect::<Vec<_>>().join(" ")
}

/// What wasm-metadce has to keep.
fn roots() -> String {
    let nodes = EXPORTS.map(|name| format!(r#"{{"name":"{name}","export":"{name}","root":true}}"#));
    format!("[{}]", nodes.join(","))
}

#[cfg(test)]
mod tests {
    #[test]
    fn loads_and_stores_lose_their_alignment_and_nothing_else_changes() {
        assert_eq!(super::unaligned("  (i32.load8_u offset=8"), "(i32.load8_u offset=8 align=1");
        assert_eq!(super::unaligned("  (i64.store offset=8 align=4"), "(i64.store offset=8 align=1");
        for other in ["   (i32.const 8)", " (memory.copy", ")"] {
            assert_eq!(super::unaligned(other), other);
        }
    }

    #[test]
    fn the_rust_that_is_asked_for_is_the_crates() {
        let manifest = include_str!("../../../Cargo.toml");
        let version = manifest.lines().find_map(|line| line.strip_prefix("rust-version = ")).unwrap().trim_matches('"');
        assert!(super::SMALL_STD_TAKES.starts_with(&format!("Rust {version} ")), "{version}");
        assert!(super::SMALL_STD_TAKES.contains(&format!("+{version} ")), "{version}");
    }
}
