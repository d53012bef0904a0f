// WebSocket classes that misbehave: what the runtime, a test double or an engine's defect puts under the client.

import { equal, includes, isTypeError, ok, same, thrown } from "./expect.mjs";
import { URL_OF_NOBODY, fakeClass, onFake } from "./fakes.mjs";
import { watch } from "./watch.mjs";

const ABNORMAL = { code: 1006, reason: "", wasClean: false };

export const tests = {
  "a class whose constructor throws: error, close, and the next attempt": async ({ client }) => {
    const failure = new RangeError("thrown by the class");
    const Fake = fakeClass();
    let made = 0;
    class Throws extends Fake {
      constructor(...args) {
        super(...args);
        if ((made += 1) < 3) throw failure;
        queueMicrotask(() => this.open());
      }
    }
    const seen = watch(client(URL_OF_NOBODY, null, { WebSocket: Throws }));
    await seen.nth("open");
    same(seen.closes(), [ABNORMAL, ABNORMAL], "the closes");
    equal(seen.of("error").length, 2, "errors");
    ok(
      seen.of("error").every(({ error }) => error === failure),
      "each error is what the class threw",
    );
    const { cause } = seen.of("statechange").find(({ state }) => state.phase === "waiting").state;
    equal(cause, "handshake failed", "the cause");
  },

  "a class that fires error and never close (Node 20 and 22): the client goes on": async (env) => {
    const { seen, made } = onFake(env);
    (await made(1)).fire("error");
    await seen.nth("close");
    (await made(2)).fire("error");
    await seen.nth("close", 2);
    (await made(3)).open();
    await seen.nth("open");
    same(seen.closes(), [ABNORMAL, ABNORMAL], "the closes");
    equal(seen.of("error").length, 2, "errors");
  },

  "a class that fires error and never close while it is closed: closed by the user, and soon": async (env) => {
    const { socket, seen, made } = onFake(env, { closeTimeout: 20_000 });
    const first = await made(1);
    socket.close();
    first.fire("error");
    const { cause } = await seen.reaches("closed", ({ phase }) => phase === "closed");
    equal(cause, "closed by user", "the cause");
    same(seen.closes(), [ABNORMAL], "the close");
    equal(seen.of("error").length, 0, "errors: it was wanted");
  },

  "close() during a refused handshake: closed by the user, and soon": async ({ client, ws, refused, faults }) => {
    await faults({ kind: "refuse" });
    for (const url of [refused, ws("/echo")]) {
      const socket = client(url, null, { closeTimeout: 20_000 });
      const seen = watch(socket);
      socket.close();
      equal(socket.state.phase, "closing", "the handshake had begun");
      const { cause } = await seen.reaches("closed", ({ phase }) => phase === "closed");
      equal(cause, "closed by user", "the cause");
      same(seen.closes(), [ABNORMAL], "the close");
    }
  },

  "an open event of a socket that is closing already: what is queued stays for the next": async (env) => {
    const { socket, seen, made } = onFake(env);
    const first = await made(1);
    socket.send("kept");
    first.readyState = 2;
    first.fire("open");
    same(first.sent, [], "what the closing socket got");
    equal(socket.state.queued.messages, 1, "what is queued");
    first.end(1006);
    const second = await made(2);
    second.open();
    same(second.sent, ["kept"], "what the next socket got");
    await seen.reaches("open", ({ isConnected }) => isConnected);
    same(seen.closes(), [ABNORMAL], "the closes");
  },

  "reconnect() inside the error of an attempt that timed out: its close leaves the error": async (env) => {
    const Fake = class extends fakeClass() {
      constructor(url, protocols) {
        super(url, protocols);
        if (Fake.made.length === 2) queueMicrotask(() => this.open());
      }
    };
    // No retry of its own before the one that is asked for.
    const calm = { connectionTimeout: 200, minReconnectionDelay: 60_000, maxReconnectionDelay: 60_000, jitter: "none" };
    const { socket, seen } = onFake(env, calm, Fake);
    let failure;
    socket.addEventListener(
      "error",
      ({ error }) => {
        failure = error;
        socket.reconnect();
      },
      { once: true },
    );
    const read = [];
    for (const type of ["close", "statechange"]) {
      socket.addEventListener(type, () => failure && read.push(socket.state.error));
    }
    await seen.nth("open");
    await seen.reaches("open", ({ isConnected }) => isConnected);
    ok(read.length >= 3, `it was read at the close and each transition: ${read.length} times`);
    equal(read.pop(), null, "the error once it is open");
    ok(
      read.every((error) => error === failure),
      `the error until then: ${read}`,
    );
  },

  "a class that fires error when open and never close: the client goes on": async (env) => {
    const { seen, made } = onFake(env);
    const first = await made(1);
    first.open();
    first.fire("error");
    await seen.nth("close");
    same(seen.closes(), [ABNORMAL], "the close");
    const { cause } = seen.of("statechange").find(({ state }) => state.phase === "waiting").state;
    equal(cause, "connection lost", "the cause");
    (await made(2)).open();
    await seen.nth("open", 2);
    first.receive("late");
    first.end(1000, "late", true);
    equal(seen.of("message").length, 0, "messages of the old socket");
    equal(seen.of("close").length, 1, "closes of the old socket");
  },

  "error and then close is one failure": async (env) => {
    const { seen, made } = onFake(env);
    const first = await made(1);
    first.fire("error");
    first.fire("error");
    first.end(1006);
    first.end(1006);
    first.fire("error");
    (await made(2)).open();
    await seen.nth("open");
    equal(seen.of("error").length, 1, "errors");
    same(seen.closes(), [ABNORMAL], "the closes");
  },

  "a close without a code stays without one (Deno says 0)": async (env) => {
    const { seen, made } = onFake(env);
    (await made(1)).end(0);
    await seen.nth("close");
    same(seen.closes(), [{ code: 0, reason: "", wasClean: false }], "the close");
    await made(2);
  },

  "a close event without a reason, or without anything, is a close": async (env) => {
    const { seen, made } = onFake(env);
    (await made(1)).fire("close", { code: 1011, reason: undefined, wasClean: true });
    (await made(2)).fire("close", { code: 4005, reason: null });
    (await made(3)).fire("close");
    await seen.nth("close", 3);
    same(
      seen.closes(),
      [
        { code: 1011, reason: "", wasClean: true },
        { code: 4005, reason: "", wasClean: false },
        { code: 0, reason: "", wasClean: false },
      ],
      "the closes",
    );
    await made(4);
  },

  "open twice is one open, and a message before open is none": async (env) => {
    const { socket, seen, made } = onFake(env);
    const first = await made(1);
    first.receive("too early");
    first.open();
    first.open();
    first.receive("in time");
    equal(seen.of("open").length, 1, "open events");
    same(seen.data(), ["in time"], "messages");
    equal(socket.state.phase, "open", "phase");
  },

  "a close that the socket never answers: the next attempt uses a new socket": async (env) => {
    const { socket, seen, made } = onFake(env, { closeTimeout: 50 });
    const first = await made(1);
    first.open();
    socket.close(4001, "bye");
    same(first.closedWith, [4001, "bye"], "what the socket was closed with");
    await seen.reaches("closed", ({ phase }) => phase === "closed");
    socket.reconnect();
    (await made(2)).open();
    await seen.nth("open", 2);
    first.end(1000, "late", true);
    equal(socket.state.phase, "open", "phase");
    equal(seen.of("close").length, 1, "close events");
  },

  "a send() that throws on an open socket does not kill the client": async (env) => {
    const { socket, seen, made } = onFake(env);
    const first = await made(1);
    first.send = () => {
      throw new RangeError("thrown by a test: send");
    };
    first.open();
    let answer;
    try {
      answer = socket.send("lost");
    } catch (error) {
      answer = error;
    }
    ok(answer !== "sent", `send did not say "sent", it said ${answer}`);
    first.end(1006);
    (await made(2)).open();
    await seen.nth("open", 2);
    equal(socket.send("again"), "sent", "send says");
    includes((await made(2)).sent, ["again"], "what the new socket got");
  },

  "a class that is put in place of the global one is used, though it is no instance of it": async (env) => {
    const { everwire, until, adopt } = env;
    const Fake = fakeClass();
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, "WebSocket");
    Object.defineProperty(globalThis, "WebSocket", { configurable: true, writable: true, value: Fake });
    let socket;
    try {
      socket = adopt(new everwire.ReconnectingWebSocket(URL_OF_NOBODY));
      await until("the socket is made", () => Fake.made[0]);
    } finally {
      if (descriptor) Object.defineProperty(globalThis, "WebSocket", descriptor);
      else delete globalThis.WebSocket;
    }
    const seen = watch(socket);
    Fake.made[0].open();
    Fake.made[0].receive("from the double");
    same(seen.data(), ["from the double"], "messages");
    socket.close();
    Fake.made[0].end(1000, "", true);
    equal(socket.state.phase, "closed", "phase");
  },

  "no WebSocket in the runtime: an error that says what to do": ({ everwire, ws }) => {
    const descriptor = Object.getOwnPropertyDescriptor(globalThis, "WebSocket");
    delete globalThis.WebSocket;
    try {
      equal(typeof WebSocket, "undefined", "typeof WebSocket");
      const error = thrown(() => new everwire.ReconnectingWebSocket(ws("/echo")), "no WebSocket");
      isTypeError(error, ["WebSocket", "option"], "no WebSocket");
    } finally {
      if (descriptor) Object.defineProperty(globalThis, "WebSocket", descriptor);
    }
  },
};
