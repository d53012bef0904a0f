// The hook of the packed tarball, in React 18 and 19: in real headless Chromium, and rendered on a server.
//
//   node react.mjs --tarball F --server-bin F --chromium F

import assert from "node:assert/strict";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { until } from "./behaviour/wait.mjs";
import { paths } from "./lib/args.mjs";
import { launch } from "./lib/chromium.mjs";
import { installTarball } from "./lib/consumer.mjs";
import { countingServer } from "./lib/counting-server.mjs";
import { MockServer } from "./lib/mock-server.mjs";
import { main, note, record, show, test } from "./lib/report.mjs";
import { serve, text } from "./lib/site.mjs";

const PAGE = "<!doctype html><meta charset=utf-8><body>";
const SOURCES = fileURLToPath(new URL("react", import.meta.url));
const require = createRequire(import.meta.url);

/** Where the packages of a version are, by the names that an app imports them by. */
const REACTS = {
  18: { react: "react18", "react-dom": "react-dom18" },
  19: { react: "react", "react-dom": "react-dom" },
};
const folderOf = (name) => dirname(require.resolve(`${name}/package.json`));

/** Bundles one of the sources, as an app with this React does. */
async function bundle({ folder }, react, entry, options) {
  const alias = Object.fromEntries(Object.entries(REACTS[react]).map(([name, its]) => [name, folderOf(its)]));
  const { outputFiles } = await build({
    entryPoints: [join(SOURCES, entry)],
    bundle: true,
    alias,
    nodePaths: [join(folder, "node_modules")],
    write: false,
    logLevel: "error",
    outdir: folder,
    target: "es2022",
    ...options,
  });
  return outputFiles[0].text;
}

const production = { minify: true, define: { "process.env.NODE_ENV": '"production"' } };
const development = { define: { "process.env.NODE_ENV": '"development"' } };

main(async () => {
  const { tarball, "server-bin": binary, chromium } = paths("tarball", "server-bin", "chromium");
  const consumer = installTarball(tarball, "react");
  const server = await countingServer();
  const mock = await new MockServer(binary).start();
  const browser = await launch(chromium);
  try {
    for (const react of Object.keys(REACTS)) {
      const rendered = await onServer(consumer, react);
      await inPage({ browser, consumer, server, react, rendered });
    }
    await measured({ browser, consumer, server, mock });
  } finally {
    await browser.close();
    await mock.stop();
    server.stop();
  }
});

/** Renders in this process, in which nothing may look for a WebSocket. */
async function onServer(consumer, react) {
  let html = "";
  let conversation = "";
  await test(`React ${react}: a server renders what there is before a connection, and connects to nothing`, async () => {
    const code = await bundle(consumer, react, "server.mjs", { ...production, format: "cjs", platform: "node", minify: false });
    const module = { exports: {} };
    new Function("require", "module", "exports", code)(require, module, module.exports);
    const before = Object.getOwnPropertyDescriptor(globalThis, "WebSocket");
    let touched = 0;
    Object.defineProperty(globalThis, "WebSocket", { configurable: true, get: () => void touched++ });
    try {
      html = module.exports.render("ws://127.0.0.1:9/never");
      conversation = module.exports.renderConversation("http://127.0.0.1:9/never");
    } finally {
      delete globalThis.WebSocket;
      if (before) Object.defineProperty(globalThis, "WebSocket", before);
    }
    assert.equal(touched, 0);
    assert.match(html, /isConnected.*false.*nothing/);
    assert.match(conversation, /isConnected.*false.*events.*\[\].*conversation.*null/);
  });
  return html;
}

/** The tests in `react/`, one after the other in one page. */
async function inPage({ browser, consumer, server, react, rendered }) {
  const code = await bundle(consumer, react, "main.mjs", { ...development, format: "iife" });
  const site = await serve({ "/": text(`${PAGE}<script src=/hook.js></script>`), "/hook.js": text(code, ".js") });
  const page = await browser.newPage();
  const thrown = [];
  page.on("pageerror", (error) => thrown.push(error.message));
  await page.exposeFunction("onServer", server.command);
  await page.goto(site);
  const seed = Math.floor(Math.random() * 2 ** 31);
  const { version, names } = await page.evaluate(
    (values) => {
      Object.assign(globalThis, values);
      return { version: hook.version, names: hook.names };
    },
    { base: server.url, rendered, seed },
  );
  note(`React ${version}, seed ${seed}`);
  for (const name of names) await test(`React ${react}: ${name}`, () => page.evaluate((name) => hook.run(name), name));
  const foreign = thrown.filter((message) => !/thrown by a test|option `minUptime`|WebSocket URL/.test(message));
  record(`React ${react}: nothing else was thrown at nobody`, foreign.length > 0 ? foreign.join("\n") : undefined);
  await page.close();
}

const BURST = 10_000;
const TIMES = 100;
const HISTORY = 500;
const HEAP = 5 * 2 ** 20;

/** What a mounted list costs, in a production build. */
async function measured({ browser, consumer, server, mock }) {
  const code = await bundle(consumer, 19, "load.mjs", { ...production, format: "iife" });
  const site = await serve({ "/": text(`${PAGE}<script src=/load.js></script>`), "/load.js": text(code, ".js") });

  await test(`${BURST} messages in a burst: a list renders at most once a frame, and keeps ${HISTORY}`, async () => {
    const list = await mounted({ browser, site, url: `${mock.url.replace("http", "ws")}/ledger/burst?count=${BURST}` });
    await list.reaches("the last", ({ last }) => last === `{"seq":${BURST}}`);
    const { renders, frames, tenths, received, most } = await list.seen();
    show(`react: ${BURST} messages took ${renders} renders in ${frames} frames`);
    assert.equal(received, BURST);
    // The first render is no news, and the second is that there is a connection.
    assert.ok(renders > 2 && renders <= frames + tenths + 2, `${renders} renders in ${frames} frames and ${tenths} tenths of a second`);
    assert.equal(most, HISTORY);
    assert.equal(await list.page.locator("li").count(), HISTORY);
    await list.page.close();
  });
  await test(`${BURST * TIMES} messages: the heap ends within 5 MB of where it started`, async () => {
    const list = await mounted({ browser, site, url: `${server.url}/load`, times: TIMES, shown: 10 });
    await list.reaches("connected", ({ isConnected }) => isConnected);
    const devtools = await list.page.context().newCDPSession(list.page);
    const heap = async () => {
      for (let i = 0; i < 3; i++) await devtools.send("HeapProfiler.collectGarbage");
      return (await devtools.send("Runtime.getHeapUsage")).usedSize;
    };
    const start = await heap();
    await server.command("burst", "load", BURST);
    await list.reaches("the last", ({ last, received }) => last === String(BURST) && received === BURST * TIMES);
    const end = await heap();
    show(`react: the heap went from ${mega(start)} to ${mega(end)} MB over ${BURST * TIMES} messages`);
    assert.ok(end - start < HEAP, `${start} bytes, then ${end}`);
    await list.page.close();
  });
}

/** A page with a list, which shows the last ones of what it has. */
async function mounted({ browser, site, url, times = 1, shown = HISTORY }) {
  const page = await browser.newPage();
  await page.goto(site);
  await page.evaluate((args) => load.mount(...args), [url, HISTORY, times, shown]);
  const seen = () => page.evaluate(() => ({ ...load.seen }));
  const reaches = (what, condition) => until(what, async () => condition(await seen()), 100_000);
  return { page, seen, reaches };
}

const mega = (bytes) => (bytes / 2 ** 20).toFixed(1);
