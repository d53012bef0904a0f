// One scene for node-gc.mjs, in a process of its own: prints what became of it as JSON.
//
//   node --expose-gc gc-in-node.mjs ENTRY open|waiting|over|outlived|cycles|busy|looked

import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { URL_OF_NOBODY, fakeClass } from "../behaviour/fakes.mjs";
import { until } from "../behaviour/wait.mjs";

const [entry, scene] = process.argv.slice(2);

/** The memory of the package's code, as soon as it is compiled. */
let memory;
const { Instance } = WebAssembly;
WebAssembly.Instance = class extends Instance {
  constructor(...args) {
    super(...args);
    memory ??= Object.values(this.exports).find((value) => value instanceof WebAssembly.Memory);
  }
};

const { ReconnectingWebSocket } = await import(pathToFileURL(entry).href);
const QUICK = { minReconnectionDelay: 200, jitter: "none" };

/** A client on a fake class; the fake holds nothing but what the client gave it. */
function make(options) {
  const Fake = fakeClass();
  const client = new ReconnectingWebSocket(URL_OF_NOBODY, null, { WebSocket: Fake, ...QUICK, ...options });
  return { client, made: Fake.made, ref: new WeakRef(client) };
}

/** Collects what can be collected. A WeakRef that was read holds its object until the current job ends. */
async function collect() {
  for (let n = 0; n < 5; n += 1) {
    await sleep(5);
    globalThis.gc();
  }
}

const isCollected = async (ref) => {
  await collect();
  return ref.deref() === undefined;
};

const SCENES = {
  async open() {
    const heard = [];
    const { made, ref } = (() => {
      const { client, made, ref } = make();
      client.onmessage = ({ data }) => heard.push(data);
      made[0].open();
      made[0].receive("before");
      return { made, ref };
    })();
    const collected = await isCollected(ref);
    made[0].receive("after");
    return { collected, heard };
  },

  async waiting() {
    let opened = false;
    const { made, ref } = (() => {
      const { client, made, ref } = make();
      client.onopen = () => (opened = true);
      made[0].end(1006);
      return { made, ref };
    })();
    const collected = await isCollected(ref);
    await until("the next attempt", () => made[1]);
    made[1].open();
    return { collected, opened };
  },

  async over() {
    const refs = (() => {
      const closed = make();
      closed.made[0].open();
      closed.client.close();
      closed.made[0].end(1005, "", true);
      const idle = make({ startClosed: true });
      const gaveUp = make({ maxRetries: 0 });
      gaveUp.made[0].end(1006);
      // Their sockets live on: a class may keep a list of them.
      globalThis.kept = [closed.made, gaveUp.made];
      return { closed: closed.ref, idle: idle.ref, gaveUp: gaveUp.ref };
    })();
    const gone = {};
    for (const [name, ref] of Object.entries(refs)) gone[name] = await isCollected(ref);
    return gone;
  },

  /** What lives on: a signal, a page, the class's sockets, what the server still says. */
  async outlived() {
    const page = new EventTarget();
    for (const name of ["addEventListener", "removeEventListener"]) {
      // Node 20 removes no listener that is named by a boolean.
      globalThis[name] = (type, listener, capture) => page[name](type, listener, { capture });
    }
    const { signal } = new AbortController();
    const full = {
      signal,
      ack: (data) => data,
      resume: { key: (data) => data, cursor: Number, apply: "after", save: () => {}, load: () => '[7,"a"]' },
      close: { fatal: ({ code }) => code === 4321 },
      auth: "auth",
      queue: { ttl: 60_000 },
    };
    const refs = await (async () => {
      const refs = {};
      const closed = make(full);
      closed.made[0].open();
      closed.made[0].receive("8");
      closed.client.deliver("unacknowledged", { id: 1 }).catch(() => {});
      closed.client.send("queued");
      closed.client.close();
      closed.made[0].end(1005, "", true);
      refs.closed = closed.ref;

      const fatal = make(full);
      fatal.made[0].open();
      fatal.made[0].end(4321, "", true);
      refs.fatal = fatal.ref;

      const halfOpen = make({ ...full, heartbeat: { message: "ping", interval: 5, timeout: 5 }, maxRetries: 0 });
      halfOpen.made[0].open();
      await until("it is given up", () => halfOpen.client.state.phase === "closed");
      refs.halfOpen = halfOpen.ref;

      const asked = make({ ...full, auth: async () => "auth" });
      asked.client.close();
      refs.asked = asked.ref;

      refs.idle = make({ ...full, startClosed: true }).ref;
      globalThis.kept = [signal, page, closed.made, fatal.made, halfOpen.made];
      return refs;
    })();
    await sleep(20);
    const gone = {};
    for (const [name, ref] of Object.entries(refs)) gone[name] = await isCollected(ref);
    return gone;
  },

  /** One client that does a lot. */
  async busy() {
    const resume = { key: (data) => data, cursor: Number, window: 10, save: () => {} };
    const { client, made } = make({ ack: (data) => `id ${data}`, resume, queue: { maxMessages: 5, overflow: "drop-oldest" } });
    const rounds = async (from, to) => {
      for (let n = from; n < to; n += 1) {
        for (let m = 0; m < 8; m += 1) client.send(`queued, and dropped in part ${n}`);
        client.deliver("acknowledged", { id: `id ${n}` }).catch(() => {});
        made.at(-1).open();
        made.at(-1).receive(`${n}`);
        made.at(-1).receive(`${n}`);
        client.reconnect();
        // An attempt of the very moment is fresh enough.
        for (const end = performance.now() + 1.1; performance.now() < end; );
        made.splice(0, made.length - 1);
        if (n % 100 === 0) await collect();
      }
      return memory.buffer.byteLength;
    };
    return { first: await rounds(0, 500), last: await rounds(500, 4000), counters: client.counters };
  },

  /** Nothing happens, and somebody looks at it all the time. */
  async looked() {
    const { client } = make({ startClosed: true });
    const look = (count) => {
      for (let n = 0; n < count; n += 1) {
        void client.state;
        void client.bufferedAmount;
        void client.counters;
      }
      return memory.buffer.byteLength;
    };
    return { first: look(1000), last: look(100_000) };
  },

  async cycles() {
    const cycles = async (count) => {
      for (let n = 1; n <= count; n += 1) {
        const { client, made } = make();
        made[0].open();
        client.send("hello");
        client.close();
        made[0].end(1005, "", true);
        if (n % 250 === 0) await collect();
      }
      return memory.buffer.byteLength;
    };
    return { first: await cycles(1000), last: await cycles(10_000) };
  },
};

console.log(JSON.stringify(await SCENES[scene]()));
process.exit(0);
