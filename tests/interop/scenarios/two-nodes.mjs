// Two mock servers that share a Redis, and npm's client: what one emits reaches the other's clients, and either gives a
// session back that the other lost.

import assert from "node:assert/strict";
import { createClient } from "redis";
import { MockServer } from "../../package/lib/mock-server.mjs";
import { test } from "../../package/lib/report.mjs";
import { until } from "../../package/behaviour/wait.mjs";
import { startRecorder } from "../lib/recorder.mjs";
import { startRedis } from "../lib/redis.mjs";
import { client } from "./like-npms-server.mjs";

const EVENTS = 3_000;

export async function onTwoNodes(binary, redisBinary) {
  const redis = await startRedis(redisBinary);
  const url = `redis://127.0.0.1:${redis.port}`;
  const nodes = await Promise.all([0, 1].map(() => new MockServer(binary, ["--redis", url]).start()));
  const keys = await createClient({ url }).connect();
  const sessions = async () => (await keys.keys("everwire:socketio:session:*")).length;
  const rig = { nodes, sessions };
  try {
    await test("two nodes: a room is one room, and everybody is everybody", () => oneRoom(rig));
    await test("two nodes: amid a flood, each gives back what the other lost; nothing is lost, doubled or out of order", () => switching(rig));
  } finally {
    keys.destroy();
    await Promise.all(nodes.map((node) => node.stop()));
    await redis.stop();
  }
}

async function oneRoom({ nodes }) {
  const [a, b] = nodes.map(({ url }) => client(url, "/test"));
  try {
    await Promise.all([a.next("connect"), b.next("connect")]);
    for (const { socket, ask } of [a, b]) {
      socket.emit("join", "kitchen");
      assert.deepEqual(await ask("rooms"), ["kitchen"]);
    }
    a.socket.emit("room", "kitchen", "said", { picture: Buffer.from([1, 2]) });
    b.socket.emit("all", "bell", 1);
    await b.hears(2);
    await a.hears(1);
    assert.deepEqual(b.heard.map((event) => event.slice(0, -1)).sort(), [["bell", 1], ["said", { picture: Buffer.from([1, 2]) }]]);
    assert.deepEqual(a.heard.map((event) => event.slice(0, -1)), [["bell", 1]]);
  } finally {
    for (const { socket } of [a, b]) socket.disconnect();
  }
}

async function switching({ nodes, sessions }) {
  const recorder = await startRecorder(nodes[0].url);
  const a = client(recorder.url, "/test", { reconnection: false });
  const writer = client(nodes[0].url, "/test");
  try {
    await Promise.all([a.next("connect"), writer.next("connect")]);
    const { id } = a.socket;
    a.socket.emit("join", "kitchen");
    a.socket.emit("echo", "first");
    await a.hears(1);
    const writing = (async () => {
      for (let n = 0; n < EVENTS; n += 1) {
        writer.socket.emit("room", "kitchen", "n", n);
        if (n % 100 === 99) await writer.ask("rooms");
      }
    })();
    for (let round = 1; round <= 6; round += 1) {
      const gone = a.next("disconnect");
      recorder.cut();
      await gone;
      // Until the node has noticed, no session is there to be given back.
      await until("the session is kept", async () => (await sessions()) === 1);
      recorder.target = nodes[round % 2].url;
      const back = a.next("connect");
      a.socket.connect();
      await back;
      assert.deepEqual([a.socket.recovered, a.socket.id], [true, id], `round ${round}`);
      const heard = a.heard.length;
      if (heard <= EVENTS) await a.hears(Math.min(heard + 100, EVENTS + 1));
    }
    await writing;
    await a.hears(EVENTS + 1);
    const numbers = a.heard.filter(([name]) => name === "n").map(([, n]) => n);
    assert.deepEqual(numbers, Array.from({ length: EVENTS }, (_, n) => n));
  } finally {
    for (const { socket } of [a, writer]) socket.disconnect();
    recorder.stop();
  }
}
