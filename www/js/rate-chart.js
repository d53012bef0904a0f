// What arrives, second by second: confirmed and received messages of either lane, under the timeline and on its axis.

import { Chart, axis } from "./chart.js";
import { byId } from "./dom.js";
import { RATE } from "./race.js";
import { EDGE_PX, NAMES_PX } from "./timeline.js";

const LONG_S = 60;

export class RateChart {
  #lanes;
  #timeline;
  #chart;
  #last = [];
  #rows = [];
  #second = 0;

  constructor(lanes, timeline) {
    this.#lanes = lanes;
    this.#timeline = timeline;
    this.#chart = new Chart(byId("rate"), (colour) => this.#options(colour));
  }

  frame(now) {
    const second = Math.floor(now / 1000);
    if (second === this.#second) return;
    this.#second = second;
    const totals = this.#lanes.map(({ tally }) => tally.confirmed + tally.received);
    // A new round counts from zero again.
    const row = totals.map((total, i) => Math.max(0, total - (total < (this.#last[i] ?? total) ? 0 : (this.#last[i] ?? total))));
    this.#last = totals;
    this.#rows.push(row);
    if (this.#rows.length > LONG_S + 1) this.#rows.shift();
    const ages = this.#rows.map((_, i) => i - this.#rows.length + 1);
    this.#chart.set([ages, ...this.#lanes.map((_, lane) => this.#rows.map((row) => row[lane]))]);
  }

  #options(colour) {
    const line = (name, dash) => ({ stroke: colour(name), width: 2, dash, points: { show: false } });
    const range = () => [-this.#timeline.windowMs / 1000, 0];
    const most = (_, __, max) => [0, Math.max(RATE * 3, max * 1.05)];
    return {
      padding: [6, EDGE_PX, 0, 0],
      scales: { x: { time: false, range }, y: { range: most } },
      series: [{}, line("fault", [4, 3]), line("open")],
      axes: [
        axis(colour, { values: (_, ages) => ages.map((age) => (age === 0 ? "now" : `−${-age} s`)), size: 24, space: 60, incrs: [10, 20] }),
        axis(colour, { size: NAMES_PX, space: 28, incrs: [8, 16, 32, 64, 128, 256] }),
      ],
    };
  }
}
