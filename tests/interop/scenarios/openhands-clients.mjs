// Foreign clients in OpenHands' conversations: each frame of the server's is what OpenHands sends, to the byte.

import assert from "node:assert/strict";
import { MockServer } from "../../package/lib/mock-server.mjs";
import { test } from "../../package/lib/report.mjs";
import { until } from "../../package/behaviour/wait.mjs";
import { startRecorder } from "../lib/recorder.mjs";

const OPEN = '0{"sid":"…","upgrades":[],"pingTimeout":20000,"pingInterval":25000,"maxPayload":4194304}';
const CONNECTED = '40{"sid":"…"}';
const NOTICE =
  '42["oh_event",{"status_update":true,"type":"error","id":"AGENT_ERROR$TOO_MANY_CONVERSATIONS","message":"Too many conversations at once. If you are still using this one, try reactivating it by prompting the agent to continue"}]';

const event = (id, source, rest) => `42["oh_event",{"id":${id},"timestamp":"…","source":"${source}",${rest}}]`;
const introduction = (id) =>
  event(id, "agent", '"message":"I say what you say.","action":"system","args":{"content":"I say what you say.","tools":[],"openhands_version":"0.62.0","agent_class":"Echo"}');
const state = (id, source, name = "awaiting_user_input") =>
  event(id, source, `"message":"","observation":"agent_state_changed","content":"","extras":{"agent_state":"${name}","reason":""}`);
const said = (id, text) => event(id, "user", `"message":"${text}","action":"message","args":{"content":"${text}"}`);
const reply = (id, text) =>
  event(id, "agent", `"message":"You said: ${text}","action":"message","args":{"content":"You said: ${text}","image_urls":null,"wait_for_response":true}`);

const says = (content) => ["oh_user_action", { action: "message", args: { content } }];

