// The page in which the clients of all cells run.

import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { until } from "../../behaviour/wait.mjs";
import { file, serve, text } from "../site.mjs";

const here = (name) => fileURLToPath(new URL(name, import.meta.url));

const PAGE = `<!doctype html><meta charset="utf-8"><title>everwire: faults</title><script type="module">
globalThis.everwire = await import("/node_modules/everwire/dist/everwire.js");
globalThis.faults = { ...(await import("/page.mjs")), ...(await import("/page-deadlines.mjs")) };
</script>`;

/** Serves the page; `installed` is the package's folder. */
export const serveFaults = (installed) =>
  serve({
    "/": text(PAGE),
    "/page.mjs": file(here("page.mjs")),
    "/page-deadlines.mjs": file(here("page-deadlines.mjs")),
    "/node_modules/everwire/dist/everwire.js": file(join(installed, "dist", "everwire.js")),
  });

/** Opens it in an engine and waits until the package is there. */
export async function openFaults(engine, site) {
  const page = await engine.open(site);
  await until("the package in the page", () => page.evaluate(() => Boolean(globalThis.faults)));
  return page;
}
