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
