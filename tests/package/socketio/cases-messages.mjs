import { equal, ok, same } from "../behaviour/expect.mjs";
import { until, within } from "../behaviour/wait.mjs";
import { next, script, withSocket } from "./lib.mjs";

export const messages = {
  "arguments arrive as they were": withSocket(async ({ open }) => {
    const socket = open();
    const args = [1, -0.5, "é😀\u0000", true, null, [1, [2]], { a: { b: [] } }, ""];
    socket.emit("reflect", ...args);
    const came = await next(socket, "reflected");
    same(came.slice(0, args.length), args, "what came back");
    equal(await socket.emitWithAck("echo", { n: 1 }, 2).then((value) => value.n), 1, "the first of what is acknowledged");
  }),
  "acknowledgements go both ways": withSocket(async ({ open }) => {
    const socket = open();
    const answer = await within("a callback", new Promise((resolve) => socket.emit("echo", "a", 2, (...args) => resolve(args))));
    same(answer, ["a", 2], "what a callback gets");
    socket.on("question", (question, done) => {
      done(`${question}!`, 2);
      done("again");
    });
    same(await socket.emitWithAck("ask", "why"), ["why!", 2], "what the server got");
  }),
  "what is not acknowledged in time is an error": withSocket(async ({ open }) => {
    const socket = open();
    const [error, value] = await within("a callback", new Promise((resolve) => socket.timeout(50).emit("never", (...args) => resolve(args))));
    equal(error.message, "operation has timed out", "the error");
    equal(value, undefined, "the value");
    const [none, answer] = await within("a callback", new Promise((resolve) => socket.timeout(5000).emit("echo", 7, (...args) => resolve(args))));
    same([none, answer], [null, 7], "the error comes first");
    const patient = open({ ackTimeout: 50 });
    equal(await patient.emitWithAck("never").catch((error) => error.message), "operation has timed out", "ackTimeout");
  }),
  "what is emitted too early is kept, in order": withSocket(async ({ open }) => {
    const socket = open();
    const came = [];
    socket.on("reflected", (n) => came.push(n));
    for (let n = 0; n < 100; n++) socket.emit("reflect", n);
    equal(await socket.emitWithAck("echo", "end"), "end", "the last");
    same(came, [...Array(100).keys()], "what came back");
  }),
  "what is volatile is not": withSocket(async ({ open }) => {
    const socket = open();
    const came = [];
    socket.on("reflected", (n) => came.push(n));
    socket.volatile.emit("reflect", 1);
    socket.emit("reflect", 2);
    await next(socket, "connect");
    socket.volatile.emit("reflect", 3);
    await socket.emitWithAck("echo");
    same(came, [2, 3], "what came back");
    const off = open({ autoConnect: false });
    ok(await off.volatile.emitWithAck("echo").catch((error) => error.message), "an error where it is to be acknowledged");
  }),
  "what is kept is bounded, and what is not kept is told": withSocket(async ({ open }) => {
    const socket = open({ autoConnect: false, queue: { maxMessages: 2 } });
    const dropped = [];
    socket.io.on("drop", (event) => dropped.push(event));
    for (const n of [1, 2, 3]) socket.emit("reflect", n);
    same(dropped, [{ nsp: "/", args: ["reflect", 3] }], "what was told");
    ok(await socket.emitWithAck("echo").catch((error) => error instanceof Error), "an error where it is to be acknowledged");
  }),
  "what is to be acknowledged survives losses: kept, sent again, settled once": withSocket(async ({ open }) => {
    const socket = open();
    await next(socket, "connect");
    const name = `mark-${Math.random()}`;
    let settled = 0;
    // Twice the link goes instead of an answer.
    const count = await within("an answer", new Promise((resolve) => socket.emit("mark", name, 3, (count) => {
      settled += 1;
      resolve(count);
    })));
    await socket.emitWithAck("echo");
    same([count, settled], [3, 1], "how often it was sent and settled");
  }),
  "what waits in vain is told so": withSocket(async ({ open }) => {
    const socket = open();
    await next(socket, "connect");
    const waits = socket.emitWithAck("never");
    socket.disconnect();
    equal(await waits.catch((error) => error.message), "socket has been disconnected", "the error");
  }),
  "events that come before the namespace is joined are delivered, in order": withSocket(async ({ open }) => {
    const socket = open({ ...script("early") }, { server: "scripted" });
    const came = [];
    socket.onAny((event, n) => came.push(n));
    socket.on("connect", () => came.push("connect"));
    await next(socket, "live");
    same(came, [0, 1, 2, "connect", 3], "what came");
  }),
  "a replay goes on after the greatest cursor, and nothing comes twice": withSocket(async ({ open }) => {
    const resume = { cursor: (event, { id } = {}) => (event === "event" ? id : undefined), key: (event, { id } = {}) => (event === "event" ? id : undefined), apply: "latest" };
    const socket = open({ query: { latest: -1 }, resume, ...script("cursor") }, { server: "scripted" });
    const came = [];
    const asked = [];
    socket.on("event", ({ id }) => came.push(id));
    socket.on("asked", (query) => asked.push(query.latest));
    await until("the second connection", () => came.includes(6));
    same(came, [0, 1, 5, 3, 6], "what came");
    same(asked, ["-1", "5"], "what was asked for");
  }),
};
