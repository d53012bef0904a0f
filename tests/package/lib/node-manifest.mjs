// What is in the tarball, as a user finds it in node_modules.

import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "./report.mjs";

export async function manifestTests(installed, manifest) {
  await test("the package has no dependencies and runs no script when it is installed", () => {
    for (const field of ["dependencies", "optionalDependencies", "scripts", "bin"]) {
      assert.deepEqual(Object.keys(manifest[field] ?? {}), [], field);
    }
  });

  await test("every path that the manifest names exists", () => {
    const named = [];
    const collect = (value) => {
      if (typeof value === "string" && value.startsWith("./")) named.push(value);
      else if (value && typeof value === "object") Object.values(value).forEach(collect);
    };
    collect(manifest.exports);
    for (const field of ["main", "module", "types"]) if (manifest[field]) named.push(manifest[field]);
    assert.ok(named.length >= 2, "code and types are named");
    for (const path of named) assert.ok(existsSync(join(installed, path)), path);
  });

  await test("it says what it is: ES module, no side effects, both licences", () => {
    assert.equal(manifest.name, "everwire");
    assert.match(manifest.version, /^\d+\.\d+\.\d+/);
    assert.equal(manifest.type, "module");
    assert.equal(manifest.sideEffects, false);
    assert.equal(manifest.license, "MIT OR Apache-2.0");
    const files = readdirSync(installed);
    for (const file of ["README.md", "LICENSE-MIT", "LICENSE-APACHE"]) assert.ok(files.includes(file), file);
  });

  await test("the code is one file that imports nothing", () => {
    const code = readFileSync(join(installed, "dist", "everwire.js"), "utf8");
    assert.doesNotMatch(code, /^\s*import[\s{*"']/m, "a static import");
    assert.doesNotMatch(code, /\bimport\s*\(/, "a dynamic import");
    assert.doesNotMatch(code, /import\.meta/, "import.meta");
  });
}
