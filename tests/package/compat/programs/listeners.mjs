// Who is told what, and in which order.

import { opened, watch } from "./watch.mjs";

export const programs = {
  "listeners in each form": {
    run: async (env) => {
      const { socket, seen } = await opened(env);
      const calls = [];
      const removed = () => calls.push("removed");
      socket.addEventListener("message", ({ data }) => calls.push(`function ${data}`));
      socket.addEventListener("message", { handleEvent: ({ data }) => calls.push(`object ${data}`) });
      socket.addEventListener("message", removed);
      socket.removeEventListener("message", removed);
      socket.removeEventListener("message", () => {});
      socket.send("hello");
      await seen.nth("message");
      return { calls };
    },
  },

  "handlers": {
    run: async ({ client, ws, until }) => {
      const socket = client(ws("/echo"));
      const calls = [];
      socket.onopen = ({ type }) => {
        calls.push(type);
        socket.send("hello");
      };
      socket.onmessage = ({ type, data }) => {
        calls.push(`${type} ${data}`);
        socket.close(4000, "bye");
      };
      socket.onclose = ({ type, code, reason }) => calls.push(`${type} ${code} ${reason}`);
      socket.onerror = ({ type }) => calls.push(type);
      await until("the close", () => calls.length === 3);
      const { onopen } = socket;
      socket.onopen = null;
      return { calls, get: typeof onopen, none: socket.onopen };
    },
  },

  "a handler is called before the listeners": {
    run: async ({ client, ws }) => {
      const socket = client(ws("/echo"));
      const calls = [];
      socket.onopen = () => calls.push("handler");
      socket.addEventListener("open", () => calls.push("listener"));
      await watch(socket).nth("open");
      return { calls };
    },
  },

  "the order of a handler that came after a listener": {
    run: async ({ client, ws }) => {
      const socket = client(ws("/echo"));
      const calls = [];
      socket.addEventListener("open", () => calls.push("listener"));
      socket.onopen = () => calls.push("handler");
      await watch(socket).nth("open");
      return { calls };
    },
    differs: { calls: { why: "listeners", ours: [["listener", "handler"]] } },
  },

  "a listener that was added twice": {
    run: async (env) => {
      const { socket, seen } = await opened(env);
      let calls = 0;
      const listener = () => (calls += 1);
      socket.addEventListener("message", listener);
      socket.addEventListener("message", listener);
      socket.send("hello");
      await seen.nth("message");
      return { calls };
    },
    differs: { calls: { why: "listeners", ours: [1] } },
  },

  "whose events they are": {
    run: async (env) => {
      const { socket, seen } = await opened(env);
      const targets = {};
      socket.onmessage = ({ target }) => (targets["target in a handler"] = target === socket);
      socket.addEventListener("message", ({ target }) => (targets["target in a listener"] = target === socket));
      socket.send("hello");
      await seen.nth("message");
      const { data, type } = seen.of("message")[0];
      return { ...targets, data, type };
    },
    differs: {
      "target in a handler": { why: "targets", ours: [true] },
      "target in a listener": { why: "targets", ours: [true] },
    },
  },

  "an event that the user dispatches": {
    run: async ({ client, ws }) => {
      const socket = client(ws("/echo"), [], { startClosed: true });
      const calls = [];
      socket.addEventListener("message", ({ type }) => calls.push(type));
      const went = socket.dispatchEvent(new Event("message"));
      return { calls, went };
    },
  },

  "debug writes to the console": {
    run: async (env) => {
      const { log } = console;
      let lines = 0;
      console.log = () => (lines += 1);
      try {
        await opened(env, { debug: true });
      } finally {
        console.log = log;
      }
      return { written: lines > 0 };
    },
  },

  "debugLogger gets what debug writes": {
    only: "partysocket",
    run: async (env) => {
      const lines = [];
      await opened(env, { debug: true, debugLogger: (...line) => lines.push(line.map(String).join(" ")) });
      return { some: lines.length > 0, "shows the URL": lines.some((line) => line.includes("secret")) };
    },
  },
};
