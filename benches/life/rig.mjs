// What `recovery` and `loss` share: the server as a process, and a browser with a page for each subject.

import { build } from "esbuild";
import { fileURLToPath } from "node:url";
import { join } from "node:path";
import { until } from "../../tests/package/behaviour/wait.mjs";
import { freshFolder, installTarball } from "../../tests/package/lib/consumer.mjs";
import { startChromium } from "../../tests/package/lib/engines/chromium.mjs";
import { readyLine, start } from "../../tests/package/lib/process.mjs";
import { serve, text } from "../../tests/package/lib/site.mjs";
import { everwire, peer } from "../lib/subjects.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const PAGE = "<!doctype html><meta charset=utf-8><title>life</title><body><script src=/page.js></script>";

export const NAMES = {
  everwire: everwire(),
  everwireSooner: `${everwire()}, 1 to 5 s`,
  everwireSend: `${everwire()}, send without ids`,
  partysocket: peer("partysocket"),
  reconnectingWebSocket: peer("reconnecting-websocket"),
  socketIo: peer("socket.io-client"),
  byHand: "WebSocket, tried again by hand",
};

/** server.mjs, which may be killed and started again. */
export class LifeServer {
  #settings;
  #process;
  #port = 0;

  constructor(settings) {
    this.#settings = { ...settings, ledger: join(freshFolder("life"), "ledger") };
  }

  async start() {
    this.#process = start(process.execPath, [here("server.mjs"), String(this.#port), JSON.stringify(this.#settings)]);
    ({ port: this.#port } = await readyLine("the server", this.#process));
    this.url = `http://127.0.0.1:${this.#port}`;
    return this;
  }

  async report(who) {
    return (await fetch(`${this.url}/?who=${who}`)).json();
  }

  kill() {
    return this.#process.stop("SIGKILL");
  }
}

/** The browser, and pages in which there is `life`. */
export async function startPages({ tarball, chromium }) {
  const { folder } = installTarball(tarball, "life");
  const { outputFiles } = await build({
    entryPoints: [here("page.mjs")],
    bundle: true,
    minify: true,
    format: "iife",
    globalName: "life",
    platform: "browser",
    target: "es2022",
    nodePaths: [join(folder, "node_modules")],
    write: false,
    logLevel: "error",
  });
  const site = await serve({ "/": text(PAGE), "/page.js": text(outputFiles[0].text, ".js") });
  const browser = await startChromium({ chromium });
  return {
    async open() {
      const page = await browser.open(site);
      await until("the page", () => page.evaluate(() => Boolean(globalThis.life)));
      // Behind another page it would be hidden, and its timers slow.
      await page.call("Emulation.setFocusEmulationEnabled", { enabled: true });
      await until("the page to be visible", () => page.evaluate(() => !document.hidden));
      const ask = (what, ...given) => page.evaluate((what, given) => globalThis.life[what](...given), what, given);
      return { ...page, ask };
    },
    close: () => browser.close(),
  };
}
