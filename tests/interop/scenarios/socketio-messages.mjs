// What a Socket.IO client sends and gets besides plain events: bytes, acknowledgements, and very many events on a bad link.

import assert from "node:assert/strict";
import { until } from "../../package/behaviour/wait.mjs";
import { FaultProxy } from "../../package/lib/fault-proxy.mjs";
import { CLEAN, COUNT, SECONDS, judge, killUntil } from "../lib/flood.mjs";
import { connected, has, newName, withSession } from "../lib/socketio-session.mjs";

/** Bytes in an event and in its acknowledgement, both ways, each part where it was. */
export const carriesBinary = (rig) =>
  withSession(rig, {}, async ({ waitFor, socket }) => {
    await waitFor("it is connected", connected);
    const every = Uint8Array.from({ length: 256 }, (_, n) => n);
    const sent = { name: "picture", parts: [every, new Uint8Array(0)], nested: { more: new Uint8Array(70_000).fill(7) } };
    const echoed = new Promise((resolve) => socket.once("echoed", resolve));
    const returned = await socket.timeout(20_000).emitWithAck("echo", sent);
    assert.deepEqual(plain(returned), plain(sent));
    assert.deepEqual(plain(await echoed), plain(sent));
  });

/** Every way to hold bytes, as an array of them; each is there, or the comparison fails. */
function plain(value) {
  if (value instanceof ArrayBuffer) return { bytes: [...new Uint8Array(value)] };
  if (ArrayBuffer.isView(value)) return { bytes: [...new Uint8Array(value.buffer, value.byteOffset, value.byteLength)] };
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]));
}

export const acknowledges = (rig) =>
  withSession(rig, {}, async ({ waitFor, socket, conversation, node }) => {
    await waitFor("it is connected", connected);
    assert.deepEqual(await socket.timeout(20_000).emitWithAck("ask", "why?"), { answer: "why?" });
    socket.on("question", (question, answer) => answer({ answer: question }));
    assert.deepEqual(await node.order("ask", { room: conversation, question: "how?" }), [{ answer: "how?" }]);
  });

/** The link is cut before the server has answered: the client keeps the event, sends it again, and is answered once. */
export const acknowledgesAcrossLoss = (rig) =>
  withSession(rig, { options: { retries: 5, ackTimeout: 60_000 } }, async ({ session, waitFor, socket, conversation, emit, node }) => {
    await waitFor("it is connected", connected);
    await emit(node, { n: 1 });
    await waitFor("the event has arrived", has(1));
    const task = newName("task");
    const settled = [];
    socket.emit("task", task, (error, answer) => settled.push({ error, answer }));
    const seen = () => node.order("seen", { task });
    await until("the server has the task", async () => (await seen()) === 1);
    await node.order("cut", { room: conversation });
    await waitFor("it is connected again", ({ connects }) => connects.length === 2);
    await until("the task is answered", () => settled.length > 0);
    // What comes after it on the same link has come: a second answer would be here.
    assert.deepEqual(await socket.emitWithAck("ask", "more?"), { answer: "more?" });
    assert.deepEqual(settled, [{ error: null, answer: { name: task, times: 2 } }]);
    assert.equal(await seen(), 2);
    assert.equal(session.disconnects.length, 1);
  });

/** Very many events, and each second a reset of the link that carries them. Gives what the table says of it. */
export async function flood(rig) {
  const proxy = await FaultProxy.start(rig.proxyBinary, rig.nodes[0].origin);
  try {
    return await withSession(rig, { origin: proxy.url }, async ({ session, waitFor, conversation, emit, node }) => {
      await waitFor("it is connected", connected);
      // A session in which nothing has come yet cannot be recovered.
      await emit(node, { n: -1 });
      await waitFor("the first event has arrived", has(-1));
      const flooding = node.order("flood", { room: conversation, count: COUNT, seconds: SECONDS });
      const kills = await killUntil(flooding, async (kills) => {
        await waitFor("it is connected", connected);
        await proxy.order({ kind: "reset" });
        await waitFor("it has noticed", ({ disconnects }) => disconnects.length > kills);
      });
      await waitFor("it is connected", connected);
      await emit(node, { n: COUNT });
      await waitFor("the last event has arrived", has(COUNT));
      const recovered = session.connects.filter(({ recovered }) => recovered).length;
      const what = `after ${kills} kills and ${recovered} recoveries`;
      assert.deepEqual(judge(session.events.map(({ n }) => n), -1, COUNT), CLEAN, what);
      if (rig.recovers) assert.equal(recovered, kills);
      return { note: `ok, ${kills} kills`, why: rig.floodWhy };
    });
  } finally {
    await proxy.stop();
  }
}
