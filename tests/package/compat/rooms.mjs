// `PartySocket` of `everwire/partysocket` beside that of partysocket: the same options lead to the same URLs and properties.

import assert from "node:assert/strict";
import { WebSocket } from "ws";
import { until } from "../behaviour/wait.mjs";
import { test } from "../lib/report.mjs";

const HOSTS = [
  "project.name.partykit.dev",
  "https://project.name.partykit.dev",
  "wss://project.name.partykit.dev/",
  "http://localhost:1999",
  "localhost:1999",
  "localhost",
  "127.0.0.1:1999",
  "192.168.0.7:1999",
  "10.0.0.7",
  "172.16.0.1:1999",
  "172.31.0.1",
  "172.32.0.1",
  "11.0.0.1",
  "[::ffff:7f00:1]:1999",
  "example.com:8080/",
];

const PARTS = [
  {},
  { party: "chess" },
  { path: "moves/last" },
  { prefix: "agents" },
  { prefix: "agents", party: "my-agent", path: "x" },
  { basePath: "own/path" },
  { basePath: "own/path", path: "x" },
  { protocol: "ws" },
  { protocol: "wss" },
  { query: { token: "a b&c", none: undefined, nil: null, empty: "" } },
  { query: () => ({ token: "sync" }) },
  { query: async () => ({ token: "async", _pk: "twice" }) },
  { room: "ro om/ü?" },
  { room: "", basePath: "own" },
];

const PROPERTIES = ["_pk", "_pkurl", "id", "name", "room", "host", "path", "basePath", "roomUrl"];

const CHANGES = [
  { host: "another.partykit.dev" },
  { room: "other" },
  { party: "go", query: { a: "1" } },
  { basePath: "base" },
  { id: "another", prefix: "p" },
  { path: "new", protocol: "ws" },
];

const shown = (socket) => Object.fromEntries(PROPERTIES.map((name) => [name, socket[name]]));

