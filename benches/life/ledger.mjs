// What came of the numbered messages of each client. An id that came before is a repetition, which a server that knows its ids
// throws away; a number under a second id is one that it would take twice.

import { closeSync, existsSync, openSync, readFileSync, writeSync } from "node:fs";

export class Ledger {
  #file;
  #books = new Map();

  /** Goes on with what the file has. Half a line at its end was never acknowledged. */
  constructor(path) {
    const lines = existsSync(path) ? readFileSync(path, "utf8").split("\n") : [""];
    lines.pop();
    for (const line of lines) this.#enter(...JSON.parse(line));
    closeSync(openSync(path, "a"));
    this.#file = openSync(path, "r+");
    this.#end = lines.reduce((sum, line) => sum + Buffer.byteLength(line) + 1, 0);
  }

  #end = 0;

  take(who, id, n) {
    this.#enter(who, id, n);
    this.#end += writeSync(this.#file, `${JSON.stringify([who, id, n])}\n`, this.#end);
  }

  #enter(who, id, n) {
    if (!this.#books.has(who)) {
      this.#books.set(who, { ids: new Set(), numbers: new Set(), highest: 0, repeats: 0, doubled: 0, unordered: 0 });
    }
    const book = this.#books.get(who);
    if (book.ids.has(id)) return void (book.repeats += 1);
    book.ids.add(id);
    if (book.numbers.has(n)) book.doubled += 1;
    else if (n < book.highest) book.unordered += 1;
    book.numbers.add(n);
    book.highest = Math.max(book.highest, n);
  }

  report(who, count) {
    const { numbers, repeats, doubled, unordered } = this.#books.get(who) ?? { numbers: new Set(), repeats: 0, doubled: 0, unordered: 0 };
    return { lost: count - numbers.size, repeats, doubled, unordered };
  }
}
