//! Suites that read code and run none of it. Each tool's verdict is one test.

use crate::context::Context;
use crate::log::Log;
use crate::setup::component::Component;
use crate::setup::wasm_target::WasmTarget;
use crate::test::counts::Counts;
use crate::test::hygiene;
use crate::test::suites::browser::SERVER;

pub(in crate::test) fn fmt(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    if !context.component(Component::Rustfmt)? {
        return Ok(Counts::skipped("no rustfmt"));
    }
    let fmt = context.cargo("fmt").args(["--all", "--check"]);
    Ok(Counts::one(fmt.succeeds(log)?))
}

pub(in crate::test) fn hygiene(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    hygiene::run(context, log)
}

pub(in crate::test) fn clippy(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    if !context.component(Component::Clippy)? {
        return Ok(Counts::skipped("no clippy"));
    }
    let clippy = context.cargo("clippy").args(["--workspace", "--all-targets", "--", "-D", "warnings"]);
    Ok(Counts::one(clippy.succeeds(log)?))
}

pub(in crate::test) fn clippy_wasm(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    let target = context.wasm_target()?;
    // Debian's compiler comes without a clippy that matches it: there the code is compiled, and that is all.
    let (lint, strict): (_, &[&str]) = match target {
        WasmTarget::Installed => ("clippy", &["--", "-D", "warnings"]),
        WasmTarget::Debian { .. } => ("check", &[]),
    };
    if lint == "clippy" && !context.component(Component::Clippy)? {
        return Ok(Counts::skipped("no clippy"));
    }
    let mut counts = Counts::default();
    // Not all targets: the native tests and what they depend on are not for this one.
    let builds: [&[&str]; 5] = [
        &["everwire", "--lib", "--test", "web", "--test", "worker"],
        &["everwire", "--lib", "--no-default-features", "--features", "web"],
        &["everwire", "--lib", "--no-default-features", "--features", "js"],
        &["everwire", "--lib", "--no-default-features", "--features", "js-socketio"],
        &["everwire-example-chat"],
    ];
    for build in builds {
        let cargo = context.cargo(lint).arg("--package").args(build).env(SERVER, "http://127.0.0.1:9");
        counts += Counts::one(target.with(cargo.args(target.args()).args(strict))?.succeeds(log)?);
    }
    Ok(counts)
}

pub(in crate::test) fn doc(context: &Context, log: &Log) -> anyhow::Result<Counts> {
    // The tools' crate is a wrapper without documentation, and would have all its dependencies compiled once more.
    let doc = context
        .cargo("doc")
        .args(["--workspace", "--no-deps", "--document-private-items", "--exclude", "everwire-tools"])
        .env("RUSTDOCFLAGS", "-D warnings");
    Ok(Counts::one(doc.succeeds(log)?))
}
