// Runs in the page of one subject: its clients, and what they saw.

import { CLIENTS } from "./clients.mjs";

/** Numbers that a client may be behind the clock and still be caught up: the server has a beat, too. */
const SLACK = 3;
const BEAT = 20;

const runs = new Map();

export const begin = (name, setting) => void runs.set(name, new Run(setting));
export const look = (name) => runs.get(name).look();
/** A fault strikes now. */
export const struck = (name) => runs.get(name).struck();
/** From now on nothing is in the way. */
export const healed = (name) => runs.get(name).healed();
export function end(name) {
  const seen = runs.get(name).end();
  runs.delete(name);
  return seen;
}

class Run {
  #setting;
  #client;
  #timer;
  #came;
  #received = 0;
  #highest = 0;
  /** All numbers up to this have come. */
  #whole = 0;
  #unordered = 0;
  #doubled = 0;
  #said = 0;
  #acknowledged = new Set();
  #refused = [];
  #opens = 0;
  #open = false;
  #struck = Infinity;
  #healed = Infinity;
  #noticed = null;
  #back = null;

  constructor(setting) {
    this.#setting = setting;
    this.#came = new Uint8Array(setting.count + 1);
    this.#client = CLIENTS[setting.subject](setting, {
      at: () => this.#highest,
      open: () => this.#opened(),
      close: () => this.#closed(),
      seq: (seq) => this.#hear(seq),
      ack: (id) => this.#acknowledged.add(id),
      refused: (why) => this.#refused.push(why),
    });
    if (setting.says) this.#timer = setInterval(() => this.#say(), BEAT);
  }

  #opened() {
    this.#opens += 1;
    this.#open = true;
  }

  #closed() {
    this.#open = false;
    if (Date.now() >= this.#struck) this.#noticed ??= Date.now();
  }

  /** Numbers by the clock, as the server counts them. */
  #due() {
    const { began, rate, count } = this.#setting;
    return Math.max(0, Math.min(count, Math.floor(((Date.now() - began) * rate) / 1000)));
  }

  #hear(seq) {
    if (this.#came[seq]) return void (this.#doubled += 1);
    this.#came[seq] = 1;
    this.#received += 1;
    if (seq < this.#highest) this.#unordered += 1;
    this.#highest = Math.max(this.#highest, seq);
    while (this.#came[this.#whole + 1]) this.#whole += 1;
    const back = this.#noticed !== null && Date.now() >= this.#healed && this.#whole >= this.#due() - SLACK;
    if (back) this.#back ??= Date.now();
  }

  #say() {
    for (const due = this.#due(); this.#said < due; ) this.#client.say((this.#said += 1));
  }

  struck() {
    this.#struck = Date.now();
  }

  healed() {
    this.#healed = Date.now();
  }

  look() {
    const caughtUp = this.#open && this.#whole >= this.#due() - SLACK;
    const over = this.#received === this.#setting.count && this.#acknowledged.size === this.#setting.count;
    const moves = this.#received + this.#acknowledged.size;
    return { open: this.#open, caughtUp, over, moves, noticed: this.#noticed !== null, back: this.#back !== null };
  }

  end() {
    clearInterval(this.#timer);
    this.#client.close();
    return {
      lost: this.#setting.count - this.#received,
      doubled: this.#doubled,
      unordered: this.#unordered,
      reconnects: Math.max(0, this.#opens - 1),
      refused: this.#refused.slice(0, 3),
      noticedAfter: this.#noticed === null ? null : this.#noticed - this.#struck,
      backAfter: this.#back === null ? null : this.#back - this.#healed,
    };
  }
}
