// `everwire/socketio` of the packed tarball, in Node and in real headless Chromium, against npm's own server and against
// one that says what no server should.
//
//   node socketio.mjs --tarball F --server-bin F --chromium F

import { readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import WebSocket from "ws";
import { paths } from "./lib/args.mjs";
import { launch } from "./lib/chromium.mjs";
import { installTarball } from "./lib/consumer.mjs";
import { main, notHere, test } from "./lib/report.mjs";
import { file, serve, text } from "./lib/site.mjs";
import { CASES } from "./socketio/cases.mjs";
import { startNpmServer } from "./socketio/npm-server.mjs";
import { startScriptedServer } from "./socketio/scripted-server.mjs";

const folder = (name) => fileURLToPath(new URL(name, import.meta.url));

/** What a page needs: the entry, and the tests with what they import. */
function routes(entry) {
  const files = ["socketio", "behaviour"].flatMap((name) =>
    readdirSync(folder(name)).map((file) => [`/${name}/${file}`, join(folder(name), file)]),
  );
  const page = `<!doctype html><meta charset="utf-8"><title>everwire</title><link rel="icon" href="data:,">`;
  return { "/": text(page), "/socketio.js": file(entry), ...Object.fromEntries(files.map(([at, path]) => [at, file(path)])) };
}

main(async () => {
  const { tarball, chromium } = paths("tarball", "server-bin", "chromium");
  const { installed } = installTarball(tarball, "socketio");
  const entry = join(installed, "dist", "socketio.js");
  const servers = { npm: await startNpmServer(), scripted: await startScriptedServer() };
  const urls = { npm: servers.npm.url, scripted: servers.scripted.url };
  const browser = await launch(chromium);
  try {
    const everwire = await import(pathToFileURL(entry));
    const inNode = async () => {
      for (const [name, body] of Object.entries(CASES)) {
        if (name.startsWith("a Blob")) notHere(`Node with ws: ${name}`, "the class of ws takes none");
        else await test(`Node with ws: ${name}`, () => body({ everwire, urls, common: { WebSocket } }));
      }
    };
    const site = await serve(routes(entry));
    const inPage = async () => {
      const page = await browser.newPage();
      const thrown = [];
      page.on("pageerror", (error) => thrown.push(error.message));
      await page.goto(site);
      for (const name of Object.keys(CASES)) {
        await test(`Chromium: ${name}`, async () => {
          const error = await page.evaluate(async ([name, urls]) => {
            const everwire = await import("/socketio.js");
            const { CASES } = await import("/socketio/cases.mjs");
            return CASES[name]({ everwire, urls, common: {} }).then(() => null, (error) => error.stack);
          }, [name, urls]);
          if (error) throw new Error(error);
        });
      }
      await test("Chromium: nothing was thrown that nobody caught", () => {
        const unexpected = thrown.filter((message) => !message.includes("on purpose"));
        if (unexpected.length) throw new Error(unexpected.join("\n"));
      });
    };
    process.on("unhandledRejection", (error) => {
      if (!String(error).includes("on purpose")) throw error;
    });
    await Promise.all([inNode(), inPage()]);
  } finally {
    await browser.close();
    await Promise.all(Object.values(servers).map((server) => server.stop()));
  }
});
