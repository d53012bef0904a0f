// What every entry of the package costs an app: bundled as an app's bundler does it, everything loaded. An entry that
// builds on another one (`everwire/react` on `everwire`) weighs what it adds; one whose module is a file, with that file.
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
const frameworks = Object.keys(manifest.peerDependencies ?? {});
// Those who have to bring the module themselves load it, too.
const files = { [`${manifest.name}/slim`]: ["dist/everwire.wasm"] };

const rows = [];
for (const [name, path] of entries(manifest)) {
  const result = await build({
    entryPoints: [join(dir, path)],
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    target: "es2020",
    external: [manifest.name, ...frameworks],
    write: false,
    logLevel: "error",
  });
  const all = [result.outputFiles[0].contents, ...(files[name] ?? []).map((file) => readFileSync(join(dir, file)))];
  const sum = (size) => all.reduce((bytes, content) => bytes + size(content), 0);
  rows.push({
    name,
    min: sum((content) => content.length),
    gzip: sum((content) => gzipSync(content, { level: 9 }).length),
    brotli: sum(brotli),
  });
}
console.log(JSON.stringify(rows));

function brotli(code) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: code.length };
  return brotliCompressSync(code, { params }).length;
}

/** The entries that an app imports code from: the name it imports them by, and the file that is behind it. */
function entries({ name, exports }) {
  return Object.entries(exports)
    .map(([path, target]) => [name + path.slice(1), target.default ?? target])
    .filter(([, target]) => target.endsWith(".js"));
}
