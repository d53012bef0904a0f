// The EventTarget surface: all that the W3C WebSocket offers to those who listen.

import { equal, ok, same } from "./expect.mjs";
import { watch } from "./watch.mjs";

async function opened({ client, ws }, path = "/echo") {
  const socket = client(ws(path));
  await watch(socket).nth("open");
  return socket;
}

/** Sends `data` and waits until its echo was told to everybody. */
async function echo(socket, data) {
  const seen = watch(socket);
  socket.send(data);
  await seen.nth("message");
}

/** The same without a listener of the test's own. */
async function openedAlone({ client, ws, until }, options = {}) {
  const socket = client(ws("/echo"), null, options);
  await until("it is open", () => socket.readyState === 1);
  return socket;
}

async function echoAlone({ until }, socket, data) {
  const { received } = socket.counters;
  socket.send(data);
  await until("the echo has come", () => socket.counters.received > received);
}

export const tests = {
  "it is an EventTarget with the constants of WebSocket": ({ everwire, client, ws }) => {
    const { ReconnectingWebSocket } = everwire;
    const socket = client(ws("/echo"));
    ok(socket instanceof EventTarget, "instanceof EventTarget");
    ok(socket instanceof ReconnectingWebSocket, "instanceof ReconnectingWebSocket");
    ["CONNECTING", "OPEN", "CLOSING", "CLOSED"].forEach((name, value) => {
      equal(ReconnectingWebSocket[name], value, `the class's ${name}`);
      equal(socket[name], value, `the instance's ${name}`);
    });
    equal(socket.protocol, "", "protocol before it is open");
    equal(socket.extensions, "", "extensions before it is open");
    equal(socket.bufferedAmount, 0, "bufferedAmount");
  },

  "it can be extended": async ({ everwire, ws, options, until }) => {
    class Client extends everwire.ReconnectingWebSocket {
      heard = [];
      constructor(url) {
        super(url, null, options);
        this.addEventListener("message", ({ data }) => this.heard.push(data));
      }
    }
    const socket = new Client(ws("/echo?greet=hello"));
    await until("the greeting was heard", () => socket.heard.includes("hello"));
    ok(socket instanceof everwire.ReconnectingWebSocket, "instanceof");
    socket.close();
  },

  "one that extends it may have fields of any short name": async ({ everwire, ws, options, until }) => {
    const names = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"];
    class Client extends everwire.ReconnectingWebSocket {
      constructor(url) {
        super(url, null, options);
        for (const name of names) this[name] = name;
      }
    }
    const socket = new Client(ws("/echo?greet=hello"));
    const heard = [];
    socket.addEventListener("message", ({ data }) => heard.push(data));
    await until("the greeting was heard", () => heard.includes("hello"));
    socket.send("echo");
    await until("the echo was heard", () => heard.includes("echo"));
    ok(names.every((name) => socket[name] === name), "the fields are its own");
    socket.close();
  },

  "addEventListener with once": async (env) => {
    const socket = await opened(env);
    let calls = 0;
    socket.addEventListener("message", () => (calls += 1), { once: true });
    await echo(socket, "one");
    await echo(socket, "two");
    equal(calls, 1, "calls");
  },

  "addEventListener with a signal": async (env) => {
    const socket = await opened(env);
    const controller = new AbortController();
    const heard = [];
    socket.addEventListener("message", ({ data }) => heard.push(data), { signal: controller.signal });
    await echo(socket, "before");
    controller.abort();
    await echo(socket, "after");
    same(heard, ["before"], "what it heard");
  },

  "addEventListener with an object that has handleEvent": async (env) => {
    const socket = await opened(env);
    const listener = {
      heard: [],
      handleEvent(event) {
        this.heard.push(event.data);
      },
    };
    socket.addEventListener("message", listener);
    await echo(socket, "one");
    socket.removeEventListener("message", listener);
    await echo(socket, "two");
    same(listener.heard, ["one"], "what it heard");
  },

  "removeEventListener, and the same listener added twice is one": async (env) => {
    const socket = await opened(env);
    let calls = 0;
    const listener = () => (calls += 1);
    socket.addEventListener("message", listener);
    socket.addEventListener("message", listener);
    await echo(socket, "one");
    equal(calls, 1, "calls");
    socket.removeEventListener("message", listener);
    await echo(socket, "two");
    equal(calls, 1, "calls after it was removed");
  },

  // In those with `echoAlone` nobody else listens: who alone does is called in a way of its own.
  "a message says the same to its only listener as to one of many": async (env) => {
    const socket = await openedAlone(env);
    const heard = [];
    const only = function (event) {
      const { type, data, target, currentTarget, origin, lastEventId, source, ports, bubbles, cancelable, defaultPrevented } = event;
      const own = [this, target, currentTarget].map((it) => it === socket);
      heard.push({ type, data, own, origin, lastEventId, source, ports: ports.length, bubbles, cancelable, defaultPrevented });
      ok(event instanceof MessageEvent, "it is a MessageEvent");
    };
    socket.addEventListener("message", only);
    await echoAlone(env, socket, "one");
    socket.addEventListener("message", () => {});
    await echoAlone(env, socket, "one");
    equal(heard.length, 2, "calls");
    same(heard[0], heard[1], "what it says");
    same([heard[0].type, heard[0].data, heard[0].own], ["message", "one", [true, true, true]], "what it says");
  },

  "listeners that come and go while messages come are called as those of any EventTarget": async (env) => {
    const socket = await openedAlone(env);
    const calls = async (target, tell) => {
      const heard = [];
      const first = ({ data }) => heard.push(`first ${data}`);
      const second = ({ data }) => heard.push(`second ${data}`);
      const swaps = ({ data }) => {
        heard.push(`swaps ${data}`);
        target.removeEventListener("message", swaps);
        target.addEventListener("message", first);
      };
      const steps = [
        () => target.addEventListener("message", swaps),
        () => {},
        () => target.removeEventListener("message", first, true),
        () => target.addEventListener("message", second),
        () => target.removeEventListener("message", first),
        () => target.removeEventListener("message", () => {}),
        () => target.removeEventListener("message", second),
        () => target.addEventListener("message", second, true),
        () => target.addEventListener("message", null),
        () => target.addEventListener("message", first, { once: true }),
        () => {},
      ];
      for (const [at, step] of steps.entries()) {
        step();
        await tell(String(at));
      }
      return heard;
    };
    const plain = new EventTarget();
    const expected = await calls(plain, (data) => plain.dispatchEvent(new MessageEvent("message", { data })));
    // Node also calls those that are added while it calls the others.
    const heard = await calls(socket, (data) => echoAlone(env, socket, data));
    same(heard, expected.filter((call) => call !== "first 0"), "the calls");
  },

  "its only listener is given what parse made of a message": async (env) => {
    const socket = await openedAlone(env, { parse: JSON.parse });
    const heard = [];
    socket.onmessage = (event) => heard.push(event.data, event.target === socket);
    await echoAlone(env, socket, '{"a":1}');
    await echoAlone(env, socket, "2");
    same(heard, [{ a: 1 }, true, 2, true], "what it heard");
  },

  "what the only listener throws is reported, and the next message comes": async (env) => {
    const socket = await openedAlone(env);
    const heard = [];
    socket.onmessage = ({ data }) => {
      heard.push(data);
      throw new Error(`thrown by a test: the only listener ${data}`);
    };
    await echoAlone(env, socket, "one");
    await echoAlone(env, socket, "two");
    same(heard, ["one", "two"], "what it heard");
    for (const data of heard) {
      await env.until("it is reported", () => env.reported().some((text) => text.includes(`the only listener ${data}`)));
    }
  },

  "on… handlers: null at first, one at a time, null again": async (env) => {
    const socket = await opened(env);
    for (const kind of ["open", "message", "error", "close", "statechange"]) {
      equal(socket[`on${kind}`], null, `on${kind} at first`);
      socket[`on${kind}`] = "no function";
      equal(socket[`on${kind}`], null, `on${kind} after a string was set`);
    }
    const heard = [];
    const first = () => heard.push("first");
    const second = function (event) {
      heard.push(this === socket && event.target === socket);
    };
    socket.onmessage = first;
    equal(socket.onmessage, first, "what was set");
    await echo(socket, "one");
    socket.onmessage = second;
    await echo(socket, "two");
    socket.onmessage = null;
    await echo(socket, "three");
    same(heard, ["first", true], "the calls, with this and target");
  },

  "an on… handler is called in the place where it was first set": async (env) => {
    const socket = await opened(env);
    const order = [];
    socket.addEventListener("message", () => order.push("before"));
    socket.onmessage = () => order.push("replaced");
    socket.addEventListener("message", () => order.push("after"));
    socket.onmessage = () => order.push("handler");
    await echo(socket, "go");
    same(order, ["before", "handler", "after"], "the order");
  },

  "the events are of the classes that the W3C names": async ({ client, ws, faults }) => {
    const socket = client(ws("/echo?greet=hello"));
    const events = {};
    for (const kind of ["open", "message", "close", "statechange"]) {
      socket.addEventListener(kind, (event) => (events[kind] ??= event));
    }
    const seen = watch(socket);
    await seen.nth("message");
    await faults({ kind: "close", code: 4005, reason: "why" });
    await seen.nth("close");
    ok(
      Object.values(events).every((event) => event instanceof Event),
      "each is an Event",
    );
    ok(events.message instanceof MessageEvent, "message is a MessageEvent");
    if (typeof CloseEvent === "function") ok(events.close instanceof CloseEvent, "close is a CloseEvent");
    const { type, code, reason, wasClean } = events.close;
    same(
      { type, code, reason, wasClean },
      { type: "close", code: 4005, reason: "why", wasClean: true },
      "the close event",
    );
  },

  "a message event has the origin of the server, where the engine tells it": async ({ client, ws, options }) => {
    const socket = client(ws("/echo?greet=hello"));
    let origin;
    socket.onmessage = (event) => (origin = event.origin);
    await watch(socket).nth("message");
    equal(origin, options.WebSocket ? "" : new URL(ws("/")).origin, "origin");
  },

  "users can dispatch events of their own on it": ({ client, ws }) => {
    const socket = client(ws("/echo"), null, { startClosed: true });
    let heard = 0;
    socket.addEventListener("mine", () => (heard += 1));
    socket.onmessage = () => (heard += 1);
    socket.dispatchEvent(new Event("mine"));
    socket.dispatchEvent(new MessageEvent("message", { data: "made by a test" }));
    equal(heard, 2, "calls");
    equal(socket.state.phase, "idle", "phase");
  },

  "its members cannot be called on something else, and say so": ({ everwire, client, ws }) => {
    const { prototype } = everwire.ReconnectingWebSocket;
    const socket = client(ws("/echo"), null, { startClosed: true });
    for (const [name, args] of [
      ["send", ["x"]],
      ["close", []],
      ["reconnect", []],
    ]) {
      let error;
      try {
        prototype[name].apply({}, args);
      } catch (caught) {
        error = caught;
      }
      ok(error instanceof TypeError, `${name} on another object is a TypeError, got ${error}`);
    }
    equal(socket.state.phase, "idle", "phase");
  },
};
