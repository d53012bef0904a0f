// What a client costs a message, without a network: on a fake WebSocket, in Node 24, in ns of one thread.
//
//   node benches/overhead.mjs …   (see lib/args.mjs; under two minutes)
//
// Rows, all in ns: `node_in` a message that comes, from the fake's event to the listener that reads its data; `node_out`
// one that is sent. The raw subject is the fake alone. Of everwire also with options that are off by default:
// `node_in_heartbeat`, `node_in_resume` (cursor and key in each message), and `node_out_deliver` (sent and acknowledged).
//
// Each figure is one fresh process: no subject's calls make another one's slower.

import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { args } from "./lib/args.mjs";
import { bundleClients } from "./lib/bundle.mjs";
import { row } from "./lib/rows.mjs";
import { everwire, peer } from "./lib/subjects.mjs";
import { inTurns, Samples } from "./lib/turns.mjs";

const { tarball, node24, rounds, smoke } = args(7);
const MESSAGES = smoke ? 2_000 : 200_000;
const CHILD = fileURLToPath(new URL("overhead/child.mjs", import.meta.url));

const bundles = await bundleClients(tarball);
// It cannot be given a class, and speaks a protocol of its own.
bundles.delete(peer("socket.io-client"));

const runs = [...bundles.keys()].flatMap((subject) => ["in", "out"].map((kind) => ({ subject, kind })));
for (const kind of ["in_heartbeat", "in_resume", "out_deliver"]) runs.push({ subject: everwire(), kind });

const samples = new Samples();
await inTurns(rounds, runs, async ({ subject, kind }) => {
  const { stdout } = await promisify(execFile)(node24, [CHILD, bundles.get(subject).file, kind, String(MESSAGES)]);
  samples.add(`${subject} ${kind}`, JSON.parse(stdout));
});
for (const { subject, kind } of runs) row(subject, `node_${kind}`, samples.get(`${subject} ${kind}`), "ns");
