// WebSocket classes that call back at once, as test doubles do: no event reaches the user before his own call returns,
// and what is called from inside a class's constructor leaves no socket behind.

import { equal, ok, same } from "./expect.mjs";
import { URL_OF_NOBODY, fakeClass, onFake } from "./fakes.mjs";
import { watch } from "./watch.mjs";

/** A class that echoes inside send() and is closed inside close(). */
const promptClass = () =>
  class extends fakeClass() {
    send(data) {
      super.send(data);
      this.receive(data);
    }

    close(code = 1005, reason = "") {
      super.close(code, reason);
      if (this.readyState < 3) this.end(code, reason, true);
    }
  };

/** A class that is closed as soon as somebody listens for that. */
const stillbornClass = () =>
  class extends fakeClass() {
    constructor(url, protocols) {
      super(url, protocols);
      const set = (handler) => {
        if (this.readyState < 3) {
          this.readyState = 3;
          handler({ type: "close", code: 4000, reason: "at once", wasClean: false });
        }
      };
      Object.defineProperty(this, "onclose", { configurable: true, get: () => null, set });
    }
  };

/** The answer of `call`, during which `seen` must not have seen anything. */
function quietly(seen, call) {
  const before = seen.events.length;
  const answer = call();
  const told = seen.events.slice(before).map(({ type }) => type);
  same(told, [], `events before the call returned (${call})`);
  return answer;
}

/** A moment in which nothing else happens: what is called after it is not called at the same time as before. */
function later() {
  const end = performance.now() + 3;
  while (performance.now() < end);
}

/** A class whose first `count` constructors take a moment and call `action`. */
const callingClass = (count, action) => {
  let left = count;
  return class extends fakeClass() {
    constructor(url, protocols) {
      super(url, protocols);
      if ((left -= 1) < 0) return;
      later();
      action();
    }
  };
};

const FORMS = { "fixed URL": URL_OF_NOBODY, "URL function": () => URL_OF_NOBODY };

/** One test for each form of URL, as a function is called at another time. */
const eachForm = (name, body) =>
  Object.fromEntries(Object.entries(FORMS).map(([form, url]) => [`${name} (${form})`, (env) => body(env, url)]));

export const tests = {
  "a class that answers inside send(), close() and reconnect(): the events come after the call": async (env) => {
    const { socket, seen, made } = onFake(env, {}, promptClass());
    (await made(1)).open();
    await seen.reaches("open", ({ isConnected }) => isConnected);
    equal(
      quietly(seen, () => socket.send("one")),
      "sent",
      "send says",
    );
    await seen.nth("message");
    quietly(seen, () => socket.reconnect());
    await seen.nth("close");
    (await made(2)).open();
    await seen.nth("open", 2);
    quietly(seen, () => socket.close(4001, "bye"));
    await seen.nth("close", 2);
    same(seen.closes()[1], { code: 4001, reason: "bye", wasClean: true }, "the close");
    equal(socket.state.phase, "closed", "phase");
  },

  "the same from inside callbacks": async (env) => {
    const { socket, seen, made } = onFake(env, {}, promptClass());
    const told = [];
    const inside = (type, call) =>
      socket.addEventListener(
        type,
        () => {
          const before = seen.events.length;
          call();
          if (seen.events.length !== before) told.push(type);
        },
        { once: true },
      );
    inside("open", () => socket.send("from open"));
    inside("message", () => socket.close(4002, "from message"));
    inside("close", () => socket.reconnect());
    (await made(1)).open();
    await seen.nth("close");
    await made(2);
    same(told, [], "callbacks in which an event came before the call returned");
    const order = seen.events.map(({ type, state }) => state?.phase ?? type);
    same(order.slice(1, 6), ["open", "open", "message", "closing", "close"], "the order");
  },

  "a class that is closed inside its send(): the message is sent, and one close": async (env) => {
    const { socket, seen, made } = onFake(env);
    const first = await made(1);
    first.send = () => first.end(1006);
    first.open();
    await seen.reaches("open", ({ isConnected }) => isConnected);
    quietly(seen, () => socket.send("last words"));
    (await made(2)).open();
    await seen.nth("open", 2);
    equal(seen.of("close").length, 1, "close events");
  },

  "a class that is closed before its constructor's caller has it: one close, and the next attempt": async (env) => {
    const Fake = stillbornClass();
    const { socket, seen, made } = onFake(env, { startClosed: true }, Fake);
    quietly(seen, () => socket.reconnect());
    await seen.nth("close");
    same(seen.closes()[0], { code: 4000, reason: "at once", wasClean: false }, "the close");
    await made(3);
    await seen.nth("close", 2);
    ok(seen.of("close").length <= Fake.made.length, "one close for each attempt");
  },

  ...eachForm("reconnect() inside the class's constructor: every socket but the last is closed", async (env, url) => {
    const Fake = callingClass(3, () => socket.reconnect());
    const socket = env.client(url, null, { WebSocket: Fake, startClosed: true });
    const seen = watch(socket);
    socket.reconnect();
    await env.until("four sockets", () => Fake.made.length >= 4);
    const last = Fake.made[3];
    last.open();
    await seen.nth("open");
    same(
      Fake.made.map(({ closedWith }) => closedWith !== null),
      [true, true, true, false],
      "which sockets are closed",
    );
    equal(seen.of("close").length, 3, "close events");
    equal(socket.send("works"), "sent", "send says");
    same(last.sent, ["works"], "what the last socket got");
  }),

  ...eachForm("close() inside the class's constructor: closed, and soon", async (env, url) => {
    const Fake = callingClass(1, () => socket.close(4003, "never mind"));
    const socket = env.client(url, null, { WebSocket: Fake, startClosed: true, closeTimeout: 20_000 });
    const seen = watch(socket);
    socket.reconnect();
    const { cause } = await seen.reaches("closed", ({ phase }) => phase === "closed");
    equal(cause, "closed by user", "the cause");
    await seen.nth("close");
    same(seen.closes(), [{ code: 1006, reason: "", wasClean: false }], "the close");
    equal(Fake.made.length, 1, "sockets");
    ok(Fake.made[0].closedWith, "the socket is closed");
  }),
};
