// The chart of a policy: how long each retry may wait, as a band, what other clients of this policy draw, as small dots,
// and what the connection on this page has drawn, as large ones.

import { RETRIES, bounds, draws } from "./backoff.js";
import { Chart, axis } from "./chart.js";
import { byId } from "./dom.js";
import { span } from "./format.js";

const CLIENTS = 12;
const RETRY_NUMBERS = Array.from({ length: RETRIES }, (_, i) => i + 1);

export class BackoffChart {
  #host = byId("backoff");
  #chart = new Chart(this.#host, options);
  #policy = null;
  #shown = null;
  #others = [];
  #own = Array(RETRIES).fill(null);

  /** Another policy; what the library draws follows as soon as it has been drawn. */
  async show(policy) {
    this.#policy = policy;
    this.#others = [];
    this.#draw();
    const others = await draws(policy, CLIENTS);
    if (policy !== this.#policy) return;
    this.#others = others;
    this.#draw();
  }

  /** The connection has these options from now on. */
  begin(policy) {
    this.#shown = policy;
    this.#own.fill(null);
    this.#draw();
  }

  /** The connection waits. A close that asks for a wait of its own (1012, 1013) is no draw of the policy's. */
  waits({ at, attempt, nextAttemptAt, lastClose }) {
    if (nextAttemptAt === null || attempt > RETRIES || attempt < 1) return;
    if (lastClose?.code === 1012 || lastClose?.code === 1013) return;
    this.#own[attempt - 1] = (nextAttemptAt - at) / 1000;
    this.#draw();
  }

  #draw() {
    if (!this.#policy) return;
    const band = bounds(this.#policy);
    const shown = (retry) => retry <= this.#policy.maxRetries;
    const edge = (which) => band.map((both, i) => (shown(i + 1) ? both[which] / 1000 : null));
    const others = Array.from({ length: CLIENTS }, (_, client) =>
      RETRY_NUMBERS.map((_, i) => (this.#others[client]?.[i] ?? null) && this.#others[client][i] / 1000),
    );
    const own = same(this.#policy, this.#shown) ? this.#own : Array(RETRIES).fill(null);
    this.#chart.set([RETRY_NUMBERS, edge(1), edge(0), ...others, own]);
    const told = [0, 2, 4].map((i) => `before retry ${i + 1} from ${span(band[i][0])} to ${span(band[i][1])}`);
    this.#host.setAttribute("aria-label", `How long a retry waits: ${told.join(", ")}.`);
    this.#host.dataset.outside = this.#others.flatMap((delays) => delays.filter((ms, i) => ms < Math.floor(band[i][0]) || ms > Math.ceil(band[i][1]))).length;
    this.#host.dataset.drawn = this.#others.flat().length;
  }
}

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

function options(colour) {
  const edge = { stroke: colour("waiting"), width: 1.5, points: { show: false } };
  const dots = (size, stroke, fill) => ({ paths: () => null, points: { show: true, size, stroke, fill, width: 1 } });
  const band = `color-mix(in srgb, ${colour("waiting")} 18%, transparent)`;
  return {
    padding: [8, 12, 0, 0],
    scales: { x: { time: false, range: [0.5, RETRIES + 0.5] }, y: { range: (_, __, most) => [0, (most || 1) * 1.08] } },
    series: [
      {},
      edge,
      edge,
      ...Array.from({ length: CLIENTS }, () => dots(4, colour("muted"), colour("muted"))),
      dots(9, colour("surface"), colour("open")),
    ],
    bands: [{ series: [1, 2], fill: band }],
    axes: [
      axis(colour, { splits: () => RETRY_NUMBERS, values: (_, numbers) => numbers.map(String), grid: { show: false }, size: 28 }),
      axis(colour, { values: (_, seconds) => seconds.map((s) => `${+s.toFixed(2)} s`), size: 56, space: 32 }),
    ],
  };
}
