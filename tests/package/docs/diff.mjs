// A change of imports: what stands there afterwards can be imported.

import { runInNode } from "./node.mjs";

export async function diffTest({ code, lang, key, ...rest }) {
  const added = code.split("\n").filter((line) => line.startsWith("+")).map((line) => line.slice(1));
  if (added.length === 0) throw new Error("nothing is added");
  for (const [at, line] of added.entries()) {
    const [, name] = /^import \{? ?(\w+) ?\}? from/.exec(line) ?? [];
    if (!name) throw new Error(`no import: ${line}`);
    const fixture = { after: `if (typeof ${name} !== "function") throw new Error("no class");` };
    await runInNode({ ...rest, key: `${key} ${at}`, lang: "js", code: line, fixture });
  }
}
