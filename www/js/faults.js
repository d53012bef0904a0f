// The fault buttons: they ask the mock server to break things. Two kinds: a strike hits the sockets that are open
// now, once; a block holds for new connections until it runs out or is cleared.

import { announce, byId, onPress, setText } from "./dom.js";
import { countdown } from "./format.js";

const BLOCK_MS = 5000;

const FAULTS = {
  reset: () => ({ kind: "reset" }),
  drop: () => ({ kind: "drop" }),
  restart: () => ({ kind: "close", code: 1012, reason: "restart" }),
  close: () => ({ kind: "close", code: Number(byId("close-code").value), reason: "asked by the demo" }),
  silent: () => ({ kind: "silent" }),
  refuse: () => ({ kind: "refuse", duration_ms: BLOCK_MS }),
  hang: () => ({ kind: "hang", duration_ms: BLOCK_MS }),
  forbid: () => ({ kind: "forbid", duration_ms: BLOCK_MS }),
  none: () => ({ kind: "none" }),
};

const NAMES = { forbid: "403", none: "clear" };

const OPEN_DOOR = "New connections are let in.";

const BLOCKS = { refuse: "refused", hang: "left without an answer", forbid: "answered 403" };

export class Faults {
  #struck;
  #block = null;
  #problem = null;

  /** `struck(name, at)` hears of every fault that the server took, and when it was asked for. */
  constructor(struck) {
    this.#struck = struck;
    for (const button of document.querySelectorAll("[data-fault]")) {
      onPress(button, () => this.#strike(button.dataset.fault));
    }
    this.#ask({ method: "GET" });
  }

  frame(now) {
    const left = this.#block ? this.#block.until - now : 0;
    const blocked = left > 0;
    if (this.#block && !blocked) {
      this.#block = null;
      this.#say(OPEN_DOOR);
    }
    const line = byId("fault-status");
    line.classList.toggle("on", blocked || this.#problem !== null);
    if (this.#problem) setText(line, this.#problem);
    else if (!blocked) setText(line, OPEN_DOOR);
    else setText(line, `New connections are ${BLOCKS[this.#block.kind]}${left === Infinity ? "." : ` for ${countdown(left)}.`}`);
  }

  async #strike(name) {
    const at = Date.now();
    const fault = FAULTS[name]();
    const request = { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(fault) };
    if (!(await this.#ask(request))) return this.#say(this.#problem);
    const shown = NAMES[name] ?? (fault.kind === "close" ? `close ${fault.code}` : name);
    this.#struck(shown, at);
    if (name === "none") this.#say(OPEN_DOOR);
    else this.#say(fault.kind in BLOCKS ? `New connections are ${BLOCKS[fault.kind]} for ${BLOCK_MS / 1000} seconds.` : `Fault: ${shown}.`);
  }

  /** Heard by screen readers: the outcome of a press and the end of a block, not the countdown. */
  #say(words) {
    announce(byId("fault-news"), words);
  }

  /** Whether the server did it. */
  async #ask(request) {
    try {
      const response = await fetch("/faults", request);
      const answer = await response.json();
      this.#problem = response.ok ? null : `The server says: ${answer.error}`;
      if (!response.ok) return false;
      const { handshake } = answer;
      this.#block = handshake && { kind: handshake.kind, until: Date.now() + (handshake.remaining_ms ?? Infinity) };
      return true;
    } catch {
      this.#problem = "The mock server does not answer: is it still running?";
      return false;
    }
  }
}
