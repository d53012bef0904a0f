// The agent server is killed, and floods its clients. Both take long, so both routes go through them together: each
// function does it once and gives a test for each rig.

import assert from "node:assert/strict";
import { until } from "../../package/behaviour/wait.mjs";
import { FaultProxy } from "../../package/lib/fault-proxy.mjs";
import { note } from "../../package/lib/report.mjs";
import { comparable, follow, has, open, postAll } from "../lib/conversation-session.mjs";
import { COUNT, judge, killUntil } from "../lib/flood.mjs";

/** What is posted while the flood goes on, two events each; the rest of COUNT is stored before. */
const POSTS = 200;

/** kill -9 under each rig's client, and a start on the same port. `whileDown` is done in between. */
export async function survivesKill(rigs, whileDown) {
  const prepared = rigs.map(async ({ connect, protocol, server }) => {
    const conversation = await server.createConversation();
    const session = follow({ connect, protocol, base: server.origin, conversation, key: server.key });
    await postAll(server, conversation, ["before 1", "before 2"]);
    await session.waitFor("the messages have arrived", has("before 2"));
    return { session, conversation };
  });
  await Promise.allSettled(prepared);
  const [{ server }] = rigs;
  await server.kill();
  whileDown();
  await server.start();
  return prepared.map((preparing, place) => async () => {
    const { session, conversation } = await preparing;
    try {
      await session.waitFor("it is back", ({ opens, client }) => opens === 2 && client.state.isConnected);
      await server.post(conversation, "after");
      await session.waitFor("live messages arrive again", has("after"));
      const texts = ["before 1", "before 2", "after"];
      assert.deepEqual(comparable(rigs[place], session.texts), comparable(rigs[place], texts));
      assert.ok(session.closes.length >= 2, "attempts have failed meanwhile");
      for (const close of session.closes) assert.deepEqual(close, { code: 1006, reason: "" });
    } finally {
      session.close();
    }
  });
}

/** A conversation that the server is to flood its clients with, when it has been made long. */
export async function prepareFlood(server) {
  const conversation = await server.createConversation();
  await server.post(conversation, "the message that is there again and again");
  return { conversation, lengthen: () => server.lengthen(conversation, COUNT - 2 * POSTS) };
}

/** All of a long conversation, to which more is posted all the time, over links that are killed each second. */
export async function floods(rigs, conversation) {
  const [{ server }] = rigs;
  const sessions = await Promise.all(
    rigs.map(async ({ connect, protocol, proxyBinary }) => {
      const proxy = await FaultProxy.start(proxyBinary, server.origin);
      const session = follow({ connect, protocol, base: proxy.url, conversation, key: server.key });
      return { proxy, session };
    }),
  );
  const texts = Array.from({ length: POSTS }, (_, n) => `flood ${n + 1}`);
  const flooding = postAll(server, conversation, texts);
  return sessions.map(({ proxy, session }, place) => async () => {
    try {
      const kills = await killUntil(flooding, async () => {
        await session.waitFor("it is connected", open);
        const { length } = session.closes;
        await proxy.order({ kind: "reset" });
        await session.waitFor("it has noticed", ({ closes }) => closes.length > length);
      });
      const stored = new Map(server.stored(conversation).map((id, n) => [id, n]));
      assert.equal(stored.size, COUNT);
      await until("all has arrived", () => session.ids.length >= COUNT).catch(({ message }) => note(message));
      const { disordered, ...counts } = judge(session.ids.map((id) => stored.get(id)), 0, COUNT - 1);
      assert.deepEqual(counts, { lost: 0, doubled: 0 }, `after ${kills} kills`);
      const { ordered, why } = rigs[place];
      if (ordered) assert.equal(disordered, 0);
      else note(`${disordered} events came earlier than one before them`);
      return { note: `ok, ${kills} kills`, why };
    } finally {
      session.close();
      await proxy.stop();
    }
  });
}
