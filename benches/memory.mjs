// What is kept in memory, in Node 24: JavaScript's heap, what it holds outside, and WebAssembly's memory, after collection.
//
//   node benches/memory.mjs …   (see lib/args.mjs; under two minutes)
//
// Rows, in bytes: `connection` an open, idle connection over loopback; `connection_over_raw` what that is above the raw
// WebSocket's; `connection_heartbeat` with a heartbeat, where that is an option; `growth` from 1,000,000 messages that came;
// `wasm` the memory of everwire's module with one client.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { readyLine, start } from "../tests/package/lib/process.mjs";
import { args } from "./lib/args.mjs";
import { bundleClients } from "./lib/bundle.mjs";
import { row } from "./lib/rows.mjs";
import { everwire, peer, RAW } from "./lib/subjects.mjs";
import { inTurns, Samples } from "./lib/turns.mjs";

const { tarball, node24, rounds, smoke } = args(5);
const CONNECTIONS = smoke ? 20 : 500;
const MESSAGES = smoke ? 10_000 : 1_000_000;
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

const bundles = await bundleClients(tarball);
const server = start(process.execPath, [here("throughput/server.mjs")]);
const url = `ws://127.0.0.1:${(await readyLine("the server", server)).port}/`;

const runs = [...bundles.keys()].flatMap((subject) => [
  { subject, kind: "connections", metric: "connection", count: CONNECTIONS },
  // It cannot be given a fake class.
  ...(subject === peer("socket.io-client") ? [] : [{ subject, kind: "growth", metric: "growth", count: MESSAGES }]),
]);
runs.push({ subject: everwire(), kind: "heartbeat", metric: "connection_heartbeat", count: CONNECTIONS });
runs.push({ subject: everwire(), kind: "wasm", metric: "wasm", count: 1 });

const samples = new Samples();
const measure = async ({ subject, kind, metric, count }) => {
  const argv = ["--expose-gc", here("memory/child.mjs"), bundles.get(subject).file, kind, url, String(count)];
  const { stdout } = await promisify(execFile)(node24, argv);
  samples.add(`${subject} ${metric}`, JSON.parse(stdout));
};
if (smoke) await Promise.all(runs.map(measure));
else await inTurns(rounds, runs, measure);
await server.stop();

const raw = samples.get(`${RAW} connection`);
for (const { subject, metric } of runs) {
  const values = samples.get(`${subject} ${metric}`);
  row(subject, metric, values, "bytes");
  if (metric !== "connection" || subject === RAW) continue;
  row(subject, "connection_over_raw", values.map((value, round) => value - raw[round]), "bytes");
}
