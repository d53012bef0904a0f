// A chart of uPlot's in a box of fixed size: in the page's colours, in either scheme, and as wide as its box.

import uPlot from "/vendor/uPlot.esm.js";

const DARK = matchMedia("(prefers-color-scheme: dark)");

export class Chart {
  #host;
  #options;
  #plot = null;
  #data = null;

  /** `options(colours)` gives uPlot's, with `colours(name)` for the page's tokens. */
  constructor(host, options) {
    this.#host = host;
    this.#options = options;
    new ResizeObserver(() => this.#fit()).observe(host);
    DARK.addEventListener("change", () => this.#build());
  }

  set(data) {
    this.#data = data;
    if (this.#plot) this.#plot.setData(data);
    else this.#build();
  }

  #build() {
    if (!this.#data) return;
    const style = getComputedStyle(document.documentElement);
    const colour = (name) => style.getPropertyValue(`--${name}`).trim();
    this.#plot?.destroy();
    const fixed = { ...this.#size, cursor: { show: false }, legend: { show: false } };
    this.#plot = new uPlot({ ...fixed, ...this.#options(colour) }, this.#data, this.#host);
  }

  #fit() {
    const { width, height } = this.#size;
    if (this.#plot && (this.#plot.width !== width || this.#plot.height !== height)) this.#plot.setSize({ width, height });
  }

  get #size() {
    return { width: this.#host.clientWidth, height: this.#host.clientHeight };
  }
}

/** An axis in the page's type and colours. */
export function axis(colour, more) {
  return {
    stroke: colour("muted"),
    font: "12px sans-serif",
    grid: { stroke: colour("line"), width: 1 },
    ticks: { show: false },
    ...more,
  };
}
