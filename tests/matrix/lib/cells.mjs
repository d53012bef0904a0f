// The cells: each runs the program once, and what happened must be what the program's steps are.

import assert from "node:assert/strict";
import { notHere, record, test } from "../../package/lib/report.mjs";
import { COLUMNS } from "./runtimes.mjs";

/** What the program of a client gives, and what that of a component on the screen shows. */
const HAPPENED = (cell, lost) => ["open", cell, "first", `close ${lost}`, "open", cell, "second"];
const SHOWN = (cell) => [cell, "message", cell, "message"];

const FAILED = { text: "FAILED" };

/** The column of an entry in an engine. */
export const columnOf = (entry, engine) => `${entry}: ${engine}`;

export class Cells {
  #server;
  #browsers;
  #count = 0;
  #later = [];

  /** `server` is the mock server's URL. */
  constructor({ server, browsers }) {
    this.#server = server;
    this.#browsers = browsers;
  }

  /** Builds and starts what a row needs; nothing, where that failed, and all of its cells with it. */
  async begin(row, tables) {
    let begun;
    await test(`${row.name}: it starts`, async () => {
      begun = await row.begin();
    });
    if (!begun) for (const { table, name, column } of this.#cellsOf(row, tables)) table.put(name, column, FAILED);
    return begun;
  }

  /** Where in the tables the cells of a row are. */
  #cellsOf({ name, pages }, { bundlers, frameworks, runtimes }) {
    if (!pages) return COLUMNS.map((column) => ({ table: runtimes, name, column }));
    return Object.entries(pages).flatMap(([page, path]) =>
      this.#browsers.names.map((engine) =>
        page.startsWith("everwire")
          ? { table: bundlers, name, column: columnOf(page, engine), title: `${name}: ${page} in ${engine}`, path, engine }
          : { table: frameworks, name: page, column: engine, title: `${page} in ${engine}`, path, engine },
      ),
    );
  }

  /** Does this while others go on. What has begun is stopped then. */
  later(work, { stop }) {
    const all = work().finally(() => stop?.());
    this.#later.push(all.catch((error) => record("the cells are run", error?.stack ?? error)));
  }

  done() {
    return Promise.all(this.#later);
  }

  /** Every page of a site in every browser. */
  async ofSite(row, { url }, tables) {
    const cells = this.#cellsOf(row, tables).map(async ({ table, name, column, title, path, engine }) => {
      const look = (parameters) => this.#browsers.outcome(engine, `${url}${path}?${new URLSearchParams(parameters)}`);
      const expected = table === tables.bundlers ? HAPPENED : SHOWN;
      table.put(name, column, await this.#browsers.inTurn(engine, () => this.#cell(title, expected, look)));
    });
    await Promise.all(cells);
  }

  /** Every way in which a runtime loads the package. */
  async ofRuntime({ name, lost }, { ways, none = {}, stop }, table) {
    for (const [column, way] of Object.entries(ways)) {
      table.put(name, column, await this.#cell(`${name}: ${column}`, HAPPENED, way, lost));
    }
    for (const [column, why] of Object.entries(none)) {
      notHere(`${name}: ${column}`, why);
      table.put(name, column, { text: "none", note: `${column}: ${why}` });
    }
    await stop?.();
  }

  /** `lost` is the code that the runtime gives a connection which was reset. */
  async #cell(title, expected, run, lost = 1006) {
    const cell = `cell${(this.#count += 1)}`;
    const passed = await test(title, async () =>
      assert.deepEqual(await run({ server: this.#server, cell }), expected(cell, lost)),
    );
    return passed ? { text: "ok" } : FAILED;
  }
}
