// The package as a user gets it: the packed tarball, installed by npm into a fresh project outside the repository.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onExit } from "./cleanup.mjs";

/** A fresh folder that is removed when this process ends. */
export function freshFolder(name, parent = tmpdir()) {
  const folder = realpathSync(mkdtempSync(join(parent, `everwire-${name}-`)));
  onExit(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));
  return folder;
}

/** Installs the tarball; returns the project's folder, the installed package's folder and its manifest. */
export function installTarball(tarball, name = "consumer") {
  const folder = freshFolder(name);
  const project = { name: `everwire-${name}`, private: true, type: "module" };
  writeFileSync(join(folder, "package.json"), JSON.stringify(project));
  // `--offline`: what a user installs needs nothing else, and the suite stays off the network.
  const options = ["--offline", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
  execFileSync("npm", ["install", ...options, tarball], { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
  const installed = join(folder, "node_modules", "everwire");
  const manifest = JSON.parse(readFileSync(join(installed, "package.json"), "utf8"));
  return { folder, installed, manifest };
}
