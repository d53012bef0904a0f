// The client as an async iterator, as WHATWG streams, and with `using`.

import { equal, ok, same } from "./expect.mjs";
import { onFake } from "./fakes.mjs";

/** What a promise came to: "pending", "done", or what it was rejected with. */
function follow(promise) {
  const fate = { now: "pending" };
  promise.then(
    (value) => Object.assign(fate, { now: "done", value }),
    (error) => Object.assign(fate, { now: "failed", error }),
  );
  return fate;
}

const settled = ({ until }, fate, as, what) =>
  until(
    () => `${what} to be ${as}; it is ${fate.now}`,
    () => fate.now === as,
  );

export const tests = {
  "for await: every message in its order, over a loss, until the client is closed": async (env) => {
    const { socket, open } = onFake(env);
    const first = await open(1);
    const all = [];
    const loop = (async () => {
      for await (const data of socket) all.push(data);
    })();
    first.receive("one");
    first.receive("two");
    first.end(1006);
    const second = await open(2);
    second.receive("three");
    socket.close();
    second.end(1000, "", true);
    await loop;
    same(all, ["one", "two", "three"], "what the loop got");
  },

  "for await: who leaves the loop leaves the connection open, and hears nothing more": async (env) => {
    const { socket, open, seen } = onFake(env);
    const link = await open(1);
    const taken = (async () => {
      for await (const data of socket) return data;
    })();
    link.receive("first");
    link.receive("second");
    equal(await taken, "first", "what the loop got");
    equal(socket.state.phase, "open", "phase");
    await seen.nth("message", 2);
  },

  "for await: two loops get everything each, and each only what comes after it began": async (env) => {
    const { socket, open } = onFake(env);
    const link = await open(1);
    link.receive("before");
    const all = [[], []];
    const loops = all.map(async (list) => {
      for await (const data of socket) list.push(data);
    });
    link.receive("a");
    link.receive("b");
    socket.close();
    link.end(1000, "", true);
    await Promise.all(loops);
    same(all, [["a", "b"], ["a", "b"]], "what the loops got");
  },

  "for await: after a failure for good the loop still gets everything that came, and ends": async (env) => {
    const { socket, open } = onFake(env, { maxRetries: 0 });
    const link = await open(1);
    const all = [];
    const loop = (async () => {
      for await (const data of socket) {
        all.push(data);
        await new Promise((resolve) => setTimeout(resolve));
      }
    })();
    for (const data of ["a", "b", "last"]) link.receive(data);
    link.end(4001, "no");
    await loop;
    same(all, ["a", "b", "last"], "what the loop got");
    ok(socket.state.error, "state.error says why");
  },

  "for await: an iterator may be left before and while it waits": async (env) => {
    const { socket, open } = onFake(env);
    const link = await open(1);
    const [unused, waiting] = [socket[Symbol.asyncIterator](), socket[Symbol.asyncIterator]()];
    const next = waiting.next();
    equal((await waiting.return()).done, true, "left while it waits");
    equal((await next).done, true, "what waited");
    equal((await unused.return()).done, true, "left before it began");
    link.receive("late");
    equal((await unused.next()).done, true, "nothing comes any more");
  },

  "for await: on a closed client the loop ends at once": async (env) => {
    const { socket } = onFake(env, { startClosed: true });
    socket.close();
    for await (const data of socket) ok(false, `nothing comes, not ${data}`);
  },

  "readable is always the same stream; cancelled, it leaves the connection open": async (env) => {
    const { socket, open } = onFake(env);
    const link = await open(1);
    ok(socket.readable === socket.readable, "one stream");
    const reader = socket.readable.getReader();
    link.receive("a");
    equal((await reader.read()).value, "a", "the first chunk");
    await reader.cancel();
    equal(socket.state.phase, "open", "phase");
    link.receive("b");
    equal((await reader.read()).done, true, "nothing more comes");
  },

  "writable: a chunk is done when a socket has it, whatever comes in between": async (env) => {
    const { socket, made } = onFake(env);
    ok(socket.writable === socket.writable, "one stream");
    const writer = socket.writable.getWriter();
    const fates = ["a", "b"].map((data) => follow(writer.write(data)));
    const first = await made(1);
    same(socket.state.queued.messages, 1, "of two chunks only one is taken from the writer");
    equal(fates[0].now, "pending", "while connecting");
    first.open();
    await settled(env, fates[1], "done", "the second chunk");
    same(first.sent, ["a", "b"], "what the socket got");
  },

  "writable: a slow socket slows the writer down": async (env) => {
    const { socket, open } = onFake(env, { queue: { highWaterMark: 10 } });
    const link = await open(1);
    const writer = socket.writable.getWriter();
    await writer.write("first");
    link.bufferedAmount = 10;
    const fate = follow(writer.write("second"));
    await env.until("the second to wait", () => socket.state.queued.messages === 1);
    equal(fate.now, "pending", "while the socket is full");
    link.bufferedAmount = 0;
    await settled(env, fate, "done", "the second chunk");
    same(link.sent, ["first", "second"], "what the socket got");
  },

  "writable: closing it closes the client, after all that was written": async (env) => {
    const { socket, open } = onFake(env);
    const writer = socket.writable.getWriter();
    void writer.write("a");
    const closed = follow(writer.close());
    const link = await open(1);
    await settled(env, closed, "done", "close()");
    same(link.sent, ["a"], "what the socket got");
    equal(socket.state.phase, "closing", "phase");
  },

  "writable: where the client is closed the stream fails, with what waits": async (env) => {
    const { socket } = onFake(env, { startClosed: true });
    socket.reconnect();
    const writer = socket.writable.getWriter();
    const [waiting, ended] = [follow(writer.write("a")), follow(writer.closed)];
    await env.until("the chunk to wait", () => socket.state.queued.messages === 1);
    socket.close();
    await settled(env, waiting, "failed", "what waited");
    await settled(env, ended, "failed", "the stream");
    ok(await writer.write("b").then(() => false, () => true), "a later chunk is refused");
  },

  "writable: aborted, it ends at once, and a chunk that waits waits no longer": async (env) => {
    const { socket, made } = onFake(env, { minReconnectionDelay: 600_000, maxReconnectionDelay: 600_000, jitter: "none" });
    const writer = socket.writable.getWriter();
    const waiting = follow(writer.write("a"));
    (await made(1)).end(1006);
    await env.until("the wait for a retry", () => socket.state.phase === "waiting");
    const aborted = follow(writer.abort("enough"));
    await settled(env, aborted, "done", "abort()");
    await settled(env, waiting, "failed", "what waited");
    equal(socket.state.phase, "closed", "phase");
  },

  "writable: what the queue refuses fails the stream and says why": async (env) => {
    const { socket } = onFake(env, { queue: { maxMessages: 1 } });
    socket.send("one");
    const fate = follow(socket.writable.getWriter().write("two"));
    await settled(env, fate, "failed", "the chunk");
    equal(fate.error.outcome, "refused", "outcome");
  },

  "a stream can be piped through the client and back": async (env) => {
    const { client, base, until } = env;
    const socket = client(base.replace("http", "ws") + "/echo");
    const back = [];
    const read = (async () => {
      for await (const data of socket) if (back.push(data) === 3) return;
    })();
    const source = new ReadableStream({
      start(controller) {
        for (const data of ["x", "y", "z"]) controller.enqueue(data);
        controller.close();
      },
    });
    await source.pipeTo(socket.writable, { preventClose: true });
    await read;
    same(back, ["x", "y", "z"], "what came back");
    await until("it is open still", () => socket.state.phase === "open");
  },

  "the symbol of `using` closes it, also where the engine has none": async (env) => {
    const { socket, open } = onFake(env);
    await open(1);
    socket[Symbol.dispose ?? Symbol.for("Symbol.dispose")]();
    equal(socket.state.phase, "closing", "phase");
  },
};
