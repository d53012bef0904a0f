// Messages a second and CPU time a message, over a real connection on loopback, in Chromium and in Node 24.
//
//   node benches/throughput.mjs …   (see lib/args.mjs; under seven minutes)
//
// Rows, for each CELL = ENGINE_DIRECTION_KIND_SIZE (`chromium` or `node`; `in` or `out`; `text` or `binary`; `100B`, `10kB` or
// `1MB`): `CELL` in msg/s, from the first message to the last; `CELL_cpu` in us: CPU time of the client's process (in
// Chromium the renderer) a message; `CELL_ratio_to_raw` in x: round by round against the raw WebSocket of that round.
// Over all cells of an engine their geometric mean: `chromium_ratio_to_raw` and `node_ratio_to_raw`, and of one direction
// `chromium_in_ratio_to_raw` and so on.
//
// socket.io-client talks to the same server, in frames of its protocol, and is left out at 1 MB, which is what its server
// takes at most.

import { fileURLToPath } from "node:url";
import { readyLine, start } from "../tests/package/lib/process.mjs";
import { until } from "../tests/package/behaviour/wait.mjs";
import { startChromium } from "../tests/package/lib/engines/chromium.mjs";
import { file, serve, text } from "../tests/package/lib/site.mjs";
import { args } from "./lib/args.mjs";
import { bundleClients } from "./lib/bundle.mjs";
import { median, row } from "./lib/rows.mjs";
import { peer, RAW } from "./lib/subjects.mjs";
import { geometricMean, inTurns, Samples } from "./lib/turns.mjs";
import { startWorker } from "./lib/worker.mjs";

const { tarball, chromium, node24, rounds, smoke } = args(5);
const here = (name) => fileURLToPath(new URL(`throughput/${name}`, import.meta.url));

// Of a smoke test one size and kind are enough.
const KINDS = smoke ? ["text"] : ["text", "binary"];
// Node has so much less to do for a small message that it takes more of them to measure anything.
const SIZES = [
  { name: "100B", size: 100, count: { chromium: 10_000, node: 40_000 }, batch: 2_500 },
  { name: "10kB", size: 10_000, count: { chromium: 4_000, node: 4_000 }, batch: 25 },
  { name: "1MB", size: 1_000_000, count: { chromium: 60, node: 40 }, batch: 1 },
].slice(0, smoke ? 1 : 3);
const DIRECTIONS = ["in", "out"];

const bundles = await bundleClients(tarball);
const server = start(process.execPath, [here("server.mjs")]);
const base = `ws://127.0.0.1:${(await readyLine("the server", server)).port}`;

const cells = DIRECTIONS.flatMap((direction) =>
  KINDS.flatMap((kind) =>
    SIZES.map(({ name, size, count, batch }) => {
      const wanted = { base, direction, binary: kind === "binary", size, batch, count };
      return { name: `${direction}_${kind}_${name}`, direction, ...wanted };
    }),
  ),
);
const subjectsOf = ({ size }) => [...bundles.keys()].filter((subject) => size < 1e6 || subject !== peer("socket.io-client"));

const benches = [async () => bench("chromium", await inChromium()), () => bench("node", inNode())];
if (smoke) await Promise.all(benches.map((run) => run()));
else for (const run of benches) await run();
await server.stop();

/** `clients`: for each subject what measures a cell, `{ms, cpu}`, and at the end a function that stops them. */
async function bench(engine, { clients, stop }) {
  const samples = new Samples();
  for (const one of cells) {
    const cell = { ...one, count: smoke ? one.batch : one.count[engine] };
    const subjects = subjectsOf(cell);
    // Warm, so that the first round is like the others.
    const few = { ...cell, count: Math.ceil(cell.count / 10 / cell.batch) * cell.batch };
    if (!smoke) for (const subject of subjects) await clients.get(subject)(few);
    await inTurns(rounds, subjects, async (subject) => {
      const { ms, cpu } = await clients.get(subject)(cell);
      // Of those that come the first one starts the clock.
      const messages = cell.direction === "in" ? cell.count - 1 : cell.count;
      samples.add(`${subject} ${cell.name}`, messages / (ms / 1000));
      samples.add(`${subject} ${cell.name}_cpu`, (cpu * 1000) / messages);
    });
  }
  await stop();
  for (const subject of bundles.keys()) report(engine, subject, samples);
}

function report(engine, subject, samples) {
  const ratios = [];
  for (const cell of cells.filter((cell) => subjectsOf(cell).includes(subject))) {
    const rates = samples.get(`${subject} ${cell.name}`);
    row(subject, `${engine}_${cell.name}`, rates, "msg/s");
    row(subject, `${engine}_${cell.name}_cpu`, samples.get(`${subject} ${cell.name}_cpu`), "us");
    if (subject === RAW) continue;
    const raw = samples.get(`${RAW} ${cell.name}`);
    const ratio = rates.map((rate, round) => rate / raw[round]);
    row(subject, `${engine}_${cell.name}_ratio_to_raw`, ratio, "x");
    ratios.push({ direction: cell.direction, ratio });
  }
  if (subject === RAW) return;
  for (const direction of [...DIRECTIONS, ""]) {
    const those = ratios.filter((of) => direction === "" || of.direction === direction);
    const overall = geometricMean(those.map(({ ratio }) => median(ratio)));
    row(subject, `${engine}${direction && `_${direction}`}_ratio_to_raw`, overall, "x");
  }
}

/** Each subject in a Node of its own. */
function inNode() {
  const workers = new Map([...bundles].map(([subject, { file }]) => [subject, startWorker(node24, [here("node.mjs"), file])]));
  return {
    clients: new Map([...workers].map(([subject, worker]) => [subject, (cell) => worker.ask(cell)])),
    stop: () => Promise.all([...workers.values()].map((worker) => worker.stop())),
  };
}

/** Each subject in a page of its own, which is in front while it is measured. */
async function inChromium() {
  const routes = { "/client.mjs": file(here("client.mjs")) };
  for (const { client, file: path } of bundles.values()) {
    routes[`/${client}.mjs`] = file(path);
    routes[`/${client}.html`] = text(`<!doctype html><script type="module">
      import { measure } from "./client.mjs";
      import { connect } from "./${client}.mjs";
      globalThis.measure = (cell) => measure(connect, cell);
    </script>`);
  }
  const site = await serve(routes);
  const browser = await startChromium({ chromium });
  const opened = [...bundles].map(async ([subject, { client }]) => {
    const page = await browser.open(`${site}/${client}.html`);
    await page.call("Performance.enable", {});
    // A page that is only being opened may still be the empty one.
    await until("the page's scripts", () => page.evaluate("() => Boolean(globalThis.measure)").catch(() => false));
    const processTime = async () => {
      const { metrics } = await page.call("Performance.getMetrics", {});
      return metrics.find(({ name }) => name === "ProcessTime").value * 1000;
    };
    const measure = async (cell) => {
      await page.call("Page.bringToFront", {});
      const before = await processTime();
      const { ms } = await page.evaluate("(cell) => measure(cell)", cell);
      return { ms, cpu: (await processTime()) - before };
    };
    return [subject, measure];
  });
  return { clients: new Map(await Promise.all(opened)), stop: () => browser.close() };
}
