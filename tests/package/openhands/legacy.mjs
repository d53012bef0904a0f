// Socket.IO, as OpenHands spoke it before.

import { equal, ok, same } from "../behaviour/expect.mjs";

const protocol = "socket.io";
const GREETING = '0{"sid":"engine","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":1000000}';
const oh = (event) => `42${JSON.stringify(["oh_event", event])}`;
const event = (id, more) => ({ id, timestamp: `2026-11-22T18:00:0${id}`, source: "agent", observation: "run", content: `c${id}`, ...more });
const agentState = (id, state) => event(id, { observation: "agent_state_changed", extras: { agent_state: state } });

/** Lets the client in as the server does: what it missed comes before that. */
async function join(connection, ...replay) {
  connection.say(GREETING);
  await connection.heard("40", (frame) => frame.startsWith("40"));
  connection.say(...replay.map(oh), '40{"sid":"s"}');
}

export const tests = {
  "the greatest number counts, not the last; one number with another content is another event": async ({ server, connect }) => {
    const { conversation, seen, id } = connect({ protocol, sessionApiKey: "k", providers: ["github", "gitlab"] });
    const first = await server.connection(1);
    equal(first.path, "/socket.io/", "the path");
    const { EIO, transport, ...query } = first.query;
    same([EIO, transport], ["4", "websocket"], "Engine.IO's own");
    same(
      query,
      { latest_event_id: "-1", conversation_id: id, providers_set: "github,gitlab", session_api_key: "k" },
      "the first query",
    );
    await join(first, event(0), event(1), event(3), agentState(2, "running"));
    await seen.reaches("open", ({ isConnected }) => isConnected);
    same(seen.types(), ["event", "event", "event", "event", "status", "open", "historyloaded"], "what was told");
    // A fresh conversation says 0 and 1 again, as of another source; another node has a 3 of its own.
    first.say(oh(event(0)), oh(event(1, { source: "environment" })), oh(event(3, { content: "of another node" })));
    await seen.count("event", 5);
    same(seen.ids(), [0, 1, 3, 2, 3], "events");
    equal(conversation.state.status, "running", "status");
    first.cut();
    const second = await server.connection(2);
    equal(second.query.latest_event_id, "3", "the second query");
    await join(second, event(3), event(4));
    await seen.count("event", 6);
    same(seen.ids(), [0, 1, 3, 2, 3, 4], "events, each once");
    equal(seen.of("historyloaded").length, 1, "how often the history was loaded");
    same(seen.of("close").length, 1, "closes");
  },

  "what it says is sent as an action, also what was said early": async ({ server, connect }) => {
    const { conversation } = connect({ protocol });
    equal(conversation.send("hello"), "queued", "at first");
    conversation.send({ action: "change_agent_state", args: { agent_state: "paused" } });
    const first = await server.connection(1);
    await join(first);
    await first.heard("the state", (frame) => frame.includes("paused"));
    const [[name, said], [, other]] = first.frames.filter((frame) => frame.startsWith("42")).map((frame) => JSON.parse(frame.slice(2)));
    equal(name, "oh_user_action", "the name");
    const { timestamp, ...args } = said.args;
    same([said.action, args], ["message", { content: "hello", image_urls: [], file_urls: [] }], "what a user says");
    ok(!Number.isNaN(Date.parse(timestamp)), timestamp);
    same(other, { action: "change_agent_state", args: { agent_state: "paused" } }, "an object");
  },

  "what is wrong, and what is not stored": async ({ server, connect }) => {
    const { seen } = connect({ protocol, after: 41 });
    const first = await server.connection(1);
    equal(first.query.latest_event_id, "41", "after");
    const starting = { status_update: true, type: "info", id: "STATUS$STARTING_RUNTIME", message: "Starting" };
    const tooMany = "AGENT_ERROR$TOO_MANY_CONVERSATIONS";
    await join(first);
    first.say(
      oh(starting),
      oh({ status_update: true, type: "error", id: tooMany, message: "Too many conversations at once." }),
      oh({ error: true, message: "broken" }),
    );
    await seen.count("error", 2);
    same(seen.of("transient").map(({ data }) => data), [starting], "transients");
    same(seen.of("error").map(({ error }) => error.code), [tooMany, "error"], "errors");
  },

  "a server that ends it, or refuses, is not asked again": async ({ server, connect }) => {
    const ended = connect({ protocol });
    const first = await server.connection(1);
    await join(first);
    await ended.seen.count("open", 1);
    first.say("41");
    await ended.seen.reaches("the end", ({ phase }) => phase === "closed");
    equal(ended.conversation.state.error.message, "io server disconnect", "why");

    const refused = connect({ protocol });
    const second = await server.connection(2);
    second.say(GREETING);
    await second.heard("40", (frame) => frame.startsWith("40"));
    second.say('44{"message":"No conversation_id in query params"}');
    await refused.seen.reaches("the end", ({ phase }) => phase === "closed");
    equal(refused.conversation.state.error.message, "No conversation_id in query params", "why");
    same(refused.seen.types(), ["error", "close"], "what was told");
    equal(server.connections.length, 2, "connections");
  },

  "a prefix of the URL is a prefix of the path; close and reconnect": async ({ server, connect }) => {
    const { conversation, seen } = connect({ protocol, startClosed: true, conversationUrl: `${server.url}/runtime/55313/api/conversations/x` });
    equal(conversation.state.phase, "idle", "phase");
    conversation.reconnect();
    const first = await server.connection(1);
    equal(first.path, "/runtime/55313/socket.io/", "the path");
    await join(first);
    await seen.count("open", 1);
    conversation.close();
    await seen.reaches("closed", ({ phase }) => phase === "closed");
    equal(conversation.state.error, null, "error");
    same(seen.of("close").map(({ code, wasClean }) => [code, wasClean]), [[1000, true]], "closes");
    conversation.reconnect();
    await join(await server.connection(2));
    await seen.count("open", 2);
    equal(conversation.state.isReconnecting, false, "isReconnecting");
    conversation.close();
  },

  "it comes back by itself, and says that it tries": async ({ server, connect }) => {
    const { conversation, seen } = connect({ protocol });
    await join(await server.connection(1));
    await seen.count("open", 1);
    for (const connection of server.connections) connection.cut();
    await seen.has("a retry", ({ type, state }) => type === "statechange" && state.isReconnecting);
    await join(await server.connection(2));
    await seen.count("open", 2);
    same([conversation.state.attempt, conversation.state.error], [0, null], "attempt, error");
  },

  "a signal ends it, also while it tries; the last retry is the last": async ({ server, connect }) => {
    const stop = new AbortController();
    const signalled = connect({ protocol, signal: stop.signal });
    await join(await server.connection(1));
    await signalled.seen.count("open", 1);
    stop.abort();
    await signalled.seen.reaches("the end", ({ phase }) => phase === "closed");

    const early = new AbortController();
    const trying = connect({ protocol, signal: early.signal });
    await server.connection(2);
    early.abort();
    await trying.seen.reaches("the end", ({ phase }) => phase === "closed");
    const aborted = connect({ protocol, signal: early.signal });
    equal(aborted.conversation.state.phase, "idle", "of one that was aborted before");

    const { port } = new URL(server.url);
    server.stop();
    const nobody = connect({ protocol, conversationUrl: `http://127.0.0.1:${port}`, maxRetries: 2 });
    await nobody.seen.reaches("the end", ({ phase }) => phase === "closed");
    equal(nobody.seen.of("close").length, 3, "attempts");
  },

  "a loop ends with it": async ({ server, connect }) => {
    const { conversation } = connect({ protocol });
    const ids = [];
    const loop = (async () => {
      for await (const { id } of conversation) if (ids.push(id) === 2) conversation.close();
    })();
    await join(await server.connection(1), event(0), event(1));
    await loop;
    same(ids, [0, 1], "events");
  },
};
