// What a user sees from outside: transitions, counters, the log, and the signal that ends it all.

import { equal, ok, same } from "./expect.mjs";
import { fakeClass, onFake } from "./fakes.mjs";
import { watch } from "./watch.mjs";

const SECRET = "hunter2";
const closed = ({ phase }) => phase === "closed";

export const tests = {
  "transitions: each with its time and cause, the last 100, the oldest first": async (env) => {
    const { socket, seen, open } = onFake(env, { minReconnectionDelay: 0 });
    same(socket.transitions, [], "before the first event");
    const before = Date.now();
    (await open(1)).end(1006);
    await seen.nth("statechange", 4);
    const [first] = socket.transitions;
    ok(first.at >= before && first.at <= Date.now(), `at is as Date.now(), got ${first.at}`);
    same(
      socket.transitions.slice(0, 4).map(({ phase, cause, attempt }) => `${phase} (${cause}) ${attempt}`),
      ["connecting (connect) 0", "open (opened) 0", "waiting (connection lost) 1", "connecting (retry) 1"],
      "the transitions",
    );
    ok(socket.transitions !== socket.transitions, "a list of one's own, which changes nothing here");
    socket.transitions.length = 0;
    equal(socket.transitions[0], first, "the first one");
    for (let n = 2; n <= 40; n += 1) (await open(n)).end(1006);
    await seen.nth("close", 40);
    equal(socket.transitions.length, 100, "how many are remembered");
    const told = seen.of("statechange").slice(-100);
    same(
      socket.transitions.map(({ phase, cause }) => [phase, cause]),
      told.map(({ state: { phase, cause } }) => [phase, cause]),
      "they are those that statechange told",
    );
  },

  "counters: what happened so far": async (env) => {
    const resume = { key: (data) => data };
    const { socket, made } = onFake(env, { resume, queue: { maxMessages: 1 }, ack: (data) => data });
    const none = { attempts: 1, opened: 0, sent: 0, resent: 0, acknowledged: 0, dropped: 0, received: 0, duplicates: 0 };
    same(socket.counters, none, "at first");
    (await made(1)).end(1006);
    void socket.deliver("one", { id: 1 });
    socket.send("dropped");
    const second = await made(2);
    second.open();
    second.end(1006);
    const third = await made(3);
    third.open();
    third.receive("1");
    third.receive("1");
    third.receive("2");
    socket.send("two");
    same(
      socket.counters,
      { attempts: 3, opened: 2, sent: 3, resent: 1, acknowledged: 1, dropped: 1, received: 2, duplicates: 1 },
      "in the end",
    );
    ok(socket.counters !== socket.counters, "a snapshot");
  },

  "debug logs each transition, and no secret": async (env) => {
    const lines = [];
    const options = {
      debug: true,
      debugLogger: (...words) => lines.push(words.join(" ")),
      auth: `auth ${SECRET}`,
      queryParams: { token: SECRET },
      resume: { cursor: () => SECRET, key: () => SECRET, apply: "after" },
      heartbeat: { message: SECRET, interval: 20, timeout: 20 },
      ack: (data) => data,
      maxRetries: 1,
    };
    const url = `ws://user:${SECRET}@127.0.0.1:9/?token=${SECRET}`;
    const { socket, seen, open } = onFake(env, options, fakeClass(), url);
    socket.send(SECRET);
    void socket.deliver(SECRET, { id: SECRET }).catch(() => {});
    const first = await open(1);
    first.receive(SECRET);
    await seen.nth("close");
    (await open(2)).end(4001, `reason ${SECRET}`, true);
    await seen.reaches("closed", closed);
    await seen.nth("close", 2);
    equal(lines.length, seen.of("statechange").length, "one line for each transition");
    for (const [n, { state }] of seen.of("statechange").entries()) {
      ok(lines[n].includes(state.phase) && lines[n].includes(state.cause), `line ${n}: ${lines[n]}`);
    }
    ok(!lines.join().includes(SECRET), `no secret in ${lines.join("; ")}`);
    ok(!/127\.0\.0\.1|user/.test(lines.join()), `no URL in ${lines.join("; ")}`);
    // The server's own words are not everwire's.
    for (const { error } of seen.of("error")) ok(!error.message.includes(SECRET), `no secret in ${error.message}`);
  },

  "without debug nothing is logged, and the default logger is console.log": async (env) => {
    const lines = [];
    await onFake(env, { debugLogger: (line) => lines.push(line) }).open(1);
    await onFake(env, { debug: false, debugLogger: (line) => lines.push(line) }).open(1);
    same(lines, [], "lines");
    const { log } = console;
    console.log = (line) => lines.push(line);
    try {
      const { socket, seen, open } = onFake(env, { debug: true });
      const first = await open(1);
      socket.close();
      first.end(1000, "", true);
      await seen.reaches("closed", closed);
    } finally {
      console.log = log;
    }
    equal(lines.length, 4, "lines on the console");
  },

  "a logger that throws is reported, and takes no event with it": async (env) => {
    const debugLogger = () => {
      throw new Error("thrown by a test: debugLogger");
    };
    const { socket, seen, open } = onFake(env, { debug: true, debugLogger });
    (await open(1)).end(4001, "", true);
    await seen.reaches("closed", closed);
    await seen.nth("close");
    same(seen.path(), ["connecting (connect)", "open (opened)", "closed (closed by server)"], "the transitions");
    equal(socket.transitions.length, 3, "transitions");
    await env.until("it is reported", () => env.reported().some((text) => text.includes("thrown by a test: debugLogger")));
  },

  "a signal that is aborted already: it never connects": async (env) => {
    const { socket, seen, Fake } = onFake(env, { signal: AbortSignal.abort() });
    equal(socket.state.phase, "idle", "phase");
    equal(socket.send("kept"), "queued", "send says");
    await new Promise((resolve) => setTimeout(resolve, 20));
    same([Fake.made.length, seen.events.length], [0, 0], "sockets, events");
  },

  "a signal that is aborted right after the constructor, and while the URL is awaited": async (env) => {
    for (const url of ["ws://127.0.0.1:9/", () => new Promise(() => {})]) {
      const controller = new AbortController();
      const { socket, seen } = onFake(env, { signal: controller.signal, closeTimeout: 50 }, fakeClass(), url);
      controller.abort();
      equal(seen.events.length, 0, "events before abort() returned");
      await seen.reaches("closed", closed);
      await seen.nth("close");
      equal(seen.of("close").length, 1, "close events");
      equal(socket.shouldReconnect, false, "shouldReconnect");
    }
  },

  "a signal that is aborted while open: a close without a code, and no attempt": async (env) => {
    const controller = new AbortController();
    const { socket, seen, open } = onFake(env, { signal: controller.signal });
    const link = await open(1);
    controller.abort(new Error("a reason of the user's"));
    same(link.closedWith, [], "what the socket was closed with");
    equal(socket.state.phase, "closing", "phase");
    link.end(1005, "", true);
    const { cause, error } = await seen.reaches("closed", closed);
    same([cause, error], ["closed by user", null], "cause and error");
  },

  "a signal that is aborted while waiting, and from inside a callback": async (env) => {
    const controller = new AbortController();
    const slow = { minReconnectionDelay: 60_000, maxReconnectionDelay: 60_000, jitter: "none" };
    const waits = onFake(env, { signal: controller.signal, ...slow });
    (await waits.open(1)).end(1006);
    controller.abort();
    equal(waits.socket.state.phase, "closed", "phase");

    const inside = new AbortController();
    const { socket, seen, open } = onFake(env, { signal: inside.signal });
    socket.onmessage = () => inside.abort();
    const link = await open(1);
    link.receive("go");
    equal(socket.state.phase, "closing", "phase");
    link.end(1005, "", true);
    await seen.reaches("closed", closed);
  },

  "a signal is listened to only while something goes on, and again after reconnect()": async (env) => {
    const { signal } = new AbortController();
    const listeners = new Set();
    signal.addEventListener = (type, listener) => listeners.add(listener);
    signal.removeEventListener = (type, listener) => listeners.delete(listener);
    const { socket, seen, made, open } = onFake(env, { signal, startClosed: true });
    equal(listeners.size, 0, "listeners while idle");
    socket.reconnect();
    const first = await open(1);
    equal(listeners.size, 1, "listeners while open");
    first.end(4001, "", true);
    await seen.reaches("closed", closed);
    equal(listeners.size, 0, "listeners when closed");
    socket.reconnect();
    await made(2);
    equal(listeners.size, 1, "listeners after reconnect()");
  },

  "one signal for several clients, over a real connection": async ({ client, ws, faults, until }) => {
    const controller = new AbortController();
    const clients = [1, 2].map(() => watch(client(ws("/echo"), null, { signal: controller.signal })));
    for (const seen of clients) await seen.nth("open");
    controller.abort();
    for (const seen of clients) await seen.reaches("closed", closed);
    await until("the server has no connection", async () => (await faults()).connections === 0);
  },
};
