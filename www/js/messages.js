// What a person sends: one row each, with what became of it in either lane.

import { byId, element, onPress, setText } from "./dom.js";
import { clock, span } from "./format.js";
import { Rows } from "./rows.js";

const SHOWN = 100;
const LANES = ["plain", "everwire"];

export class Messages {
  #race;
  #rows = new Rows(byId("messages"), byId("messages-empty"), SHOWN);
  #open = [];
  #written = 0;

  constructor(race) {
    this.#race = race;
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.#send();
    });
    onPress(byId("send"), () => {});
  }

  frame(now) {
    this.#rows.frame(now);
    for (const one of this.#open) for (const lane of LANES) describe(one.nodes[lane], fate(lane, one.records[lane]));
    this.#open = this.#open.filter(({ records }) => LANES.some((lane) => isOpen(records[lane]))).slice(-SHOWN);
  }

  /** An empty field sends its placeholder, so that trying things out needs no typing. */
  #send() {
    const field = byId("text");
    const text = field.value || field.placeholder;
    this.#written += 1;
    field.value = "";
    field.placeholder = `message ${this.#written + 1}`;
    const at = Date.now();
    const records = this.#race.say(text);
    const row = element("li", "row");
    const nodes = Object.fromEntries(LANES.map((lane) => [lane, element("span", "answer num")]));
    row.append(element("time", "", clock(at)), element("span", "text", text), ...Object.values(nodes));
    this.#open.push({ records, nodes });
    this.#rows.add(row, at);
  }
}

function isOpen({ answer, confirmedAt }) {
  return answer !== "dropped" && confirmedAt === null;
}

/** What is known of it: [style, words]. */
function fate(lane, { at, answer, confirmedAt, doubt }) {
  if (answer === "dropped") return ["dropped", "dropped, not open"];
  if (confirmedAt !== null) return ["back", `arrived after ${span(confirmedAt - at)}`];
  if (lane === "plain") return doubt ? ["dropped", "sent, lost"] : ["doubt", "sent, no answer"];
  return answer === "queued" || doubt ? ["queued", "kept, waits"] : ["doubt", "sent, no answer"];
}

function describe(node, [answer, words]) {
  node.dataset.answer = answer;
  setText(node, words);
}
