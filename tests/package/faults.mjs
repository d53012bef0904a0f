// The packed tarball under real faults: in each engine, through each fault, numbered messages each way, of which none
// may be lost, doubled or out of order. It shows a table, fault × engine.
//
//   node faults.mjs --tarball F --server-bin F --proxy-bin F [--chromium F] [--firefox F]
//     [--webkit F --minibrowser F --xvfb F] [--only REGEX] [--seed N]
//
// `--only` chooses cells: it is looked for in `ENGINE: FAULT`. `--seed` is the random schedule's.

import { values } from "./lib/args.mjs";
import { installTarball, freshFolder } from "./lib/consumer.mjs";
import { ENGINES } from "./lib/engines/index.mjs";
import { FaultProxy } from "./lib/fault-proxy.mjs";
import { faults } from "./lib/faults/catalogue.mjs";
import { COUNT, runCell } from "./lib/faults/cell.mjs";
import { DEADLINES } from "./lib/faults/deadlines.mjs";
import { Matrix } from "./lib/faults/matrix.mjs";
import { NAME as NAMESPACE, runInNamespace, whyNot } from "./lib/faults/namespace.mjs";
import { openFaults, serveFaults } from "./lib/faults/site.mjs";
import { MockServer } from "./lib/mock-server.mjs";
import { someAtATime } from "./lib/pool.mjs";
import { main, notHere, record, show, skip, test } from "./lib/report.mjs";

/** Cells of an engine that run at a time: enough to fill the pauses of one another, few enough for a small machine. */
const AT_A_TIME = 5;
const DEFAULT_SEED = 1;

const paths = values({
  needed: ["tarball", "server-bin", "proxy-bin"],
  optional: ENGINES.flatMap(({ needs }) => needs),
  words: ["only", "seed"],
});
const only = new RegExp(paths.only ?? "");
const wanted = (engine) => (row) => only.test(`${engine}: ${row.name}`);

main(async () => {
  const { installed } = installTarball(paths.tarball, "faults");
  const site = await serveFaults(installed);
  const rows = [
    ...faults(Number(paths.seed ?? DEFAULT_SEED)),
    { name: NAMESPACE, lasts: 10_000, installed, whyNot: whyNot() },
  ];
  const matrix = new Matrix("lost/doubled/out of order, reconnects", rows.map(({ name }) => name));
  const deadlines = new Matrix("milliseconds", DEADLINES.map(({ name }) => name));

  for (const engine of ENGINES) {
    const here = wanted(engine.name);
    const [cells, measures] = [rows.filter(here), DEADLINES.filter(here)];
    if (cells.length + measures.length === 0) continue;
    const missing = engine.needs.filter((name) => paths[name] === undefined);
    if (missing.length > 0) {
      skip(engine.name, `not on this machine (--${missing.join(", --")})`);
      continue;
    }
    // An engine that fails as a whole keeps none of the others from running.
    await inEngine({ engine, site, cells, measures, matrix, deadlines }).catch((error) => {
      record(`${engine.name} runs to the end`, error?.stack ?? error);
    });
  }
  show(`${COUNT} messages each way through each fault`);
  matrix.show();
  deadlines.show();
});

/** Runs what is wanted of one engine's column. */
async function inEngine({ engine, site, cells, measures, matrix, deadlines }) {
  const browser = await engine.start(paths);
  const server = await new MockServer(paths["server-bin"]).start();
  const title = `${browser.name} ${browser.version}`;
  try {
    const page = await openFaults(browser, site);
    // First, while nothing else keeps the machine busy: these measure.
    await someAtATime(measures.length, measures, async ({ name, measure }, index) => {
      const took = await deadline({ name: `${engine.name}: ${name}`, measure, page, server, host: host(index) });
      deadlines.put(name, title, { text: took });
    });
    // The longest first, so that none is left to run alone in the end.
    const longest = cells.toSorted((a, b) => lasts(b) - lasts(a));
    await someAtATime(AT_A_TIME, longest, async (fault, index) => {
      matrix.put(fault.name, title, await cell({ engine, fault, page, server, host: host(index) }));
    });
  } finally {
    await browser.close();
    await server.stop();
  }
}

const lasts = ({ lasts, every, times }) => lasts ?? every * times;

/** One for each cell: to Firefox, handshakes with one address wait for one another. */
const host = (index) => `127.0.0.${index + 2}`;

async function deadline({ name, measure, page, server, host }) {
  const proxy = await FaultProxy.start(paths["proxy-bin"], server.url, host);
  let took;
  const passed = await test(name, async () => {
    took = await measure({ page, proxy, address: `${proxy.url.replace("http", "ws")}/ledger/deadlines?count=0` });
  });
  await proxy.stop();
  return passed ? String(took) : "FAIL";
}

async function cell({ engine, fault, page, server, host }) {
  const name = `${engine.name}: ${fault.name}`;
  if (fault.whyNot) {
    skip(name, fault.whyNot);
    return { text: "–", note: fault.whyNot };
  }
  const started = Date.now();
  const harmless = fault.harmless?.[engine.name];
  try {
    const { lost, doubled, disordered, reconnects, problem } = await (fault.installed
      ? runInNamespace({ engine: engine.name, installed: fault.installed, paths })
      : behindProxy({ fault: { ...fault, quiet: fault.quiet || Boolean(harmless) }, page, server, host }));
    const text = `${lost}/${doubled}/${disordered} ${reconnects}×`;
    if (problem === undefined && harmless !== undefined) {
      notHere(`${name}: ${text}`, harmless);
      return { text, note: harmless };
    }
    record(`${name}: ${text} (${((Date.now() - started) / 1000).toFixed(1)} s)`, problem);
    return { text: problem === undefined ? text : `${text} FAIL` };
  } catch (error) {
    record(name, error?.stack ?? error);
    return { text: "FAIL" };
  }
}

/** A cell behind a proxy of its own and, where the fault is the server's, before a server of its own. */
async function behindProxy({ fault, page, server, host }) {
  const folder = fault.ownServer ? freshFolder("ledger") : undefined;
  const own = folder ? await new MockServer(paths["server-bin"], ["--ledger-dir", folder]).start() : server;
  const proxy = await FaultProxy.start(paths["proxy-bin"], own.url, host);
  const name = fault.name.replaceAll(/[^a-zA-Z0-9]+/g, "-");
  try {
    return await runCell({ page, name, fault, url: proxy.url, server: own, struck: { proxy, server: own } });
  } finally {
    await proxy.stop();
    if (own !== server) await own.stop();
  }
}
