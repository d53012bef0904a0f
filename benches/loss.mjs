// Numbered messages each way while the link is struck every second: what is lost, doubled or out of order at the end.
//
//   node benches/loss.mjs …   (see lib/args.mjs; under three minutes)
//
// Rows: `out_lost`, `out_doubled`, `out_unordered` (from the client), `in_lost`, `in_doubled`, `in_unordered` (to it), all in
// messages, and `reconnects`. The server keeps of each id the first, acknowledges each, and can replay after a number; what each
// subject makes of that is in `loss/clients.mjs`. In Node 24; the suite `faults` does the same in three browsers, with 36 faults.
//
// All subjects at a time, each behind a proxy of its own with the same schedule. Only faults that every engine notices by
// itself: see `recovery` for links that die in silence.

import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { FaultProxy } from "../tests/package/lib/fault-proxy.mjs";
import { MockServer } from "../tests/package/lib/mock-server.mjs";
import { args } from "./lib/args.mjs";
import { bundler } from "./lib/bundle.mjs";
import { row } from "./lib/rows.mjs";
import { everwire, peer, RAW } from "./lib/subjects.mjs";
import { Samples } from "./lib/turns.mjs";
import { startWorker } from "./lib/worker.mjs";

const given = args(3);
const COUNT = given.smoke ? 400 : 10_000;
const RATE = given.smoke ? 400 : 500;
const EVERY = given.smoke ? 500 : 1_000;
/** Nothing has come for so long, and nothing waits: nothing will come. */
const QUIET = given.smoke ? 1_000 : 5_000;

const STRIKES = [
  { kind: "reset" },
  { kind: "cut", end: "drop" },
  { kind: "drop" },
  { kind: "cut", end: "reset" },
  { kind: "close", code: 1012 },
];
const SUBJECTS = {
  [RAW]: "webSocket",
  [everwire()]: "everwire",
  [peer("reconnecting-websocket")]: "reconnectingWebSocket",
  [peer("partysocket")]: "partysocket",
  [peer("socket.io-client")]: "socketIo",
};
/** As long as the messages take, and a little. */
const SCHEDULE = Array.from({ length: Math.ceil((COUNT / RATE) * (1000 / EVERY)) + 3 }, (_, n) => ({
  at_ms: (n + 1) * EVERY,
  fault: STRIKES[n % STRIKES.length],
}));

const here = (name) => fileURLToPath(new URL(`loss/${name}`, import.meta.url));
const child = await bundler(given.tarball)(here("child.mjs"));
const samples = new Samples();
for (let round = 0; round < given.rounds; round += 1) {
  await Promise.all(Object.keys(SUBJECTS).map((subject, at) => measure(subject, round, at)));
}
for (const subject of Object.keys(SUBJECTS)) {
  for (const metric of ["out_lost", "out_doubled", "out_unordered", "in_lost", "in_doubled", "in_unordered"]) {
    row(subject, metric, samples.get(`${subject} ${metric}`), "messages");
  }
  row(subject, "reconnects", samples.get(`${subject} reconnects`), "1");
}

async function measure(subject, round, at) {
  const server = SUBJECTS[subject] === "socketIo" ? await socketIoServer() : await ledger(`r${round}`);
  const proxy = await FaultProxy.start(given["proxy-bin"], server.url, `127.0.0.${at + 2}`);
  const url = `${proxy.url.replace("http", "ws")}/ledger/r${round}?count=${COUNT}&rate=${RATE}`;
  const client = startWorker(given.node24, [child, SUBJECTS[subject], url, String(COUNT), String(RATE)]);
  await client.next();
  await proxy.play(SCHEDULE);
  let seen = await client.ask("?");
  let written = await server.report();
  let changed = Date.now();
  while (Date.now() - changed < QUIET || seen.said < COUNT) {
    if (seen.heard === COUNT && written.missing === 0 && seen.said === COUNT) break;
    await pause(100);
    const before = JSON.stringify([seen.heard, written.missing]);
    [seen, written] = [await client.ask("?"), await server.report()];
    if (JSON.stringify([seen.heard, written.missing]) !== before) changed = Date.now();
  }
  await Promise.all([client.stop(), proxy.stop(), server.stop()]);
  const results = {
    out_lost: written.missing,
    out_doubled: written.doubled,
    out_unordered: written.out_of_order,
    in_lost: COUNT - seen.heard,
    in_doubled: seen.doubled,
    in_unordered: seen.unordered,
    reconnects: seen.opens - 1,
  };
  console.error(`${subject}: ${JSON.stringify(results)}`);
  for (const [metric, value] of Object.entries(results)) samples.add(`${subject} ${metric}`, value);
}

async function ledger(name) {
  const server = await new MockServer(given["server-bin"]).start();
  const report = async () => (await fetch(`${server.url}/ledger/${name}?count=${COUNT}`)).json();
  return { url: server.url, report, stop: () => server.stop() };
}

async function socketIoServer() {
  const server = startWorker(process.execPath, [here("socketio-server.mjs"), String(COUNT), String(RATE)]);
  const { port } = await server.next();
  return { url: `http://127.0.0.1:${port}`, report: () => server.ask("?"), stop: () => server.stop() };
}