export async function roomTests({ Theirs, Ours, server }) {
  const pair = [Theirs, Ours];
  const warn = console.warn;
  const warnings = [];
  console.warn = (text) => warnings.push(text);
  // Node 20 has none of its own.
  const own = globalThis.WebSocket;
  globalThis.WebSocket = WebSocket;
  const host = server.url.replace(/^http/, "ws");
  const local = { host, room: "r", id: "me", basePath: "echo", protocol: "ws", WebSocket };
  try {
    await test("rooms: every option leads to the URLs and properties that it leads to in partysocket", async () => {
      let combinations = 0;
      for (const host of HOSTS) {
        for (const parts of PARTS) {
          const options = { room: "my-room", id: "some-id", host, ...parts };
          const [theirs, ours] = await Promise.all(pair.map((Class) => connects(Class, options)));
          assert.deepEqual(ours, theirs, JSON.stringify(options));
          combinations += 1;
        }
      }
      assert.equal(combinations, HOSTS.length * PARTS.length);
    });

    await test("rooms: updateProperties() changes where reconnect() leads", async () => {
      for (const changes of CHANGES) {
        const options = { host: "one.partykit.dev", room: "first", id: "id" };
        const [theirs, ours] = await Promise.all(pair.map((Class) => connects(Class, options, changes)));
        assert.deepEqual(ours, theirs, JSON.stringify(changes));
      }
    });

    await test("rooms: fetch() requests what partysocket requests", async () => {
      for (const host of HOSTS) {
        for (const parts of PARTS.filter(({ protocol }) => !protocol).concat({ protocol: "https" })) {
          const asked = [];
          const fetch = async (...args) => (asked.push(args), "answer");
          for (const Class of pair) assert.equal(await Class.fetch({ room: "r", host, ...parts, fetch }, { method: "PUT" }), "answer");
          assert.deepEqual(asked[1], asked[0]);
        }
      }
    });

    await test("rooms: fetch() takes the runtime's where none is given", async () => {
      const options = { host: server.url, room: "r", protocol: "http", basePath: "faults" };
      for (const Class of pair) assert.equal((await Class.fetch(options)).status, 200);
    });

    await test("rooms: an id is made where none is given, each time another one", () => {
      for (const Class of pair) {
        const ids = [1, 2, 3].map(() => new Class({ host: "h", room: "r", startClosed: true }).id);
        assert.equal(new Set(ids).size, 3);
        assert.ok(ids.every((id) => id.length > 30));
      }
    });

    await test("rooms: what is missing is said", () => {
      for (const Class of pair) {
        assert.throws(() => new Class({ host: "h" }), Error);
        assert.throws(() => new Class({ host: "h", room: "r", path: "/x" }), /path/);
        const room = new Class({ host: "h", startClosed: true });
        assert.throws(() => room.reconnect(), /room/);
        const host = new Class({ host: "", room: "r", startClosed: true });
        assert.throws(() => host.reconnect(), /host/i);
      }
      assert.throws(() => new Ours({ host: "", room: "r" }), TypeError);
    });

    await test("rooms: a name with a slash is warned of, unless that is turned off", () => {
      for (const Class of pair) {
        const counts = [{ party: "a/b" }, { room: "a/b" }, { party: "a/b", disableNameValidation: true }, {}].map((parts) => {
          warnings.length = 0;
          new Class({ host: "h", room: "r", startClosed: true, ...parts });
          return warnings.length;
        });
        assert.deepEqual(counts, [1, 1, 0, 0], Class.name);
      }
    });

    await test("rooms: it connects, sends, and moves to another room", async () => {
      for (const Class of pair) {
        const socket = new Class({ ...local, query: { greet: "one" } });
        const heard = [];
        socket.addEventListener("message", ({ data }) => heard.push(data));
        await until("the first greeting", () => heard.length === 1);
        assert.equal(socket.send("hello"), true);
        await until("the echo", () => heard.length === 2);
        socket.updateProperties({ query: { greet: "two" } });
        socket.reconnect();
        await until("the second greeting", () => heard.length === 3);
        assert.deepEqual(heard, ["one", "hello", "two"]);
        assert.equal(new URL(socket.url).search, "?_pk=me&greet=two");
        socket.close();
        assert.equal(socket.send("closed"), false);
      }
    });

    await test("rooms: shouldReconnectOnClose can be changed, as the other options of a room", async () => {
      for (const Class of pair) {
        const socket = new Class({ ...local, shouldReconnectOnClose: () => true, minReconnectionDelay: 10, jitter: "none" });
        let opens = 0;
        socket.addEventListener("open", () => (opens += 1));
        for (const n of [1, 2]) {
          await until("it is open", () => opens === n);
          await strike(server.url, 4001);
        }
        await until("it is open", () => opens === 3);
        socket.updateProperties({ shouldReconnectOnClose: () => false });
        await strike(server.url, 4000);
        await until("it is closed for good", () => !socket.shouldReconnect);
        socket.close();
      }
    });

    await test("rooms: where partysocket is wrong, this is not", async () => {
      const at = (Class, host) => new Class({ host, room: "r", id: "i", startClosed: true }).roomUrl;
      for (const host of ["172.2.0.1", "172.200.0.1", "10.example.com", "192.168.example.com"]) {
        assert.deepEqual(pair.map((Class) => at(Class, host).split(":")[0]), ["ws", "wss"], `a public ${host}`);
      }
      const [theirs, ours] = pair.map((Class) => new Class({ host: "h", room: "r", id: "i", path: "x", party: "p", startClosed: true }));
      assert.throws(() => theirs.updateProperties({ room: "other" }), /slash/);
      ours.updateProperties({ room: "other" });
      assert.equal(ours.roomUrl, "wss://h/parties/p/other/x");
      const [lost, kept] = pair.map((Class) => {
        const socket = new Class({ host: "h", room: "r", id: "i", startClosed: true });
        socket.updateProperties({ party: "p" });
        socket.updateProperties({ room: "other" });
        return socket.name;
      });
      assert.deepEqual([lost, kept], ["main", "p"], "what was changed before");
    });
  } finally {
    console.warn = warn;
    globalThis.WebSocket = own;
  }
}

/** The URL that it connects to, first and after `changes`, and its properties. */
async function connects(Class, options, changes) {
  const urls = [];
  class Socket extends EventTarget {
    static CLOSING = 2;
    readyState = 0;
    constructor(url) {
      super();
      urls.push(new URL(url).href);
    }
    close() {
      this.readyState = 3;
    }
  }
  const socket = new Class({ ...options, WebSocket: Socket });
  await until(() => `a connection of ${JSON.stringify(options)}`, () => urls.length === 1);
  if (changes) {
    socket.updateProperties(changes);
    socket.reconnect();
    await until("another connection", () => urls.length === 2);
  }
  const properties = shown(socket);
  socket.close();
  return { urls, ...properties };
}

async function strike(base, code) {
  const body = JSON.stringify({ kind: "close", code, reason: "" });
  const response = await fetch(`${base}/faults`, { method: "POST", headers: { "content-type": "application/json" }, body });
  assert.equal(response.status, 200);
}
