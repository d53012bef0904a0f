// Watches the runs of a page, all with one look: asking for each by itself would cost more than some of them do.

import { setTimeout as pause } from "node:timers/promises";

const POLL = 50;
/** Milliseconds without a message either way after which a run has failed. No fault lasts a tenth of that. */
const LIMIT = 30_000;

export class Lookout {
  #page;
  #watches = new Map();
  #looking = false;

  constructor(page) {
    this.#page = page;
  }

  /** Watches a run that has begun. */
  watch(name) {
    const watch = new Watch(() => this.#watches.delete(name));
    this.#watches.set(name, watch);
    if (!this.#looking) void this.#look();
    return watch;
  }

  async #look() {
    this.#looking = true;
    while (this.#watches.size > 0) {
      try {
        const runs = await this.#page.evaluate(() => globalThis.faults.look());
        for (const [name, watch] of [...this.#watches]) if (runs[name]) watch.sees(runs[name]);
      } catch (error) {
        for (const watch of [...this.#watches.values()]) watch.fails(error);
      }
      await pause(POLL);
    }
    this.#looking = false;
  }
}

/** One run, as it was seen last. */
class Watch {
  last = { received: 0, acknowledged: 0, closes: 0, refused: 0, open: false, over: false };
  /** Resolves with the last look when the run is complete, or nothing comes any more. */
  over;
  #end;
  #ended = false;
  #since = Date.now();

  constructor(forget) {
    this.over = new Promise((resolve, reject) => {
      this.#end = (settle) => {
        this.#ended = true;
        forget();
        settle(resolve, reject);
      };
    });
    // Who races it may not be there any more when it fails; who waits for it gets the error all the same.
    this.over.catch(() => {});
  }

  sees(now) {
    const came = now.received + now.acknowledged > this.last.received + this.last.acknowledged;
    if (came) this.#since = Date.now();
    this.last = now;
    const late = Date.now() > this.#since + LIMIT;
    if (now.over || now.refused > 0 || late) this.#end((resolve) => resolve(now));
  }

  fails(error) {
    this.#end((_, reject) => reject(error));
  }

  /** Resolves when this is so, or will not be. */
  async until(condition) {
    const limit = Date.now() + LIMIT;
    while (!condition(this.last) && !this.#ended && Date.now() < limit) await pause(POLL / 2);
  }
}
