// Runs snippets in Chromium, bundled as apps are.

import { build } from "esbuild";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { file, serve, text } from "../lib/site.mjs";
import { within } from "../behaviour/wait.mjs";

const HELPERS = fileURLToPath(new URL("helpers.mjs", import.meta.url));

export async function runInPage({ browser, folder, base, lang, code, fixture, compile }) {
  const { before = "", after = "", body = `<div id="root"></div><div id="app"></div>` } = fixture;
  const script = `(async () => {\n${after}\n})().then(() => (globalThis.result = {}), (error) => (globalThis.result = { error: String(error?.stack ?? error) }));`;
  const dist = "node_modules/everwire/dist";
  const routes = { "/everwire.js": file(join(folder, dist, "everwire.js")) };
  for (const name of ["everwire.js", "slim.js", "everwire.wasm"]) routes[`/${dist}/${name}`] = file(join(folder, dist, name));
  if (lang === "html") {
    routes["/"] = text(`<!doctype html><meta charset="utf-8">${code}<script type="module" src="/check.js"></script>`);
    routes["/check.js"] = text(script, ".js");
    if (fixture.app) routes["/app.js"] = text(fixture.app, ".js");
  } else {
    // The component is a file of its own, as in an app.
    const component = /^(vue|svelte|jsx|tsx)$/.test(lang);
    const name = component ? `Snippet.${lang}` : "snippet.js";
    const main = component ? `${fixture.imports ?? ""}\nimport Snippet from "./${name}";\n${script}` : `${before}\n${code}\n${script}`;
    const contents = compile(name, component ? `${before}\n${code}`.trimStart() : "");
    const { outputFiles } = await build({
      stdin: { contents: main, resolveDir: folder, loader: lang === "tsx" || lang === "ts" ? "tsx" : "jsx", sourcefile: "main.js" },
      bundle: true,
      format: "esm",
      target: "es2022",
      jsx: "automatic",
      define: { "process.env.NODE_ENV": '"development"' },
      plugins: [
        {
          name: "snippet",
          setup({ onResolve, onLoad }) {
            onResolve({ filter: /^\.\/Snippet\./ }, ({ path }) => ({ path: join(folder, path), namespace: "snippet" }));
            onLoad({ filter: /.*/, namespace: "snippet" }, () => ({ ...contents, resolveDir: folder }));
          },
        },
      ],
      write: false,
      logLevel: "error",
    });
    routes["/"] = text(`<!doctype html><meta charset="utf-8">${body}<script type="module" src="/main.js"></script>`);
    routes["/main.js"] = text(outputFiles[0].text, ".js");
  }
  const helpers = await build({
    stdin: { contents: `import { install } from ${JSON.stringify(HELPERS)};\ninstall(${JSON.stringify(base)}, WebSocket);`, resolveDir: folder },
    bundle: true,
    format: "iife",
    write: false,
  });
  const page = await browser.newPage();
  const thrown = [];
  page.on("pageerror", (error) => thrown.push(error.message));
  await page.addInitScript(helpers.outputFiles[0].text);
  try {
    await page.goto(await serve(routes));
    const result = await within(
      `the snippet to end; thrown: ${thrown}`,
      page.waitForFunction(() => globalThis.result, null, { timeout: 40_000 }),
      45_000,
    );
    const { error } = await result.jsonValue();
    if (error) throw new Error(error);
    if (thrown.length > 0) throw new Error(`thrown at nobody: ${thrown.join("\n")}`);
  } finally {
    await page.close();
  }
}
