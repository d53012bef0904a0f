// The README's commands in an empty folder, word for word, but that the packages come from files: suites stay off the network.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createRequire } from "node:module";
import { promisify } from "node:util";
import { freshFolder } from "../lib/consumer.mjs";
import { test } from "../lib/report.mjs";
import { startServer } from "./server.mjs";
import { until } from "../behaviour/wait.mjs";

const run = promisify(execFile);
const require = createRequire(import.meta.url);

export async function quickStartTests({ tarball, snippets }) {
  const sources = { everwire: tarball, ws: dirname(require.resolve("ws/package.json")) };
  const find = (key) => {
    const snippet = snippets.find((one) => one.key === key);
    assert.ok(snippet, `README.md: no ${key}`);
    return snippet.code;
  };
  const project = async (name) => {
    const folder = freshFolder(`start-${name}`);
    await run("npm", ["init", "-y"], { cwd: folder });
    await run("npm", ["pkg", "set", "type=module"], { cwd: folder });
    return folder;
  };
  const command = (folder, line) => {
    const [, packages] = /^npm install (.*)\n$/.exec(line) ?? [];
    assert.ok(packages, `no npm install: ${line}`);
    const files = packages.split(" ").map((name) => sources[name] ?? assert.fail(`where is ${name}?`));
    return run("npm", ["install", "--offline", "--no-audit", "--no-fund", "--install-links", ...files], { cwd: folder });
  };

  await test("quick start: the commands and the code for Node work in an empty folder", async () => {
    const folder = await project("node");
    await command(folder, find("README.md > Node > 1"));
    const server = await startServer();
    try {
      // What stands for the user's own server is the only thing that changes.
      const code = find("README.md > Node > 2").replace("wss://example.com", server.url.replace("http", "ws"));
      writeFileSync(join(folder, "index.js"), code);
      const child = execFile(process.execPath, ["index.js"], { cwd: folder });
      let printed = "";
      child.stdout.on("data", (text) => (printed += text));
      child.stderr.on("data", (text) => (printed += text));
      try {
        await until(() => `the echo; printed: ${printed}`, () => printed === "hello\n");
      } finally {
        child.kill("SIGKILL");
      }
    } finally {
      server.close();
    }
  });
}
