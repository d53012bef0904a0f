// The picture of a connection: one lane a phase, the last minute of it, moving left as time goes. It is a plain
// record of what it was told: it holds no connection, so a page can show several of them.
//
// A frame moves one group and stretches one line; everything else is drawn once, when it happens.

import { setAttributes, svg } from "./dom.js";

const LONG_MS = 60_000;
/** Where there is little room, half the time at twice the size says more. */
const SHORT_MS = 30_000;
const NARROW_PX = 420;
const NAMES_PX = 88;
const EDGE_PX = 14;
const STRIKE_ROWS = 3;
const STRIKE_ROW_PX = 13;
const STRIKES_PX = STRIKE_ROWS * STRIKE_ROW_PX + 3;
const MESSAGES_PX = 34;
const AXIS_PX = 20;
/** A letter of a fault's name, roughly and rather too wide. */
const LETTER_PX = 7;
/** Less than this is not seen: between two steps of it, a frame draws nothing. */
const STEP_PX = 0.5;

/** Lanes from the top; a phase that has none shares the last one. */
const LANES = ["open", "connecting", "waiting", "closed"];

export class Timeline {
  #host;
  #root = svg("svg");
  #moving;
  #now;
  #names = [];
  #spans = [];
  #marks = [];
  #epoch = Date.now();
  #size = { width: 0, height: 0 };
  #shift = NaN;
  #reduced = matchMedia("(prefers-reduced-motion: reduce)");

