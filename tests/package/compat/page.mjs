// The same programs in Chromium, with the browser's own WebSocket.

import { build } from "esbuild";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { launch } from "../lib/chromium.mjs";
import { record } from "../lib/report.mjs";
import { serve, text } from "../lib/site.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));

const PAGE = `
  import Rws from "reconnecting-websocket";
  import { WebSocket as Theirs } from "partysocket";
  import Everwire from "everwire";
  import { WebSocket as Ours } from "everwire/partysocket";
  import { runCompat } from "./run.mjs";
  const pairs = [
    { name: "reconnecting-websocket", Peer: Rws, Ours: Everwire },
    { name: "partysocket", Peer: Theirs, Ours },
  ];
  globalThis.compat = (runtime) =>
    runCompat({ pairs, options: {}, where: "page", ...runtime }, (name, reason) => onResult(name, reason));
`;

/** Returns the reasons for which something differed. */
export async function compatInPage({ chromium, installed, ...runtime }) {
  const { outputFiles } = await build({
    stdin: { contents: PAGE, resolveDir: HERE },
    bundle: true,
    format: "esm",
    alias: {
      everwire: join(installed, "dist/everwire.js"),
      "everwire/partysocket": join(installed, "dist/partysocket.js"),
    },
    write: false,
    logLevel: "error",
  });
  const site = await serve({
    "/": text(`<!doctype html><meta charset="utf-8"><title>compat</title><script type="module" src="/page.js"></script>`),
    "/page.js": text(outputFiles[0].text, ".js"),
  });
  const browser = await launch(chromium);
  try {
    const page = await browser.newPage();
    await page.exposeFunction("onResult", (name, reason) => record(`Chromium: ${name}`, reason ?? undefined));
    await page.goto(site);
    await page.waitForFunction(() => globalThis.compat);
    return await page.evaluate((runtime) => globalThis.compat(runtime), runtime);
  } finally {
    await browser.close();
  }
}
