// A server that says what its URL asks for: the path names a script, which gets the raw socket.

import { createServer } from "node:http";
import { WebSocketServer } from "ws";

const greeting = (pings = {}) => `0${JSON.stringify({ sid: "e", upgrades: [], pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1e6, ...pings })}`;

/** Greets, and acts when the client joins the root namespace. */
const joined = (act) => (socket, request, visits) => {
  socket.send(greeting());
  socket.on("message", (data, binary) => {
    const text = binary ? "" : String(data);
    if (/^40(\{|$)/.test(text)) act(socket, visits, request);
  });
};

/** Joins, says this once, and behaves from the second visit on. */
const once = (...frames) =>
  joined((socket, visits) => {
    socket.send('40{"sid":"s"}');
    if (visits === 1) for (const frame of frames) socket.send(frame);
    else socket.send('42["fine"]');
  });

const SCRIPTS = {
  /** Replays before it says that the namespace is joined, as OpenHands does. */
  early: joined((socket) => {
    for (const n of [0, 1, 2]) socket.send(`42["replayed",${n}]`);
    socket.send('40{"sid":"s"}');
    socket.send('42["live",3]');
  }),
  /** Replays with repetitions, the newest not last; and tells what it was asked for. */
  cursor: joined((socket, visits, request) => {
    const query = Object.fromEntries(new URL(request.url, "http://x").searchParams);
    socket.send(`42["asked",${JSON.stringify(query)}]`);
    for (const id of visits === 1 ? [0, 1, 0, 5, 3] : [5, 6]) socket.send(`42["event",{"id":${id}}]`);
    socket.send('40{"sid":"s"}');
    if (visits === 1) setImmediate(() => socket.terminate());
  }),
  /** Never pings. */
  silent: (socket) => {
    socket.send(greeting({ pingInterval: 150, pingTimeout: 150 }));
    socket.send('40{"sid":"s"}');
    socket.on("message", () => socket.send('40{"sid":"s"}'));
  },
  /** Never answers a CONNECT. */
  deaf: (socket, _, visits) => {
    socket.send(greeting());
    if (visits > 1) socket.on("message", () => socket.send('40{"sid":"s"}'));
  },
  /** Pings, and tells what comes back. */
  pings: joined((socket) => {
    socket.on("message", (data) => socket.send(`42["heard",${JSON.stringify(String(data))}]`));
    socket.send('40{"sid":"s"}');
    socket.send("2");
  }),
  /** A binary event with a ping between its parts. */
  parts: joined((socket) => {
    socket.send('40{"sid":"s"}');
    socket.send('452-["parts",{"_placeholder":true,"num":1},{"_placeholder":true,"num":0}]');
    socket.send(Buffer.from([1]));
    socket.send("2");
    socket.send(Buffer.from([2, 2]));
  }),
  proto: joined((socket) => {
    socket.send('40{"sid":"s"}');
    socket.send('42["proto",{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}]');
    socket.send('451-["proto",{"__proto__":{"polluted":1},"b":{"_placeholder":true,"num":0}}]');
    socket.send(Buffer.from([1]));
    socket.send('42["__proto__",1]');
  }),
  "bad-kind": once("49[]"),
  "bad-json": once('42["a",'),
  "bad-ack": once('43-1["a"]'),
  "bad-engine": once("9"),
  "bad-attachments": once('459999999999-["a"]'),
  "bad-many": once('451001-["a"]'),
  "bad-placeholder": once('451-["a",{"_placeholder":true,"num":7}]', Buffer.from([1])),
  "bad-number": once('451-["a",{"_placeholder":true,"num":"push"}]', Buffer.from([1])),
  "bad-order": once('451-["a",{"_placeholder":true,"num":0}]', '42["b"]'),
  "bad-binary": once(Buffer.from([1])),
  "bad-name": once('42["connect"]'),
  "bad-id": once('4299999999999999999999["a"]'),
  "bad-deep": once(`451-["a",${"[".repeat(100_000)}${"]".repeat(100_000)}]`, Buffer.from([1])),
  "bad-head": once(`42/${"a".repeat(1_000_000)},["a"]`),
  "bad-greeting": (socket, _, visits) => {
    socket.send(visits === 1 ? '0{"sid":"e","pingInterval":-1}' : greeting());
    socket.on("message", () => socket.send('40{"sid":"s"}42["fine"]'.slice(0, 13)));
    if (visits > 1) socket.on("message", () => socket.send('42["fine"]'));
  },
  "bad-close": once("1"),
};

export async function startScriptedServer() {
  const http = createServer();
  const server = new WebSocketServer({ server: http });
  const visits = new Map();
  server.on("connection", (socket, request) => {
    const { pathname } = new URL(request.url, "http://x");
    const count = (visits.get(pathname) ?? 0) + 1;
    visits.set(pathname, count);
    socket.on("error", () => {});
    SCRIPTS[pathname.split("/")[1]](socket, request, count);
  });
  await new Promise((resolve) => http.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${http.address().port}`,
    stop: () => new Promise((resolve) => {
      for (const socket of server.clients) socket.terminate();
      http.close(resolve);
    }),
  };
}