  constructor(host) {
    this.#host = host;
    host.append(this.#root);
    new ResizeObserver(() => this.#layOut()).observe(host);
    this.#layOut();
  }

  /** How much time the picture shows, in ms. */
  get windowMs() {
    return this.#size.width < NARROW_PX ? SHORT_MS : LONG_MS;
  }

  /** A phase begins. */
  enter(phase, at) {
    const last = this.#spans.at(-1);
    if (last) last.to = at;
    // A phase of a few milliseconds is still there to be seen.
    last?.bar.setAttribute("x2", Math.max(this.#x(at), this.#x(last.from) + 3));
    const span = { phase, from: at, to: null, before: last?.phase, bar: null, nodes: [] };
    this.#spans.push(span);
    this.#drawSpan(span);
    this.#point();
  }

  /** A message left (`out`) or came (`in`); `fate` styles it. */
  message(direction, at, fate) {
    // A burst is one stroke: a thousand replayed messages need no thousand lines.
    const last = this.#marks.findLast((mark) => mark.kind === "message");
    if (last?.direction === direction && last.fate === fate && (at - last.at) * this.#scale < 1) return;
    this.#mark({ kind: "message", direction, at, fate });
  }

  /** Something was done to the connection from outside. */
  strike(name, at) {
    this.#mark({ kind: "strike", name, at, row: 0 });
  }

  /** Draws this moment. */
  frame(now) {
    const step = this.#reduced.matches ? 1000 * this.#scale : STEP_PX;
    const shift = Math.floor((this.#x(now) - this.#plot.right) / step) * step;
    if (shift === this.#shift) return;
    this.#shift = shift;
    this.#moving.setAttribute("transform", `translate(${-shift} 0)`);
    const current = this.#spans.at(-1);
    current?.bar.setAttribute("x2", shift + this.#plot.right);
    this.#forget(now - LONG_MS - 2000);
  }

  get #plot() {
    const { width, height } = this.#size;
    return { left: NAMES_PX, right: Math.max(NAMES_PX + 1, width - EDGE_PX), top: STRIKES_PX, bottom: height - AXIS_PX };
  }

  /** Pixels a millisecond. */
  get #scale() {
    return (this.#plot.right - this.#plot.left) / this.windowMs;
  }

  #x(at) {
    return this.#plot.right + (at - this.#epoch) * this.#scale;
  }

  #y(phase) {
    const lane = LANES.includes(phase) ? LANES.indexOf(phase) : LANES.length - 1;
    const height = (this.#plot.bottom - MESSAGES_PX - this.#plot.top) / LANES.length;
    return Math.round(this.#plot.top + height * (lane + 0.5));
  }

  get #messagesY() {
    return this.#plot.bottom - MESSAGES_PX / 2;
  }

  /** A new size: everything is drawn again from the record. */
  #layOut() {
    const { width, height } = this.#host.getBoundingClientRect();
    if (width === this.#size.width && height === this.#size.height) return;
    this.#size = { width, height };
    this.#epoch = Date.now();
    this.#shift = NaN;
    this.#root.replaceChildren(...this.#backdrop(), this.#moveable(), ...this.#front());
    for (const span of this.#spans) this.#drawSpan(span);
    for (const mark of this.#marks) this.#drawMark(mark);
    this.#point();
    this.frame(Date.now());
  }

  #backdrop() {
    const { left, right, top, bottom } = this.#plot;
    const parts = [svg("rect", { class: "ground", x: left, y: top, width: right - left, height: bottom - top })];
    const oldest = this.windowMs / 1000;
    for (let seconds = 0; seconds <= oldest; seconds += 10) {
      const x = Math.round(right - seconds * 1000 * this.#scale) + 0.5;
      const label = svg("text", { x, y: bottom + 15, "text-anchor": seconds === 0 ? "end" : seconds === oldest ? "start" : "middle" });
      label.textContent = seconds === 0 ? "now" : `−${seconds} s`;
      parts.push(svg("line", { class: "grid", x1: x, x2: x, y1: top, y2: bottom }), label);
    }
    this.#names = LANES.map((lane) => {
      const y = this.#y(lane);
      const name = svg("text", { class: "lane-name", x: 0, y: y + 4 });
      name.textContent = lane;
      parts.push(svg("line", { class: "grid", x1: left, x2: right, y1: y + 0.5, y2: y + 0.5 }));
      return name;
    });
    const y = Math.round(this.#messagesY) + 0.5;
    const messages = svg("text", { x: 0, y: y + 4 });
    messages.textContent = "out / in";
    parts.push(...this.#names, messages, svg("line", { class: "grid", x1: left, x2: right, y1: y, y2: y }));
    return parts;
  }

  #moveable() {
    const { left, right } = this.#plot;
    const width = right - left;
    const { height } = this.#size;
    this.#moving = svg("g");
    const opening = svg("svg", { x: left, y: 0, width, height, viewBox: `${left} 0 ${width} ${height}` });
    opening.append(this.#moving);
    return opening;
  }

  #front() {
    this.#now = svg("circle", { class: "now", cx: this.#plot.right, cy: 0, r: 6.5 });
    return [this.#now];
  }

  #point() {
    const phase = this.#spans.at(-1)?.phase ?? "idle";
    setAttributes(this.#now, { cy: this.#y(phase), "data-phase": phase });
    const lane = this.#y(phase);
    this.#names.forEach((name, index) => name.classList.toggle("on", this.#y(LANES[index]) === lane));
  }

  #drawSpan(span) {
    const y = this.#y(span.phase);
    const x = this.#x(span.from);
    const end = Math.max(this.#x(span.to ?? Date.now()), x + 3);
    span.bar = svg("line", { class: "span", "data-phase": span.phase, x1: x, x2: end, y1: y, y2: y });
    span.nodes = [span.bar];
    if (span.before !== undefined) {
      span.nodes.unshift(svg("line", { class: "step", x1: x, x2: x, y1: this.#y(span.before), y2: y }));
    }
    this.#moving.append(...span.nodes);
  }

  #mark(mark) {
    this.#marks.push(mark);
    this.#drawMark(mark);
  }

  #drawMark(mark) {
    const x = this.#x(mark.at);
    if (mark.kind === "message") {
      const y = this.#messagesY;
      const y2 = mark.direction === "out" ? y - 12 : y + 12;
      mark.nodes = [svg("line", { class: `tick ${mark.fate}`, x1: x, x2: x, y1: y, y2 })];
    } else {
      mark.row = this.#freeRow(mark);
      const y = 11 + STRIKE_ROW_PX * mark.row;
      const name = svg("text", { class: "strike-name", x: x - 4, y, "text-anchor": "end" });
      name.textContent = mark.name;
      mark.nodes = [svg("line", { class: "strike", x1: x, x2: x, y1: y - 9, y2: this.#plot.bottom - MESSAGES_PX }), name];
    }
    this.#moving.append(...mark.nodes);
  }

  /** Names stand left of their line, in rows, so that faults in quick succession can all be read. */
  #freeRow({ name, at }) {
    const left = at - (name.length * LETTER_PX + 8) / this.#scale;
    const ends = Array(STRIKE_ROWS).fill(-Infinity);
    for (const mark of this.#marks) if (mark.kind === "strike" && mark.at < at) ends[mark.row] = mark.at;
    const free = ends.findIndex((end) => end < left);
    return free < 0 ? ends.indexOf(Math.min(...ends)) : free;
  }

  #forget(before) {
    while (this.#spans.length > 1 && this.#spans[0].to < before) remove(this.#spans.shift());
    while (this.#marks.length > 0 && this.#marks[0].at < before) remove(this.#marks.shift());
  }
}

function remove({ nodes }) {
  for (const node of nodes) node.remove();
}
