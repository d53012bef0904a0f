// The project's own mock server, through its faults.

import { equal, ok, same } from "../behaviour/expect.mjs";
import { until } from "../behaviour/wait.mjs";

const json = async (response) => {
  const body = await response.json();
  if (!response.ok) throw new Error(`HTTP ${response.status}: ${JSON.stringify(body)}`);
  return body;
};
const post = (url, body) =>
  fetch(url, { method: "POST", headers: { "content-type": "application/json", "x-session-api-key": "test-key" }, body: JSON.stringify(body) }).then(json);

const newConversation = async (url) => (await post(`${url}/api/conversations`, {})).id;
const say = (url, id, text) =>
  post(`${url}/api/conversations/${id}/events`, { role: "user", content: [{ type: "text", text }], run: false });
const textsOf = (seen) => seen.of("event").map(({ data }) => data.llm_message?.content[0].text);

const PROTOCOLS = ["events", "session"];

export const tests = {
  ...Object.fromEntries(
    PROTOCOLS.map((protocol) => [
      `${protocol}: over resets each event comes once, and the history is loaded`,
      async ({ startMock, connect }) => {
        const { url } = await startMock();
        const id = await newConversation(url);
        const sent = [];
        const send = async (count) => {
          for (let n = 0; n < count; n++) {
            sent.push(`text ${sent.length}`);
            await say(url, id, sent.at(-1));
          }
        };
        await send(120);
        const { conversation, seen } = connect({ protocol, conversationUrl: url, sessionApiKey: "test-key" }, id);
        await seen.count("historyloaded", 1);
        same(conversation.state.history, { expected: 120, received: 120 }, "history");
        for (let round = 0; round < 4; round++) {
          await send(5);
          await post(`${url}/faults`, { kind: "reset" });
          await send(5);
        }
        await until(() => `all of them, so far ${seen.of("event").length}`, () => textsOf(seen).length >= sent.length);
        same([...textsOf(seen)].sort(), [...sent].sort(), "each once");
        ok(conversation.socket.counters.opened >= 2, "there was more than one connection");
      },
    ]),
  ),

  "socket.io: what a fresh conversation says twice comes once, and a reset loses nothing": async ({ startMock, connect }) => {
    const { url } = await startMock();
    const id = "a-fresh-conversation";
    await post(`${url}/api/conversations/${id}/start`, {});
    const { conversation, seen } = connect({ protocol: "socket.io", conversationUrl: url, sessionApiKey: "test-key" }, id);
    await seen.count("historyloaded", 1);
    const answered = (text) => seen.has(`an answer to ${text}`, ({ type, data }) => type === "event" && data.source === "agent" && JSON.stringify(data).includes(text));
    conversation.send("hello");
    await answered("hello");
    for (const [cuts, text] of ["first", "second"].entries()) {
      await post(`${url}/faults`, { kind: "reset" });
      // What is sent into a broken link is gone.
      await seen.count("open", cuts + 2);
      conversation.send(text);
      await answered(text);
    }
    const ids = seen.ids();
    same(ids, [...new Set(ids)], "each once");
    same([...ids].sort((a, b) => a - b), Array.from({ length: Math.max(...ids) + 1 }, (_, number) => number), "none is missed");
  },

  "a wrong key, and a conversation that nobody knows": async ({ startMock, connect }) => {
    const mock = await startMock();
    const id = await newConversation(mock.url);
    const wrong = connect({ conversationUrl: mock.url, sessionApiKey: "wrong" }, id);
    await wrong.seen.reaches("the end", ({ phase }) => phase === "closed");
    equal(wrong.conversation.state.lastClose.code, 4001, "the code");
    const nobody = connect({ conversationUrl: mock.url, sessionApiKey: "test-key" });
    await nobody.seen.reaches("the end", ({ phase }) => phase === "closed");
    equal(nobody.conversation.state.lastClose.code, 4004, "the code");
  },

  "what is said comes back as an event; what cannot be is an error": async ({ startMock, connect }) => {
    const mock = await startMock();
    const id = await newConversation(mock.url);
    const { conversation, seen } = connect({ conversationUrl: mock.url, sessionApiKey: "test-key" }, id);
    conversation.send("hello");
    await seen.count("event", 1);
    same(textsOf(seen), ["hello"], "texts");
    conversation.send({ role: "nobody" });
    await seen.count("error", 1);
    equal(seen.of("error")[0].error.code, "ValidationError", "the code");
  },
};
