// How long a client needs to be back once nothing is in its way any more, and to notice that a link is dead, in Chromium.
//
// Subjects: everwire V · everwire V, 1 to 5 s · partysocket V · reconnecting-websocket V · socket.io-client V · WebSocket,
// tried again by hand (after 1 s). Each with its own defaults, and its heartbeat where it has one (life/options.mjs).
//
// Metrics, for each fault F of reset, killed, refused, hang, half_open, offline (`--smoke 1`: reset alone):
//   F_back            ms  from the end of the fault to caught up: every message that was missed is there
//   F_not_back        share of the rounds in which it was not within the limit of 50 s, which then stands for F_back
//   half_open_noticed ms  from the moment at which the link went silent to its `close`
//   half_open_unnoticed   share of the rounds in which it was not noticed within the limit, which then stands for it
//
// reset: the connection is reset. killed: the server is killed, and started again after 5 s. refused: the connection is reset
// and nobody listens for 5 s. hang: the same, but connections are taken and no handshake is answered. half_open: the link says
// nothing any more, in either direction, while new ones work. offline: it goes silent, new ones hang, and the browser knows
// that it is offline; after 5 s all is well and the browser knows that, too.
//
// All cases of a round run at a time, each behind a proxy of its own: they wait, mostly. The server says 20 messages a second
// by the clock and replays what is asked for. Delays are a matter of taste, and of the herd (bench `herd`): a client that is
// back sooner here comes back at the same time as all others there.

import { setTimeout as pause } from "node:timers/promises";
import { FaultProxy } from "../tests/package/lib/fault-proxy.mjs";
import { args } from "./lib/args.mjs";
import { row } from "./lib/rows.mjs";
import { SERVER } from "./life/options.mjs";
import { LifeServer, NAMES, startPages } from "./life/rig.mjs";

const SUBJECTS = ["everwire", "everwireSooner", "partysocket", "reconnectingWebSocket", "socketIo", "byHand"];
const RATE = 20;
const LASTS = 5000;
/** Half-open links are struck at another moment of the 25 s heartbeats in each round. */
const HEARTBEAT = 25_000;
/** More messages than a run can have. */
const COUNT = 100_000;

const FAULTS = {
  reset: { orders: [{ kind: "reset" }] },
  killed: { kills: true, lasts: LASTS, orders: [] },
  refused: { lasts: LASTS, orders: [{ kind: "refuse" }, { kind: "reset" }] },
  hang: { lasts: LASTS, orders: [{ kind: "hang" }, { kind: "reset" }] },
  half_open: { orders: [{ kind: "silent" }] },
  offline: { goesOffline: true, lasts: LASTS, orders: [{ kind: "hang" }, { kind: "silent" }] },
};

const options = args(3);
const limit = options.smoke ? 1500 : 50_000;
const faults = Object.entries(FAULTS).filter(([name]) => !options.smoke || name === "reset");
const settings = { began: Date.now(), rate: RATE, count: COUNT, heartbeat: SERVER.recovery };

const pages = await startPages(options);
const seen = new Map();
try {
  for (let round = 0; round < options.rounds; round += 1) {
    const phase = (HEARTBEAT * round) / options.rounds;
    const servers = await Promise.all(faults.map(() => new LifeServer(settings).start()));
    const page = Object.fromEntries(await Promise.all(SUBJECTS.map(async (subject) => [subject, await pages.open()])));
    await Promise.all(faults.map(([name, fault], n) => strike({ name, fault, server: servers[n], page, phase })));
    await Promise.all(SUBJECTS.map((subject) => page[subject].close()));
    await Promise.all(servers.map((server) => server.kill()));
  }
  report();
} finally {
  await pages.close();
}
process.exit();

/** One fault, for all subjects at the same time. */
async function strike({ name, fault, server, page, phase }) {
  const cases = await Promise.all(
    SUBJECTS.map(async (subject) => {
      const own = fault.goesOffline ? await pages.open() : page[subject];
      const proxy = await FaultProxy.start(options["proxy-bin"], server.url);
      const url = `${proxy.url.replace("http", "ws")}/`;
      await own.ask("begin", name, { ...settings, subject, url, who: `${subject}-${name}`, profile: "recovery" });
      return { subject, own, proxy, all: (condition, most) => reach(own, name, condition, most) };
    }),
  );
  for (const one of cases) if (!(await one.all(({ caughtUp }) => caughtUp, 20_000))) throw new Error(`${one.subject} never connected`);
  if (name === "half_open") await pause(phase);

  if (fault.kills) await server.kill();
  await Promise.all(cases.map((one) => begins(one, name, fault)));
  if (fault.lasts) await pause(fault.lasts);
  if (fault.kills) await server.start();
  await Promise.all(cases.map((one) => ends(one, name, fault)));

  await Promise.all(cases.map((one) => one.all(({ back }) => back, limit)));
  for (const { subject, own, proxy } of cases) {
    keep(subject, name, await own.ask("end", name));
    await proxy.stop();
    if (fault.goesOffline) await own.close();
  }
}

async function begins({ own, proxy }, name, { orders, goesOffline }) {
  // Before the order: a client may notice while it is answered.
  await own.ask("struck", name);
  for (const order of orders) await proxy.order(order);
  if (goesOffline) await network(own, true);
}

async function ends({ own, proxy }, name, { lasts, goesOffline }) {
  if (lasts) await proxy.order({ kind: "none" });
  await own.ask("healed", name);
  if (goesOffline) await network(own, false);
}

function network(page, offline) {
  const link = { offline, latency: 0, downloadThroughput: -1, uploadThroughput: -1 };
  return page.call("Network.emulateNetworkConditions", link);
}

/** Whether a client gets there in time. */
async function reach(page, name, condition, most) {
  for (const end = Date.now() + most; Date.now() < end; await pause(100)) {
    if (condition(await page.ask("look", name))) return true;
  }
  return false;
}

function keep(subject, fault, { noticedAfter, backAfter }) {
  const add = (metric, unmet, value) => {
    const key = `${subject} ${metric}`;
    if (!seen.has(key)) seen.set(key, { subject, metric, unmet, values: [] });
    seen.get(key).values.push(value);
  };
  add(`${fault}_back`, `${fault}_not_back`, backAfter);
  if (fault === "half_open") add("half_open_noticed", "half_open_unnoticed", noticedAfter);
}

function report() {
  for (const { subject, metric, unmet, values } of seen.values()) {
    row(NAMES[subject], metric, values.map((value) => value ?? limit), "ms");
    row(NAMES[subject], unmet, values.filter((value) => value === null).length / values.length, "share");
  }
}
