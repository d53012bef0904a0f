// How long it takes to be back after each fault, and to notice a link that died in silence.
//
//   node benches/recovery.mjs …   (see lib/args.mjs; under four minutes)
//
// Rows, for each fault of `recovery/faults.mjs`: `FAULT_back` in ms, from when the server can be reached again to the first message
// on a new connection, of which the server has replayed what was missed; `FAULT_never`, how many of the clients were not back
// after the fault's limit (up to 60 s; no `FAULT_back` where that is all of them). `half_open_noticed` in ms, from the last sign of life
// to the end of the connection as the client tells it. Each subject with its own defaults: `recovery/clients.mjs`.
//
// In Node 24, all subjects and faults at a time, as nearly all of it is waiting; several clients of each, as delays are drawn.

import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { FaultProxy } from "../tests/package/lib/fault-proxy.mjs";
import { freshFolder } from "../tests/package/lib/consumer.mjs";
import { MockServer } from "../tests/package/lib/mock-server.mjs";
import { args } from "./lib/args.mjs";
import { bundler } from "./lib/bundle.mjs";
import { row } from "./lib/rows.mjs";
import { everwire, peer, RAW } from "./lib/subjects.mjs";
import { Samples } from "./lib/turns.mjs";
import { startWorker } from "./lib/worker.mjs";
import { FAULTS } from "./recovery/faults.mjs";

const given = args(2);
const CLIENTS = given.smoke ? 1 : 8;
/** How long what stands stands, in ms. */
const LASTS = given.smoke ? 500 : 10_000;
const LIMIT = given.smoke ? 4_000 : Infinity;
const RATE = 20;
const SUBJECTS = {
  [RAW]: "webSocket",
  [everwire()]: "everwire",
  [peer("reconnecting-websocket")]: "reconnectingWebSocket",
  [peer("partysocket")]: "partysocket",
  [peer("socket.io-client")]: "socketIo",
};
const faults = Object.entries(FAULTS).slice(0, given.smoke ? 1 : undefined);

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const child = await bundler(given.tarball)(here("recovery/child.mjs"));
const samples = new Samples();
for (let round = 0; round < given.rounds; round += 1) {
  const cells = Object.keys(SUBJECTS).flatMap((subject) => faults.map((fault) => ({ subject, fault })));
  await Promise.all(cells.map(measure));
}
for (const subject of Object.keys(SUBJECTS)) {
  for (const [name] of faults) {
    for (const metric of name === "half_open" ? ["noticed", "back"] : ["back"]) {
      const values = samples.get(`${subject} ${name}_${metric}`);
      if (values.length > 0) row(subject, `${name}_${metric}`, values, "ms");
    }
    row(subject, `${name}_never`, samples.get(`${subject} ${name}_never`), "clients");
  }
}

async function measure({ subject, fault: [name, { limit, strike }] }, at) {
  const server = SUBJECTS[subject] === "socketIo" ? socketIoServer() : mockServer();
  await server.start();
  const proxy = await FaultProxy.start(given["proxy-bin"], server.url(), `127.0.0.${at + 2}`);
  const url = `${proxy.url.replace("http", "ws")}/ledger/NAME?count=1000000&rate=${RATE}`;
  const clients = startWorker(given.node24, [child, SUBJECTS[subject], url, String(CLIENTS)]);
  const until = async (what, ms) => {
    const began = Date.now();
    for (;;) {
      const now = await clients.ask("?");
      if (now.every(what) || Date.now() - began > ms) return now;
      await pause(100);
    }
  };
  const all = await until(({ firsts }) => firsts.length > 0, 30_000);
  if (!all.every(({ firsts }) => firsts.length > 0)) throw new Error(`${subject}: not connected: ${JSON.stringify(all)}`);
  const struck = Date.now();
  const reachable = await strike({ proxy, server, lasts: LASTS });
  const back = ({ opens, firsts }) => opens.some((open) => open >= struck && firsts.some((first) => first >= open && first >= reachable));
  const seen = await until(back, Math.min(limit, LIMIT));
  await Promise.all([clients.stop(), proxy.stop(), server.kill()]);
  for (const client of seen.filter(back)) {
    const first = client.firsts.find((first) => first >= reachable);
    samples.add(`${subject} ${name}_back`, first - reachable);
  }
  for (const { closes } of seen) {
    const noticed = closes.find((close) => close >= struck);
    if (noticed) samples.add(`${subject} ${name}_noticed`, noticed - struck);
  }
  samples.add(`${subject} ${name}_never`, seen.filter((client) => !back(client)).length);
  console.error(`${subject}, ${name}: ${seen.filter(back).length} of ${CLIENTS} are back`);
}

function mockServer() {
  const server = new MockServer(given["server-bin"], ["--ledger-dir", freshFolder("ledger")]);
  return { start: () => server.start(), kill: () => server.stop(), url: () => server.url };
}

function socketIoServer() {
  let server;
  let port = 0;
  return {
    async start() {
      server = startWorker(process.execPath, [here("loss/socketio-server.mjs"), "1000000", String(RATE), String(port)]);
      ({ port } = await server.next());
    },
    kill: () => server.stop(),
    url: () => `http://127.0.0.1:${port}`,
  };
}
