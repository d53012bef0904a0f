// What every entry of the package costs an app: bundled as an app's bundler does it, everything loaded.
//
// Usage: node size.mjs PACKAGE_DIR. PACKAGE_DIR is the unpacked package as `…/node_modules/NAME`.
// Prints a JSON array of {name, min, gzip, brotli}, all in bytes.

import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { build } from "esbuild";

const dir = resolve(process.argv[2]);
const manifest = JSON.parse(readFileSync(join(dir, "package.json"), "utf8"));
// A framework adapter's framework is the app's, not ours.
const external = Object.keys(manifest.peerDependencies ?? {});

const rows = [];
for (const name of entries(manifest)) {
  const result = await build({
    stdin: { contents: `export * from ${JSON.stringify(name)}`, resolveDir: join(dir, "../..") },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2020",
    external,
    write: false,
    logLevel: "error",
  });
  const code = result.outputFiles[0].contents;
  rows.push({ name, min: code.length, gzip: gzipSync(code, { level: 9 }).length, brotli: brotli(code) });
}
console.log(JSON.stringify(rows));

function brotli(code) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: code.length };
  return brotliCompressSync(code, { params }).length;
}

/** The entries that an app imports code from, by the name it imports them by. */
function entries({ name, exports }) {
  const paths = typeof exports === "string" || !Object.keys(exports).some((key) => key.startsWith("."))
    ? ["."]
    : Object.keys(exports).filter((path) => exports[path] !== null);
  return paths
    .filter((path) => !path.includes("*") && !/\.(json|wasm|css)$/.test(path))
    .map((path) => name + path.slice(1));
}
