// Connect, close, connect again.

import { opened, watch } from "./watch.mjs";

export const programs = {
  "the life of a connection": {
    run: async ({ client, ws }) => {
      const socket = client(ws("/echo"));
      const seen = watch(socket);
      const states = [socket.readyState];
      socket.addEventListener("open", () => states.push(socket.readyState));
      socket.addEventListener("close", () => states.push(socket.readyState));
      await seen.nth("open");
      const url = socket.url === ws("/echo");
      socket.close(4000, "bye");
      const after = socket.readyState;
      await seen.nth("close");
      return { states, url, "readyState after close()": after, order: seen.order(), closes: seen.closes(), retries: socket.retryCount };
    },
    differs: {
      "readyState after close()": { why: "closing", ours: [2] },
      closes: { why: "own-events", ours: [[[4000, "bye", true]]], where: "page" },
    },
  },

  "close() without a code": {
    run: async (env) => {
      const { socket, seen } = await opened(env);
      socket.close();
      await seen.nth("close");
      return { closes: seen.closes() };
    },
    differs: { closes: { why: "close-codes", ours: [[[1005, "", true]]] } },
  },

  "when close() tells its event": {
    run: async (env) => {
      const { socket, seen } = await opened(env);
      socket.close(1000, "bye");
      const atOnce = seen.closes().length;
      await seen.nth("close");
      return { atOnce, closes: seen.closes(), order: seen.order() };
    },
    differs: {
      atOnce: { why: "no-callback", ours: [0] },
      closes: { why: "own-events", ours: [[[1000, "bye", true]]], where: "page" },
    },
  },

  "close() is the end of it, until reconnect()": {
    run: async (env) => {
      const { socket, seen } = await opened(env);
      socket.close(1000);
      await seen.nth("close");
      const closed = [socket.readyState, socket.retryCount];
      socket.reconnect();
      await seen.nth("open", 2);
      return { closed, order: seen.order(), readyState: socket.readyState, retries: socket.retryCount };
    },
  },

  "reconnect() while it is open": {
    run: async (env) => {
      const { socket, seen } = await opened(env);
      socket.reconnect(4002, "fresh");
      await seen.nth("open", 2);
      socket.send("works");
      await seen.nth("message");
      return { order: seen.order(), code: seen.closes(), retries: socket.retryCount };
    },
    differs: { code: { why: "close-codes", ours: [[[1006, "", false]]] } },
  },

  "startClosed connects with reconnect()": {
    run: async ({ client, ws, faults }) => {
      const before = (await faults()).handshakes;
      const socket = client(ws("/echo"), [], { startClosed: true });
      const seen = watch(socket);
      const state = socket.readyState;
      const attempts = (await faults()).handshakes - before;
      socket.reconnect();
      await seen.nth("open");
      return { state, attempts, order: seen.order() };
    },
  },

  "whether it is to reconnect": {
    only: "partysocket",
    run: async ({ client, ws }) => {
      const socket = client(ws("/echo"), [], { startClosed: true });
      const seen = watch(socket);
      socket.reconnect();
      await seen.nth("open");
      const open = socket.shouldReconnect;
      socket.close();
      return { open, closed: socket.shouldReconnect };
    },
  },

  "close() before it is open": {
    run: async ({ client, ws, until, faults }) => {
      const socket = client(ws("/echo"));
      const seen = watch(socket);
      socket.close();
      await until("it is closed", () => socket.readyState === 3 || socket.readyState === 0);
      return { opens: seen.of("open").length, connections: (await faults()).connections };
    },
  },

  "the subprotocol that the server chose": {
    run: async ({ client, ws }) => {
      const one = client(ws("/echo"), "chat");
      await watch(one).nth("open");
      const many = client(ws("/echo"), ["chat.v2", "chat.v1"]);
      await watch(many).nth("open");
      const none = client(ws("/echo"));
      await watch(none).nth("open");
      return { one: one.protocol, many: many.protocol, none: none.protocol, extensions: typeof none.extensions };
    },
  },
};
