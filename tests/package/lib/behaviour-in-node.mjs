// Runs the behaviour tests in this Node and prints one JSON line a result. A process of its own, because node.mjs runs
// it in several versions of Node.
//
//   node behaviour-in-node.mjs ENTRY BASE REFUSED ws|builtin

import { pathToFileURL } from "node:url";
import { runBehaviour } from "../behaviour/run.mjs";

const [entry, base, refused, kind] = process.argv.slice(2);

/** Exceptions that reached nobody else: where a listener's exception must end up. */
const reported = [];
process.on("uncaughtException", (error) => reported.push(String(error?.message ?? error)));

const options = kind === "ws" ? { WebSocket: (await import("ws")).WebSocket } : {};
const runtime = {
  everwire: await import(pathToFileURL(entry).href),
  base,
  refused,
  options,
  reported: () => reported,
};
await runBehaviour(runtime, (name, reason) => process.stdout.write(`${JSON.stringify({ name, reason })}\n`));

const foreign = reported.filter((message) => !message.includes("thrown by a test"));
const reason = foreign.length > 0 ? foreign.join("\n") : undefined;
process.stdout.write(`${JSON.stringify({ name: "nothing else was thrown at nobody", reason })}\n`);
process.stdout.write(`${JSON.stringify({ done: true })}\n`);
// A client that was closed holds no timer and no socket: the process ends by itself.
