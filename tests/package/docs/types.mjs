// The TypeScript of the documentation compiles as it stands, in a strict project.

import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { record } from "../lib/report.mjs";

const OPTIONS = {
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  module: "esnext",
  moduleResolution: "bundler",
  moduleDetection: "force",
  target: "es2022",
  lib: ["es2022", "esnext.disposable", "dom", "dom.iterable", "dom.asynciterable"],
  jsx: "react-jsx",
  types: [],
  noEmit: true,
};

export async function typesOf({ folder, tools, snippets, fixtures }) {
  const require = createRequire(join(tools, "package.json"));
  const manifest = require.resolve("typescript/package.json");
  const tsc = join(dirname(manifest), require(manifest).bin.tsc);
  const typed = snippets.filter(({ lang }) => /^tsx?$/.test(lang));
  const files = new Map(typed.map((snippet) => [`${snippet.key.replace(/\W+/g, "-")}.${snippet.lang}`, snippet]));
  for (const [name, { key, code }] of files) {
    const { types, before = "", after = "" } = fixtures[key] ?? {};
    writeFileSync(join(folder, name), types ? `${before}\n${code}\n${after}` : code);
  }
  const project = join(folder, "tsconfig.json");
  writeFileSync(project, JSON.stringify({ compilerOptions: OPTIONS, files: [...files.keys()] }));
  const output = await new Promise((resolve) => {
    const args = [tsc, "--project", project, "--pretty", "false"];
    execFile(process.execPath, args, { cwd: folder }, (error, stdout, stderr) => resolve(error ? stdout + stderr || "failed" : ""));
  });
  for (const [name, { key }] of files) {
    const errors = output.split("\n").filter((line) => line.startsWith(name));
    record(`${key} compiles`, errors.length > 0 ? errors.join("\n") : undefined);
  }
  const others = output.split("\n").filter((line) => line && !/^\s/.test(line) && ![...files.keys()].some((name) => line.startsWith(name)));
  record("nothing else is wrong with the TypeScript", others.length > 0 ? others.join("\n") : undefined);
}
