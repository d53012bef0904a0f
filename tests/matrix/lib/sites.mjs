// Who serves pages to browsers: every bundler, with what it is told to build, and the pages that need none. `begin` gives
// the address of its pages, and, where that is a server to be stopped, `stop`.

import { cpSync } from "node:fs";
import { join } from "node:path";
import { until } from "../../package/behaviour/wait.mjs";
import { freePort } from "../../package/lib/ports.mjs";
import { serveFolder } from "./folder-site.mjs";

const ENTRIES = { everwire: "/inline.html", "everwire/slim": "/slim.html" };

/** `pages` is what each entry, or each framework, is shown in. */
export function sites(consumers) {
  const version = (consumer, name) => consumers.version(consumer, name);
  const node = (consumer, of, ...args) => consumers.run(consumer, process.execPath, [consumers.script(consumer, of), ...args]);

  /** Built once, then served as files. */
  const built = (name, consumer, build, { pages = ENTRIES, ownPages = true } = {}) => ({
    name,
    pages,
    async begin() {
      await build();
      const output = join(consumers.folder(consumer), "dist");
      if (!ownPages) cpSync(new URL("../templates/page", import.meta.url), output, { recursive: true });
      return { url: await serveFolder(output) };
    },
  });

  /** A server of the bundler's own. */
  const served = (name, consumer, script, args, { pages = ENTRIES, before } = {}) => ({
    name,
    pages,
    async begin() {
      await before?.();
      const port = String(await freePort());
      const server = consumers.start(consumer, process.execPath, [script(), ...args(port)]);
      const url = `http://127.0.0.1:${port}`;
      try {
        await until(
          () => `${name} to listen:\n${server.log()}`,
          () => fetch(url).then(() => true, () => !server.running() && Promise.reject(new Error(server.log()))),
        );
      } catch (error) {
        await server.stop();
        throw error;
      }
      return { url, stop: () => server.stop() };
    },
  });

  const vite = (consumer) => {
    const name = `Vite ${version(consumer, "vite")}`;
    const dev = (port) => ["--host", "127.0.0.1", "--port", port, "--strictPort"];
    return [
      built(`${name}, build`, consumer, () => node(consumer, "vite", "build")),
      served(`${name}, dev server`, consumer, () => consumers.script(consumer, "vite"), dev),
    ];
  };
  const framework = (consumer, title, of) => {
    const name = `${title} ${version(consumer, of)}, Vite ${version(consumer, "vite")}`;
    return built(name, consumer, () => node(consumer, "vite", "build"), { pages: { [name]: "/index.html" } });
  };
  const react = `React ${version("webpack", "react")}`;
  const webpack = `webpack ${version("webpack", "webpack")}`;
  const next = `Next.js ${version("next", "next")}`;
  const nextPages = (name) => ({ everwire: "/inline", "everwire/slim": "/slim", [`${react}, ${name}`]: "/react" });
  const nextServer = (name, command, before) =>
    served(
      name,
      "next",
      () => consumers.script("next", "next"),
      (port) => [command, "--hostname", "127.0.0.1", "--port", port],
      { pages: nextPages(name), before },
    );
  const ESBUILD = ["--bundle", "--minify", "--format=esm", "--loader:.wasm=file", "--outdir=dist"];
  const PARCEL = ["--no-cache", "--no-autoinstall", "--log-level", "warn"];

  return [
    nextServer(`${next}, build`, "start", () => node("next", "next", "build")),
    nextServer(`${next}, dev server`, "dev"),
    built(`Parcel ${version("parcel", "parcel")}`, "parcel", () =>
      node("parcel", "parcel", "build", "inline.html", "slim.html", ...PARCEL),
    ),
    built(webpack, "webpack", () => node("webpack", "webpack-cli", "--stats", "errors-warnings"), {
      pages: { ...ENTRIES, [`${react}, ${webpack}`]: "/react.html" },
      ownPages: false,
    }),
    ...["vite6", "vite7", "vite8"].flatMap(vite),
    built(`Rollup ${version("rollup", "rollup")}`, "rollup", () => node("rollup", "rollup", "--config", "--silent"), {
      ownPages: false,
    }),
    built(
      `esbuild ${version("esbuild", "esbuild")}`,
      "esbuild",
      () => node("esbuild", "esbuild", "src/inline.js", "src/slim.js", ...ESBUILD),
      { ownPages: false },
    ),
    {
      name: "no bundler",
      pages: ENTRIES,
      begin: async () => ({ url: await serveFolder(consumers.folder("plain")) }),
    },
    {
      name: "no bundler, import map",
      pages: { everwire: "/map-inline.html", "everwire/slim": "/map-slim.html" },
      begin: async () => ({ url: await serveFolder(consumers.folder("plain")) }),
    },
    framework("react18", "React", "react"),
    framework("react19", "React", "react"),
    framework("vue3", "Vue", "vue"),
    framework("svelte5", "Svelte", "svelte"),
    framework("solid", "Solid", "solid-js"),
  ];
}
