// `/sockets/events/{id}`, as the agent server speaks it.

import { equal, ok, same } from "../behaviour/expect.mjs";
import { until } from "../behaviour/wait.mjs";

/** A stored event of that minute. */
const at = (minute, more) => ({
  id: `event ${minute}`,
  timestamp: `2026-11-22T18:${String(minute).padStart(2, "0")}:30.123456`,
  source: "user",
  kind: "MessageEvent",
  ...more,
});
/** Where a replay begins for who has come to that minute: what was on its way is asked for again. */
const before = (minute) => `2026-11-22T18:${String(minute).padStart(2, "0")}:20.123`;
let states = 0;
const fullState = (minute, status = "idle") =>
  at(minute, {
    id: `state ${++states}`,
    source: "environment",
    kind: "ConversationStateUpdateEvent",
    key: "full_state",
    value: { execution_status: status },
  });
const counting = (env, count) =>
  env.server.answers(({ path, query }) => (path.endsWith("/events/count") ? { body: count(query) } : { status: 404, body: "" }));

export const tests = {
  "all at first, then since the newest; what comes again is not told again": async (env) => {
    const { server, connect } = env;
    counting(env, () => 2);
    const { conversation, seen, id } = connect();
    const first = await server.connection(1);
    same([first.path, first.query], [`/sockets/events/${id}`, { resend_mode: "all" }], "the first address");
    first.say(fullState(10), at(1), at(2));
    await seen.count("historyloaded", 1);
    first.say(at(11));
    await seen.count("event", 3);
    first.cut();
    const second = await server.connection(2);
    same(second.query, { resend_mode: "since", after_timestamp: before(11) }, "the second query");
    // `since` is from that moment on, and no order is promised.
    second.say(fullState(20), at(13), at(11), at(12), at(13));
    await seen.count("event", 5);
    same(seen.ids(), ["event 1", "event 2", "event 11", "event 13", "event 12"], "events");
    equal(seen.of("transient").length, 2, "states that are no events");
    equal(conversation.state.isConnected, true, "isConnected");
  },

  "the key is in the first frame of each connection, and in no address": async ({ server, connect }) => {
    let calls = 0;
    const { id } = connect({ sessionApiKey: async () => `key ${++calls}` });
    const first = await server.connection(1);
    await first.heard("the first frame", Boolean);
    same(JSON.parse(first.frames[0]).type, "auth", "its type");
    const { session_api_key: one } = JSON.parse(first.frames[0]);
    first.cut();
    const second = await server.connection(2);
    await second.heard("the first frame", Boolean);
    const { session_api_key: other } = JSON.parse(second.frames[0]);
    ok(one.startsWith("key ") && other.startsWith("key ") && one !== other, `two keys: ${one}, ${other}`);
    for (const { query, path } of server.connections) {
      equal(path, `/sockets/events/${id}`, "the path");
      equal(JSON.stringify(query).includes("key"), false, "a key in the query");
    }
  },

  "what is newer than the connection moves the cursor only after the whole replay": async (env) => {
    const { server, connect } = env;
    counting(env, ({ timestamp__gte: from }) => (from ? 2 : 3));
    const { seen } = connect();
    const first = await server.connection(1);
    // Live events come in between, and then the link is lost.
    first.say(fullState(10), at(1), at(11), at(12), at(2));
    await seen.count("event", 4);
    first.cut();
    const second = await server.connection(2);
    same(second.query, { resend_mode: "since", after_timestamp: before(2) }, "the second query");
    second.say(fullState(20), at(2), at(3), at(11), at(12), at(21));
    await seen.count("event", 6);
    same(seen.ids(), [1, 11, 12, 2, 3, 21].map((n) => `event ${n}`), "events");
    await until("it is counted again", () => server.requests.length > 1);
    same(server.requests[1].query, { timestamp__gte: before(2), timestamp__lt: at(20).timestamp }, "what is counted");
    // Counted: 2 and 3. But 11 and 12 came again, too: all that was asked for has come.
    second.say(at(22));
    await seen.count("event", 7);
    second.cut();
    const third = await server.connection(3);
    same(third.query.after_timestamp, before(22), "the third query");
  },

  "what was on its way when the connection began comes before the replay, and does not move the cursor": async (env) => {
    const { server, connect } = env;
    counting(env, () => 3);
    const { seen } = connect();
    const first = await server.connection(1);
    const onItsWay = { ...at(10, { id: "on its way" }), timestamp: at(10).timestamp.replace(":30", ":29") };
    first.say(fullState(10), onItsWay, at(1));
    await seen.count("event", 2);
    first.cut();
    const second = await server.connection(2);
    same(second.query.after_timestamp, before(1), "the second query");
    second.say(fullState(20), at(1), at(2), onItsWay);
    await seen.count("event", 3);
    same(seen.ids(), ["on its way", "event 1", "event 2"], "events");
  },

  "a replay never begins before `after`, and keeps the server's way to write the time": async (env) => {
    const { server, connect } = env;
    counting(env, () => 1);
    const zoned = (event) => ({ ...event, timestamp: event.timestamp.replace("456", "+00:00") });
    const { seen } = connect({ after: at(5).timestamp });
    (await server.connection(1)).say(fullState(10), at(5));
    await seen.count("historyloaded", 1);
    server.connections[0].cut();
    same((await server.connection(2)).query.after_timestamp, at(5).timestamp, "the query after that very event");
    const other = connect();
    const third = await server.connection(3);
    third.say(zoned(fullState(10)), zoned(at(1)));
    await other.seen.count("historyloaded", 1);
    third.cut();
    same((await server.connection(4)).query.after_timestamp, `${before(1)}Z`, "the query with a zone");
  },

  "a second state in one connection is no new beginning": async (env) => {
    const { server, connect } = env;
    counting(env, () => 3);
    const { seen } = connect();
    const first = await server.connection(1);
    first.say(fullState(10), at(1), at(11), fullState(15), at(12), at(2));
    await seen.count("event", 4);
    equal(seen.of("historyloaded").length, 0, "not loaded: the third of the old ones is still to come");
    first.cut();
    same((await server.connection(2)).query.after_timestamp, before(2), "the second query");
  },

  "where nobody counts, nothing is missed either": async (env) => {
    const { server, connect } = env;
    const { seen } = connect();
    const first = await server.connection(1);
    first.say(fullState(10), at(1), at(11));
    await seen.count("event", 2);
    await seen.count("historyloaded", 1);
    first.cut();
    const second = await server.connection(2);
    same(second.query, { resend_mode: "since", after_timestamp: before(1) }, "the second query");
    second.say(fullState(20), at(1), at(2), at(11));
    await seen.count("event", 3);
    same(seen.ids(), ["event 1", "event 11", "event 2"], "events");
  },

  "the history: expected against received, and loaded once": async (env) => {
    const { server, connect } = env;
    let release;
    const counted = new Promise((resolve) => (release = resolve));
    server.answers(async () => ({ body: await counted }));
    const { conversation, seen, id } = connect({ sessionApiKey: "secret" });
    equal(conversation.state.isLoadingHistory, true, "loading, at first");
    const first = await server.connection(1);
    first.say(fullState(10), at(1), at(2), at(1));
    await seen.count("event", 2);
    equal(conversation.state.isLoadingHistory, true, "loading, before there is a number");
    release(3);
    await seen.reaches("the number", ({ history }) => history.expected === 3);
    same(conversation.state.history, { expected: 3, received: 2 }, "history");
    equal(seen.of("historyloaded").length, 0, "not loaded yet");
    first.say(at(3));
    await seen.count("historyloaded", 1);
    same(seen.types().slice(-2), ["event", "historyloaded"], "the last event comes first");
    equal(conversation.state.isLoadingHistory, false, "loading");
    const [{ path, headers }] = server.requests;
    same([path, headers["x-session-api-key"]], [`/api/conversations/${id}/events/count`, "secret"], "the request");
    first.cut();
    (await server.connection(2)).say(fullState(20));
    await seen.count("open", 2);
    equal(conversation.state.isLoadingHistory, false, "loading, the second time");
    equal(seen.of("historyloaded").length, 1, "how often it was loaded");
  },

  "a history of nothing is loaded, and so is one that cannot be counted": async (env) => {
    const { server, connect } = env;
    for (const answer of [{ body: 0 }, { status: 500, body: "no" }, { body: "many" }]) {
      server.answers(() => answer);
      const { conversation, seen } = connect();
      (await server.connection(server.connections.length + 1)).say(fullState(10));
      await seen.count("historyloaded", 1);
      equal(conversation.state.isLoadingHistory, false, `loading after ${JSON.stringify(answer)}`);
      conversation.close();
    }
  },

  "countEvents counts, or false for nobody": async ({ server, connect }) => {
    const ranges = [];
    const one = connect({ countEvents: (range) => (ranges.push(range), 1) });
    (await server.connection(1)).say(fullState(10), at(1));
    await one.seen.count("historyloaded", 1);
    same(ranges, [{ before: at(10).timestamp }], "what it is asked");
    const other = connect({ countEvents: false });
    (await server.connection(2)).say(fullState(10));
    await other.seen.count("historyloaded", 1);
    equal(server.requests.length, 0, "requests");
  },

  "after: where it starts, and null for what happens from now on": async (env) => {
    const { server, connect } = env;
    counting(env, ({ timestamp__gte: from }) => (from === at(5).timestamp ? 1 : 99));
    const { seen } = connect({ after: at(5).timestamp });
    const first = await server.connection(1);
    same(first.query, { resend_mode: "since", after_timestamp: at(5).timestamp }, "the query");
    first.say(fullState(10), at(5));
    await seen.count("historyloaded", 1);

    const now = connect({ after: null });
    equal(now.conversation.state.isLoadingHistory, false, "loading");
    const second = await server.connection(2);
    same(second.query, {}, "the query of one that begins now");
    second.say(fullState(10));
    await now.seen.count("transient", 1);
    second.cut();
    const third = await server.connection(3);
    same(third.query.after_timestamp, at(10).timestamp, "it goes on from when it began");
  },

  "save and load: a new page goes on where the old one was": async (env) => {
    const { server, connect } = env;
    counting(env, () => 1);
    let stored;
    const resume = { save: (text) => (stored = text), load: () => stored };
    const old = connect({ resume });
    (await server.connection(1)).say(fullState(10), at(1));
    await old.seen.count("historyloaded", 1);
    old.conversation.close();
    await until("it is saved", () => stored);
    const { seen } = connect({ resume });
    const second = await server.connection(2);
    same(second.query, { resend_mode: "since", after_timestamp: before(1) }, "the query");
    second.say(fullState(20), at(1), at(2));
    await seen.count("event", 1);
    same(seen.ids(), ["event 2"], "events");
    await seen.count("historyloaded", 1);
  },

  "what the agent does, what is written, and what the server says is wrong": async ({ server, connect }) => {
    const { conversation, seen } = connect();
    const first = await server.connection(1);
    const running = at(11, { kind: "ConversationStateUpdateEvent", key: "execution_status", value: "running" });
    first.say(
      fullState(10),
      running,
      { ...running, id: "again" },
      at(12, { id: "d1", kind: "StreamingDeltaEvent", content: "Hel" }),
      at(12, { id: "d2", kind: "StreamingDeltaEvent", reasoning_content: "hm" }),
      at(13, { kind: "ServerErrorEvent", code: "ValidationError", detail: "role: missing" }),
      "no JSON",
      "[]7",
    );
    await seen.count("error", 3);
    same(seen.of("status").map(({ data }) => data), ["idle", "running"], "status");
    equal(conversation.state.status, "running", "state.status");
    same(seen.of("delta").map(({ data }) => data), [{ kind: "text", content: "Hel" }, { kind: "reasoning", content: "hm" }], "deltas");
    const [{ error }, { message }] = seen.of("error");
    same([error.code, error.detail], ["ValidationError", "role: missing"], "the server's error");
    ok(/no JSON/.test(message), message);
    same(seen.ids(), ["event 11", "again"], "events");
    equal(conversation.state.isConnected, true, "isConnected");
  },

  "4001 and 4004 are final": async ({ server, connect }) => {
    for (const [code, reason] of [[4001, "Authentication failed"], [4004, "Conversation not found"]]) {
      const { conversation, seen } = connect();
      (await server.connection(server.connections.length + 1)).close(code, reason);
      await seen.reaches("the end", ({ phase }) => phase === "closed");
      same(conversation.state.lastClose, { code, reason, wasClean: true }, "lastClose");
      ok(conversation.state.error.message.includes(reason), conversation.state.error.message);
      same(seen.of("close").map(({ code }) => code), [code], "closes");
    }
  },

  "text is what a user says, an object is what it is, and both wait for a connection": async ({ server, connect }) => {
    const { conversation } = connect({ sessionApiKey: "k" });
    equal(conversation.send("hello"), "queued", "at first");
    const first = await server.connection(1);
    await first.heard("hello", (frame) => frame.includes("hello"));
    same(
      first.frames.map((frame) => JSON.parse(frame)),
      [
        { type: "auth", session_api_key: "k" },
        { role: "user", content: [{ type: "text", text: "hello" }] },
      ],
      "frames",
    );
    equal(conversation.send({ role: "system", content: [] }), "sent", "then");
    await first.heard("the object", (frame) => frame === '{"role":"system","content":[]}');
  },

  "close, reconnect, using, signal; the class's own options": async ({ server, connect }) => {
    const stop = new AbortController();
    const { conversation, seen } = connect({ signal: stop.signal, startClosed: true, queryParams: { a: 1 } });
    equal(conversation.state.phase, "idle", "phase");
    equal(server.connections.length, 0, "connections");
    conversation.reconnect();
    same((await server.connection(1)).query, { a: "1", resend_mode: "all" }, "the query");
    await seen.reaches("open", ({ isConnected }) => isConnected);
    conversation.close();
    await seen.reaches("closed", ({ phase }) => phase === "closed");
    conversation.reconnect();
    await server.connection(2);
    await seen.reaches("open again", ({ isConnected }) => isConnected);
    stop.abort();
    await seen.reaches("closed again", ({ phase }) => phase === "closed");
    conversation[Symbol.dispose ?? Symbol.for("Symbol.dispose")]();
    equal(conversation.socket.constructor.name.length > 0, true, "socket");
    ok(conversation.state === conversation.state, "the state is the same object until something changes");
  },

  "a loop gets the events, and ends with the conversation": async ({ server, connect }) => {
    const { conversation } = connect();
    const first = await server.connection(1);
    const ids = [];
    const loop = (async () => {
      for await (const { id } of conversation) if (ids.push(id) === 3) conversation.close();
    })();
    first.say(fullState(10), at(1), at(2), at(3));
    await loop;
    same(ids, ["event 1", "event 2", "event 3"], "events");
    for await (const event of conversation) throw new Error(`nothing comes after the end, but ${event.id}`);
  },
};
