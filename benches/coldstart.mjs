// From the import of a client to its first connection and its first message, each in a page that was just loaded.
//
//   node benches/coldstart.mjs …   (see lib/args.mjs; under three minutes)
//
// Rows, in ms, for each engine (`chromium`, `firefox`) with a cold and a warm cache (`chromium_cold`, …): `…_import`, `…_open` and
// `…_message`, each since the import began; `…_open_over_raw` and `…_message_over_raw`: how much later than the raw
// WebSocket of the same round. Of everwire `…_wasm`: compiling and instantiating, which is in all of them.
//
// Cold: a script at an address that was never there. Warm: one that the page has loaded several times, so that the engine
// has it in its cache, compiled where it does that. Both over loopback, minified, not compressed.

import { fileURLToPath } from "node:url";
import { until } from "../tests/package/behaviour/wait.mjs";
import { startChromium } from "../tests/package/lib/engines/chromium.mjs";
import { startFirefox } from "../tests/package/lib/engines/firefox.mjs";
import { readyLine, start } from "../tests/package/lib/process.mjs";
import { file, serve, text } from "../tests/package/lib/site.mjs";
import { args } from "./lib/args.mjs";
import { bundleClients } from "./lib/bundle.mjs";
import { row } from "./lib/rows.mjs";
import { everwire, RAW } from "./lib/subjects.mjs";
import { inTurns, Samples } from "./lib/turns.mjs";

const given = args(15);
/** Loads after which an engine keeps what it compiled. */
const LOADS = given.smoke ? 0 : 3;
const METRICS = ["import", "open", "message"];
const here = (name) => fileURLToPath(new URL(name, import.meta.url));

const bundles = await bundleClients(given.tarball);
const server = start(process.execPath, [here("throughput/server.mjs")]);
const { port } = await readyLine("the server", server);
const address = `ws://127.0.0.1:${port}/?direction=in&size=100&count=1&batch=1&binary=0`;

const kept = { "cache-control": "max-age=3600" };
const routes = {
  "/": text(`<!doctype html><meta charset="utf-8"><title>cold start</title><script type="module">
    import { start } from "/page.mjs";
    globalThis.start = start;
  </script>`),
  "/page.mjs": file(here("coldstart/page.mjs"), kept),
};
for (const { client, file: path } of bundles.values()) routes[`/${client}.mjs`] = file(path, kept);
const site = await serve(routes);

const ENGINES = { chromium: startChromium, firefox: startFirefox };
const begin = async ([engine, open]) => bench(engine, await open(given));
if (given.smoke) await Promise.all(Object.entries(ENGINES).map(begin));
else for (const engine of Object.entries(ENGINES)) await begin(engine);
await server.stop();

async function bench(engine, browser) {
  const samples = new Samples();
  let never = 0;
  const load = async (client, query) => {
    const page = await browser.open(`${site}/`);
    await until("the page's script", () => page.evaluate("() => Boolean(globalThis.start)").catch(() => false));
    const took = await page.evaluate("(script, server) => start(script, server)", `/${client}.mjs${query}`, address);
    await page.close();
    return took;
  };
  const subjects = [...bundles].map(([subject, { client }]) => ({ subject, client }));
  for (const { client } of subjects) for (let n = 0; n < LOADS; n += 1) await load(client, "?warm");
  await inTurns(given.rounds, subjects, async ({ subject, client }) => {
    for (const cache of ["cold", "warm"]) {
      const took = await load(client, cache === "cold" ? `?${(never += 1)}` : "?warm");
      samples.add(`${subject} ${cache}_import`, took.imported);
      samples.add(`${subject} ${cache}_open`, took.open);
      samples.add(`${subject} ${cache}_message`, took.message);
      samples.add(`${subject} ${cache}_wasm`, took.compiling);
    }
  });
  await browser.close();
  for (const { subject } of subjects) for (const cache of ["cold", "warm"]) report(engine, subject, cache, samples);
}

function report(engine, subject, cache, samples) {
  const of = (whom, metric) => samples.get(`${whom} ${cache}_${metric}`);
  for (const metric of METRICS) {
    row(subject, `${engine}_${cache}_${metric}`, of(subject, metric), "ms");
    if (subject === RAW || metric === "import") continue;
    const over = of(subject, metric).map((value, round) => value - of(RAW, metric)[round]);
    row(subject, `${engine}_${cache}_${metric}_over_raw`, over, "ms");
  }
  if (subject === everwire()) row(subject, `${engine}_${cache}_wasm`, of(subject, "wasm"), "ms");
}
