// One scene for node-gc.mjs, in a process of its own: prints what became of it as JSON.
//
//   node --expose-gc gc-in-node.mjs ENTRY open|waiting|over|cycles

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
