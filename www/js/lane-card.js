// A lane's card: the state in one word and why, what is lost, and the figures.

import { byId, setText } from "./dom.js";
import { countdown, span, why } from "./format.js";

/** A lane that is open and has heard nothing for so long hears less than it should: eight messages a second come. */
const QUIET_MS = 1500;

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
    const { state, heardAt } = this.#lane;
    const quiet = now - heardAt;
    if (state.phase === "open" && quiet > QUIET_MS) return `nothing has come for ${span(quiet - (quiet % 100))}`;
    if (state.phase === "open") return "messages are coming";
    if (state.nextAttemptAt !== null) return `${why(state)}, next try in ${countdown(state.nextAttemptAt - now)}`;
    return why(state);
  }

  #set(part, value) {
    setText(this.#parts.get(part), String(value));
  }
}
