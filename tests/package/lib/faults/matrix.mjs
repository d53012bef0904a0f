// The table that the suite shows: a row for each fault, a column for each engine.

import { show } from "../report.mjs";

const GAP = "  ";

export class Matrix {
  #title;
  #columns = [];
  /** Row name → column name → text. */
  #rows;
  #notes = [];

  /** `rows` are their names, in the order in which they are shown; those in which nothing is put are not. */
  constructor(title, rows) {
    this.#title = title;
    this.#rows = new Map(rows.map((row) => [row, new Map()]));
  }

  /** `note`, where there is one, is shown below the table. */
  put(row, column, { text, note }) {
    if (!this.#columns.includes(column)) this.#columns.push(column);
    this.#rows.get(row).set(column, note ? `${text} *` : text);
    if (note) this.#notes.push(`* ${row}: ${note}`);
  }

  show() {
    const filled = [...this.#rows].filter(([, cells]) => cells.size > 0);
    if (filled.length === 0) return;
    const rows = filled.map(([name, cells]) => [name, ...this.#columns.map((column) => cells.get(column) ?? "–")]);
    const lines = [[this.#title, ...this.#columns], ...rows];
    const widths = lines[0].map((_, index) => Math.max(...lines.map((line) => line[index].length)));
    for (const line of lines) show(line.map((text, index) => text.padEnd(widths[index])).join(GAP).trimEnd());
    for (const note of this.#notes) show(note);
  }
}
