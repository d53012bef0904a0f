// The first frame on every connection: what authenticates, and no URL has to.

import { equal, includes, ok, same } from "./expect.mjs";
import { fakeClass, onFake } from "./fakes.mjs";

const names = (socket) => socket.sent.map((data) => (typeof data === "string" ? data : [...new Uint8Array(data.buffer ?? data)]));

export const tests = {
  "a fixed frame is the first on every connection, before what is queued and before open": async (env) => {
    const { socket, seen, made, open } = onFake(env, { auth: "token" });
    socket.addEventListener("open", () => socket.send("from open"), { once: true });
    socket.send("queued");
    const first = await made(1);
    same(first.sent, [], "what a socket in its handshake got");
    first.open();
    same(first.sent, ["token", "queued", "from open"], "what the first socket got");
    socket.send("later");
    first.end(1006);
    socket.send("queued, too");
    const second = await open(2);
    same(second.sent, ["token", "queued, too"], "what the second socket got");
    equal(seen.of("message").length, 0, "messages");
  },

  "it is no message of the user's: no count, no queue": async (env) => {
    const { socket, open } = onFake(env, { auth: "token", queue: { maxMessages: 0, maxBytes: 0 } });
    same((await open(1)).sent, ["token"], "what the socket got");
    same([socket.counters.sent, socket.counters.dropped], [0, 0], "sent, dropped");
    same(socket.state.queued, { messages: 0, unacknowledged: 0, bytes: 0 }, "state.queued");
  },

  "bytes are a frame, too": async (env) => {
    for (const auth of [new Uint8Array([1, 2]), new Uint8Array([1, 2]).buffer, () => new Uint8Array([1, 2])]) {
      same(names(await onFake(env, { auth }).open(1)), [[1, 2]], "what the socket got");
    }
  },

  "a function is called anew for each attempt, together with the others, never inside a call": async (env) => {
    let calls = 0;
    const auth = async () => `token ${(calls += 1)}`;
    const { socket, seen, made, open } = onFake(env, { auth, startClosed: true });
    socket.reconnect();
    equal(calls, 0, "calls inside reconnect()");
    const first = await open(1);
    first.end(1006);
    // An attempt that fails has its own, and uses it up.
    (await made(2)).end(1006);
    const third = await made(3);
    third.open();
    await seen.nth("open", 2);
    same([first.sent, third.sent, calls], [["token 1"], ["token 3"], 3], "frames and calls");
  },

  "a function that gives nothing sends nothing": async (env) => {
    for (const auth of [() => null, async () => undefined]) same((await onFake(env, { auth }).open(1)).sent, [], "frames");
  },

  "a function that throws, rejects or gives no frame is a failed attempt": async (env) => {
    const own = new RangeError("thrown by the user's function");
    for (const [bad, parts] of [
      [() => { throw own; }, ["thrown by"]],
      [() => Promise.reject(own), ["thrown by"]],
      [() => ({ token: "hunter2" }), ["`auth`", "text or bytes", "object"]],
      [() => 123456, ["`auth`", "number"]],
    ]) {
      let calls = 0;
      const Fake = fakeClass();
      const { seen, open } = onFake(env, { auth: () => ((calls += 1) === 1 ? bad() : "good") }, Fake);
      same((await open(1)).sent, ["good"], "what the first socket got");
      equal(calls, 2, "calls: the failed attempt made no socket");
      const { message } = seen.of("error")[0];
      includes(message, parts, "the error");
      ok(!/hunter2|123456/.test(message), `the error shows no secret: ${message}`);
    }
  },

  "a function that never settles is given up at connectionTimeout": async (env) => {
    let calls = 0;
    const auth = () => ((calls += 1) === 1 ? new Promise(() => {}) : "good");
    const { seen, open } = onFake(env, { auth, connectionTimeout: 100 });
    same((await open(1)).sent, ["good"], "what the socket got");
    includes(seen.of("error")[0].message, ["timed out"], "the error");
  },

  "an answer that comes too late takes nothing from the attempt of the moment": async (env) => {
    const answers = [];
    const auth = () => new Promise((resolve) => answers.push(resolve));
    const { socket, seen, made, until } = { ...onFake(env, { auth }), ...env };
    await until("the first attempt asks", () => answers[0]);
    // At another time: an attempt of the very moment is fresh enough.
    await new Promise((resolve) => setTimeout(resolve, 5));
    socket.reconnect();
    await until("the second attempt asks", () => answers[1]);
    answers[1]("second");
    const link = await made(1);
    answers[0]("first");
    // The handler of that answer has run when later ones have.
    await new Promise((resolve) => setTimeout(resolve, 5));
    link.open();
    await seen.nth("open");
    same(link.sent, ["second"], "what the socket got");
  },

  "a send() that throws on it is reported, and the connection goes on": async (env) => {
    const { reported, until } = env;
    const Fake = class extends fakeClass() {
      send(data) {
        if (data === "token") throw new Error("thrown by a test: send of auth");
        super.send(data);
      }
    };
    const { socket, open } = onFake(env, { auth: "token" }, Fake);
    const link = await open(1);
    equal(socket.send("next"), "sent", "send says");
    same(link.sent, ["next"], "what the socket got");
    await until("it is reported", () => reported().some((text) => text.includes("thrown by a test: send of auth")));
  },

  "the real server gets it first": async ({ client, ws }) => {
    const socket = client(ws("/echo"), null, { auth: async () => JSON.stringify({ type: "auth" }) });
    const heard = [];
    socket.onmessage = ({ data }) => heard.push(data);
    socket.send("queued");
    await new Promise((resolve) => socket.addEventListener("message", () => heard.length === 2 && resolve()));
    same(heard, ['{"type":"auth"}', "queued"], "the echoes");
  },
};
