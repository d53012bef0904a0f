// The pages that use the package, each in one of the ways in which users do.

import { build } from "esbuild";
import { readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { file, text } from "./site.mjs";

const BEHAVIOUR = fileURLToPath(new URL("../behaviour", import.meta.url));

/** Without a bundler: the browser imports the installed file by its URL, as a page's import map or path would. */
const PLAIN = `import * as everwire from "/node_modules/everwire/dist/everwire.js";
globalThis.everwire = everwire;
`;

/** With a bundler: as an app's source has it, by name, only what it uses. */
const BUNDLED = `import { ReconnectingWebSocket, buildHttpBaseUrl, buildWebSocketUrl, extractBaseHost } from "everwire";
globalThis.everwire = { ReconnectingWebSocket, buildHttpBaseUrl, buildWebSocketUrl, extractBaseHost };
`;

const page = (script) => `<!doctype html><meta charset="utf-8"><title>everwire</title>${script}`;

/** A page that allows nothing but its own scripts, connections to 127.0.0.1, and `sources` on top for scripts. */
const strict = (script, sources) =>
  text(page(script), ".html", {
    "content-security-policy": `default-src 'none'; script-src 'self' ${sources}; connect-src ws://127.0.0.1:*`,
  });

/** The routes of the test site. */
export async function pages({ folder, installed }) {
  const source = join(folder, "app.js");
  writeFileSync(source, BUNDLED);
  // The settings of a cautious production build: one classic script, minified, for browsers of some years ago.
  const options = { bundle: true, minify: true, format: "iife", target: "es2020", charset: "ascii", write: false };
  const { outputFiles } = await build({ ...options, entryPoints: [source], absWorkingDir: folder, logLevel: "error" });

  const plain = `<script type="module" src="/plain.js"></script>`;
  const bundled = `<script src="/bundle.js"></script>`;
  const tests = readdirSync(BEHAVIOUR).map((name) => [`/behaviour/${name}`, file(join(BEHAVIOUR, name))]);
  return {
    "/plain.html": text(page(plain)),
    "/bundled.html": text(page(bundled)),
    "/csp-plain.html": strict(plain, "'wasm-unsafe-eval'"),
    "/csp-bundled.html": strict(bundled, "'wasm-unsafe-eval'"),
    "/csp-without.html": strict(plain, ""),
    "/plain.js": text(PLAIN, ".js"),
    "/bundle.js": text(outputFiles[0].text, ".js"),
    "/node_modules/everwire/dist/everwire.js": file(join(installed, "dist", "everwire.js")),
    ...Object.fromEntries(tests),
  };
}

/** Opens one of the pages and waits until the package is there. `thrown` collects what nobody caught in the page. */
export async function openPage(browser, url) {
  const page = await browser.newPage();
  const thrown = [];
  page.on("pageerror", (error) => thrown.push(error.message));
  await page.goto(url);
  await page.waitForFunction(() => globalThis.everwire);
  return { page, thrown };
}
