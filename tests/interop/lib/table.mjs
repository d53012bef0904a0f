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
      /** Runs a cell: `scenario` is a function, which may give `{note, why}` for the table, or `none(why)`. */
      run: async (column, scenario) => {
        if (!this.#columns.includes(column)) throw new Error(`the table has no column ${column}`);
        const name = `${server}: ${column}`;
        if (scenario.why) {
          cells.set(column, { note: "none", why: scenario.why });
          return notHere(name, scenario.why);
        }
        cells.set(column, { note: "FAIL" });
        await test(name, async () => cells.set(column, { note: "ok", ...(await scenario()) }));
      },
    };
  }

  /** Prints all of it, and below each reason once. A cell that never ran has failed. */
  print() {
    const reasons = [];
    const text = ({ note, why } = { note: "FAIL" }) => {
      if (!why) return note;
      if (!reasons.includes(why)) reasons.push(why);
      return `${note} (${reasons.indexOf(why) + 1})`;
    };
    const lines = [
      ["scenario", ...this.#rows.map(({ server }) => server)],
      ...this.#columns.map((column) => [column, ...this.#rows.map(({ cells }) => text(cells.get(column)))]),
    ];
    const widths = lines[0].map((_, n) => Math.max(...lines.map((line) => line[n].length)));
    for (const line of lines) show(line.map((cell, n) => cell.padEnd(widths[n])).join("  ").trimEnd());
    reasons.forEach((why, n) => show(`(${n + 1}) ${why}`));
  }
}
