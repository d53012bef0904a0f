// What both lanes have in common: a state, a tally, and messages whose fate is followed. A lane is told where to connect
// and what to say; how it stays connected is its own affair.
//
// Events: `transition` {at, lane, phase, cause, attempt, nextAttemptAt}, `gap` {from, to} (messages were skipped).

import { Tally } from "./tally.js";

/** What the server says, as a frame: {seq}, {ack} or the answer to a ping. */
export const read = (data) => (data === "pong" ? {} : JSON.parse(data));

/** Eight messages a second come: who hears none for so long hears less than there is. */
const QUIET_MS = 1000;

const BEFORE = { phase: "idle", cause: "not connected yet", attempt: 0, nextAttemptAt: null };

export class Lane extends EventTarget {
  name;
  tally = new Tally();
  state = BEFORE;
  /** Connections opened in this round, and those of them that went on where the last one was. */
  opened = 0;
  resumed = 0;
  /** When something came last. */
  heardAt = 0;
  #newestAt = 0;
  #pending = new Map();

  constructor(name) {
    super();
    this.name = name;
  }

  /** A new round: fresh counts, and whatever was pending is nobody's any more. */
  begin() {
    this.tally = new Tally();
    this.opened = 0;
    this.resumed = 0;
    this.heardAt = Date.now();
    this.#pending.clear();
  }

  /** Sends the next number, with a text where a person wrote one. Returns what becomes of it. */
  say(text) {
    const n = (this.tally.made += 1);
    const id = `m${n}`;
    const record = { at: Date.now(), n, answer: null, confirmedAt: null, doubt: false };
    this.#pending.set(id, record);
    record.answer = this.hand(JSON.stringify({ id, n, ...(text && { text }) }), id);
    if (record.answer === "dropped") this.#pending.delete(id);
    return record;
  }

  /** Since when it is open and hears nothing, though a steady stream comes; null where it hears enough. */
  silentSince(now) {
    return this.state.phase === "open" && now - this.heardAt > QUIET_MS ? this.heardAt : null;
  }

  /** What is up to these numbers has had its time: from the last message on, nothing of it came. */
  writeOff(mark) {
    if (mark.in > this.tally.newest) this.#skipped(this.#newestAt, Date.now());
    this.tally.writeOff(mark);
  }

  /** Messages that wait for a connection or for a confirmation, and that the lane will not forget. */
  get waiting() {
    return 0;
  }

  moved(state) {
    // A send into a link that ended is nobody's to answer for, where nothing is sent again.
    if (this.state.phase === "open" && state.phase !== "open") {
      for (const record of this.#pending.values()) record.doubt = true;
    }
    this.state = state;
    if (state.phase === "open") {
      this.opened += 1;
      this.heardAt = Date.now();
    }
    this.dispatchEvent(new CustomEvent("transition", { detail: { at: Date.now(), lane: this.name, ...state } }));
  }

  heard(data) {
    const { seq, ack } = read(data);
    const before = this.#newestAt;
    this.heardAt = Date.now();
    if (ack !== undefined) this.confirmed(ack);
    if (seq === undefined) return;
    this.#newestAt = this.heardAt;
    if (this.tally.take(seq) === 0) return;
    this.#skipped(before, this.heardAt);
  }

  confirmed(id) {
    const record = this.#pending.get(id);
    if (!record) return;
    this.#pending.delete(id);
    record.confirmedAt = Date.now();
    this.tally.confirm(record.n);
  }

  #skipped(from, to) {
    this.dispatchEvent(new CustomEvent("gap", { detail: { from, to } }));
  }
}
