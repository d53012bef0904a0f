// The picture of the lanes: one row each, the last minute of it, moving left as time goes. It is a plain record of what
// it was told; a phase is told by its line's height and pattern as well as by its colour.
//
// A frame moves one group and stretches one line a lane; everything else is drawn once, when it happens.

import { setAttributes, svg } from "./dom.js";

const LONG_MS = 60_000;
/** Where there is little room, half the time at twice the size says more. */
const SHORT_MS = 30_000;
const NARROW_PX = 520;
export const NAMES_PX = 72;
export const EDGE_PX = 16;
const STRIKE_ROWS = 3;
const STRIKE_ROW_PX = 14;
const STRIKES_PX = STRIKE_ROWS * STRIKE_ROW_PX + 4;
/** Where the line that says "lost" runs, below the middle of a lane. */
const LOST_PX = 17;
/** A letter of a fault's name, roughly and rather too wide. */
const LETTER_PX = 7;
/** Less than this is not seen: between two steps of it, a frame draws nothing. */
const STEP_PX = 0.5;

export class Timeline {
  #host;
  #root = svg("svg");
  #lanes;
  #moving;
  #strikes = [];
  #epoch = Date.now();
  #size = { width: 0, height: 0 };
  #shift = NaN;
  #reduced = matchMedia("(prefers-reduced-motion: reduce)");

