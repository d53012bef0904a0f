// Builds the npm package: node build.mjs --wasm FILE --socketio FILE --out DIR --tools DIR
//
// --wasm: the core, optimised; --socketio: the same with Socket.IO; --tools: a folder whose node_modules has esbuild, terser
// and typescript.

import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { encode } from "./embed.mjs";

const here = dirname(fileURLToPath(import.meta.url));
const option = { type: "string" };
const { values } = parseArgs({ options: { wasm: option, socketio: option, out: option, tools: option } });
for (const name of ["wasm", "socketio", "out", "tools"]) {
  if (!values[name]) throw new Error(`build.mjs: --${name} is missing`);
}
const out = resolve(values.out);
const require = createRequire(join(resolve(values.tools), "package.json"));
const { build } = require("esbuild");
const { minify } = require("terser");

/** The private names of the class that users extend. */
const OWN = new Set(
  [...readFileSync(join(here, "src/reconnecting-websocket.ts"), "utf8").matchAll(/^ {2}private (_\w+)/gm)].map(([, name]) => name),
);

rmSync(out, { recursive: true, force: true });
mkdirSync(join(out, "dist"), { recursive: true });
/** The two modules, by the names of their files. */
const modules = { everwire: readFileSync(resolve(values.wasm)), socketio: readFileSync(resolve(values.socketio)) };
const manifest = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
for (const [name, bytes] of Object.entries(modules)) {
  await check(bytes);
  writeFileSync(join(out, `dist/${name}.wasm`), bytes);
}
// What differs is where the module is.
for (const [name, source, module, where] of [
  ["everwire", "everwire.ts", "everwire", "inline"],
  ["workerd", "everwire.ts", "everwire", "workerd"],
  ["slim", "slim.ts", "everwire", "slim"],
  ["socketio", "socketio.ts", "socketio", "inline"],
  ["socketio-workerd", "socketio.ts", "socketio", "workerd"],
]) {
  const plugins = [redirect("#module", join(here, `src/module/${where}.ts`)), external("#wasm-file", `./${module}.wasm`)];
  const inline = where === "inline";
  // At the end it compresses best.
  const footer = inline ? `var $wasm=${JSON.stringify(encode(modules[module]))};\n` : "";
  await bundle(name, source, `A Rust core in WebAssembly, ${inline ? "inline" : `in ${module}.wasm`}.`, plugins, footer);
}
for (const name of ["react", "vue", "svelte", "solid"]) await bundle(name, `${name}.ts`, "An adapter for a framework.");
for (const [name, about] of [
  ["partysocket", "On top of everwire."],
  ["openhands", "Conversations of OpenHands."],
  ["openhands/react", "Conversations of OpenHands, for React."],
]) {
  await bundle(name, `${name}.ts`, about);
}
types();
packageFiles();
for (const name of ["README.md", "docs"]) cpSync(join(here, name), join(out, name), { recursive: true });
for (const file of ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"]) cpSync(join(here, "..", file), join(out, file));

/** One file of `dist/`. Frameworks and `everwire` itself are imported as users do. */
async function bundle(name, source, about, plugins = [], footer = "") {
  const options = {
    entryPoints: { [name]: join(here, "src", source) },
    outdir: join(out, "dist"),
    bundle: true,
    minify: true,
    // Names that start with one underscore are ours alone.
    mangleProps: /^_[a-z]/,
    format: "esm",
    platform: "neutral",
    target: "es2020",
    legalComments: "none",
    external: ["everwire", ...Object.keys(manifest.peerDependencies ?? {})],
    plugins,
  };
  const { mangleCache } = await build({ ...options, mangleCache: {}, write: false });
  // Those of the class are in reach of classes that extend it: none has a name that a user would choose.
  for (const name of OWN) if (name in mangleCache) mangleCache[name] = `$${mangleCache[name]}`;
  const { outputFiles } = await build({ ...options, mangleCache, write: false });
  for (const { path, text } of outputFiles) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `// everwire, MIT OR Apache-2.0. ${about}\n${plugins.length ? await tighten(text) : text}\n${footer}`);
  }
}

/**
 * What esbuild leaves to others, and what is left of it when an app's bundler has minified it again: constants stand where
 * they are used, and functions before everything else. 0.3 to 0.4 % after brotli; adapters are too small to gain from it.
 */
async function tighten(text) {
  const { code } = await minify(text, {
    module: true,
    ecma: 2020,
    compress: { defaults: false, toplevel: true, unused: true, reduce_vars: true, reduce_funcs: false, evaluate: true, hoist_funs: true },
    mangle: true,
    format: { preserve_annotations: true },
  });
  return code;
}

/** Its manifest; and for who knows `main` but not `exports`, such as Parcel, a folder for each entry that has a path. */
function packageFiles() {
  const folders = Object.entries(manifest.exports).flatMap(([path, { types, default: main }]) => {
    const folder = path.slice("./".length);
    if (!main || !folder) return [];
    mkdirSync(join(out, folder), { recursive: true });
    const up = folder.replace(/[^/]+/g, "..");
    const its = { type: "module", main: `${up}${main.slice(1)}`, types: `${up}${types.slice(1)}`, sideEffects: false };
    writeFileSync(join(out, folder, "package.json"), `${JSON.stringify(its, null, 2)}\n`);
    return [folder];
  });
  const whole = { ...manifest, files: [...manifest.files, ...folders] };
  writeFileSync(join(out, "package.json"), `${JSON.stringify(whole, null, 2)}\n`);
}

/** What the package will decode is what was encoded. */
async function check(bytes) {
  const source = readFileSync(join(here, "src/decode.ts"), "utf8");
  const { code } = await require("esbuild").transform(source, { loader: "ts" });
  const { decode } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  if (Buffer.compare(decode(encode(bytes)), bytes) !== 0) throw new Error("build.mjs: the embedded bytes do not decode");
}

/** A module that is another one. */
function redirect(name, path) {
  return { name, setup: ({ onResolve }) => onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path })) };
}

/** A module that stays outside, by this path. */
function external(name, path) {
  return {
    name,
    setup: ({ onResolve }) => onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path, external: true })),
  };
}

/** The declarations that the entries reach; the others are nobody's business. */
function types() {
  const tsc = join(dirname(require.resolve("typescript/package.json")), "bin/tsc");
  const dist = join(out, "dist");
  execFileSync(process.execPath, [tsc, "-p", join(here, "tsconfig.json"), "--outDir", dist], { stdio: "inherit" });
  const reached = new Set();
  const visit = (file) => {
    if (reached.has(file)) return;
    reached.add(file);
    const text = readFileSync(join(dist, file), "utf8");
    for (const [, to] of text.matchAll(/from "(\.\.?\/[^"]+)\.js"/g)) visit(join(dirname(file), `${to}.d.ts`));
  };
  for (const target of Object.values(manifest.exports)) if (target.types) visit(target.types.replace("./dist/", ""));
  for (const file of readdirSync(dist, { recursive: true })) {
    if (file.endsWith(".d.ts") && !reached.has(file)) rmSync(join(dist, file));
  }
}
