// `/sockets/session/{id}`, as the agent server speaks it.

import { equal, same } from "../behaviour/expect.mjs";

const protocol = "session";
const durable = (seq, more) => ({
  type: "durable",
  seq,
  event: { id: `event ${seq}`, timestamp: "2026-11-22T18:00:00", source: "user", kind: "MessageEvent", ...more },
});
const sync = (through_seq, from_seq) => ({ type: "sync", from_seq, through_seq });
const state = { id: "s", kind: "ConversationStateUpdateEvent", key: "full_state", value: { execution_status: "idle" } };

export const tests = {
  "all at first, then after the greatest number; only what is durable has one": async ({ server, connect }) => {
    const { seen, id } = connect({ protocol, sessionApiKey: "k" });
    const first = await server.connection(1);
    same([first.path, first.query], [`/sockets/session/${id}`, { after_seq: "-1" }], "the first address");
    await first.heard("the key", (frame) => frame === '{"type":"auth","session_api_key":"k"}');
    first.say(sync(1, -1), durable(0), durable(1), { type: "transient", event: { ...state, seq: 99 } }, durable(2));
    await seen.count("event", 3);
    first.cut();
    const second = await server.connection(2);
    same(second.query, { after_seq: "2" }, "the second query");
    second.say(sync(4, 2), durable(3), durable(4), durable(4), durable(2), durable(5));
    await seen.count("event", 6);
    same(seen.ids(), [0, 1, 2, 3, 4, 5].map((seq) => `event ${seq}`), "events");
    equal(seen.of("transient").length, 1, "transients");
    same(seen.of("status").map(({ data }) => data), ["idle"], "status");
    equal(server.requests.length, 0, "requests: the server says by itself how much there is");
  },

  "the history: what `sync` announces against what came": async ({ server, connect }) => {
    const { conversation, seen } = connect({ protocol });
    const first = await server.connection(1);
    first.say(sync(2, -1), durable(0));
    await seen.count("event", 1);
    same([conversation.state.isLoadingHistory, conversation.state.history], [true, { expected: 3, received: 1 }], "in between");
    first.say(durable(1), durable(2), durable(3));
    await seen.count("event", 4);
    same(seen.types().slice(-3), ["event", "historyloaded", "event"], "the order");
    same([conversation.state.isLoadingHistory, conversation.state.history], [false, { expected: 3, received: 3 }], "at the end");
  },

  "an empty conversation, and one that has nothing new, are loaded at once": async ({ server, connect }) => {
    for (const [after, said] of [[undefined, sync()], [7, sync(7, 7)], [9, sync(7, 9)]]) {
      const { seen, conversation } = connect({ protocol, after });
      (await server.connection(server.connections.length + 1)).say(said);
      await seen.count("historyloaded", 1);
      equal(conversation.state.history.expected, 0, "expected");
    }
  },

  "after: a number, or null for what happens from now on": async ({ server, connect }) => {
    connect({ protocol, after: 760 });
    same((await server.connection(1)).query, { after_seq: "760" }, "a number");
    const { seen, conversation } = connect({ protocol, after: null });
    const second = await server.connection(2);
    same(second.query, {}, "null");
    equal(conversation.state.isLoadingHistory, false, "loading");
    second.say(sync(5));
    await seen.count("open", 1);
    second.say({ type: "transient", event: state });
    await seen.count("transient", 1);
    second.cut();
    same((await server.connection(3)).query, { after_seq: "5" }, "it goes on from when it began");
  },

  "pieces, errors, and what nobody knows": async ({ server, connect }) => {
    const { conversation, seen } = connect({ protocol });
    const first = await server.connection(1);
    first.say(
      sync(),
      { type: "item_started", item_id: "i", attempt: 1, anchor_seq: 0 },
      { type: "delta", item_id: "i", attempt: 1, order: 0, kind: "text", content: "Hi", chunk_id: "c" },
      { type: "item_aborted", item_id: "i", attempt: 1, reason: "cancelled" },
      { type: "of tomorrow", seq: 10_000, event: { id: "never" } },
      { ...durable(0, { news: true }), priority: 7 },
      { type: "error", code: "JSONDecodeError", detail: "Expecting value" },
    );
    await seen.count("error", 1);
    same(seen.types(), ["open", "historyloaded", "itemstarted", "delta", "itemaborted", "event", "error"], "what was told");
    const [{ data: delta }] = seen.of("delta");
    same([delta.item_id, delta.order, delta.kind, delta.content], ["i", 0, "text", "Hi"], "the piece");
    equal(seen.of("event")[0].data.news, true, "a field that nobody knows");
    const [{ error }] = seen.of("error");
    same([error.code, error.detail], ["JSONDecodeError", "Expecting value"], "the error");
    equal(conversation.state.isConnected, true, "isConnected");
    first.cut();
    same((await server.connection(2)).query, { after_seq: "0" }, "the second query");
  },
};
