// The runtimes without a page, each with the ways in which it can load the package. What a way gives is what happened.

import { join } from "node:path";
import { readyLine } from "../../package/lib/process.mjs";

const WAYS = {
  "import everwire": "import.mjs",
  "require everwire": "require.cjs",
  "import everwire/slim": "slim-import.mjs",
  "require everwire/slim": "slim-require.cjs",
};
export const COLUMNS = Object.keys(WAYS);

/** It is to find its packages where npm has put them, and nothing anywhere else. */
const DENO = [
  "run",
  "--no-remote",
  "--node-modules-dir=manual",
  "--allow-net=127.0.0.1",
  "--allow-read",
  "--allow-env",
];

/** `{name, begin}`; `begin` gives `{ways: {column: async (parameters) => happened}, none: {column: why}, stop?}`. */
export function runtimes(consumers) {
  const at = (of, ...path) => join(consumers.dependency("runtimes", of), ...path);
  const version = (of) => consumers.version("runtimes", of);
  const own = (name, command, args = [], more = {}) => ({
    name,
    ...more,
    async begin() {
      const way = (file) => async (parameters) => {
        const output = await consumers.run("runtimes", command(), [...args, `src/${file}`, JSON.stringify(parameters)]);
        return JSON.parse(output);
      };
      return { ways: Object.fromEntries(COLUMNS.map((column) => [column, way(WAYS[column])])) };
    },
  });
  const next = `Next.js ${consumers.version("next", "next")}`;
  const platform = process.arch === "arm64" ? "arm64" : "x64";
  const [bun, workerd] = platform === "x64" ? ["x64", "64"] : ["aarch64", "arm64"];
  return [
    own(`Node ${process.versions.node} with ws ${version("ws")}`, () => process.execPath),
    own(`Node ${version("node22")}`, () => at("node22", "bin", "node")),
    own(`Node ${version("node24")}`, () => at("node24", "bin", "node")),
    // RFC 6455 has 1006 for a connection that was lost; Deno says 0.
    own(`Deno ${version("deno")}`, () => at(`@deno/linux-${platform}-glibc`, "deno"), DENO, { lost: 0 }),
    own(`Bun ${version("bun")}`, () => at(`@oven/bun-linux-${bun}`, "bin", "bun")),
    {
      name: `workerd ${version("workerd")}`,
      begin: async () => worker(consumers, at(`@cloudflare/workerd-linux-${workerd}`, "bin", "workerd")),
    },
    {
      name: `${next}, server component`,
      inSite: `${next}, build`,
      begin: async ({ url }) => ({ ways: byRequest(url, "/server", rendered), none: NO_REQUIRE }),
    },
    {
      name: `${next}, route handler`,
      inSite: `${next}, build`,
      begin: async ({ url }) => ({ ways: byRequest(url, "/api/round-trip"), none: NO_REQUIRE }),
    },
  ];
}

const MODULES_ONLY = "what runs there is ES modules";
const NO_REQUIRE = { "require everwire": MODULES_ONLY, "require everwire/slim": MODULES_ONLY };

/** Bundled as wrangler bundles: its export conditions, and a .wasm stays a module beside the script. */
async function worker(consumers, binary) {
  const wasm = ["--loader:.wasm=copy", "--asset-names=[name]"];
  const options = ["--bundle", "--format=esm", "--conditions=workerd,worker,browser", ...wasm, "--outdir=dist"];
  const esbuild = consumers.script("esbuild", "esbuild");
  await consumers.run("runtimes", process.execPath, [esbuild, "src/worker.js", "--log-level=warning", ...options]);
  const server = consumers.start("runtimes", binary, ["serve", "worker.capnp", "--control-fd=1"]);
  const { port } = await readyLine("workerd", server);
  return { ways: byRequest(`http://127.0.0.1:${port}`, "/"), none: NO_REQUIRE, stop: () => server.stop() };
}

/** A server that runs the program for each request, with the entry that this asks for. */
const byRequest = (url, path, read = JSON.parse) => {
  const way = (entry) => async (parameters) => {
    const response = await fetch(`${url}${path}?${new URLSearchParams({ ...parameters, entry })}`);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status}: ${text.slice(0, 2000)}`);
    return read(text);
  };
  return { "import everwire": way("everwire"), "import everwire/slim": way("everwire/slim") };
};

/** What the page that a server rendered says. */
function rendered(html) {
  const text = /<pre id="happened">(.*?)<\/pre>/.exec(html)?.[1] ?? "null";
  return JSON.parse(text.replaceAll("&quot;", '"'));
}
