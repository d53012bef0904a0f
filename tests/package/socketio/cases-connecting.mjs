import { equal, includes, isTypeError, ok, same, thrown } from "../behaviour/expect.mjs";
import { next, script, withSocket } from "./lib.mjs";

export const connecting = {
  "joins the root namespace, and says so": withSocket(async ({ open }) => {
    const socket = open();
    ok(!socket.connected && socket.active && socket.disconnected, "it is on its way");
    await next(socket, "connect");
    ok(socket.connected && socket.active && !socket.recovered, "it is there");
    equal(typeof socket.id, "string", "the id");
    equal(socket.nsp, "/", "the namespace");
  }),
  "authenticates with an object, a callback or a promise, asked anew each time": withSocket(async ({ open }) => {
    let count = 0;
    const ways = [{ n: 1 }, (done) => done({ n: ++count }), async () => ({ n: ++count })];
    for (const auth of ways) {
      count = 0;
      const socket = open({ auth });
      const first = await socket.emitWithAck("handshake");
      equal(first.auth.n, 1, "the first time");
      socket.emit("cut");
      await next(socket, "disconnect");
      const second = await socket.emitWithAck("handshake");
      ok(second.auth.n >= 1, "the second time");
      if (count) equal(count, 2, "how often it was asked");
    }
  }),
  "adds the query, and reads it anew for each attempt": withSocket(async ({ open }) => {
    const query = { room: "a b&c", n: 1 };
    const socket = open({ query });
    const { query: first } = await socket.emitWithAck("handshake");
    same([first.room, first.n, first.EIO, first.transport], ["a b&c", "1", "4", "websocket"], "the query");
    socket.io.opts.query.n = 2;
    socket.emit("cut");
    await next(socket, "disconnect");
    await next(socket, "connect");
    const other = open({ query: async () => ({ n: 7 }) });
    equal((await other.emitWithAck("handshake")).query.n, "7", "that of a function");
  }),
  "what is refused is told, stays off, and may be tried again": withSocket(async ({ open }) => {
    const socket = open({ auth: { token: "wrong" } }, { at: "/guarded" });
    const [error] = await next(socket, "connect_error");
    ok(error instanceof Error, "an error");
    same([error.message, error.data, socket.active], ["not you", { code: "E_TOKEN" }, false], "what it says");
    socket.auth = { token: "right" };
    socket.connect();
    await next(socket, "connect");
    equal((await socket.emitWithAck("handshake")).nsp, "/guarded", "the namespace");
  }),
  "an authentication that fails is an error, and tried again": withSocket(async ({ open }) => {
    let count = 0;
    const socket = open({
      auth: async () => {
        if (++count === 1) throw new Error("no token yet");
        return {};
      },
    });
    const [error] = await next(socket, "connect_error");
    includes(error.message, ["no token yet"], "the error");
    await next(socket, "connect");
  }),
  "namespaces share a connection unless they are not to": withSocket(async ({ everwire, urls, common, open }) => {
    const path = { path: "/socket.io/" };
    const root = everwire.io(urls.npm, { ...common, ...path });
    const chat = everwire.io(`${urls.npm}/chat`, { ...common, ...path });
    const again = everwire.io(`${urls.npm}/chat`, { ...common, ...path });
    const [a, b, c, d] = await Promise.all([root, chat, again, open()].map((socket) => socket.emitWithAck("connection")));
    equal(a, b, "the connection of two namespaces");
    ok(new Set([b, c, d]).size === 3, "one of the same name, or a forced one, has its own");
    root.disconnect();
    equal(await chat.emitWithAck("connection"), b, "the connection when one has left");
    chat.disconnect();
    again.disconnect();
  }),
  "leaving the last namespace ends the connection, and joining brings it back": withSocket(async ({ open }) => {
    const socket = open();
    await next(socket, "connect");
    const left = next(socket, "disconnect");
    socket.disconnect();
    same(await left, ["io client disconnect"], "the reason");
    ok(!socket.active && !socket.connected && socket.id === undefined, "it is off");
    socket.connect().connect();
    await next(socket, "connect");
  }),
  "joining again while it still closes": withSocket(async ({ open }) => {
    const socket = open();
    await next(socket, "connect");
    socket.disconnect();
    socket.connect();
    socket.disconnect();
    socket.connect();
    equal(await socket.emitWithAck("echo", 1), 1, "the answer");
  }),
  "leaving and joining again before the server has answered": withSocket(async ({ everwire, urls, common }) => {
    for (const auth of [{}, async () => ({})]) {
      const manager = new everwire.Manager(urls.npm, { ...common });
      const root = manager.socket("/");
      await next(root, "connect");
      const chat = manager.socket("/chat", { auth });
      chat.disconnect().connect().disconnect().connect();
      equal(await chat.emitWithAck("echo", 1), 1, "the answer");
      chat.disconnect();
      ok(root.connected, "the other one is still there");
      root.disconnect();
    }
  }),
  "when the server ends it, only the user begins again": withSocket(async ({ open }) => {
    const socket = open();
    socket.emit("kick");
    same(await next(socket, "disconnect"), ["io server disconnect"], "the reason");
    equal(socket.active, false, "active");
    socket.connect();
    await next(socket, "connect");
  }),
  "a lost connection comes back, and says what it does": withSocket(async ({ open }) => {
    const socket = open();
    await next(socket, "connect");
    const told = [];
    for (const event of ["open", "close", "reconnect_attempt", "reconnect", "reconnect_failed"]) {
      socket.io.on(event, (...args) => told.push([event, ...args]));
    }
    socket.emit("cut");
    same(await next(socket, "disconnect"), ["transport close"], "the reason");
    await next(socket, "connect");
    same(told, [["close"], ["reconnect_attempt", 1], ["open"], ["reconnect", 1]], "what was told");
  }),
  "where nobody listens it says so, as often as it tries": withSocket(async ({ everwire, common }) => {
    const socket = everwire.io("http://127.0.0.1:1", { ...common, reconnectionAttempts: 2, reconnectionDelay: 1, forceNew: true });
    const errors = [];
    socket.on("connect_error", (error) => errors.push(error));
    await next(socket.io, "reconnect_failed");
    equal(errors.length, 3, "the attempts");
    ok(errors.every((error) => error instanceof Error), "errors");
    const one = everwire.io("http://127.0.0.1:1", { ...common, reconnection: false, forceNew: true });
    const waits = one.emitWithAck("echo").catch((error) => error.message);
    await Promise.all([next(one, "connect_error"), next(one.io, "reconnect_failed")]);
    equal(await waits, "socket has been disconnected", "what waited for an answer");
  }),
  "does not connect before it is told to": withSocket(async ({ open }) => {
    const socket = open({ autoConnect: false });
    equal(socket.active, false, "active");
    const answer = socket.emitWithAck("echo", 1);
    socket.connect();
    equal(await answer, 1, "what was emitted before");
  }),
  "an AbortSignal ends it": withSocket(async ({ open }) => {
    const abort = new AbortController();
    const socket = open({ signal: abort.signal });
    await next(socket, "connect");
    abort.abort();
    await next(socket, "disconnect");
    ok(!socket.connect().active, "it is for good");
  }),
  "a namespace that is never answered costs the connection, which is tried again": withSocket(async ({ open }) => {
    const socket = open({ timeout: 200, ...script("deaf") }, { server: "scripted" });
    const [error] = await next(socket, "connect_error");
    equal(error.message, "timeout", "the error");
    await next(socket, "connect");
  }),
  "a server that does not ping is given up": withSocket(async ({ open }) => {
    const socket = open({ ...script("silent") }, { server: "scripted" });
    await next(socket, "connect");
    same(await next(socket, "disconnect"), ["ping timeout"], "the reason");
    await next(socket, "connect");
  }),
  "pings are answered": withSocket(async ({ open }) => {
    const socket = open({ ...script("pings") }, { server: "scripted" });
    same(await next(socket, "heard"), ["3"], "what came back");
  }),
  "bad options say what they take": withSocket(async ({ everwire, urls, common }) => {
    const io = (options, url = urls.npm) => thrown(() => everwire.io(url, { forceNew: true, ...common, ...options }), JSON.stringify(options));
    isTypeError(io({ timeout: 0 }), ["`timeout`", "from 1", "got 0"], "timeout");
    isTypeError(io({ reconnectionDelay: "1" }), ["`reconnectionDelay`", 'got "1"'], "reconnectionDelay");
    isTypeError(io({ reconnectionAttempts: -1 }), ["`reconnectionAttempts`", "got -1"], "reconnectionAttempts");
    isTypeError(io({ transports: ["polling"] }), ["`transports`", "websocket"], "transports");
    isTypeError(io({ WebSocket: 1 }), ["`WebSocket`", "a class"], "WebSocket");
    isTypeError(io({ ackTimeout: -5 }), ["`ackTimeout`", "got -5"], "ackTimeout");
    isTypeError(io({ resume: { key: "id" } }), ["`resume.key`", "a function"], "resume.key");
    isTypeError(io({}, `${urls.npm}/a,b`), ["`nsp`", "no comma"], "nsp");
    equal(io({}, "ftp://127.0.0.1").name, "SyntaxError", "a URL of another kind");
  }),
};
