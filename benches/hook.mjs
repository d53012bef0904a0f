// What messages into a mounted React list cost the page: production React 19 in Chromium.
//
// Subjects: WebSocket (the limit) · everwire/react V · everwire/react V, last 1,000 · OpenHands use-websocket rules ·
// react-use-websocket V. All but the third keep every message, and all show the last 50 and how many there were.
//
// Metrics, each for N = 10000 and N = 100000 (`--smoke 1`: N = 200 alone):
//   busy_N              ms        what the page's main thread did, from before the mount to the last message shown
//   script_N            ms        how much of it was JavaScript: what is left are the browser's tasks, layout and painting
//   renders_N           renders   of the list
//   heap_N              MB        the JS heap after that, garbage collected
//   handled_N           messages  shown in the end: N, unless it lost some, threw, or reached the limit: 120 s for the rules, 60 s for others
//   unfinished_N        messages  the same, and only of who did not finish; its other figures are those up to there
//   busy_N_ratio        x         busy_N for each message handled, over that of everwire/react
//   busy_N_ratio_to_raw x         the same over that of WebSocket
// There the messages come one at a time, each in a task of its own (hook/stream.mjs). `burst_…_N` is the same where a
// real server sends them over a real socket as fast as it can: Chromium then gives thousands to one task, React makes
// one render of a task, and a hook that renders for each message gets off lightly.
//
// Busy is Chromium's own `TaskDuration`: all tasks of the main thread, script, React, layout, painting and the garbage
// collector's share of them; in CPU time (`threadTicks`), so that a busy machine does not count as a busy page. Long tasks
// would leave out the many short ones, which is what a render for each message is made of. No hook can be below WebSocket:
// that is what Chromium itself does for so many messages.

import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { until, within } from "../tests/package/behaviour/wait.mjs";
import { installTarball } from "../tests/package/lib/consumer.mjs";
import { startChromium } from "../tests/package/lib/engines/chromium.mjs";
import { MockServer } from "../tests/package/lib/mock-server.mjs";
import { serve, text } from "../tests/package/lib/site.mjs";
import { args } from "./lib/args.mjs";
import { median, row } from "./lib/rows.mjs";
import { everwire, peer, RAW } from "./lib/subjects.mjs";

/** So long one may take, in ms. The rules are what ours is held against, so they are waited for. */
const limitOf = (name) => (name === "rules" ? 120_000 : 60_000);
const PAGE = "<!doctype html><meta charset=utf-8><title>hook</title><body><script src=/page.js></script>";

const EVERWIRE = everwire("/react");
const SUBJECTS = {
  raw: RAW,
  everwire: EVERWIRE,
  everwireDefaults: `${EVERWIRE}, last 1,000`,
  rules: "OpenHands use-websocket rules",
  reactUseWebSocket: peer("react-use-websocket"),
};
/** Long enough, and of one mind each time. */
const LONG = 100_000;

const options = args(1);
const counts = options.smoke ? [200] : [10_000, LONG];
const bursts = options.smoke ? [200] : [LONG];

const { folder } = installTarball(options.tarball, "hook");
const server = await new MockServer(options["server-bin"]).start();
const browser = await startChromium(options);
const site = await serve({ "/": text(PAGE), "/page.js": text(await bundle(), ".js") });
try {
  for (const count of counts) await compare("", count, true);
  for (const count of bursts) await compare("burst_", count, false);
} finally {
  await browser.close();
  await server.stop();
}
process.exit();

/** Every subject in turn, in each round. */
async function compare(prefix, count, streams) {
  const runs = Object.fromEntries(Object.keys(SUBJECTS).map((name) => [name, []]));
  const rounds = count >= LONG ? 1 : options.rounds;
  for (let round = 0; round < rounds; round += 1) {
    for (const [name, its] of Object.entries(runs)) its.push(await measure(name, count, streams));
  }
  const busy = (name) => median(runs[name].map((run) => run.busy / Math.max(1, run.handled)));
  for (const [name, subject] of Object.entries(SUBJECTS)) {
    const its = (key) => runs[name].map((run) => run[key]);
    row(subject, `${prefix}busy_${count}`, its("busy"), "ms");
    row(subject, `${prefix}script_${count}`, its("script"), "ms");
    row(subject, `${prefix}renders_${count}`, its("renders"), "renders");
    row(subject, `${prefix}heap_${count}`, its("heap"), "MB");
    row(subject, `${prefix}handled_${count}`, its("handled"), "messages");
    const unfinished = its("handled").filter((handled) => handled < count);
    if (unfinished.length > 0) row(subject, `${prefix}unfinished_${count}`, unfinished, "messages");
    row(subject, `${prefix}busy_${count}_ratio`, busy(name) / busy("everwire"), "x");
    row(subject, `${prefix}busy_${count}_ratio_to_raw`, busy(name) / busy("raw"), "x");
  }
}

/** What an app with these hooks ships. */
async function bundle() {
  const { outputFiles } = await build({
    entryPoints: [fileURLToPath(new URL("hook/page.mjs", import.meta.url))],
    bundle: true,
    minify: true,
    format: "iife",
    globalName: "hook",
    target: "es2022",
    define: { "process.env.NODE_ENV": '"production"' },
    nodePaths: [`${folder}/node_modules`],
    alias: { react: fileURLToPath(new URL("node_modules/react", import.meta.url)) },
    write: false,
    logLevel: "error",
  });
  return outputFiles[0].text;
}

/** One subject in a page of its own. */
async function measure(name, count, streams) {
  const page = await browser.open(site);
  await until("the page", () => page.evaluate(() => Boolean(globalThis.hook)));
  await page.call("Performance.enable", { timeDomain: "threadTicks" });
  const metrics = async () => {
    const { metrics } = await page.call("Performance.getMetrics");
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value * 1000]));
  };
  const before = await metrics();
  const url = `${server.url.replace("http", "ws")}/ledger/hook?count=${count}&stream=${count}`;
  const given = { subject: name, url, streams, count, limit: limitOf(name), idle: options.smoke ? 1000 : 20_000 };
  const run = page.evaluate((given) => globalThis.hook.run(given), given);
  const { renders, shown, thrown } = await within(`${name} to show ${count}`, run, 2 * limitOf(name));
  const after = await metrics();
  // More than once: what a finalizer lets go of is found by the next.
  for (let n = 0; n < 3; n += 1) await page.call("HeapProfiler.collectGarbage");
  const { usedSize } = await page.call("Runtime.getHeapUsage");
  await page.close();
  if (thrown) console.error(`${SUBJECTS[name]}: after ${shown} of ${count} messages it threw ${thrown}`);
  const took = (metric) => after[metric] - before[metric];
  return { busy: took("TaskDuration"), script: took("ScriptDuration"), renders, heap: usedSize / 2 ** 20, handled: shown };
}
