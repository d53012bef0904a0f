// Tables of the documentation that say what code says, too.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { DIFFERENCES } from "../compat/differences.mjs";
import { test } from "../lib/report.mjs";

export async function tableTests({ texts, types, manifest }) {
  await test("the table of differences is the list that the suite compat proves", () => {
    const rows = Object.values(DIFFERENCES).map((row) => `| ${row.join(" | ")} |`);
    assert.deepEqual(rowsUnder(texts["migrating.md"], "Where everwire differs, on purpose"), rows);
  });

  await test("every option that there is has a row", () => {
    const readme = texts["README.md"];
    const rows = [...readme.matchAll(/^\| (`[\w.]+`(?:, `[\w.]+`)*) \|/gm)].flatMap(([, names]) => names.match(/[\w.]+/g));
    const documented = new Set(rows);
    const missing = optionsOf(types).filter((name) => !documented.has(name));
    assert.deepEqual(missing, []);
  });

  await test("every entry has a row, and there are no others", () => {
    const entries = Object.keys(manifest.exports).filter((path) => path !== "./package.json");
    const names = entries.map((path) => `everwire${path.slice(1)}`).sort();
    const rows = rowsUnder(texts["README.md"], "Entries").map((row) => /`(.+?)`/.exec(row)[1]).sort();
    assert.deepEqual(rows, names);
  });

  await test("the defaults of reconnecting-websocket are those that it documents", () => {
    const readme = readFileSync(new URL("../../node_modules/reconnecting-websocket/README.md", import.meta.url), "utf8");
    const block = /#### Default values\n\n```javascript\n(.*?)```/s.exec(readme)[1];
    const theirs = Object.fromEntries([...block.matchAll(/^(\w+): (.*),$/gm)].map(([, name, value]) => [name, value]));
    for (const row of rowsUnder(texts["migrating.md"], "From reconnecting-websocket")) {
      const [, name, value] = /^\| `(\w+)` \| (.+?) \|/.exec(row);
      const documented = name === "minReconnectionDelay" ? "1000 + Math.random() * 4000" : value.replaceAll("`", "");
      assert.equal(theirs[name], documented, name);
    }
  });

  await test("every link leads to a file or a heading that is there", () => {
    for (const [file, text] of Object.entries(texts)) {
      for (const [, target] of text.matchAll(/\]\((?!https?:)([^)#]*)/g)) {
        const name = target.split("/").at(-1);
        assert.ok(name === "" || name in texts, `${file}: ${target}`);
      }
    }
  });
}

/** The rows of the first table under a heading. */
function rowsUnder(text, heading) {
  const section = text.split(new RegExp(`^#+ ${heading}$`, "m"))[1];
  const table = /\| --- \|[^\n]*\n((?:\|.*\n)+)/.exec(section)[1];
  return table.trim().split("\n");
}

/** The names of `Options`, and those in its groups, as `group.name`. */
function optionsOf(types) {
  const members = (name) => {
    const [, body] = new RegExp(`export interface ${name}(?:<.*?>)? {\\n(.*?)^}`, "ms").exec(types);
    return [...body.matchAll(/^ {4}(\w+)\??:/gm)].map(([, member]) => member);
  };
  const groups = { heartbeat: "HeartbeatOptions", queue: "QueueOptions", resume: "ResumeOptions" };
  return members("Options").flatMap((name) =>
    groups[name] ? members(groups[name]).map((member) => `${name}.${member}`) : [name],
  );
}
