// The tables that the suite shows: a row for each fault, a column for each engine.

import { show } from "../report.mjs";

const GAP = "  ";

export class Matrix {
  #title;
  #columns;
  /** Row name → column name → text. */
  #rows;
  #notes = [];

  /** Rows, which have names, and columns, which are names, in the order in which they are shown. */
  constructor(title, rows, columns) {
    this.#title = title;
    this.#columns = columns;
    this.#rows = new Map(rows.map(({ name }) => [name, new Map()]));
  }

  /** `note`, where there is one, is shown below the table. */
  put(row, column, { text, note }) {
    this.#rows.get(row).set(column, note ? `${text} *` : text);
    if (note) this.#notes.push(`* ${row}: ${note}`);
  }

  /** Prints the rows in which something was put. */
  show() {
    const filled = [...this.#rows].filter(([, cells]) => cells.size > 0);
    if (filled.length === 0) return;
    const rows = filled.map(([name, cells]) => [name, ...this.#columns.map((column) => cells.get(column) ?? "–")]);
    const lines = [[this.#title, ...this.#columns], ...rows];
    const widths = lines[0].map((_, index) => Math.max(...lines.map((line) => line[index].length)));
    for (const line of lines) show(line.map((text, index) => text.padEnd(widths[index])).join(GAP).trimEnd());
    for (const note of new Set(this.#notes)) show(note);
  }
}
