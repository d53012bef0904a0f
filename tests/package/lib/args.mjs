// The command line of a suite: paths that must exist, each given as `--name PATH`.

import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";
import { parseArgs } from "node:util";

/** The values of `names`, absolute; exits with 2 and a sentence where one is missing. */
export function paths(...names) {
  const usage = `usage: node ${basename(process.argv[1])} ${names.map((name) => `--${name} PATH`).join(" ")}`;
  const fail = (why) => {
    console.error(`${why}\n${usage}`);
    process.exit(2);
  };
  let values;
  try {
    const options = Object.fromEntries(names.map((name) => [name, { type: "string" }]));
    ({ values } = parseArgs({ options }));
  } catch (error) {
    fail(error.message);
  }
  for (const name of names) {
    if (!values[name]) fail(`--${name} is missing`);
    if (!existsSync(values[name])) fail(`--${name} ${values[name]}: no such file or folder`);
    values[name] = resolve(values[name]);
  }
  return values;
}