/** Frames without what changes from run to run. */
const masked = (frames) => frames.map((frame) => frame.replace(/"(sid|timestamp)":"[^"]+"/g, '"$1":"…"'));

/** Waits until a connection has carried exactly these frames from the server. */
async function carried(link, frames) {
  await until(
    () => `${frames.length} frames; there are ${JSON.stringify(link.fromServer, null, 1)}`,
    () => link.fromServer.length >= frames.length,
  );
  assert.deepEqual(masked(link.fromServer), frames);
}

const LEFT_ALONE = "left alone it is stopped, and attached again it begins anew";

const SCENARIOS = {
  "a conversation that was started, from its beginning": async ({ server, recorder, open }) => {
    await start(server, "fresh");
    const a = open();
    await a.connect(recorder.url, "/", { conversation_id: "fresh", latest_event_id: "-1", providers_set: "github,gitlab" });
    const beginning = [OPEN, introduction(0), state(1, "environment"), introduction(0), state(1, "agent"), CONNECTED];
    await carried(recorder.links[0], beginning);
    for (const id of [0, 1, 0, 1]) assert.equal((await a.next()).arguments[0].id, id);
    await a.emit(...says("hi"));
    assert.equal((await a.next()).arguments[0].message, "hi");
    assert.equal((await a.next()).arguments[0].message, "You said: hi");
    await a.ask(...says("again"));
    await carried(recorder.links[0], [...beginning, said(2, "hi"), reply(3, "hi"), said(4, "again"), reply(5, "again"), acknowledged(a)]);
  },
  "after a cut, only what is above the highest id": async ({ recorder, open }) => {
    const a = open();
    await a.connect(recorder.url, "/", { conversation_id: "cut" });
    for (const id of [0, 1]) assert.equal((await a.next()).arguments[0].id, id);
    recorder.cut();
    assert.equal((await a.next()).event, "disconnect");
    const b = open();
    await b.connect(recorder.url, "/", { conversation_id: "cut", latest_event_id: 1 });
    await b.emit(...says("missed"));
    await carried(recorder.links[1], [OPEN, CONNECTED, said(2, "missed"), reply(3, "missed")]);
    const again = open();
    await again.connect(recorder.url, "/", { conversation_id: "cut", latest_event_id: 1 });
    await carried(recorder.links[2], [OPEN, said(2, "missed"), reply(3, "missed"), CONNECTED]);
  },
  "without a conversation, or with another's, it is refused": async ({ server, recorder, open }) => {
    const none = open();
    assert.deepEqual(await none.connect(recorder.url, "/", {}), {
      event: "connect_error",
      message: "No conversation_id in query params",
    });
    assert.deepEqual(masked(recorder.links[0].fromServer.slice(0, 2)), [OPEN, '44{"message":"No conversation_id in query params"}']);
    await start(server, "anns", { cookie: "user=ann" });
    const stranger = open();
    const { message } = await stranger.connect(recorder.url, "/", { conversation_id: "anns" });
    assert.equal(message, "User None is not allowed to join conversation anns");
  },
  "a third conversation stops the oldest, with exactly the notice": async ({ recorder, open }) => {
    const [a, b, c] = [open(), open(), open()];
    await a.connect(recorder.url, "/", { conversation_id: "one" });
    await b.connect(recorder.url, "/", { conversation_id: "two" });
    await c.connect(recorder.url, "/", { conversation_id: "three" });
    const beginning = [OPEN, introduction(0), state(1, "agent"), CONNECTED];
    for (const id of [0, 1]) assert.equal((await a.next()).arguments[0].id, id);
    assert.equal((await a.next()).arguments[0].id, "AGENT_ERROR$TOO_MANY_CONVERSATIONS");
    assert.match((await a.next()).arguments[0], /^(io server disconnect|server disconnect)$/);
    await until("the stopped client's end", () => recorder.links[0].fromServer.at(-1).startsWith("close"));
    assert.deepEqual(masked(recorder.links[0].fromServer.slice(0, -1)), [...beginning, NOTICE, "41"]);
    await carried(recorder.links[1], beginning);
    await carried(recorder.links[2], beginning);
  },
  [LEFT_ALONE]: async ({ server, recorder, open }) => {
    const a = open();
    await a.connect(recorder.url, "/", { conversation_id: "alone" });
    const beginning = [OPEN, introduction(0), state(1, "agent"), CONNECTED];
    await carried(recorder.links[0], beginning);
    await a.disconnect();
    await until("the conversation is stopped", async () => !(await hasAgent(server, "alone")));
    const b = open();
    await b.connect(recorder.url, "/", { conversation_id: "alone", latest_event_id: 1 });
    await carried(recorder.links[1], [OPEN, state(2, "environment", "stopped"), state(3, "agent"), CONNECTED]);
  },
  "acknowledgements and attachments, both ways": async ({ recorder, open }) => {
    const a = open();
    await a.connect(recorder.url, "/plain");
    const args = [{ n: 1, text: "é" }, Buffer.from([1, 2]), [Buffer.from([3])]];
    assert.deepEqual(await a.ask("echo", args[1]), args[1]);
    await a.emit("echo", ...args);
    assert.deepEqual(await a.next(), { event: "echo", arguments: args });
    await a.emit("ask", "question", "who", Buffer.from([9]));
    assert.deepEqual((await a.next()).arguments, ["who", Buffer.from([9])]);
    assert.deepEqual(await a.next(), { event: "answer", arguments: [Buffer.from([9]), "who"] });
    await a.emit("disconnect me");
    assert.equal((await a.next()).event, "disconnect");
  },
};

/** The acknowledgement of a client's first question: npm counts from 0, Python from 1. */
const acknowledged = (client) => (client.constructor.title.startsWith("python") ? "431[]" : "430[]");

const post = (server, path, headers = {}) => fetch(`${server.url}/api/conversations/${path}`, { method: "POST", headers });
const start = (server, id, headers) => post(server, `${id}/start`, headers);
const hasAgent = async (server, wanted) => {
  const { conversations } = await (await fetch(`${server.url}/state`)).json();
  return conversations.find(({ id }) => id === wanted).agent !== null;
};

/** Runs every scenario with a client of each kind; `kinds` are functions that make one. */
export async function inConversations(binary, kinds) {
  const each = async ([title, make]) => {
    for (const [name, scenario] of Object.entries(SCENARIOS)) {
      const hurried = name === LEFT_ALONE ? ["--close-delay", "0.1", "--cleanup-interval", "0.1"] : [];
      await test(`${title}: ${name}`, async () => {
        const server = await new MockServer(binary, ["--max-concurrent-conversations", "2", ...hurried]).start();
        const recorder = await startRecorder(server.url);
        const clients = [];
        const open = () => {
          clients.push(make());
          return clients.at(-1);
        };
        try {
          await scenario({ server, recorder, open });
        } finally {
          for (const client of clients) await client.stop();
          recorder.stop();
          await server.stop();
        }
      });
    }
  };
  await Promise.all(Object.entries(kinds).map(each));
}
