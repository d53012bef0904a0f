// `everwire/slim` takes its WebAssembly in whatever form, once, and says what is wrong with it.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { createServer } from "node:http";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { test } from "./report.mjs";

const run = promisify(execFile);

/** Says "idle", or what is thrown on the way; each in a fresh process, as `init` counts once. */
const program = (source) => `
import { readFile } from "node:fs/promises";
import { init, ReconnectingWebSocket } from "everwire/slim";
const [, , base] = process.argv;
const bytes = await readFile(new URL(import.meta.resolve("everwire/wasm")));
const client = () => new ReconnectingWebSocket("ws://127.0.0.1:9/", null, { WebSocket: class {}, startClosed: true });
try {
  ${source}
  console.log(client().state.phase);
} catch (error) {
  console.log(error.name + ": " + error.message);
}
`;

const WAYS = {
  "a URL": "await init(new URL(base + '/wasm'));",
  "the text of one": "await init(base + '/wasm');",
  "a Response": "await init(await fetch(base + '/wasm'));",
  "the promise of one": "await init(fetch(base + '/wasm'));",
  "a Blob": "await init(new Blob([bytes]));",
  bytes: "await init(bytes);",
  "a module": "await init(await WebAssembly.compile(bytes));",
  "two at once, and one more": "await Promise.all([init(bytes), init(bytes)]); client(); await init(bytes);",
  "a second try after a failure": "await init(base + '/gone').catch(() => {}); await init(bytes);",
};

export async function slimTests(folder, installed) {
  const wasm = readFileSync(join(installed, "dist", "everwire.wasm"));
  const server = createServer(({ url }, response) => {
    if (url === "/wasm") response.end(wasm);
    else response.writeHead(404).end("no such file");
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const base = `http://127.0.0.1:${server.address().port}`;
  const says = async (source) => {
    const path = join(folder, "slim.mjs");
    writeFileSync(path, program(source));
    return (await run(process.execPath, [path, base], { cwd: folder, timeout: 60_000 })).stdout.trim();
  };

  for (const [way, source] of Object.entries(WAYS)) {
    await test(`slim: init takes ${way}`, async () => assert.equal(await says(source), "idle"));
  }
  await test("slim: before init a client says what comes first", async () => {
    assert.match(await says(""), /^Error: everwire: await init\(\) first/);
  });
  await test("slim: a file that is not there is named, with the status", async () => {
    assert.equal(await says("await init(base + '/gone');"), `Error: everwire: 404: ${base}/gone`);
  });
  await test("slim: what is no WebAssembly is refused", async () => {
    assert.match(await says("await init(new Uint8Array([1, 2, 3, 4, 5, 6, 7, 8]));"), /^CompileError: /);
  });
  server.close();
}
