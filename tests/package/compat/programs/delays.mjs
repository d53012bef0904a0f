// How long it waits. A class that fails at once, and timers that fire at once and say how long they would have been.

import { fakeClass } from "../../behaviour/fakes.mjs";

/** That of an attempt, in ms: longer than any delay. */
const DEADLINE = 2_000_000;

/** The delays before `count` retries, in whole ms. */
async function delays({ Class }, options, count) {
  const { setTimeout: wait } = globalThis;
  // The test's own limit is set by now.
  await new Promise((resolve) => wait(resolve));
  const asked = [];
  const Fake = class extends fakeClass() {
    constructor(...args) {
      super(...args);
      queueMicrotask(() => this.end(1006));
    }
  };
  globalThis.setTimeout = (callback, ms, ...rest) => {
    // The deadline of an attempt, and what is at once, are no delays between two.
    const delay = ms > 0 && ms < DEADLINE / 2;
    if (delay) asked.push(ms);
    return wait(callback, delay ? 0 : ms, ...rest);
  };
  const client = new Class("ws://127.0.0.1:9/", [], { WebSocket: Fake, connectionTimeout: DEADLINE, maxRetries: count, ...options });
  try {
    const end = Date.now() + 20_000;
    while (asked.length < count && Date.now() < end) await new Promise((resolve) => wait(resolve, 5));
  } finally {
    client.close();
    globalThis.setTimeout = wait;
  }
  return asked.slice(0, count);
}

const about = (numbers) => numbers.map((ms) => Math.round(ms / 10) * 10);

export const programs = {
  "the delay grows by its factor up to its maximum": {
    run: async (env) => {
      const options = { minReconnectionDelay: 200, reconnectionDelayGrowFactor: 2, maxReconnectionDelay: 1000 };
      const exact = await delays(env, { ...options, jitter: "none" }, 5);
      return { delays: about(exact) };
    },
  },

  "a maximum below the minimum wins": {
    run: async (env) => {
      const options = { minReconnectionDelay: 500, maxReconnectionDelay: 100 };
      return { delays: about(await delays(env, { ...options, jitter: "none" }, 2)) };
    },
  },

  "the delays by default, with a seed": {
    run: async (env) => {
      const found = await delays(env, { seed: 7 }, 8);
      const distinct = new Set(found.slice(6).map(Math.round)).size;
      return {
        "longer than 10 s, at times": found.some((ms) => ms > 10_000),
        "all different once they have grown": distinct === 2,
      };
    },
    differs: {
      "longer than 10 s, at times": { why: "defaults", ours: [true] },
      "all different once they have grown": { why: "jitter", ours: [true] },
    },
  },
};
