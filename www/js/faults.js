// Orders faults at the mock server, for both lanes at once. Two kinds: a strike hits the connections that are open now,
// once; a block holds for new connections until it runs out or is cleared.

import { PATH } from "./race.js";

/** The kinds that are blocks, and what happens to a new connection then. */
export const BLOCKS = { refuse: "refused", hang: "left without an answer", forbid: "answered 403" };

export class Faults extends EventTarget {
  /** {kind, until} while new connections are blocked. */
  #block = null;
  /** Why the last order failed; null where it did not. */
  problem = null;

  /** The block that stands at this time. */
  blockAt(now) {
    return this.#block && this.#block.until > now ? this.#block : null;
  }

  /** Orders one; `name` is what it is called on the page, if it is to be seen there. Resolves with whether the server did it. */
  async order(name, fault) {
    const at = Date.now();
    const body = JSON.stringify({ ...fault, path: PATH });
    try {
      const response = await fetch("/faults", { method: "POST", headers: { "content-type": "application/json" }, body });
      const answer = await response.json();
      this.problem = response.ok ? null : `The server says: ${answer.error}`;
    } catch {
      this.problem = "The mock server does not answer: is it still running?";
    }
    if (this.problem !== null) return false;
    if (fault.kind === "none") this.#block = null;
    if (fault.kind in BLOCKS) this.#block = { kind: fault.kind, until: Date.now() + fault.duration_ms };
    if (name) this.dispatchEvent(new CustomEvent("struck", { detail: { name, at } }));
    return true;
  }
}
