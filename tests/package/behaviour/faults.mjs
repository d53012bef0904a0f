// The network fails in every way that the mock server can make it fail, and the client comes back.

import { equal, ok, same } from "./expect.mjs";
import { watch } from "./watch.mjs";

const ABNORMAL = { code: 1006, reason: "", wasClean: false };

async function open({ client, ws }, options) {
  const socket = client(ws("/echo"), null, options);
  const seen = watch(socket);
  await seen.nth("open");
  return { socket, seen };
}

/** That the connection works, and not only says so. */
async function answers(socket, seen, word) {
  socket.send(word);
  await seen.reaches(`the echo of ${word}`, () => seen.data().includes(word));
}

export const tests = {
  "a forced reset: close 1006, and the client comes back by itself": async (env) => {
    const { socket, seen } = await open(env);
    await env.faults({ kind: "reset" });
    await seen.nth("open", 2);
    same(seen.closes(), [ABNORMAL], "the close");
    const path = seen.path().slice(2, 5);
    same(path, ["waiting (connection lost)", "connecting (retry)", "open (opened)"], "the transitions");
    const waiting = seen.of("statechange").find(({ state }) => state.phase === "waiting").state;
    ok(waiting.isReconnecting && !waiting.isConnected, "isReconnecting while waiting");
    equal(waiting.attempt, 1, "the attempt that is waited for");
    ok(waiting.error instanceof Error && waiting.error.message, "the error says something");
    ok(
      Math.abs(waiting.nextAttemptAt - Date.now()) < 60_000,
      `nextAttemptAt is epoch ms, got ${waiting.nextAttemptAt}`,
    );
    same(waiting.lastClose, ABNORMAL, "lastClose");
    await answers(socket, seen, "back");
    equal(socket.state.error, null, "no error while open");
  },

  "the server hangs up without a close frame: close 1006, and back": async (env) => {
    const { socket, seen } = await open(env);
    await env.faults({ kind: "drop" });
    await seen.nth("open", 2);
    same(seen.closes(), [ABNORMAL], "the close");
    await answers(socket, seen, "back");
  },

  "codes are what the server said": async (env) => {
    for (const [code, reason] of [
      [1012, "restart"],
      [4321, "Grund: ü"],
      [1000, ""],
    ]) {
      const { seen } = await open(env);
      await env.faults({ kind: "close", code, reason });
      await seen.nth("open", 2);
      same(seen.closes(), [{ code, reason, wasClean: true }], `the close ${code}`);
      const { cause } = seen.of("statechange").find(({ state }) => state.phase === "waiting").state;
      equal(cause, "closed by server", "the cause");
    }
  },

  "HTTP 403: error, then close 1006, not clean and never open": async ({ client, ws, faults }) => {
    await faults({ kind: "forbid" });
    const seen = watch(client(ws("/echo"), null, { maxRetries: 0 }));
    await seen.reaches("closed", ({ phase }) => phase === "closed");
    const order = seen.events.map(({ type }) => type).filter((type) => type !== "statechange");
    same(order, ["error", "close"], "the events");
    same(seen.closes(), [ABNORMAL], "the close");
    equal(seen.of("statechange").at(-1).state.cause, "handshake failed", "the cause");
    const { error, message } = seen.of("error")[0];
    ok(error instanceof Error && error.message && message, "the error says something");
  },

  "refused handshakes are tried again until one succeeds": async (env) => {
    const { socket, seen } = await open(env);
    await env.faults({ kind: "refuse" });
    await env.faults({ kind: "reset" });
    await seen.reaches("three retries", ({ attempt }) => attempt >= 3);
    equal(socket.retryCount >= 3, true, "retryCount");
    await env.faults({ kind: "none" });
    await seen.nth("open", 2);
    const connecting = seen.of("statechange").filter(({ state }) => state.phase === "connecting").length;
    equal(seen.of("close").length, connecting - 1, "one close for each attempt but the one that is open");
    await seen.reaches("the counter is 0 after minUptime", ({ attempt }) => attempt === 0);
    equal(socket.retryCount, 0, "retryCount");
    await answers(socket, seen, "back");
  },

  "the counter's return to 0 is a statechange, and where it is 0 already there is none": async (env) => {
    const { socket, seen } = await open(env, { minUptime: 50 });
    const first = socket.state;
    await new Promise((resolve) => setTimeout(resolve, 200));
    equal(socket.state, first, "the state after minUptime of the first connection");
    await env.faults({ kind: "reset" });
    await seen.nth("open", 2);
    await seen.reaches("the counter is 0 again", ({ attempt }) => attempt === 0);
    await seen.nth("statechange", 6);
    const told = seen.of("statechange").map(({ state }) => `${state.phase} ${state.attempt}`);
    same(told, ["connecting 0", "open 0", "waiting 1", "connecting 1", "open 1", "open 0"], "the transitions");
    const { state } = seen.of("statechange").at(-1);
    equal(state, socket.state, "the state is the one of its event");
    equal(state.cause, "opened", "the cause");
  },

  "a port that nobody listens on: each attempt is one error and one close 1006": async ({ client, refused }) => {
    const seen = watch(client(refused, null, { maxRetries: 2 }));
    await seen.reaches("closed", ({ phase }) => phase === "closed");
    const order = seen.events.map(({ type }) => type).filter((type) => type !== "statechange");
    same(order, ["error", "close", "error", "close", "error", "close"], "the events");
    same(seen.closes(), [ABNORMAL, ABNORMAL, ABNORMAL], "the closes");
    ok(
      seen.of("error").every(({ error }) => error instanceof Error && error.message),
      "each error says something",
    );
  },

  "a handshake that hangs is given up at connectionTimeout": async ({ client, ws, faults }) => {
    await faults({ kind: "hang" });
    const socket = client(ws("/echo"), null, { connectionTimeout: 100 });
    const seen = watch(socket);
    await seen.nth("close");
    same(seen.closes()[0], ABNORMAL, "the close");
    const waiting = await seen.nth("statechange", 2);
    equal(waiting.state.cause, "attempt timed out", "the cause");
    ok(seen.of("error")[0].error instanceof Error, "an error event came first");
    await faults({ kind: "none" });
    await seen.nth("open");
    await answers(socket, seen, "at last");
  },

  "maxRetries 0: one attempt, no retry": async ({ client, ws, faults }) => {
    await faults({ kind: "refuse" });
    const { handshakes } = await faults();
    const socket = client(ws("/echo"), null, { maxRetries: 0 });
    const seen = watch(socket);
    const state = await seen.reaches("closed", ({ phase }) => phase === "closed");
    equal(state.nextAttemptAt, null, "no attempt is planned");
    equal(state.isReconnecting, false, "isReconnecting");
    equal(socket.shouldReconnect, false, "shouldReconnect");
    equal(seen.of("close").length, 1, "close events");
    equal((await faults()).handshakes, handshakes + 1, "handshakes");
  },

  "maxRetries 2: three attempts, then closed until reconnect()": async ({ client, ws, faults }) => {
    await faults({ kind: "refuse" });
    const { handshakes } = await faults();
    const socket = client(ws("/echo"), null, { maxRetries: 2 });
    const seen = watch(socket);
    await seen.reaches("closed", ({ phase }) => phase === "closed");
    equal(seen.of("close").length, 3, "close events");
    equal((await faults()).handshakes, handshakes + 3, "handshakes");
    await faults({ kind: "none" });
    socket.reconnect();
    await seen.nth("open");
  },

  "close() against a silent server ends at closeTimeout": async (env) => {
    const { socket, seen } = await open(env, { closeTimeout: 100 });
    await env.faults({ kind: "silent" });
    socket.close(1000);
    const state = await seen.reaches("closed", ({ phase }) => phase === "closed");
    equal(state.cause, "close timed out", "the cause");
    same(seen.closes(), [ABNORMAL], "the close");
  },

  "close() while waiting for the next attempt: no further attempt": async (env) => {
    const { socket, seen } = await open(env, {
      minReconnectionDelay: 60_000,
      maxReconnectionDelay: 60_000,
      jitter: "none",
    });
    await env.faults({ kind: "reset" });
    await seen.reaches("waiting", ({ phase }) => phase === "waiting");
    equal(socket.readyState, 3, "readyState while waiting");
    socket.close();
    equal(socket.state.phase, "closed", "phase");
    equal(socket.state.nextAttemptAt, null, "nextAttemptAt");
    equal(seen.of("close").length, 1, "close events");
  },

  "reconnect() while waiting: at once, and the counter starts again": async (env) => {
    const { socket, seen } = await open(env, {
      minReconnectionDelay: 60_000,
      maxReconnectionDelay: 60_000,
      jitter: "none",
    });
    await env.faults({ kind: "reset" });
    await seen.reaches("waiting", ({ phase }) => phase === "waiting");
    socket.reconnect();
    await seen.nth("open", 2);
    equal(socket.retryCount, 0, "retryCount");
  },

  "three resets in a row: each open has its one close": async (env) => {
    const { seen } = await open(env);
    for (let n = 1; n <= 3; n += 1) {
      await env.faults({ kind: "reset" });
      await seen.nth("open", n + 1);
    }
    const order = seen.events.map(({ type }) => type).filter((type) => type === "open" || type === "close");
    same(order, ["open", "close", "open", "close", "open", "close", "open"], "the order");
  },
};
