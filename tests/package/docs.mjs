// The documentation is true: every snippet runs, and every table says what the code does.
//
//   node docs.mjs --tarball F --tools DIR --readme F [--chromium F]      (DIR/node_modules has typescript)

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { installFrameworks } from "./docs/compile.mjs";
import { RUN, snippetsIn } from "./docs/extract.mjs";
import { FIXTURES } from "./docs/fixtures.mjs";
import { diffTest } from "./docs/diff.mjs";
import { installWs, runInNode } from "./docs/node.mjs";
import { runInPage } from "./docs/page.mjs";
import { quickStartTests } from "./docs/quick-start.mjs";
import { startServer } from "./docs/server.mjs";
import { tableTests } from "./docs/tables.mjs";
import { typesOf } from "./docs/types.mjs";
import { values } from "./lib/args.mjs";
import { launch } from "./lib/chromium.mjs";
import { installTarball } from "./lib/consumer.mjs";
import { someAtATime } from "./lib/pool.mjs";
import { main, record, skip, test } from "./lib/report.mjs";

/** What is shown and not run: commands, which the quick start's test takes, and drawings. */
const SHOWN = ["sh", "text"];

/** How many snippets run at a time, each with a server of its own. */
const AT_A_TIME = 3;

main(async () => {
  const { tarball, tools, readme, chromium } = values({ needed: ["tarball", "tools", "readme"], optional: ["chromium"] });
  const { folder, installed, manifest } = installTarball(tarball, "docs");
  installWs(folder);
  installFrameworks(folder, tools);
  const read = (path) => readFileSync(path, "utf8");
  const guides = readdirSync(join(installed, "docs"));
  const texts = { "README.md": read(join(installed, "README.md")) };
  for (const name of guides) texts[name] = read(join(installed, "docs", name));
  // The repository's has Rust, and pictures of code, which other suites run.
  const repository = snippetsIn("repository", read(readme)).filter(({ lang }) => RUN.includes(lang));
  const snippets = [...Object.entries(texts).flatMap(([file, text]) => snippetsIn(file, text)), ...repository];

  await tableTests({ texts, types: read(join(installed, "dist", "types.d.ts")), manifest });
  await quickStartTests({ tarball, text: texts["README.md"], snippets });
  const unknown = Object.keys(FIXTURES).filter((key) => !snippets.some((snippet) => snippet.key === key));
  record("every fixture is for a snippet that is there", unknown.length > 0 ? unknown.join("\n") : undefined);
  await typesOf({ folder, tools, snippets, fixtures: FIXTURES });

  const browser = chromium && (await launch(chromium));
  const runs = snippets.filter(({ key, lang }) => !SHOWN.includes(lang) && !FIXTURES[key]?.types);
  try {
    await someAtATime(AT_A_TIME, runs, async ({ key, lang, code, line }) => {
      const fixture = FIXTURES[key];
      const where = /^[jt]s$/.test(lang) ? "node" : "page";
      if (where === "page" && lang !== "diff" && !browser) return skip(key, "no Chromium");
      await test(`${key} runs`, async () => {
        assert.ok(RUN.includes(lang) || lang === "diff", `line ${line}: ${lang || "no language"} is none that runs`);
        assert.ok(fixture, `line ${line}: no fixture`);
        const changed = (fixture.replace ?? []).reduce((text, [from, to]) => {
          assert.ok(text.includes(from), `no ${from} to replace`);
          return text.replace(from, to);
        }, code);
        const run = lang === "diff" ? diffTest : where === "node" ? runInNode : runInPage;
        const server = await startServer();
        try {
          await run({ browser, folder, base: server.url, key, lang, code: changed, fixture });
        } finally {
          server.close();
        }
      });
    });
  } finally {
    await browser?.close();
  }
});
