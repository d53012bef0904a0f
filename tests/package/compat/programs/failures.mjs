// What happens when the network, or the server, does not want to.

import { opened, watch } from "./watch.mjs";

const CODES = [1000, 1001, 1011, 4321];

export const programs = {
  "a close by the server, and back": {
    run: async ({ client, ws, faults }) => {
      const found = {};
      for (const code of CODES) {
        const { seen } = await opened({ client, ws });
        await faults({ kind: "close", code, reason: "why" });
        await seen.nth("open", 2);
        found[code] = [seen.order(), seen.closes()];
      }
      return found;
    },
  },

  "a close by which the server refuses this client": {
    run: async ({ client, ws, faults, until }) => {
      const found = {};
      for (const code of [1008, 4001, 4401]) {
        const { seen, socket } = await opened({ client, ws });
        await faults({ kind: "close", code, reason: "" });
        await seen.nth("close");
        await until("what follows", () => seen.of("open").length === 2 || socket.shouldReconnect === false);
        found[`${code}: tries again`] = seen.of("open").length === 2;
      }
      return found;
    },
    differs: {
      "1008: tries again": { why: "final", ours: [false] },
      "4001: tries again": { why: "final", ours: [false] },
      "4401: tries again": { why: "final", ours: [false] },
    },
  },

  "shouldReconnectOnClose decides": {
    only: "partysocket",
    run: async ({ client, ws, faults }) => {
      const asked = [];
      const judge = ({ code, reason }) => (asked.push([code, reason]), code !== 4000);
      const { seen, socket } = await opened({ client, ws }, { shouldReconnectOnClose: judge });
      for (const [n, code] of [[2, 4001], [3, 1008]]) {
        await faults({ kind: "close", code, reason: "again" });
        await seen.nth("open", n);
      }
      const before = socket.shouldReconnect;
      await faults({ kind: "close", code: 4000, reason: "enough" });
      await seen.nth("close", 3);
      const after = socket.shouldReconnect;
      socket.reconnect();
      await seen.nth("open", 4);
      return { asked: asked.slice(0, 3), before, after, opens: seen.of("open").length };
    },
  },

  "a connection that is reset": {
    run: async (env) => {
      const { socket, seen } = await opened(env);
      await env.faults({ kind: "reset" });
      await seen.nth("open", 2);
      socket.send("works");
      await seen.nth("message");
      return { closes: seen.closes(), data: seen.data() };
    },
    // A browser reports no error of a connection that was open.
    differs: { closes: { why: "close-codes", ours: [[[1006, "", false]]], where: "node" } },
  },

  "a server that nobody serves": {
    run: async ({ client, refused, until }) => {
      const socket = client(refused, [], { maxRetries: 2 });
      const seen = watch(socket);
      await seen.nth("error", 3);
      await until("it gives up", () => socket.readyState === 3 || socket.readyState === 0);
      return {
        errors: seen.of("error").length,
        closes: seen.closes(),
        order: seen.order().slice(0, 2),
        retries: socket.retryCount,
        "an error says why": typeof seen.of("error")[0].message === "string" && seen.of("error")[0].error instanceof Error,
      };
    },
    differs: {
      closes: { why: "close-codes", ours: [Array(3).fill([1006, "", false])] },
      order: { why: "error-first", ours: [["error", "close"]] },
      "an error says why": { why: "errors", ours: [true], where: "page" },
    },
  },

  "a handshake that is never answered": {
    run: async ({ client, ws, faults }) => {
      await faults({ kind: "hang", duration_ms: 60_000 });
      const socket = client(ws("/echo"), [], { connectionTimeout: 100, maxRetries: 1 });
      const seen = watch(socket);
      await seen.nth("error", 2);
      await faults({ kind: "none" });
      const [{ message, error }] = seen.of("error");
      return { errors: seen.of("error").length, message, isError: error instanceof Error, close: seen.closes()[0] };
    },
    differs: {
      message: { why: "errors", ours: ["everwire: attempt timed out"] },
      isError: { why: "own-events", ours: [true], where: "page" },
      close: { why: "close-codes", ours: [[1006, "", false]] },
    },
  },

  "after the last retry, reconnect() tries anew": {
    run: async ({ client, ws, refused }) => {
      let url = refused;
      const socket = client(() => url, [], { maxRetries: 0 });
      const seen = watch(socket);
      await seen.nth("close");
      const retries = socket.retryCount;
      url = ws("/echo");
      socket.reconnect();
      const end = Date.now() + 500;
      while (seen.of("open").length === 0 && Date.now() < end) await new Promise((resolve) => setTimeout(resolve, 10));
      return { retries, opens: seen.of("open").length };
    },
    differs: { opens: { why: "comes-back", ours: [1] } },
  },

  "no WebSocket class anywhere": {
    where: "node",
    run: async ({ Class, ws }) => {
      const { WebSocket, console } = globalThis;
      globalThis.WebSocket = undefined;
      globalThis.console = { ...console, error: () => {} };
      try {
        new Class(ws("/echo"), [], { maxRetries: 0 });
        return { throws: "nothing" };
      } catch (error) {
        return { throws: error.name };
      } finally {
        await new Promise((resolve) => setTimeout(resolve, 50));
        Object.assign(globalThis, { WebSocket, console });
      }
    },
    differs: { throws: { why: "input", ours: ["TypeError"] } },
  },
};
