// URLs and protocols from functions.

import { watch } from "./watch.mjs";

export const programs = {
  "a URL from a function, now and later": {
    run: async ({ client, ws }) => {
      const found = {};
      for (const [name, provider] of [
        ["text", () => ws("/echo?greet=text")],
        ["promise", async () => ws("/echo?greet=promise")],
      ]) {
        const socket = client(provider);
        const seen = watch(socket);
        await seen.nth("message");
        found[name] = [seen.data(), socket.url === ws(`/echo?greet=${name}`)];
      }
      return found;
    },
  },

  "a function is called anew for each attempt": {
    run: async ({ client, ws, faults }) => {
      let calls = 0;
      const socket = client(() => ws(`/echo?greet=${(calls += 1)}`));
      const seen = watch(socket);
      for (const n of [1, 2]) {
        await seen.nth("message", n);
        await faults({ kind: "close", code: 1011, reason: "" });
      }
      await seen.nth("message", 3);
      return { calls, data: seen.data() };
    },
  },

  "when the function is called": {
    run: async ({ client, ws }) => {
      let constructing = true;
      let inside = false;
      const socket = client(() => {
        inside = constructing;
        return ws("/echo");
      });
      constructing = false;
      await watch(socket).nth("open");
      return { inside };
    },
  },

  "a URL function that fails once": {
    only: "partysocket",
    run: async ({ client, ws }) => {
      let calls = 0;
      const socket = client(async () => {
        if ((calls += 1) === 1) throw new Error("no token yet");
        return ws("/echo");
      });
      const seen = watch(socket);
      await seen.nth("open");
      const [error] = seen.of("error");
      return { errors: seen.of("error").length, message: error.message ?? null, calls, closes: seen.closes() };
    },
    differs: {
      closes: { why: "each-attempt", ours: [[[1006, "", false]]] },
      message: { why: "own-events", ours: ["no token yet"], where: "page" },
    },
  },

  "protocols from a function": {
    only: "partysocket",
    run: async ({ client, ws, faults }) => {
      const offers = ["one", ["two", "three"], null];
      let calls = 0;
      const socket = client(ws("/echo"), async () => offers[calls++ % 3]);
      const seen = watch(socket);
      const chosen = [];
      for (const n of [1, 2, 3]) {
        await seen.nth("open", n);
        chosen.push(socket.protocol);
        if (n < 3) await faults({ kind: "close", code: 1011, reason: "" });
      }
      return { chosen, calls };
    },
  },

  "a URL function that never answers": {
    run: async ({ client, ws, until }) => {
      let calls = 0;
      const socket = client(() => ((calls += 1) === 1 ? new Promise(() => {}) : Promise.resolve(ws("/echo"))), [], {
        connectionTimeout: 50,
      });
      const seen = watch(socket);
      // Longer than any delay here: who tries again has done so.
      const until1 = Date.now() + 500;
      await until("another attempt", () => seen.of("open").length > 0 || Date.now() > until1);
      return { "tries again": calls > 1 };
    },
    differs: { "tries again": { why: "deadline", ours: [true] } },
  },
};
