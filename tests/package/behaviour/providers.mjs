// When functions of the user's that give the URL, protocols or query are called: for each attempt, and never inside a
// call of the user's.

import { equal, ok, same } from "./expect.mjs";
import { watch } from "./watch.mjs";

/** A client with a function in all three places, and how often they were called. */
function counted({ client, ws }, options) {
  const calls = { url: 0, protocols: 0, query: 0 };
  const count = (name, value) => () => ((calls[name] += 1), value);
  const queryParams = count("query", { a: 1 });
  const socket = client(count("url", ws("/echo")), count("protocols", "chat"), { queryParams, ...options });
  return { calls, socket, seen: watch(socket) };
}

const times = (n) => ({ url: n, protocols: n, query: n });

export const tests = {
  "none is called before the constructor returns": async (env) => {
    const { calls, seen } = counted(env);
    same(calls, times(0), "the calls");
    await seen.nth("open");
    same(calls, times(1), "the calls");
  },

  "none is called before reconnect() returns, also inside a callback": async (env) => {
    const { calls, socket, seen } = counted(env, { startClosed: true });
    same(calls, times(0), "the calls");
    socket.reconnect();
    same(calls, times(0), "the calls");
    await seen.nth("open");
    let inside;
    socket.onmessage = () => {
      socket.reconnect();
      inside = { ...calls };
    };
    socket.send("go");
    await seen.nth("open", 2);
    same(inside, times(1), "the calls when reconnect() returned");
    same(calls, times(2), "the calls");
  },

  "they may use the client that they belong to": async ({ client, ws }) => {
    const phases = [];
    const give = (value) => () => (phases.push(socket.state.phase), value);
    const socket = client(give(ws("/echo")), give(null), { queryParams: give({ a: 1 }) });
    await watch(socket).nth("open");
    same(phases, ["connecting", "connecting", "connecting"], "the phases that they saw");
  },

  "one that rejects while another throws is one failure, and nothing unhandled": async ({ client, ws, reported }) => {
    const failure = (name) => new RangeError(`failed in a test: ${name}`);
    const rejects = (name) => () => Promise.reject(failure(name));
    const throws = (name) => () => {
      throw failure(name);
    };
    for (const [url, protocols, queryParams] of [
      [rejects("url"), throws("protocols"), rejects("query")],
      [throws("url"), rejects("protocols"), rejects("query")],
      [() => ws("/echo"), rejects("protocols"), throws("query")],
    ]) {
      const seen = watch(client(url, protocols, { queryParams, maxRetries: 0 }));
      await seen.reaches("closed", ({ phase }) => phase === "closed");
      const order = seen.events.map(({ type, state }) => state?.phase ?? type);
      same(order, ["connecting", "error", "close", "closed"], "the events");
      ok(seen.of("error")[0].error instanceof RangeError, "the user's own error");
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    const unhandled = reported().filter((message) => message.includes("failed in a test"));
    equal(unhandled.length, 0, "unhandled rejections");
  },

  "what is fixed is read once, when the client is made": async ({ client, ws }) => {
    let reads = 0;
    const queryParams = {
      get greet() {
        return `read ${(reads += 1)}`;
      },
    };
    const protocols = ["chat"];
    const socket = client(ws("/echo"), protocols, { queryParams });
    protocols[0] = "not a token";
    const seen = watch(socket);
    await seen.nth("message");
    socket.reconnect();
    await seen.nth("message", 2);
    same(seen.data(), ["read 1", "read 1"], "what the server read");
    equal(reads, 1, "reads");
    equal(seen.of("error").length, 0, "errors");
  },
};
