// The project's own mock server, as it plays the three generations of OpenHands: each floods its client, on links that
// are killed each second.

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { WebSocket } from "ws";
import { until, within } from "../../package/behaviour/wait.mjs";
import { FaultProxy } from "../../package/lib/fault-proxy.mjs";
import { MockServer } from "../../package/lib/mock-server.mjs";
import { follow, open } from "../lib/conversation-session.mjs";
import { CLEAN, COUNT, SECONDS, judge, killUntil } from "../lib/flood.mjs";
import { connected, join } from "../lib/socketio-session.mjs";

const KEY = "a-key-of-this-test";

/** `binaries` are `{mock, proxy}`, `connect` is `connectConversation`, `io` a Socket.IO client's. Gives tests by name. */
export const mockFloods = (binaries, connect, io) => ({
  ...Object.fromEntries(["events", "session"].map((protocol) => [`mock server, /sockets/${protocol}`, () => plain(binaries, connect, protocol)])),

  "mock server, Socket.IO": () =>
    flood(binaries, async ({ server, follows }) => {
      const conversation = "flood";
      const session = follows({ connect, protocol: "socket.io", conversation, key: KEY });
      await session.waitFor("it is connected", open);
      const accepted = { query: { session_api_key: KEY } };
      const dialect = { event: "oh_event", accepted, query: () => ({ conversation_id: conversation, latest_event_id: -1 }) };
      const writer = join({ io, dialect, origin: server.url });
      await writer.waitFor("the writer is connected", connected);
      // Each is answered: two events.
      const flooding = paced(COUNT / 2, (n) => {
        writer.socket.emit("oh_user_action", { action: "message", args: { content: `message ${n}` } });
      }).then(async () => {
        await writer.waitFor("the last is answered", ({ events }) => events.length >= COUNT + 2);
        writer.close();
      });
      // An introduction and the agent's state come first.
      return { session, flooding, numbers: () => session.ids, first: 0, last: COUNT + 1 };
    }),
});

/** Over a WebSocket without Socket.IO. */
function plain(binaries, connect, protocol) {
  return flood(binaries, async ({ server, follows }) => {
    const { id } = await request(server, "/api/conversations", {});
    const session = follows({ connect, protocol, conversation: id, key: KEY });
    await session.waitFor("it is connected", open);
    // Who writes is told of each event, too, in the order in which they are stored.
    const writer = new WebSocket(`${server.url.replace("http", "ws")}/sockets/events/${id}`);
    const places = new Map();
    writer.on("message", (data) => {
      const event = JSON.parse(data);
      if (event.kind === "MessageEvent") places.set(event.id, places.size);
    });
    await within("the writer to be connected", new Promise((resolve) => writer.once("open", resolve)));
    writer.send(JSON.stringify({ type: "auth", session_api_key: KEY }));
    const flooding = paced(COUNT, (n) => {
      writer.send(JSON.stringify({ role: "user", content: [{ type: "text", text: `message ${n}` }] }));
    }).then(async () => {
      await until("the last is stored", () => places.size === COUNT);
      writer.close();
    });
    return { session, flooding, numbers: () => session.ids.map((id) => places.get(id)), first: 0, last: COUNT - 1 };
  });
}

async function flood(binaries, begin) {
  const server = await new MockServer(binaries.mock, ["--session-api-key", KEY]).start();
  const proxy = await FaultProxy.start(binaries.proxy, server.url);
  let session;
  try {
    const begun = await begin({ server, follows: (options) => (session = follow({ base: proxy.url, ...options })) });
    const { flooding, numbers, first, last } = begun;
    const kills = await killUntil(flooding, async () => {
      await session.waitFor("it is connected", open);
      const { length } = session.closes;
      await proxy.order({ kind: "reset" });
      await session.waitFor("it has noticed", ({ closes }) => closes.length > length);
    });
    const all = () => session.ids.length > last - first;
    await until("all has arrived", all).catch(() => {});
    assert.deepEqual(judge(numbers(), first, last), CLEAN, `after ${kills} kills`);
    return `${kills} kills, ${COUNT} events: 0 lost, 0 doubled, in order`;
  } finally {
    session?.close();
    await Promise.all([proxy.stop(), server.stop()]);
  }
}

/** Does `work` with 0 to `count - 1`, one after the other, within SECONDS where it is quick enough. */
async function paced(count, work) {
  const started = Date.now();
  for (let n = 0; n < count; n += 1) {
    await work(n);
    const ahead = started + (n * SECONDS * 1000) / count - Date.now();
    if (ahead > 5) await pause(ahead);
  }
}

async function request(server, path, body) {
  const headers = { "content-type": "application/json", "x-session-api-key": KEY };
  const response = await fetch(server.url + path, { method: "POST", headers, body: JSON.stringify(body) });
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status} ${await response.text()}`);
  return response.json();
}
