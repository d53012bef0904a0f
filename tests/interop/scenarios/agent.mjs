// What the agent server and a client of a conversation go through together, over either of its two routes. A rig is
// `{connect, protocol, server, nginx, proxyBinary}`.

import assert from "node:assert/strict";
import { WebSocket } from "ws";
import { until, within } from "../../package/behaviour/wait.mjs";
import { FaultProxy } from "../../package/lib/fault-proxy.mjs";
import { comparable, follow, has, open, postAll } from "../lib/conversation-session.mjs";

/** Runs `body` with a client of a new conversation; closes it in the end. */
async function withConversation(rig, where, body) {
  const { connect, protocol, server } = rig;
  const conversation = await server.createConversation();
  const post = (...texts) => postAll(server, conversation, texts);
  await post("history");
  const session = follow({ connect, protocol, base: server.origin, conversation, key: server.key, ...where });
  try {
    return await body({ session, waitFor: session.waitFor, conversation, post, server });
  } finally {
    session.close();
  }
}

export const connects = (rig) =>
  withConversation(rig, {}, async ({ session, waitFor, post, server, conversation }) => {
    await waitFor("the history has arrived", has("history"));
    await post("live 1", "live 2");
    await waitFor("the live messages have arrived", has("live 2"));
    assert.deepEqual(comparable(rig, session.texts), comparable(rig, ["history", "live 1", "live 2"]));
    await until("everything stored has arrived", () => server.stored(conversation).length === session.ids.length);
    assert.deepEqual(comparable(rig, session.ids), comparable(rig, server.stored(conversation)));
    assert.deepEqual([session.opens, session.closes], [1, []]);
  });

export const refusesAuth = (rig) =>
  withConversation(rig, { key: "wrong" }, async ({ session, waitFor }) => {
    await waitFor("it has given up", ({ client }) => client.state.phase === "closed");
    assert.deepEqual(session.closes, [{ code: 4001, reason: "Authentication failed" }]);
    assert.deepEqual(session.ids, []);
  });

/** The link is cut and nobody gets in; what is posted meanwhile comes, once and in order. */
export const replays = async (rig) => {
  const proxy = await FaultProxy.start(rig.proxyBinary, rig.server.origin);
  try {
    await withConversation(rig, { base: proxy.url }, async ({ session, waitFor, post, conversation, server }) => {
      await waitFor("the history has arrived", has("history"));
      await post("live");
      await waitFor("the live message has arrived", has("live"));
      await proxy.order({ kind: "refuse" });
      await proxy.order({ kind: "reset" });
      await waitFor("it has noticed", ({ closes }) => closes.length > 0);
      await post("missed 1", "missed 2", "missed 3");
      await proxy.order({ kind: "none" });
      await waitFor("what it missed has arrived", has("missed 3"));
      await post("live again");
      await waitFor("live messages arrive again", has("live again"));
      await until("everything stored has arrived", () => server.stored(conversation).length === session.ids.length);
      assert.deepEqual(comparable(rig, session.ids), comparable(rig, server.stored(conversation)));
      assert.equal(session.opens, 2);
    });
  } finally {
    await proxy.stop();
  }
};

/** nginx cuts the idle link, for the server pings too seldom; the client is back by itself and has missed nothing. */
export const survivesIdleTimeout = (rig) =>
  withConversation(rig, { base: `${rig.nginx.origin}/agent` }, async ({ session, waitFor, post, conversation, server }) => {
    await waitFor("the history has arrived", has("history"));
    await waitFor("nginx has cut the idle link", ({ closes }) => closes.length === 1);
    assert.deepEqual(session.closes, [{ code: 1006, reason: "" }]);
    await post("meanwhile");
    await waitFor("what was posted has arrived", has("meanwhile"));
    await until("everything stored has arrived", () => server.stored(conversation).length === session.ids.length);
    assert.deepEqual(comparable(rig, session.ids), comparable(rig, server.stored(conversation)));
    await waitFor("it is back", ({ opens }) => opens >= 2);
  });

/** Where there are too many connections the client is told so, and is let in when there is room. */
export const waitsForRoom = (rig) =>
  withConversation(rig, { options: { startClosed: true } }, async ({ session, waitFor, conversation, server }) => {
    const others = [];
    try {
      const url = `${server.origin.replace("http", "ws")}/sockets/${rig.protocol}/${conversation}`;
      const full = () => others.some(({ code }) => code === 1013);
      while (!full()) {
        const other = { socket: new WebSocket(url, { headers: { "x-session-api-key": server.key } }) };
        others.push(other);
        other.socket.on("close", (code) => (other.code = code));
        // It says something at once: the state, or that there is no room.
        const says = (what) => new Promise((resolve) => other.socket.once(what, resolve));
        await within("the server to answer", Promise.race([says("message"), says("close")]));
        assert.ok(others.length < 100, "there is a limit");
      }
      session.client.reconnect();
      await waitFor("there is no room for it", ({ closes }) => closes.some(({ code }) => code === 1013));
      others[0].socket.terminate();
      await waitFor("it is in", has("history"));
      await waitFor("it is open", open);
    } finally {
      for (const { socket } of others) socket.terminate();
    }
  });
