// The transition log: every change of state in both lanes with its time and cause, and every fault that was struck in
// between. All of it can be taken away as JSON.

import { byId, element, onPress } from "./dom.js";
import { clock, span, why } from "./format.js";
import { Rows } from "./rows.js";

const SHOWN = 200;
const KEPT = 5000;

export class Log {
  #rows = new Rows(byId("log"), byId("log-empty"), SHOWN);
  #entries = [];
  #about;

  /** `about()` gives what else belongs into the file: the counts and the verdict. */
  constructor(about) {
    this.#about = about;
    onPress(byId("export"), () => this.#download());
  }

  transition({ at, lane, phase, cause, attempt, nextAttemptAt, lastClose }) {
    this.#keep({ at, lane, phase, cause, attempt, nextAttemptAt, ...(lastClose && { lastClose }) });
    const more = [];
    if (lastClose && (phase === "waiting" || phase === "closed")) more.push(`${lastClose.code} ${lastClose.reason}`.trim());
    if (nextAttemptAt) more.push(`next try in ${span(nextAttemptAt - at)}`);
    const row = this.#row(at, lane, phase, [why({ phase, cause, attempt }), ...more].join(", "));
    row.dataset.phase = phase;
    this.#rows.add(row, at);
  }

  strike({ at, name }) {
    this.#keep({ at, fault: name });
    const row = this.#row(at, "fault", name, "both lanes");
    row.classList.add("strike-row");
    this.#rows.add(row, at);
  }

  frame(now) {
    this.#rows.frame(now);
  }

  #keep(entry) {
    this.#entries.push({ ...entry, at: new Date(entry.at).toISOString() });
    if (this.#entries.length > KEPT) this.#entries.shift();
  }

  #row(at, lane, phase, words) {
    const row = element("li", "row");
    const name = element("span", "name");
    const dot = element("span", "dot");
    dot.setAttribute("aria-hidden", "true");
    name.append(dot, phase);
    row.append(element("time", "", clock(at)), element("span", "lane-of", lane), name, element("span", "why", words));
    return row;
  }

  #download() {
    const text = JSON.stringify({ ...this.#about(), log: this.#entries }, null, 2);
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
    link.download = "everwire-transitions.json";
    link.click();
    // The download has its own hold on it by the next task.
    setTimeout(() => URL.revokeObjectURL(link.href));
  }
}
