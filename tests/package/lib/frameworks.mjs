// Apps of the frameworks that have an adapter, built as users build them: each framework's own compiler, then esbuild.

import babel from "@babel/core";
import { build } from "esbuild";
import { cpSync, readFileSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as svelte from "svelte/compiler";
import * as vue from "vue/compiler-sfc";

const SOURCES = fileURLToPath(new URL("../frameworks", import.meta.url));
const require = createRequire(import.meta.url);

/** By name: the package, the sources that the page and the server start with, and what compiles them. */
export const FRAMEWORKS = {
  vue: { from: "vue", page: "main.js", server: "server.js", filter: /\.vue$/, compile: compileVue },
  svelte: { from: "svelte", page: "main.svelte.js", server: "server.js", filter: /\.svelte(\.js)?$/, compile: compileSvelte },
  solid: { from: "solid-js", page: "main.jsx", server: "server.jsx", filter: /\.jsx$/, compile: compileSolid },
};

/** Puts the apps and the frameworks into the project that has the package installed. */
export function installFrameworks(folder) {
  cpSync(SOURCES, join(folder, "frameworks"), { recursive: true });
  linkFrameworks(folder);
}

/** Puts the frameworks into a project, as if it had installed them. */
export function linkFrameworks(folder) {
  for (const { from } of Object.values(FRAMEWORKS)) {
    symlinkSync(dirname(require.resolve(`${from}/package.json`)), join(folder, "node_modules", from));
  }
}

/** The version that is tested. */
export const version = (name) => require(`${FRAMEWORKS[name].from}/package.json`).version;

/** The script of a framework's page, with what the framework warns of while one develops. It sets `globalThis.app`. */
export async function pageScript(folder, name) {
  const { outputFiles } = await bundle(folder, name, "page", {
    format: "iife",
    globalName: "app",
    platform: "browser",
    conditions: ["development"],
    define: { "process.env.NODE_ENV": '"development"', ...VUE_FLAGS },
    write: false,
  });
  return outputFiles[0].text;
}

const VUE_FLAGS = {
  __VUE_OPTIONS_API__: "false",
  __VUE_PROD_DEVTOOLS__: "false",
  __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: "true",
};

/** The file with a framework's `render(props)` for a server; the packages are those that Node finds. */
export async function serverFile(folder, name) {
  const outfile = join(folder, `${name}-server.mjs`);
  await bundle(folder, name, "server", { format: "esm", platform: "node", packages: "external", outfile });
  return outfile;
}

function bundle(folder, name, side, options) {
  const { [side]: entry, filter, compile } = FRAMEWORKS[name];
  const setup = ({ onLoad }) => onLoad({ filter }, ({ path }) => load(path));
  const load = (path) => ({
    contents: compile(readFileSync(path, "utf8"), relative(folder, path), side === "server"),
    loader: "js",
  });
  return build({
    entryPoints: [join(folder, "frameworks", name, entry)],
    bundle: true,
    target: "es2022",
    logLevel: "error",
    plugins: [{ name, setup }],
    ...options,
  });
}

function compileVue(source, filename, ssr) {
  const { descriptor } = vue.parse(source, { filename });
  const options = { id: filename, inlineTemplate: true, templateOptions: { ssr, ssrCssVars: [] } };
  return vue.compileScript(descriptor, options).content;
}

function compileSvelte(source, filename, ssr) {
  const options = { filename, generate: ssr ? "server" : "client", dev: !ssr };
  return (filename.endsWith(".js") ? svelte.compileModule : svelte.compile)(source, options).js.code;
}

function compileSolid(source, filename, ssr) {
  const solid = [require.resolve("babel-preset-solid"), { generate: ssr ? "ssr" : "dom", hydratable: true }];
  return babel.transformSync(source, { filename, presets: [solid], babelrc: false, configFile: false }).code;
}
