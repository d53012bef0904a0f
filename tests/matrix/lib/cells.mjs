// The cells: each runs the program once, and what happened must be what the program's steps are.

import assert from "node:assert/strict";
import { notHere, record, test } from "../../package/lib/report.mjs";

/** What the program of a client gives, and what that of a component on the screen shows. */
const HAPPENED = (cell, lost) => ["open", cell, "first", `close ${lost}`, "open", cell, "second"];
const SHOWN = (cell) => [cell, "message", cell, "message"];

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

  /** Builds and starts what a row needs; nothing, where that failed. */
  async begin(row) {
    let begun;
    await test(`${row.name}: it starts`, async () => {
      begun = await row.begin();
    });
    return begun;
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
  async ofSite({ name, pages }, { url }, { bundlers, frameworks }) {
    const cells = Object.entries(pages).flatMap(([page, path]) =>
      this.#browsers.names.map(async (engine) => {
        const isEntry = page.startsWith("everwire");
        const [row, table] = isEntry ? [name, bundlers] : [page, frameworks];
        const look = (parameters) => this.#browsers.outcome(engine, `${url}${path}?${new URLSearchParams(parameters)}`);
        const column = isEntry ? columnOf(page, engine) : engine;
        const title = isEntry ? `${name}: ${page} in ${engine}` : `${page} in ${engine}`;
        const cell = () => this.#cell(title, isEntry ? HAPPENED : SHOWN, look);
        table.put(row, column, await this.#browsers.inTurn(engine, cell));
      }),
    );
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
    return { text: passed ? "ok" : "FAILED" };
  }
}
