// The transition log: every change of state with its time and cause, and every fault that was struck in between.

import { byId, element } from "./dom.js";
import { clock, span } from "./format.js";
import { Rows } from "./rows.js";

const KEEP = 200;

export class Log {
  #rows = new Rows(byId("log"), byId("log-empty"), KEEP);

  transition(at, state) {
    const { phase, cause, attempt } = state;
    const why = cause === "retry" ? `retry ${attempt}` : cause;
    const row = this.#row(at, phase, why, details(at, state));
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

  #row(at, phase, cause, more) {
    const row = element("li", "row");
    const name = element("span", "name");
    const dot = element("span", "dot");
    dot.setAttribute("aria-hidden", "true");
    name.append(dot, phase);
    const why = element("span", "why", cause);
    if (more) why.append(element("span", "more num", `, ${more}`));
    row.append(element("time", "", clock(at)), name, why);
    return row;
  }
}

function details(at, { phase, attempt, nextAttemptAt, lastClose }) {
  const parts = [];
  if ((phase === "waiting" || phase === "closed") && lastClose) parts.push(`${lastClose.code} ${lastClose.reason}`.trim());
  if (phase === "waiting") parts.push(`retry ${attempt} in ${span(nextAttemptAt - at)}`);
  return parts.join(", ");
}
