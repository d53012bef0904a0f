// The storm: a scripted minute of faults, and then the time that both lanes need to settle. The same script runs in
// less than a minute where the page is asked for that (`?storm=15`).
//
// Events: `change`, whenever `phase` or `caption` is another. Phases: idle, running, settling, over.

const MINUTE_MS = 60_000;

const CUT = { name: "reset", fault: { kind: "reset" } };

/** When, in ms of the full minute; what is ordered, with durations of the same minute; what the page says. */
const SCRIPT = [
  { at: 2000, orders: [CUT], caption: "The connection is cut: a TCP reset, as from a router that restarts." },
  {
    at: 9000,
    orders: [{ name: "close 1012", fault: { kind: "close", code: 1012, reason: "restart" } }],
    caption: "The server restarts and says so: close code 1012.",
  },
  {
    at: 17_000,
    orders: [{ name: "refuse", fault: { kind: "refuse", duration_ms: 4000 } }, CUT],
    caption: "The server is down: for four seconds every new connection is refused.",
  },
  { at: 26_000, orders: [CUT], caption: "The network flaps: three cuts in a row." },
  { at: 28_000, orders: [CUT], caption: "The network flaps: three cuts in a row." },
  { at: 30_000, orders: [CUT], caption: "The network flaps: three cuts in a row." },
  {
    at: 35_000,
    orders: [{ name: "403", fault: { kind: "forbid", duration_ms: 3000 } }, { name: "drop", fault: { kind: "drop" } }],
    caption: "A gateway answers 403 for three seconds.",
  },
  {
    at: 43_000,
    orders: [{ name: "half-open", fault: { kind: "silent" } }],
    caption: "Half-open: the link is dead, and nothing says so. Watch who notices.",
  },
  {
    at: 52_000,
    orders: [{ name: "drop", fault: { kind: "drop" } }],
    caption: "One last cut, for whoever is connected.",
  },
];

/** Until this time is over, or the signal is aborted. */
const pause = (ms, signal) =>
  new Promise((resolve) => {
    if (signal.aborted) return void resolve();
    const timer = setTimeout(resolve, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), resolve()), { once: true });
  });

export class Storm extends EventTarget {
  phase = "idle";
  caption = "";
  verdict = null;
  lastsMs;
  #race;
  #faults;
  #began = 0;
  #ended = 0;
  #stop = null;

  /** `seconds`: how long the minute lasts. */
  constructor(race, faults, seconds) {
    super();
    this.#race = race;
    this.#faults = faults;
    this.lastsMs = seconds * 1000;
  }

  get isOn() {
    return this.phase === "running" || this.phase === "settling";
  }

  /** How long it has been running, in ms, at most as long as it lasts. */
  runsAt(now) {
    if (this.#began === 0) return 0;
    return Math.min(this.lastsMs, (this.#ended || now) - this.#began);
  }

  /** Runs to its end, or until `stop`; a fresh round begins with it. */
  async run(options) {
    const stop = new AbortController();
    const { signal } = stop;
    this.#race.begin(options);
    this.#stop = stop;
    this.verdict = null;
    this.#began = this.#ended = 0;
    this.#set("running", "A fresh start for both: waiting until they are connected…");
    while (!this.#race.isReady && !signal.aborted) await pause(50, signal);
    this.#began = Date.now();
    this.#set("running", "Calm. Both lanes send and receive.");
    const scale = this.lastsMs / MINUTE_MS;
    for (const step of SCRIPT) {
      await pause(this.#began + step.at * scale - Date.now(), signal);
      if (signal.aborted) break;
      this.#set("running", step.caption);
      for (const { name, fault } of step.orders) await this.#faults.order(name, scaled(fault, scale));
    }
    await pause(this.#began + this.lastsMs - Date.now(), signal);
    this.#ended = Date.now();
    await this.#faults.order(null, { kind: "none" });
    this.#set("settling", "The storm is over. Both lanes get the time to settle…");
    try {
      this.verdict = await this.#race.settle();
      this.#set("over", "");
    } catch {
      this.#set("over", "The mock server does not answer: is it still running?");
    }
  }

  stop() {
    this.#stop?.abort();
  }

  #set(phase, caption) {
    this.phase = phase;
    this.caption = caption;
    this.dispatchEvent(new Event("change"));
  }
}

function scaled(fault, scale) {
  return fault.duration_ms ? { ...fault, duration_ms: Math.ceil(fault.duration_ms * scale) } : fault;
}
