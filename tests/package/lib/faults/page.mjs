// Runs in the page: clients that say and hear numbered messages over the mock server's `/ledger`, and count what came.

const { ReconnectingWebSocket } = globalThis.everwire;

/** Messages said and not yet acknowledged, at most. */
const WINDOW = 256;
const BEAT = 50;
/** Far beyond a run's limit: a message that the client gives up counts against it. */
const DELIVERY_LIMIT = 600_000;

/** Quick to notice and quick to come back, so that a run of some seconds sees many faults. */
export const OPTIONS = {
  minReconnectionDelay: 20,
  maxReconnectionDelay: 100,
  connectionTimeout: 1000,
  // Whatever the server says in its close frame, here it is a fault.
  close: { retry: () => true },
  heartbeat: { message: "ping", interval: 300, timeout: 300, isReply: (data) => data === "pong" },
};

/** What a message says; nothing that concerns us, where a fault has put it there. */
function parse(data) {
  try {
    return JSON.parse(data);
  } catch {
    return {};
  }
}

/** Exceptions that nobody caught. */
export const thrown = [];
addEventListener("error", ({ message }) => thrown.push(message));
addEventListener("unhandledrejection", ({ reason }) => thrown.push(String(reason)));

const runs = new Map();

/** Begins a run: `count` messages each way, ours at `rate` a second. */
export function begin(name, options) {
  runs.set(name, new Run(options));
}

/** How far each run is, by its name. */
export function look() {
  return Object.fromEntries([...runs].map(([name, run]) => [name, run.look()]));
}

/** Ends a run and says what came. */
export function end(name) {
  const run = runs.get(name);
  runs.delete(name);
  return run.end();
}

class Run {
  #count;
  #rate;
  #began = performance.now();
  #socket;
  #timer;
  /** How often each of the server's messages came. */
  #came;
  #received = 0;
  #highest = 0;
  #disordered = 0;
  #said = 0;
  #acknowledged = 0;
  #refused = [];
  #opens = 0;
  #closes = 0;

  constructor({ url, count, rate }) {
    this.#count = count;
    this.#rate = rate;
    this.#came = new Uint16Array(count + 1);
    this.#socket = new ReconnectingWebSocket(url, null, {
      ...OPTIONS,
      resume: { cursor: (data) => parse(data).seq, apply: "after" },
      ack: (data) => parse(data).ack,
      queue: { maxMessages: 2 * WINDOW },
    });
    this.#socket.addEventListener("open", () => (this.#opens += 1));
    this.#socket.addEventListener("close", () => (this.#closes += 1));
    this.#socket.addEventListener("message", ({ data }) => this.#hear(parse(data).seq));
    this.#timer = setInterval(() => this.#say(), BEAT);
  }

  #hear(seq) {
    if (seq === undefined) return;
    this.#came[seq] += 1;
    if (this.#came[seq] > 1) return;
    this.#received += 1;
    if (seq < this.#highest) this.#disordered += 1;
    this.#highest = Math.max(this.#highest, seq);
  }

  /** Says what is due. The last message waits for all else: its acknowledgement comes behind whatever is on its way. */
  #say() {
    const passed = performance.now() - this.#began;
    const due = Math.min(this.#count - 1, (passed * this.#rate) / 1000);
    while (this.#said < due && this.#said - this.#acknowledged < WINDOW) this.#deliver();
    const rest = this.#received === this.#count && this.#acknowledged === this.#count - 1;
    if (rest && this.#said === this.#count - 1) this.#deliver();
  }

  #deliver() {
    const n = (this.#said += 1);
    const id = `m${n}`;
    this.#socket.deliver(JSON.stringify({ id, n }), { id, timeout: DELIVERY_LIMIT }).then(
      () => (this.#acknowledged += 1),
      (error) => this.#refused.push(`${id}: ${error}`),
    );
  }

  look() {
    const [received, said, acknowledged, closes] = [this.#received, this.#said, this.#acknowledged, this.#closes];
    const [open, over] = [this.#socket.readyState === 1, acknowledged === this.#count];
    return { received, said, acknowledged, closes, refused: this.#refused.length, open, over };
  }

  end() {
    clearInterval(this.#timer);
    const transitions = this.#socket.transitions.slice(-8);
    this.#socket.close();
    return {
      lost: this.#count - this.#received,
      doubled: this.#came.reduce((sum, times) => sum + Math.max(0, times - 1), 0),
      disordered: this.#disordered,
      reconnects: Math.max(0, this.#opens - 1),
      refused: this.#refused.slice(0, 5),
      transitions,
    };
  }
}
