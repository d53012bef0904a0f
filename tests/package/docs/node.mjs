// Runs a snippet in a Node of its own, in a project that has the package and `ws` installed.

import { transform } from "esbuild";
import { execFile } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const HELPERS = new URL("helpers.mjs", import.meta.url).href;
const WS = new URL("../../node_modules/ws/wrapper.mjs", import.meta.url).href;

/** The package `ws`, whose class leads to the test's server. */
export function installWs(folder) {
  const dir = join(folder, "node_modules", "ws");
  mkdirSync(dir);
  writeFileSync(join(dir, "package.json"), JSON.stringify({ name: "ws", type: "module", exports: "./index.js" }));
  writeFileSync(join(dir, "index.js"), "export const { WebSocket } = globalThis;\nexport default WebSocket;\n");
}

export async function runInNode({ folder, base, key, lang, code, fixture }) {
  const name = join(folder, `${key.replace(/\W+/g, "-")}.mjs`);
  const start = name.replace(".mjs", "-start.mjs");
  writeFileSync(start, `import { install } from "${HELPERS}";\nimport { WebSocket } from "${WS}";\ninstall("${base}", WebSocket);\n`);
  const { before = "", after = "" } = fixture;
  const source = await transform(`${before}\n${code}\n${after}\nprocess.exit(0);\n`, {
    loader: lang,
    target: "node20",
    format: "esm",
  });
  writeFileSync(name, source.code);
  try {
    await run(process.execPath, ["--no-warnings", "--import", start, name], { cwd: folder, timeout: 60_000 });
  } catch (error) {
    throw new Error(error.stderr || error.message);
  }
}
