// The packed tarball in Node: with the `ws` class passed in, and with the WebSocket that newer Nodes have built in.
//
//   node node.mjs --tarball F --server-bin F

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { paths } from "./lib/args.mjs";
import { behaviourInNode } from "./lib/behaviour.mjs";
import { installTarball } from "./lib/consumer.mjs";
import { main, notHere, skip } from "./lib/report.mjs";
import { gcTests } from "./lib/node-gc.mjs";
import { importTests } from "./lib/node-import.mjs";
import { manifestTests } from "./lib/node-manifest.mjs";
import { slimTests } from "./lib/node-slim.mjs";

const FLAG = "--experimental-websocket";

/** The Node 22 that package.json pins, where npm has one for this machine. */
function node22() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve("node22/package.json"));
    const binary = join(folder, "bin", "node");
    return existsSync(binary) ? binary : null;
  } catch {
    return null;
  }
}

/** How this Node is told to use its own WebSocket; null where it has none. */
function flagsForOwn() {
  if (typeof WebSocket === "function") return [];
  return process.allowedNodeEnvironmentFlags.has(FLAG) ? [FLAG] : null;
}

/** The runtimes to be tested: each a name, a Node and which WebSocket the package is to use. Says which are not here. */
function runtimes() {
  const version = process.versions.node.split(".")[0];
  const here = [{ name: `Node ${version} with ws`, node: process.execPath, kind: "ws" }];
  const own = `Node ${version} with its own`;
  const flags = flagsForOwn();
  if (flags) here.push({ name: own, node: process.execPath, flags, kind: "builtin" });
  else notHere(own, `Node ${process.versions.node} has none, not even behind ${FLAG}; Node 20.10 does`);
  if (version === "22") return here;
  const newer = node22();
  if (newer) here.push({ name: "Node 22 with its own", node: newer, kind: "builtin" });
  else
    skip(
      "Node 22 with its own WebSocket",
      "npm has no Node 22 for this machine; `npm ci` in tests/ installs it on x64 Linux",
    );
  return here;
}

main(async () => {
  const { tarball, "server-bin": server } = paths("tarball", "server-bin");
  const { folder, installed, manifest } = installTarball(tarball, "node");
  const entry = join(installed, "dist", "everwire.js");

  await manifestTests(installed, manifest);
  await importTests(folder);
  await slimTests(folder, installed);
  // Side by side: each has processes of its own, which mostly wait.
  await Promise.all([gcTests(entry), ...runtimes().map((runtime) => behaviourInNode({ ...runtime, entry, server }))]);
});
