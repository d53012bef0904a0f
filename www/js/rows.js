// A list that keeps its newest rows, newest first. Rows are added by the frame, so that a burst of messages costs
// one layout; a reader who has scrolled down keeps the place.

export class Rows {
  #list;
  #empty;
  #limit;
  #fresh = [];
  #times = new WeakMap();

  /** `empty` is shown until the first row comes. */
  constructor(list, empty, limit) {
    this.#list = list;
    this.#empty = empty;
    this.#limit = limit;
  }

  /** A row that tells of this time; it may be told late, and still takes its place in the order. */
  add(row, at) {
    this.#times.set(row, at);
    this.#fresh.push(row);
    if (this.#fresh.length > this.#limit) this.#fresh.shift();
  }

  frame() {
    if (this.#fresh.length === 0) return;
    const height = this.#list.scrollHeight;
    const reading = this.#list.scrollTop > 0;
    for (const row of this.#fresh) this.#insert(row);
    this.#fresh = [];
    this.#empty.hidden = true;
    while (this.#list.children.length > this.#limit) this.#list.lastElementChild.remove();
    if (reading) this.#list.scrollTop += this.#list.scrollHeight - height;
  }

  #insert(row) {
    let below = this.#list.firstElementChild;
    while (below && this.#times.get(below) > this.#times.get(row)) below = below.nextElementSibling;
    this.#list.insertBefore(row, below);
  }
}
