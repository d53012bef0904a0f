// The fault buttons, and the line that says whether new connections are let in.

import { announce, byId, onPress, setText } from "./dom.js";
import { BLOCKS } from "./faults.js";
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

const NAMES = { forbid: "403", none: "clear", silent: "half-open" };

const OPEN_DOOR = "New connections are let in.";

export class FaultPanel {
  #faults;
  #blocked = false;

  constructor(faults) {
    this.#faults = faults;
    for (const button of document.querySelectorAll("[data-fault]")) {
      onPress(button, () => this.#strike(button.dataset.fault));
    }
  }

  frame(now) {
    const block = this.#faults.blockAt(now);
    const { problem } = this.#faults;
    if (this.#blocked && !block) this.#say(OPEN_DOOR);
    this.#blocked = block !== null;
    const line = byId("fault-status");
    line.classList.toggle("on", this.#blocked || problem !== null);
    setText(line, problem ?? (block ? `New connections are ${BLOCKS[block.kind]} for ${countdown(block.until - now)}.` : OPEN_DOOR));
  }

  async #strike(name) {
    const fault = FAULTS[name]();
    const shown = NAMES[name] ?? (fault.kind === "close" ? `close ${fault.code}` : name);
    if (!(await this.#faults.order(shown, fault))) return this.#say(this.#faults.problem);
    if (fault.kind in BLOCKS) this.#say(`New connections are ${BLOCKS[fault.kind]} for ${BLOCK_MS / 1000} seconds.`);
    else if (name !== "none") this.#say(`Fault: ${shown}.`);
  }

  /** Heard by screen readers: the outcome of a press and the end of a block, not the countdown. */
  #say(words) {
    announce(byId("fault-news"), words);
  }
}
