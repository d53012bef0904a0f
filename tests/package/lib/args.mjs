// The command line of a suite: paths that must exist, each given as `--name PATH`, and sometimes words.

import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { parseArgs } from "node:util";

/** The values of `names`, absolute; exits with 2 and a sentence where one is missing. */
export function paths(...names) {
  return values({ needed: names });
}

/** The same with paths that may be left out, and words, which are no paths and may be left out too. */
export function values({ needed, optional = [], words = [] }) {
  const usage = [
    `usage: node ${basename(process.argv[1])}`,
    ...needed.map((name) => `--${name} PATH`),
    ...optional.map((name) => `[--${name} PATH]`),
    ...words.map((name) => `[--${name} WORD]`),
  ].join(" ");
  const fail = (why) => {
    console.error(`${why}\n${usage}`);
    process.exit(2);
  };
  let values;
  try {
    const options = Object.fromEntries([...needed, ...optional, ...words].map((name) => [name, { type: "string" }]));
    ({ values } = parseArgs({ options }));
  } catch (error) {
    fail(error.message);
  }
  for (const name of needed) if (!values[name]) fail(`--${name} is missing`);
  for (const name of [...needed, ...optional]) {
    if (values[name] === undefined) continue;
    if (!existsSync(values[name])) fail(`--${name} ${values[name]}: no such file or folder`);
    values[name] = resolve(values[name]);
  }
  return values;
}
