// The engines, all started at once. One page at a time in each: what takes time is what is built for them.

import { until, within } from "../../package/behaviour/wait.mjs";
import { ENGINES } from "../../package/lib/engines/index.mjs";

export class Browsers {
  /** Name → a promise of the engine. */
  #engines = new Map();
  #last = new Map();
  /** Those that are not here, with what is missing. */
  missing = [];

  constructor(paths) {
    for (const { name, needs, start } of ENGINES) {
      const missing = needs.filter((need) => paths[need] === undefined);
      if (missing.length > 0) this.missing.push({ name, why: `not on this machine (--${missing.join(", --")})` });
      else this.#engines.set(name, start(paths));
    }
    // Who waits for one gets its error all the same.
    for (const engine of this.#engines.values()) engine.catch(() => {});
  }

  get names() {
    return [...this.#engines.keys()];
  }

  /** Does this when what was asked of the engine before is done. */
  inTurn(name, work) {
    const before = this.#last.get(name);
    const result = (async () => {
      await before?.catch(() => {});
      return work();
    })();
    this.#last.set(name, result);
    return result;
  }

  /** Opens a page; gives what `globalThis.outcome` comes to. */
  async outcome(name, url) {
    const engine = await this.#engines.get(name);
    const page = await engine.open(url);
    try {
      await until("the program to begin", () => page.evaluate(() => "outcome" in globalThis));
      return await within("the program to end", page.evaluate(() => globalThis.outcome));
    } finally {
      // A page of a server that has been stopped calls for it; Firefox lets nobody else's WebSocket connect meanwhile.
      await page.close();
    }
  }

  /** The names of those that have started, each with its version. */
  async versions() {
    const engines = await Promise.allSettled(this.#engines.values());
    return engines.flatMap(({ value }) => (value ? [`${value.name} ${value.version}`] : []));
  }

  async close() {
    for (const engine of this.#engines.values()) await engine.then((engine) => engine.close(), () => {});
  }
}