  constructor(host, names) {
    this.#host = host;
    this.#lanes = new Map(names.map((name, index) => [name, { name, index, spans: [], gaps: [], silences: [], now: null }]));
    host.append(this.#root);
    new ResizeObserver(() => this.#layOut()).observe(host);
    this.#layOut();
  }

  /** How much time the picture shows, in ms. */
  get windowMs() {
    return this.#size.width < NARROW_PX ? SHORT_MS : LONG_MS;
  }

  /** A phase begins in this lane. */
  enter(name, phase, at) {
    const lane = this.#lanes.get(name);
    const last = lane.spans.at(-1);
    if (last) {
      last.to = at;
      // A phase of a few milliseconds is still there to be seen.
      setAttributes(last.node, { x2: Math.max(this.#x(at), this.#x(last.from) + 3) });
    }
    const span = { phase, from: at, to: null, node: null };
    lane.spans.push(span);
    this.#drawSpan(lane, span);
    setAttributes(lane.now, { "data-phase": phase });
  }

  /** Messages of this time never came in this lane. */
  gap(name, from, to) {
    const lane = this.#lanes.get(name);
    const gap = { from, to, node: null };
    lane.gaps.push(gap);
    this.#drawGap(lane, gap);
  }

  /** The lane is open and hears nothing since then; null: it hears again, or is not open any more. */
  silence(name, since) {
    const lane = this.#lanes.get(name);
    const last = lane.silences.at(-1);
    if (last && last.to === null && last.from !== since) last.to = Date.now();
    if (since === null || last?.from === since) return;
    const silence = { from: since, to: null, node: null };
    lane.silences.push(silence);
    this.#drawSilence(lane, silence);
  }

  /** Something was done to the connections from outside. */
  strike(name, at) {
    const strike = { name, at, row: 0, nodes: [] };
    this.#strikes.push(strike);
    this.#drawStrike(strike);
  }

  /** Draws this moment. */
  frame(now) {
    const step = this.#reduced.matches ? 1000 * this.#scale : STEP_PX;
    const shift = Math.floor((this.#x(now) - this.#right) / step) * step;
    if (shift === this.#shift) return;
    this.#shift = shift;
    this.#moving.setAttribute("transform", `translate(${-shift} 0)`);
    for (const { spans, silences } of this.#lanes.values()) {
      for (const one of [spans.at(-1), silences.at(-1)]) if (one?.to === null) one.node.setAttribute("x2", shift + this.#right);
    }
    this.#forget(now - LONG_MS - 2000);
  }

  get #right() {
    return Math.max(NAMES_PX + 1, this.#size.width - EDGE_PX);
  }

  /** Pixels a millisecond. */
  get #scale() {
    return (this.#right - NAMES_PX) / this.windowMs;
  }

  #x(at) {
    return this.#right + (at - this.#epoch) * this.#scale;
  }

  #y({ index }) {
    const height = (this.#size.height - STRIKES_PX) / this.#lanes.size;
    return Math.round(STRIKES_PX + height * (index + 0.5) - 4);
  }

  /** A new size: everything is drawn again from the record. */
  #layOut() {
    const { width, height } = this.#host.getBoundingClientRect();
    if (width === this.#size.width && height === this.#size.height) return;
    this.#size = { width, height };
    this.#epoch = Date.now();
    this.#shift = NaN;
    this.#moving = svg("g");
    const opening = svg("svg", { x: NAMES_PX, y: 0, width: this.#right - NAMES_PX, height, viewBox: `${NAMES_PX} 0 ${this.#right - NAMES_PX} ${height}` });
    opening.append(this.#moving);
    this.#root.replaceChildren(...this.#backdrop(), opening);
    for (const lane of this.#lanes.values()) {
      lane.now = svg("circle", { class: "now", cx: this.#right, cy: this.#y(lane), r: 6.5, "data-phase": lane.spans.at(-1)?.phase ?? "idle" });
      this.#root.append(lane.now);
      for (const span of lane.spans) this.#drawSpan(lane, span);
      for (const silence of lane.silences) this.#drawSilence(lane, silence);
      for (const gap of lane.gaps) this.#drawGap(lane, gap);
    }
    for (const strike of this.#strikes) this.#drawStrike(strike);
    this.frame(Date.now());
  }

  #backdrop() {
    const { height } = this.#size;
    const ground = svg("rect", { class: "ground", x: NAMES_PX, y: STRIKES_PX, width: this.#right - NAMES_PX, height: height - STRIKES_PX });
    const parts = [ground];
    for (let seconds = 0; seconds <= this.windowMs / 1000; seconds += 10) {
      const x = Math.round(this.#right - seconds * 1000 * this.#scale) + 0.5;
      parts.push(svg("line", { class: "grid", x1: x, x2: x, y1: STRIKES_PX, y2: height }));
    }
    for (const lane of this.#lanes.values()) {
      const y = this.#y(lane);
      const name = svg("text", { class: "lane-name", x: 0, y: y + 4 });
      name.textContent = lane.name;
      parts.push(name, svg("line", { class: "grid", x1: NAMES_PX, x2: this.#right, y1: y + 0.5, y2: y + 0.5 }));
    }
    return parts;
  }

  #drawSpan(lane, span) {
    const y = this.#y(lane);
    const x = this.#x(span.from);
    span.node = svg("line", { class: "span", "data-phase": span.phase, x1: x, x2: Math.max(this.#x(span.to ?? Date.now()), x + 3), y1: y, y2: y });
    this.#moving.append(span.node);
  }

  #drawSilence(lane, silence) {
    const y = this.#y(lane);
    const x = this.#x(silence.from);
    silence.node = svg("line", { class: "silence", x1: x, x2: Math.max(this.#x(silence.to ?? Date.now()), x), y1: y, y2: y });
    this.#moving.append(silence.node);
  }

  #drawGap(lane, gap) {
    const y = this.#y(lane) + LOST_PX;
    gap.node = svg("line", { class: "gap", x1: this.#x(gap.from), x2: Math.max(this.#x(gap.to), this.#x(gap.from) + 3), y1: y, y2: y });
    this.#moving.append(gap.node);
  }

  #drawStrike(strike) {
    const x = this.#x(strike.at);
    strike.row = this.#freeRow(strike);
    const y = 11 + STRIKE_ROW_PX * strike.row;
    const name = svg("text", { class: "strike-name", x: x - 4, y, "text-anchor": "end" });
    name.textContent = strike.name;
    strike.nodes = [svg("line", { class: "strike", x1: x, x2: x, y1: y - 9, y2: this.#size.height }), name];
    this.#moving.append(...strike.nodes);
  }

  /** Names stand left of their line, in rows, so that faults in quick succession can all be read. */
  #freeRow({ name, at }) {
    const left = at - (name.length * LETTER_PX + 8) / this.#scale;
    const ends = Array(STRIKE_ROWS).fill(-Infinity);
    for (const strike of this.#strikes) if (strike.at < at) ends[strike.row] = strike.at;
    const free = ends.findIndex((end) => end < left);
    return free < 0 ? ends.indexOf(Math.min(...ends)) : free;
  }

  #forget(before) {
    for (const { spans, gaps, silences } of this.#lanes.values()) {
      while (spans.length > 1 && spans[0].to < before) spans.shift().node.remove();
      while (silences.length > 1 && silences[0].to < before) silences.shift().node.remove();
      while (gaps.length > 0 && gaps[0].to < before) gaps.shift().node.remove();
    }
    while (this.#strikes.length > 0 && this.#strikes[0].at < before) for (const node of this.#strikes.shift().nodes) node.remove();
  }
}
