// Two lanes under the same stream: a steady number of messages each way, on ledgers of their own at the mock server. A
// round is a pair of fresh ledgers; the counts begin with it.
//
// Events: `round`, when a new one has begun.

/** Messages a second, each way and in each lane. */
export const RATE = 8;
const TICK_MS = 50;
const AUDIT_MS = 1000;
/** Caught up after a pause of the page's own (a tab in the background), no more at once than this. */
const MOST_AT_ONCE = 40;
/** The server keeps 20,000 receipts of a ledger: before that a new round begins. */
const LONGEST_ROUND = 12_000;
/** How long a lane that has gone quiet is waited for, once the other one has settled. */
const QUIET_MS = 5000;
/** A lane that makes its way back is waited for as long as this. */
const SETTLE_MS = 60_000;

const page = Math.random().toString(36).slice(2, 10);

/** What all requests of this page's lanes start with: faults are ordered for them alone. */
export const PATH = `/ledger/${page}-`;

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

export class Race extends EventTarget {
  lanes;
  #round = 0;
  /** Since when messages are sent, null until both lanes have been open; how many that makes. */
  #spoken = { since: null, count: 0 };

  constructor(lanes) {
    super();
    this.lanes = lanes;
    setInterval(() => this.#speak(), TICK_MS);
    setInterval(() => this.#audit(), AUDIT_MS);
  }

  /** Fresh ledgers and fresh connections with these options; throws the TypeError of a bad one. */
  begin(options) {
    this.options = options;
    this.#round += 1;
    // everwire first: it may throw, and then nothing has changed.
    for (const lane of [...this.lanes].reverse()) {
      const url = new URL(`${this.#path(lane)}?live&rate=${RATE}&count=${2 ** 50}`, location.href);
      url.protocol = url.protocol.replace("http", "ws");
      lane.begin(url, options);
    }
    this.#spoken = { since: null, count: 0 };
    this.dispatchEvent(new Event("round"));
  }

  /** Whether it is time for fresh ledgers. */
  get isLong() {
    return this.#spoken.count > LONGEST_ROUND;
  }

  /** A message that a person wrote, in every lane: what becomes of it, by the lane's name. */
  say(text) {
    return Object.fromEntries(this.lanes.map((lane) => [lane.name, lane.say(text)]));
  }

  /** Both lanes are open and have heard something. */
  get isReady() {
    return this.lanes.every(({ state, tally }) => state.phase === "open" && tally.newest > 0);
  }

  /**
   * What is lost and doubled in each lane of all that was said up to now, once that has had its time: the stream goes
   * on, and a lane has settled when later messages have come through it both ways.
   */
  async settle() {
    const begin = Date.now();
    const marks = await Promise.all(this.lanes.map((lane) => this.#mark(lane)));
    const settled = ({ lane, mark }) => lane.tally.newest > mark.in && lane.tally.highestConfirmed > mark.out;
    const quiet = ({ lane }) => lane.name === "plain" && Date.now() - begin > QUIET_MS;
    while (!marks.every((one) => settled(one) || (quiet(one) && marks.some(settled)))) {
      if (Date.now() - begin > SETTLE_MS) break;
      await pause(TICK_MS);
    }
    return Promise.all(marks.map((one) => this.#verdict(one)));
  }

  async #mark(lane) {
    const out = lane.tally.made;
    const { made } = await this.#report(lane, out);
    return { lane, mark: { out, in: made } };
  }

  async #verdict({ lane, mark }) {
    const { missing, doubled } = await this.#report(lane, mark.out);
    const { tally } = lane;
    lane.writeOff(mark);
    tally.judge({ missing, doubled });
    const lost = missing + tally.missingUpTo(mark.in);
    return { lane: lane.name, messages: mark.out + mark.in, lost, doubled: doubled + tally.repeated };
  }

  #speak() {
    // Nobody has lost what was said before there was anything to say it to.
    if (this.isReady) this.#spoken.since ??= Date.now();
    const { since } = this.#spoken;
    if (since === null) return;
    const due = Math.floor(((Date.now() - since) * RATE) / 1000);
    const count = Math.min(due - this.#spoken.count, MOST_AT_ONCE);
    for (let i = 0; i < count; i += 1) for (const lane of this.lanes) lane.say();
    // What is more than that was no message of anybody's.
    this.#spoken.count = due;
  }

  async #audit() {
    if (this.#spoken.since === null) return;
    const round = this.#round;
    for (const lane of this.lanes) {
      const { tally } = lane;
      const report = await this.#report(lane, tally.answerable).catch(() => null);
      if (report && round === this.#round) tally.judge(report);
    }
  }

  async #report(lane, count) {
    const response = await fetch(`${this.#path(lane)}?rate=${RATE}&count=${count}`);
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  }

  #path({ name }) {
    return `${PATH}${this.#round}-${name}`;
  }
}
