// The transition log: every change of state with its time and cause, and every fault that was struck in between.

import { byId, element } from "./dom.js";
import { clock, span, why } from "./format.js";
import { Rows } from "./rows.js";

const KEEP = 200;

export class Log {
  #rows = new Rows(byId("log"), byId("log-empty"), KEEP);

  transition(at, state) {
    const { phase, cause, attempt } = state;
    const row = this.#row(at, phase, why(state), details(at, state));
    row.dataset.phase = phase;
    row.dataset.cause = cause;
    row.dataset.attempt = attempt;
    this.#rows.add(row, at);
  }

  strike(at, name) {
    const row = this.#row(at, "fault", name, "");
    row.classList.add("strike-row");
    this.#rows.add(row, at);
  }

  frame() {
    this.#rows.frame();
  }

  #row(at, phase, reason, more) {
    const row = element("li", "row");
    const name = element("span", "name");
    const dot = element("span", "dot");
    dot.setAttribute("aria-hidden", "true");
    name.append(dot, phase);
    const text = element("span", "why", reason);
    if (more) text.append(element("span", "more num", `, ${more}`));
    row.append(element("time", "", clock(at)), name, text);
    return row;
  }
}

function details(at, { phase, attempt, nextAttemptAt, lastClose }) {
  const parts = [];
  if ((phase === "waiting" || phase === "closed") && lastClose) parts.push(`${lastClose.code} ${lastClose.reason}`.trim());
  if (phase === "waiting") parts.push(`retry ${attempt} in ${span(nextAttemptAt - at)}`);
  return parts.join(", ");
}
