// What importing the package does to the runtime: nothing. Each check runs in a fresh process.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { notHere, test } from "./report.mjs";

const run = promisify(execFile);

/** Globals that a client needs once it is used. Nobody may look at them before. */
const LATER = [
  "WebSocket",
  "WebAssembly",
  "location",
  "document",
  "window",
  "self",
  "navigator",
  "process",
  "crypto",
  "performance",
  "fetch",
  "setTimeout",
  "setInterval",
  "queueMicrotask",
  "localStorage",
  "addEventListener",
];

const SIDE_EFFECTS = `
  const looked = [];
  for (const name of ${JSON.stringify(LATER)}) {
    let value = globalThis[name];
    Object.defineProperty(globalThis, name, {
      configurable: true,
      enumerable: false,
      get: () => (looked.push(name), value),
      set: (other) => (looked.push(name + " was set"), (value = other)),
    });
  }
  const builtins = ["Object", "Array", "Function", "Promise", "EventTarget", "Event", "Symbol", "Error", "TextDecoder"];
  const shape = () => JSON.stringify([
    Reflect.ownKeys(globalThis).map(String),
    ...builtins.flatMap((name) => [globalThis[name], globalThis[name].prototype]).map((o) => Reflect.ownKeys(o).map(String)),
  ]);
  const before = shape();
  looked.length = 0;
  const everwire = await import("everwire");
  const seen = [...looked];
  const changed = shape() !== before;
  console.log(JSON.stringify({ seen, changed, exports: Object.keys(everwire).sort(), active: process.getActiveResourcesInfo() }));
`;

const REQUIRE = `
  const { ReconnectingWebSocket } = require("everwire");
  const socket = new ReconnectingWebSocket("ws://127.0.0.1:9/", null, { WebSocket: class {}, startClosed: true });
  console.log(JSON.stringify({ phase: socket.state.phase }));
`;

const CLOSED = `
  import { ReconnectingWebSocket } from "everwire";
  const socket = new ReconnectingWebSocket("ws://127.0.0.1:9/", null, { WebSocket: class {}, startClosed: true });
  console.log(JSON.stringify({ phase: socket.state.phase }));
`;

/** Shows the compiled code as text. It is encoded in the package; this is where it passes by in the clear. */
const COMPILED = `
  const { Module } = WebAssembly;
  const compiled = [];
  WebAssembly.Module = class extends Module {
    constructor(bytes) {
      super(bytes);
      compiled.push(Buffer.from(bytes).toString("latin1"));
    }
  };
  const { ReconnectingWebSocket } = await import("everwire");
  new ReconnectingWebSocket("ws://127.0.0.1:9/", null, { WebSocket: class {}, startClosed: true });
  new ReconnectingWebSocket("ws://127.0.0.1:9/", null, { WebSocket: class {}, startClosed: true });
  console.log(JSON.stringify(compiled));
`;

export async function importTests(folder) {
  const script = async (name, source, flags = []) => {
    const path = join(folder, name);
    writeFileSync(path, source);
    const { stdout } = await run(process.execPath, [...flags, "--no-warnings", path], { cwd: folder, timeout: 60_000 });
    return JSON.parse(stdout);
  };

  await test("importing it looks at no global of the runtime, changes none and keeps nothing running", async () => {
    const { seen, changed, exports, active } = await script("side-effects.mjs", SIDE_EFFECTS);
    assert.deepEqual(seen, [], "globals that were looked at");
    assert.equal(changed, false, "globals and built-in objects");
    assert.deepEqual(
      active.filter((resource) => resource === "Timeout"),
      [],
      "timers",
    );
    const expected = ["ReconnectingWebSocket", "buildHttpBaseUrl", "buildWebSocketUrl", "extractBaseHost"];
    assert.deepEqual(
      exports.filter((name) => name !== "default"),
      expected,
      "exports",
    );
  });

  await test("the code is compiled once, and knows no path of the machine that built it", async () => {
    const compiled = await script("compiled.mjs", COMPILED);
    assert.equal(compiled.length, 1, "modules");
    assert.ok(compiled[0].startsWith("\0asm"), "WebAssembly");
    const repository = fileURLToPath(new URL("../../..", import.meta.url));
    for (const path of [homedir(), repository, ".cargo", ".rustup"]) {
      if (path.length > 1) assert.ok(!compiled[0].includes(path), path);
    }
  });

  const required = "require() works where Node can require ES modules";
  if (process.features.require_module) {
    await test(required, async () => {
      const { phase } = await script("require.cjs", REQUIRE);
      assert.equal(phase, "idle");
    });
  } else notHere(required, `Node ${process.versions.node} cannot; 20.19 and 22.12 can`);

  await test("a client that was never opened does not keep the process alive", async () => {
    const { phase } = await script("closed.mjs", CLOSED);
    assert.equal(phase, "idle");
  });

  await test("it runs where no page is and code generation from strings is off", async () => {
    const { phase } = await script("no-eval.mjs", CLOSED, ["--disallow-code-generation-from-strings"]);
    assert.equal(phase, "idle");
  });
}
