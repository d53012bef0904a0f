// A component of a framework as what esbuild takes, by the framework's own compiler.

import babel from "@babel/core";
import { mkdirSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import * as svelte from "svelte/compiler";
import * as vue from "vue/compiler-sfc";

const require = createRequire(import.meta.url);

/** What a snippet may import beside the package. */
const PACKAGES = ["react", "react-dom", "vue", "svelte", "solid-js", "react-use-websocket"];

/** Puts them into the project that has the package, with the types that `tools` has. */
export function installFrameworks(folder, tools) {
  mkdirSync(join(folder, "node_modules", "@types"), { recursive: true });
  symlinkSync(join(tools, "node_modules/@types/react"), join(folder, "node_modules/@types/react"));
  for (const name of PACKAGES) symlinkSync(dirname(require.resolve(`${name}/package.json`)), join(folder, "node_modules", name));
}

/** `{contents, loader}`. JSX is React's, unless it imports Solid. */
export function compile(lang, code) {
  const filename = `Snippet.${lang}`;
  if (lang === "vue") {
    const { descriptor } = vue.parse(code, { filename });
    return { contents: vue.compileScript(descriptor, { id: filename, inlineTemplate: true }).content, loader: "js" };
  }
  if (lang === "svelte") return { contents: svelte.compile(code, { filename, dev: true }).js.code, loader: "js" };
  if (/from "solid-js"/.test(code)) {
    const solid = [require.resolve("babel-preset-solid"), { generate: "dom" }];
    const options = { filename, presets: [solid], babelrc: false, configFile: false };
    return { contents: babel.transformSync(code, options).code, loader: "js" };
  }
  return { contents: code, loader: lang };
}
