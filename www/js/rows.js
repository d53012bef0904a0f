// A list that keeps its newest rows, newest last, in view unless the reader has scrolled up. Rows are added by the
// frame, so that a burst costs one layout; and at the end, so that no row that is there already moves.

/** This near to the end counts as being there. */
const NEAR_PX = 24;

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

  add(row) {
    this.#fresh.push(row);
    if (this.#fresh.length > this.#limit) this.#fresh.shift();
  }

  frame() {
    if (this.#fresh.length === 0) return;
    const list = this.#list;
    const following = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_PX;
    list.append(...this.#fresh.splice(0));
    this.#empty.hidden = true;
    while (list.children.length > this.#limit) list.firstElementChild.remove();
    if (following) list.scrollTop = list.scrollHeight;
  }
}
