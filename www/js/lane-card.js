// A lane's card: the state in one word and why, what is lost, and the figures.

import { byId, setText } from "./dom.js";
import { countdown, why } from "./format.js";

export class LaneCard {
  #lane;
  #root;
  #parts = new Map();

  constructor(lane) {
    this.#lane = lane;
    this.#root = byId(`lane-${lane.name}`);
    for (const node of this.#root.querySelectorAll("[data-part]")) this.#parts.set(node.dataset.part, node);
  }

  frame(now) {
    const { state, tally, opened, resumed, waiting } = this.#lane;
    this.#root.dataset.phase = state.phase;
    this.#root.toggleAttribute("data-silent", this.#lane.silentSince(now) !== null);
    this.#set("phase", state.phase);
    this.#set("cause", this.#cause(now));
    this.#set("lost", tally.lost);
    this.#set("doubled", tally.doubled);
    this.#set("made", tally.made);
    this.#set("confirmed", tally.confirmed);
    this.#set("received", tally.received);
    this.#set("waiting", waiting);
    this.#set("reconnects", Math.max(0, opened - 1));
    this.#set("resumed", resumed);
    this.#parts.get("lost").classList.toggle("bad", tally.lost > 0);
    this.#parts.get("doubled").classList.toggle("bad", tally.doubled > 0);
  }

  #cause(now) {
    const { state } = this.#lane;
    const since = this.#lane.silentSince(now);
    if (since !== null) return `but silent: nothing has come for ${countdown(now - since)}`;
    if (state.phase === "open") return "messages are coming";
    if (state.nextAttemptAt !== null) return `${why(state)}, next try in ${countdown(state.nextAttemptAt - now)}`;
    return why(state);
  }

  #set(part, value) {
    setText(this.#parts.get(part), String(value));
  }
}
