// npm's client does the same against the mock server and against npm's server: what passes is the same, to the byte, but
// for ids that the server makes up.

import assert from "node:assert/strict";
import { io } from "socket.io-client";
import { MockServer } from "../../package/lib/mock-server.mjs";
import { test } from "../../package/lib/report.mjs";
import { until, within } from "../../package/behaviour/wait.mjs";
import { startRecorder } from "../lib/recorder.mjs";
import { startReference } from "../servers/reference.mjs";

/** A client, and promises for what it is told. */
export function client(url, path, options = {}) {
  const socket = io(url + path, { transports: ["websocket"], forceNew: true, reconnectionDelay: 20, reconnectionDelayMax: 50, ...options });
  const heard = [];
  socket.onAny((...event) => heard.push(event));
  const next = (name) => within(`"${name}"`, new Promise((resolve) => socket.once(name, (...args) => resolve(args))));
  return {
    socket,
    /** Every event so far. */
    heard,
    next,
    hears: (count) => until(() => `${count} events; it has ${JSON.stringify(heard)}`, () => heard.length >= count),
    ask: (...args) => within(`the answer to ${args[0]}`, socket.emitWithAck(...args)),
  };
}

const SCENARIOS = {
  "events and acknowledgements, both ways": async (open) => {
    const a = open();
    await a.next("connect");
    a.socket.emit("echo", { z: 1.5, a: [null, "é\u2028\"", 1e21], e: {} }, true);
    await a.hears(1);
    assert.deepEqual(await a.ask("echo", "x"), "x");
    a.socket.on("question", (...args) => args.pop()("yes", args));
    a.socket.emit("ask", "question", { n: 1 });
    assert.deepEqual(await a.next("answer").then((args) => args.slice(0, 2)), ["yes", [{ n: 1 }]]);
    a.socket.emit("count", 20);
    await a.hears(23);
    return a.heard.map(([name]) => name);
  },
  "binary attachments, both ways": async (open) => {
    const a = open();
    await a.next("connect");
    a.socket.emit("echo", { picture: Buffer.from([1, 2]), more: [Buffer.from([3])] });
    await a.hears(1);
    assert.deepEqual(await a.ask("echo", Buffer.from("x")), Buffer.from("x"));
    assert.equal((await a.ask("bytes", 300)).length, 300);
    a.socket.on("question", (answer) => answer(Buffer.from([9])));
    a.socket.emit("ask", "question");
    assert.deepEqual((await a.next("answer"))[0], Buffer.from([9]));
  },
  "a client that is refused is told why": async (open) => {
    const a = open({ auth: { token: "wrong" } });
    const [error] = await a.next("connect_error");
    assert.equal(error.message, "not authorized");
    assert.deepEqual(error.data, { code: 401 });
    a.socket.auth = { token: "right" };
    a.socket.connect();
    await a.next("connect");
  },
  "an unknown namespace": async (open) => {
    const a = open({}, "/nowhere");
    assert.equal((await a.next("connect_error"))[0].message, "Invalid namespace");
  },
  "the server ends the socket": async (open) => {
    const a = open();
    await a.next("connect");
    a.socket.emit("disconnect me");
    assert.equal((await a.next("disconnect"))[0], "io server disconnect");
  },
  "the server ends the connection": async (open) => {
    const a = open();
    await a.next("connect");
    a.socket.emit("close me");
    assert.equal((await a.next("disconnect"))[0], "io server disconnect");
  },
  "the client leaves and comes again": async (open) => {
    const a = open();
    await a.next("connect");
    a.socket.disconnect();
    a.socket.connect();
    await a.next("connect");
    assert.equal(await a.ask("echo", 1), 1);
  },
  "the client breaks the protocol": async (open) => {
    const a = open();
    await a.next("connect");
    a.socket.io.engine.write("2[");
    assert.equal((await a.next("disconnect"))[0], "transport close");
    await a.next("connect");
    assert.equal(a.socket.recovered, false);
  },
  "a cut connection recovers with what it missed, in order, again and again": async (open, recorder, cutOff) => {
    const a = open();
    await a.next("connect");
    const { id } = a.socket;
    a.socket.emit("join", "kitchen");
    a.socket.emit("echo", "first");
    await a.hears(1);
    const b = open();
    await b.next("connect");
    for (let round = 0; round < 3; round += 1) {
      await cutOff(a, async () => {
        b.socket.emit("room", "kitchen", "said", round, Buffer.from([round]));
        b.socket.emit("all", "bell", round);
        b.socket.emit("room", "elsewhere", "no");
        b.socket.emit("echo", "no");
        await b.ask("rooms");
      });
      assert.equal(a.socket.recovered, true);
      assert.equal(a.socket.id, id);
      assert.deepEqual((await a.ask("rooms")), ["kitchen"]);
      b.socket.emit("room", "kitchen", "live", round);
      await a.hears(1 + 3 * (round + 1));
    }
    const heard = a.heard.map(([name, value]) => [name, value]);
    const rounds = [0, 1, 2].flatMap((n) => [["said", n], ["bell", n], ["live", n]]);
    assert.deepEqual(heard, [["echo", "first"], ...rounds]);
  },
  "without an event before it, a cut connection does not recover": async (open, recorder, cutOff) => {
    const a = open();
    await a.next("connect");
    const { id } = a.socket;
    await cutOff(a, async () => {});
    assert.equal(a.socket.recovered, false);
    assert.notEqual(a.socket.id, id);
  },
};

