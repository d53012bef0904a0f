// `deliver` keeps a message until the server has acknowledged it, over any number of connections, and says what became
// of it.

import { equal, includes, isTypeError, ok, same } from "./expect.mjs";
import { onFake } from "./fakes.mjs";
import { watch } from "./watch.mjs";

const ack = (data) => /^ack (.*)$/.exec(data)?.[1];

const withAcks = (env, options) => onFake(env, { ack, ...options });

/** What became of a promise so far: "pending", "done", or the outcome or name of its error. */
function follow(promise) {
  const fate = { now: "pending", error: null };
  promise.then(
    () => (fate.now = "done"),
    (error) => Object.assign(fate, { now: error.outcome ?? error.name, error }),
  );
  return fate;
}

const settles = ({ until }, fate, as) =>
  until(
    () => `${as}; it is ${fate.now}`,
    () => fate.now === as,
  );

const counts = ({ counters: { sent, resent, acknowledged, dropped } }) => [sent, resent, acknowledged, dropped];

export const tests = {
  "it resolves when the server has acknowledged the message, and not before": async (env) => {
    const { socket, seen, open } = withAcks(env);
    const link = await open(1);
    const fate = follow(socket.deliver("one", { id: "m1" }));
    same(link.sent, ["one"], "what the socket got");
    same(socket.state.queued, { messages: 0, unacknowledged: 1, bytes: 3 }, "state.queued");
    link.receive("ack another");
    await Promise.resolve();
    equal(fate.now, "pending", "after another acknowledgement");
    link.receive("ack m1");
    await settles(env, fate, "done");
    same(socket.state.queued, { messages: 0, unacknowledged: 0, bytes: 0 }, "state.queued");
    same(counts(socket), [1, 0, 1, 0], "sent, resent, acknowledged, dropped");
    same(seen.data(), ["ack another", "ack m1"], "acknowledgements are delivered like any message");
  },

  "a number is an id, too, and is the same as its text": async (env) => {
    const { socket, open } = withAcks(env);
    const link = await open(1);
    const fates = [follow(socket.deliver("zero", { id: 0 })), follow(socket.deliver("seven", { id: 7 }))];
    link.receive("ack 7");
    link.receive("ack 0");
    for (const fate of fates) await settles(env, fate, "done");
  },

  "what was not acknowledged is sent again on each connection, before what is newer, until it is": async (env) => {
    const { socket, open } = withAcks(env);
    const first = await open(1);
    const fates = ["a", "b"].map((id) => follow(socket.deliver(`message ${id}`, { id })));
    first.receive("ack a");
    first.end(1006);
    same(socket.state.queued, { messages: 1, unacknowledged: 0, bytes: 9 }, "state.queued after the loss");
    socket.send("newer");
    const second = await open(2);
    same(second.sent, ["message b", "newer"], "what the second socket got");
    second.end(1006);
    const third = await open(3);
    same(third.sent, ["message b"], "what the third socket got");
    third.receive("ack b");
    for (const fate of fates) await settles(env, fate, "done");
    same(counts(socket), [5, 2, 2, 0], "sent, resent, acknowledged, dropped");
  },

  "before the first open, and while closed: it is kept for the connection to come": async (env) => {
    const { socket, made, open } = withAcks(env, { startClosed: true });
    const idle = follow(socket.deliver("idle", { id: 1 }));
    socket.reconnect();
    const connecting = follow(socket.deliver("connecting", { id: 2 }));
    const first = await open(1);
    same(first.sent, ["idle", "connecting"], "what the socket got");
    for (const id of [1, 2]) first.receive(`ack ${id}`);
    for (const fate of [idle, connecting]) await settles(env, fate, "done");
    socket.close();
    first.end(1005, "", true);
    const closed = follow(socket.deliver("closed", { id: 3 }));
    await Promise.resolve();
    equal(closed.now, "pending", "while closed");
    socket.reconnect();
    (await made(2)).open();
    (await made(2)).receive("ack 3");
    await settles(env, closed, "done");
  },

  "one id twice: the second is refused while the first waits, and taken after it": async (env) => {
    const { socket, open } = withAcks(env);
    const link = await open(1);
    const first = follow(socket.deliver("one", { id: "m" }));
    const second = follow(socket.deliver("two", { id: "m" }));
    await settles(env, second, "TypeError");
    includes(second.error.message, ["id", '"m"'], "the error");
    same(link.sent, ["one"], "what the socket got");
    link.receive("ack m");
    await settles(env, first, "done");
    const third = follow(socket.deliver("three", { id: "m" }));
    link.receive("ack m");
    await settles(env, third, "done");
  },

  "expired: not acknowledged in time, be it sent or not": async (env) => {
    const { socket, seen, open } = withAcks(env, { queue: { ttl: 30 } });
    const early = follow(socket.deliver("before open", { id: 1, timeout: 20 }));
    await settles(env, early, "expired");
    const link = await open(1);
    same(link.sent, [], "what the socket got");
    const sent = follow(socket.deliver("in vain", { id: 2, timeout: 20 }));
    const byTtl = follow(socket.deliver("in vain, too", { id: 3 }));
    for (const fate of [sent, byTtl]) await settles(env, fate, "expired");
    includes(sent.error.message, ["expired"], "the error");
    ok(sent.error instanceof Error, "an Error");
    link.receive("ack 2");
    same(counts(socket), [2, 0, 0, 3], "sent, resent, acknowledged, dropped: a late acknowledgement is none");
    equal(seen.of("drop").length, 0, "drop events: the promise has said it");
  },

  "a timeout longer than queue.ttl wins": async (env) => {
    const { socket, open } = withAcks(env, { queue: { ttl: 20 } });
    const link = await open(1);
    const short = follow(socket.deliver("short", { id: 1 }));
    const long = follow(socket.deliver("long", { id: 2, timeout: 60_000 }));
    await settles(env, short, "expired");
    equal(long.now, "pending", "the long one");
    link.receive("ack 2");
    await settles(env, long, "done");
  },

  "closed: close(), or the last retry": async (env) => {
    const { socket, open } = withAcks(env);
    const link = await open(1);
    const fate = follow(socket.deliver("one", { id: 1 }));
    socket.send("plain");
    socket.close();
    link.end(1005, "", true);
    await settles(env, fate, "closed");
    equal(socket.state.queued.messages, 0, "what is queued");

    const last = withAcks(env, { maxRetries: 0 });
    const promise = follow(last.socket.deliver("one", { id: 1 }));
    last.socket.send("plain");
    (await last.made(1)).end(1006);
    await settles(env, promise, "closed");
    equal(last.socket.state.queued.messages, 1, "a message of send() stays");
  },

  "refused: the queue is full, whatever its policy for send() is": async (env) => {
    for (const overflow of ["drop-newest", "reject"]) {
      const { socket } = withAcks(env, { queue: { maxMessages: 1, overflow } });
      const [kept, refused] = [1, 2].map((id) => follow(socket.deliver("x", { id })));
      await settles(env, refused, "refused");
      equal(kept.now, "pending", "the first one");
    }
  },

  "dropped: a newer one took its place": async (env) => {
    const { socket, seen } = withAcks(env, { queue: { maxMessages: 1, overflow: "drop-oldest" } });
    const first = follow(socket.deliver("one", { id: 1 }));
    socket.send("two");
    await settles(env, first, "dropped");
    equal(seen.of("drop").length, 0, "drop events");
  },

  "what the socket has is not dropped for something newer": async (env) => {
    const { socket, open } = withAcks(env, { queue: { maxMessages: 1, overflow: "drop-oldest" } });
    const link = await open(1);
    const first = follow(socket.deliver("one", { id: 1 }));
    const second = follow(socket.deliver("two", { id: 2 }));
    await settles(env, second, "refused");
    link.receive("ack 1");
    await settles(env, first, "done");
  },

  "a send() of the socket that throws: the message is kept, and sent on the next one": async (env) => {
    const { socket, open } = withAcks(env);
    const first = await open(1);
    first.send = () => {
      throw new Error("thrown by a test: send of a socket");
    };
    const fate = follow(socket.deliver("one", { id: 1 }));
    first.end(1006);
    const second = await open(2);
    same(second.sent, ["one"], "what the second socket got");
    second.receive("ack 1");
    await settles(env, fate, "done");
  },

  "what the caller does with the buffer afterwards changes nothing, not even when it is sent again": async (env) => {
    const { socket, open } = withAcks(env);
    const first = await open(1);
    const bytes = new Uint8Array([1, 2]);
    void socket.deliver(bytes, { id: 1 }).catch(() => {});
    bytes.fill(0);
    first.end(1006);
    const second = await open(2);
    same([[...first.sent[0]], [...second.sent[0]]], [[1, 2], [1, 2]], "what the sockets got");
  },

  "a bad call rejects and says what it takes": async (env) => {
    const { socket } = withAcks(env);
    const bad = [
      [[], ["id"]],
      [["x"], ["id", "undefined"]],
      [["x", {}], ["id", "undefined"]],
      [["x", { id: "" }], ["id", '""']],
      [["x", { id: null }], ["id", "null"]],
      [["x", { id: {} }], ["id", "object"]],
      [["x", { id: 1, timeout: 0 }], ["timeout", "milliseconds", "got 0"]],
      [["x", { id: 1, timeout: Infinity }], ["timeout", "milliseconds", "Infinity"]],
      [["x", { id: 1, timeout: Number.NaN }], ["timeout", "NaN"]],
    ];
    for (const [args, parts] of bad) {
      const fate = follow(socket.deliver(...args));
      await settles(env, fate, "TypeError");
      isTypeError(fate.error, parts, `deliver(${JSON.stringify(args)})`);
    }
    equal(socket.state.queued.messages, 0, "what is queued");
    equal(socket.send("plain"), "queued", "a bad call leaves nothing behind: send says");
    const without = onFake(env);
    const fate = follow(without.socket.deliver("x", { id: 1 }));
    await settles(env, fate, "TypeError");
    isTypeError(fate.error, ["deliver", "ack"], "without the option ack");
  },

  "an ack function that throws or gives nonsense is reported or ignored: the message is delivered": async (env) => {
    const answers = [
      () => {
        throw new Error("thrown by a test: ack");
      },
      () => ({}),
      () => Number.NaN,
      async () => "m",
      () => null,
      () => "m",
    ];
    let next = 0;
    const { socket, seen, open } = onFake(env, { ack: (data) => answers[next++](data) });
    const link = await open(1);
    const fate = follow(socket.deliver("one", { id: "m" }));
    for (let n = 1; n < answers.length; n += 1) link.receive(`message ${n}`);
    await Promise.resolve();
    equal(fate.now, "pending", "after five answers that acknowledge nothing");
    link.receive("the answer");
    await settles(env, fate, "done");
    equal(seen.of("message").length, answers.length, "messages");
    await env.until("it is reported", () => env.reported().some((text) => text.includes("thrown by a test: ack")));
  },

  "deliver() from inside an acknowledgement's message event": async (env) => {
    const { socket, open } = withAcks(env);
    const link = await open(1);
    let second;
    socket.addEventListener("message", () => (second = follow(socket.deliver("two", { id: 1 }))), { once: true });
    const first = follow(socket.deliver("one", { id: 1 }));
    link.receive("ack 1");
    await settles(env, first, "done");
    equal(second.now, "pending", "the same id is free by then");
    link.receive("ack 1");
    await settles(env, second, "done");
  },

  "over a real connection that is reset: each is acknowledged": async ({ client, ws, faults, until }) => {
    // /echo answers each message with itself: the echo acknowledges it.
    const socket = client(ws("/echo"), null, { ack: (data) => JSON.parse(data).id });
    const seen = watch(socket);
    await seen.nth("open");
    const all = [];
    for (let id = 0; id < 30; id += 1) {
      if (id === 10) await faults({ kind: "reset" });
      all.push(socket.deliver(JSON.stringify({ id }), { id }));
    }
    await Promise.all(all);
    equal(socket.counters.acknowledged, 30, "acknowledged");
    same(socket.state.queued, { messages: 0, unacknowledged: 0, bytes: 0 }, "state.queued");
    await until("it is open again", () => socket.state.isConnected);
  },
};
