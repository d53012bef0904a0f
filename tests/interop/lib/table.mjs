// The table `server x scenario`: a cell is a test that passed, one that failed, or why there is none.

import { notHere, show, test } from "../../package/lib/report.mjs";

/** A cell of a server that has not got what the scenario is about. */
export const none = (why) => ({ why });

export class Table {
  #columns;
  #rows = [];

  /** `columns` are the scenarios' names. */
  constructor(columns) {
    this.#columns = columns;
  }

  /** Adds a server; its cells are run by `run`, in any order. */
  row(server) {
    const cells = new Map();
    this.#rows.push({ server, cells });
    return {
      /** Runs a cell: `scenario` is a function, or `none(why)`. */
      run: async (column, scenario) => {
        if (!this.#columns.includes(column)) throw new Error(`the table has no column ${column}`);
        if (scenario.why) {
          cells.set(column, scenario);
          return notHere(`${server}: ${column}`, scenario.why);
        }
        const passed = await test(`${server}: ${column}`, async () => cells.set(column, { note: await scenario() }));
        if (!passed) cells.set(column, { failed: true });
      },
    };
  }

  /** Prints all of it; the reasons of what there is not are below, each once. A cell that never ran is a failure. */
  print() {
    const reasons = [];
    const text = (cell) => {
      if (!cell || cell.failed) return "FAIL";
      if (!cell.why) return cell.note ?? "ok";
      if (!reasons.includes(cell.why)) reasons.push(cell.why);
      return `none (${reasons.indexOf(cell.why) + 1})`;
    };
    const lines = [
      ["scenario", ...this.#rows.map(({ server }) => server)],
      ...this.#columns.map((column) => [column, ...this.#rows.map(({ cells }) => text(cells.get(column)))]),
    ];
    const widths = lines[0].map((_, n) => Math.max(...lines.map((line) => line[n].length)));
    for (const line of lines) show(line.map((cell, n) => cell.padEnd(widths[n])).join("  ").trimEnd());
    reasons.forEach((why, n) => show(`(${n + 1}) ${why}`));
  }

  /** Each cell of each row has been run. */
  get whole() {
    return this.#rows.every(({ cells }) => this.#columns.every((column) => cells.has(column)));
  }
}
