// What becomes of 10,000 messages each way, 500 a second, while a fault strikes every second, in Chromium.
//
// Subjects: everwire V (`deliver`, `resume`) · everwire V, send without ids · partysocket V · reconnecting-websocket V ·
// socket.io-client V (`retries`, connection state recovery) · WebSocket, tried again by hand. All of them tell the server where
// they were, which then replays the rest: what they are given is in life/options.mjs.
//
// Metrics, of each round's run:
//   out_lost       messages   said by the client, and never come to the server
//   out_doubled    messages   that the server would have taken twice
//   out_unordered  messages   that came to the server behind a later one
//   out_repeats    messages   that came again under an id that the server knows and throws away: the price of certainty
//   in_lost        messages   said by the server, and never come to the client
//   in_doubled     messages   that the client was given twice
//   in_unordered   messages   that the client was given behind a later one
//   reconnects     times
// `told_…` are the same under a schedule without the faults of which nobody is told (a half-open link, a handshake without an
// answer): a client without a heartbeat is not made to survive a half-open link, and stays in it for good.
//
// The faults, drawn from a seed that is printed, the same for all: reset, FIN, a message cut in two, close 1001 and 1012, a
// closed port for 300 ms, the server killed and started again; and the two that nobody is told of. Subjects run at a time,
// each behind a fault proxy of its own, in front of one server.

import { setTimeout as pause } from "node:timers/promises";
import { FaultProxy } from "../tests/package/lib/fault-proxy.mjs";
import { args } from "./lib/args.mjs";
import { row } from "./lib/rows.mjs";
import { SERVER } from "./life/options.mjs";
import { LifeServer, NAMES, startPages } from "./life/rig.mjs";
import { schedule } from "./life/schedule.mjs";

const SUBJECTS = ["everwire", "everwireSend", "partysocket", "reconnectingWebSocket", "socketIo", "byHand"];
const SEED = 1;

const options = args(2);
const count = options.smoke ? 200 : 10_000;
const rate = 500;
/** Whoever has not heard anything for so long hears nothing more: no delay or deadline here is half of it. */
const quiet = options.smoke ? 1500 : 6000;
/** Whatever is still coming after that is too late. */
const most = options.smoke ? 2000 : 30_000;

const pages = await startPages(options);
const seen = new Map();
try {
  for (let round = 0; round < options.rounds; round += 1) {
    for (const told of options.smoke ? [true] : [true, false]) await run(SEED + round, told);
  }
  for (const { subject, metric, unit, values } of seen.values()) row(NAMES[subject], metric, values, unit);
} finally {
  await pages.close();
}
process.exit();

async function run(seed, told) {
  const lasts = (count / rate) * 1000;
  const { proxy: faults, kills } = options.smoke
    ? { proxy: [{ at_ms: lasts / 2, fault: { kind: "reset" } }], kills: [] }
    : schedule({ seed, lasts, told });
  console.error(`${told ? "told" : "all"}: seed ${seed}: ${faults.length} orders, ${kills.length} kills`);

  // The pages and proxies are there before the clock starts.
  const opened = await Promise.all(SUBJECTS.map(() => pages.open()));
  const began = Date.now() + 1000;
  const settings = { began, rate, count, heartbeat: SERVER.loss };
  const server = await new LifeServer(settings).start();
  const cases = await Promise.all(
    SUBJECTS.map(async (subject, n) => {
      const proxy = await FaultProxy.start(options["proxy-bin"], server.url);
      const url = `${proxy.url.replace("http", "ws")}/`;
      await opened[n].ask("begin", subject, { ...settings, subject, url, who: subject, profile: "loss", says: true });
      return { subject, page: opened[n], proxy };
    }),
  );
  await pause(began - Date.now());
  await Promise.all(cases.map(({ proxy }) => proxy.play(faults)));
  for (const at of kills) {
    await pause(began + at - Date.now());
    await server.kill();
    await server.start();
  }
  await pause(began + lasts - Date.now());
  await Promise.all(cases.map((one) => settled(one)));
  for (const { subject, page, proxy } of cases) {
    const came = await page.ask("end", subject);
    const went = await server.report(subject);
    for (const why of came.refused) console.error(`${NAMES[subject]}: ${why}`);
    keep(subject, told ? "told_" : "", came, went);
    await proxy.stop();
    await page.close();
  }
  await server.kill();
}

/** Resolves when all is said, heard and acknowledged, or nothing comes any more. */
async function settled({ page, subject }) {
  let last = { moves: -1 };
  let since = Date.now();
  const end = since + most;
  while (Date.now() < end && Date.now() < since + quiet && !last.over) {
    const now = await page.ask("look", subject);
    if (now.moves !== last.moves) since = Date.now();
    last = now;
    await pause(100);
  }
}

function keep(subject, prefix, came, went) {
  const figures = {
    out_lost: went.lost,
    out_doubled: went.doubled,
    out_unordered: went.unordered,
    out_repeats: went.repeats,
    in_lost: came.lost,
    in_doubled: came.doubled,
    in_unordered: came.unordered,
    reconnects: came.reconnects,
  };
  for (const [name, value] of Object.entries(figures)) {
    const metric = prefix + name;
    const key = `${subject} ${metric}`;
    if (!seen.has(key)) seen.set(key, { subject, metric, unit: name === "reconnects" ? "times" : "messages", values: [] });
    seen.get(key).values.push(value);
  }
}
