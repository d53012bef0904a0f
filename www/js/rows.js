// A list that keeps its newest rows, newest last, in view unless the reader has scrolled up. Rows are added by the
// frame, so that a burst costs one layout; and at the end, so that no row that is there already moves.

/** This near to the end counts as being there. */
const NEAR_PX = 24;
const SETTLE_MS = 250;

export class Rows {
  #list;
  #empty;
  #limit;
  #fresh = [];

  /** `empty` is shown until the first row comes. */
  constructor(list, empty, limit) {
    this.#list = list;
    this.#empty = empty;
    this.#limit = limit;
  }

  /** A row that tells of this time. */
  add(row, at) {
    this.#fresh.push({ row, at });
    if (this.#fresh.length > this.#limit) this.#fresh.shift();
  }

  frame(now) {
    // Something may be told late (a fault, once the server has answered): it still takes its place in the order.
    const due = this.#fresh.filter(({ at }) => now - at > SETTLE_MS).sort((a, b) => a.at - b.at);
    if (due.length === 0) return;
    this.#fresh = this.#fresh.filter((one) => !due.includes(one));
    const list = this.#list;
    const following = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PX;
    list.append(...due.map(({ row }) => row));
    this.#empty.hidden = true;
    while (list.children.length > this.#limit) list.firstElementChild.remove();
    if (following) list.scrollTop = list.scrollHeight;
  }
}