export async function likeNpmsServer(binary) {
  const mock = await new MockServer(binary).start();
  const reference = await startReference();
  try {
    for (const [name, scenario] of Object.entries(SCENARIOS)) {
      await test(name, async () => {
        const ours = await transcript(mock.url, scenario);
        const theirs = await transcript(reference.url, scenario);
        assert.deepEqual(ours, theirs);
      });
    }
  } finally {
    await reference.stop();
    await mock.stop();
  }
}

/** What passed while a scenario ran, a list for each connection and direction. */
async function transcript(url, scenario) {
  const recorder = await startRecorder(url);
  const clients = [];
  const open = (options, path = "/test") => {
    const opened = client(recorder.url, path, options);
    clients.push(opened);
    return opened;
  };
  /** Cuts a client's connection, does something while it is away, and lets it come back. */
  const cutOff = async ({ socket, next }, meanwhile) => {
    const link = recorder.links.find((link) => link.fromServer[0]?.includes(socket.io.engine.id));
    socket.io.reconnection(false);
    const gone = next("disconnect");
    link.cut();
    await gone;
    await meanwhile();
    socket.io.reconnection(true);
    const back = next("connect");
    socket.connect();
    await back;
  };
  try {
    await scenario(open, recorder, cutOff);
    for (const { socket } of clients) socket.disconnect();
    await until("all connections are closed", () => recorder.links.every((link) => link.ends.every((end) => end.readyState === 3)));
    return recorder.links.map(({ fromServer, fromClient }) => ({ fromServer: fromServer.map(withoutOffset).map(masked), fromClient: fromClient.map(masked) }));
  } finally {
    for (const { socket } of clients) socket.disconnect();
    recorder.stop();
  }
}

/** A frame without what the server made up, which clients send back. */
function masked(frame) {
  // npm's server writes the open packet in another order than python's.
  if (frame.startsWith("0{")) return Object.keys(JSON.parse(frame.slice(1))).sort().join();
  return frame.replace(/"(sid|pid|offset)":"[^"]+"/g, '"$1":"…"');
}

/** The last argument of an event that wants no acknowledgement is its offset. */
function withoutOffset(frame) {
  return /^4(2|5\d+-)\/test,\[/.test(frame) ? frame.replace(/,"[^"]+"\]$/, ',"…"]') : frame;
}
