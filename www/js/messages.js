// What went out and what came in: one row each, and for what went out, what became of it.

import { byId, element, onPress, setEnabled, setText } from "./dom.js";
import { clock, span } from "./format.js";
import { Rows } from "./rows.js";

const KEEP = 200;

export class Messages {
  #session;
  #rows = new Rows(byId("messages"), byId("messages-empty"), KEEP);
  #answers = new WeakMap();
  #written = 0;

  constructor(session) {
    this.#session = session;
    session.addEventListener("message", ({ detail }) => this.#add(detail));
    session.addEventListener("update", ({ detail }) => this.#describe(detail));
    byId("composer").addEventListener("submit", (event) => {
      event.preventDefault();
      if (session.exists) this.#send();
    });
    onPress(byId("send"), () => {});
  }

  frame() {
    this.#rows.frame();
    const { replayed } = this.#session.counts;
    setEnabled(byId("send"), this.#session.exists);
    setText(byId("replayed"), replayed === 0 ? "" : `${replayed} replayed, already here`);
  }

  /** An empty field sends its placeholder, so that trying things out needs no typing. */
  #send() {
    const field = byId("text");
    this.#session.send(field.value || field.placeholder);
    this.#written += 1;
    field.value = "";
    field.placeholder = `message ${this.#written + 1}`;
  }

  #add(record) {
    const row = element("li", `row ${record.direction}${record.own ? " own" : ""}`);
    const arrow = element("span", "arrow", record.direction === "out" ? "→" : "←");
    arrow.setAttribute("role", "img");
    arrow.setAttribute("aria-label", record.direction);
    const answer = element("span", "answer num");
    this.#answers.set(record, answer);
    row.append(arrow, element("time", "", clock(record.at)), element("span", "text", record.text), answer);
    this.#describe(record);
    this.#rows.add(row, record.at);
  }

  #describe(record) {
    const node = this.#answers.get(record);
    if (!node) return;
    const [answer, text] = record.direction === "in" ? ["", record.own ? "own message" : ""] : fate(record);
    node.dataset.answer = answer;
    setText(node, text);
  }
}

/** What `send` answered, and what is known since: [style, words]. */
function fate({ answer, at, sentAt, backAt, doubt }) {
  if (answer === "dropped") return ["dropped", "dropped"];
  if (sentAt === null) return ["queued", "queued"];
  const how = answer === "queued" ? `queued ${span(sentAt - at)}, sent` : "sent";
  if (backAt !== null) return ["back", `${how}, back in ${span(backAt - sentAt)}`];
  return doubt ? ["doubt", `${how}, no sign of it`] : ["sent", how];
}
