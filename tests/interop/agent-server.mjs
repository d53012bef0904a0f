// The packed tarball in real Chromium against the real openhands-agent-server: what a user of OpenHands would see when
// the server is killed in mid-session and comes back.
//
//   node agent-server.mjs --tarball F --chromium F

import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { paths } from "../package/lib/args.mjs";
import { launch } from "../package/lib/chromium.mjs";
import { freshFolder, installTarball } from "../package/lib/consumer.mjs";
import { journey, main, note, skip, test } from "../package/lib/report.mjs";
import { file, serve, text } from "../package/lib/site.mjs";
import { AgentServer } from "./lib/agent-server.mjs";
import { environment, findPython } from "./lib/python.mjs";
import { openSession, printTransitions } from "./lib/session.mjs";

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const HISTORY = ["history 1", "history 2", "history 3"];

main(async () => {
  const { tarball, chromium } = paths("tarball", "chromium");
  const python = findPython();
  if (python.why) return skip("the agent server is killed and comes back", python.why);
  const command = environment(python, here("requirements.txt"), here("../../target/interop/python"));

  const { installed } = installTarball(tarball, "agent-server");
  const site = await serve({
    "/": text("<!doctype html><title>everwire and the agent server</title>"),
    "/everwire.js": file(`${installed}/dist/everwire.js`),
    "/session.mjs": file(here("page/session.mjs")),
  });
  const server = new AgentServer(command, freshFolder("agent-data"));
  await server.start();
  note(`openhands-agent-server 1.58.0 on Python ${python.version} serves ${server.origin}`);
  const browser = await launch(chromium);
  const page = await browser.newPage();
  await page.goto(site);

  try {
    await closeCodes(page, server);
    await killAndComeBack(page, server);
  } finally {
    await browser.close();
    await server.kill();
  }
});

async function closeCodes(page, server) {
  const conversation = await server.createConversation();
  const nobody = "00000000-0000-4000-8000-000000000000";
  const cases = [
    {
      name: "a wrong key in the first frame: open, then close 4001",
      options: { conversation, key: "wrong" },
      expected: { opens: 1, code: 4001, reason: "Authentication failed" },
    },
    {
      name: "an unknown conversation: open, then close 4004",
      options: { conversation: nobody, key: server.key },
      expected: { opens: 1, code: 4004, reason: "Conversation not found" },
    },
    {
      name: "a wrong key in the URL (HTTP 403): error, then close 1006, never open",
      options: { conversation, key: null, query: { session_api_key: "wrong" } },
      expected: { opens: 0, code: 1006, reason: "" },
    },
  ];
  const onBoth = cases.flatMap((each) => ["events", "session"].map((route) => ({ ...each, route })));
  for (const { name, options, expected, route } of onBoth) {
    await test(`/sockets/${route}: ${name}`, async () => {
      const client = await openSession(page, { origin: server.origin, retries: 0, route, ...options });
      await client.waitFor("it has given up", ({ state }) => state.phase === "closed");
      const { opens, closes, errors } = await client.seen();
      assert.equal(closes.length, 1);
      const [{ code, reason }] = closes;
      assert.deepEqual({ opens: opens.length, code, reason }, expected);
      if (expected.opens === 0) assert.equal(errors.length, 1);
    });
  }
}

async function killAndComeBack(page, server) {
  const conversation = await server.createConversation();
  for (const message of HISTORY) await server.post(conversation, message);
  const query = { resend_mode: "all" };
  const client = await openSession(page, { conversation, origin: server.origin, key: server.key, query });
  const numbered = await openSession(page, { conversation, origin: server.origin, key: server.key, route: "session" });
  const session = { server, conversation, client, numbered, confirmed: [...HISTORY] };
  const step = journey("the agent server is killed and comes back");
  for (const [name, body] of Object.entries(STEPS)) await step(name, () => body(session));
  printTransitions((await client.seen()).transitions);
}

const STEPS = {
  "connects with first-message auth and receives the history": async ({ server, client }) => {
    await client.waitFor("all of the history has arrived", ({ texts }) => includesAll(texts, HISTORY));
    const { opens, closes, frames } = await client.seen();
    assert.equal(opens.length, 1);
    assert.deepEqual(closes, []);
    assert.equal(frames[0].kind, "ConversationStateUpdateEvent");
    assert.equal(frames[0].key, "full_state", "the first frame is the full state");
    assert.ok(!(await client.url()).includes(server.key), "the key is not in the URL");
  },

  "/sockets/session says where its replay begins, and numbers what it has": async ({ server, conversation, numbered }) => {
    await allIsThere(server, conversation, numbered);
    const { frames } = await numbered.seen();
    assert.deepEqual([frames[0].type, frames[0].from_seq], ["sync", -1]);
  },

  "a message posted over REST arrives live": async ({ server, conversation, client, confirmed }) => {
    await server.post(conversation, "live 1");
    confirmed.push("live 1");
    await client.waitFor("the live message has arrived", ({ texts }) => texts.includes("live 1"));
  },

  "kill -9 in mid-session: close 1006, unclean, and retries that fail": async (session) => {
    const { server, client } = session;
    const posting = postUntilItFails(session);
    const flowing = ({ texts }) => texts.filter((message) => message.startsWith("flow")).length >= 5;
    await client.waitFor("messages flow", flowing);
    await server.kill();
    await posting;
    await client.waitFor("two retries have failed", ({ state, closes }) => closes >= 3 && state.attempt >= 2);
    const { opens, closes, transitions } = await client.seen();
    assert.equal(opens.length, 1);
    for (const close of closes) assert.deepEqual(close, { code: 1006, reason: "", wasClean: false });
    const lost = transitions.find(({ phase }) => phase === "waiting");
    assert.equal(lost.cause, "connection lost");
    note(`cause: ${lost.cause}, close ${lost.lastClose.code}, after ${session.confirmed.length} messages`);
  },

  "started again, the client is back by itself and sees every event": async (session) => {
    const { server, conversation, client, confirmed } = session;
    await server.start();
    await client.waitFor("the client is open again", ({ state, opens }) => opens === 2 && state.isConnected);
    // The server may have stored a message that it was killed before confirming; the client must see that one too.
    const stored = await server.messages(conversation);
    assert.ok(includesAll(stored, confirmed), "the server kept what it confirmed");
    await client.waitFor("all that the server has came again", async () => includesAll(await client.texts(2), stored));
    assert.deepEqual(distinct(await client.texts(2)), distinct(stored));

    const reopened = (await client.seen()).transitions.filter(({ phase }) => phase === "open")[1];
    assert.equal(reopened.cause, "opened");
    assert.ok(reopened.attempt >= 2);
    assert.equal(reopened.error, null);
    note(`back after ${reopened.attempt} attempts, ${stored.length} messages again`);
  },

  "/sockets/session goes on after the last number: each event came once": async ({ server, conversation, numbered }) => {
    // Whoever had all that was stored before the kill is told nothing more: then only this frame says that it is back.
    const again = ({ open, type }) => open === 2 && type === "sync";
    await numbered.waitFor("its replay has begun", async () => (await numbered.seen()).frames.some(again));
    await allIsThere(server, conversation, numbered);
    const { frames } = await numbered.seen();
    const sync = frames.find(again);
    const before = frames.filter(({ open, type }) => open === 1 && type === "durable");
    assert.equal(sync.from_seq, before.at(-1).seq);
  },

  "live messages arrive again and the attempt counter returns to 0": async ({ server, conversation, client }) => {
    await server.post(conversation, "live 2");
    await client.waitFor("the live message has arrived", ({ texts }) => texts.includes("live 2"));
    await client.waitFor("the counter is 0", ({ state }) => state.isConnected && state.attempt === 0);
  },

  "stopped politely (SIGTERM): close 1012, and back after the next start": async ({ server, client }) => {
    const { closes: earlier } = await client.seen();
    await server.terminate();
    await client.waitFor("the close has arrived", ({ closes }) => closes > earlier.length);
    const { closes } = await client.seen();
    assert.equal(closes[earlier.length].code, 1012);
    await server.start();
    await client.waitFor("the client is open again", ({ state, opens }) => opens === 3 && state.isConnected);
    await client.waitFor("the history came again", async () => (await client.texts(3)).includes("live 2"));
  },

  "each attempt but the one that is open ended in exactly one close": async ({ client }) => {
    const { transitions, closes, errors, opens } = await client.seen();
    const attempts = transitions.filter(({ phase }) => phase === "connecting").length;
    assert.equal(opens.length, 3);
    // The first attempt began in the constructor, before anybody could listen for its transition.
    assert.equal(closes.length, attempts + (transitions[0].phase === "connecting" ? 0 : 1) - 1);
    assert.ok(
      errors.every(({ isError, message }) => isError && message),
      "each error says something",
    );
    assert.ok(errors.length >= closes.length - 2, "each failed handshake was an error");
  },

  "close() ends it, cleanly": async ({ client }) => {
    await client.close(1000, "done");
    await client.waitFor("it is closed", ({ state }) => state.phase === "closed");
    const { closes } = await client.seen();
    assert.deepEqual(closes.at(-1), { code: 1000, reason: "done", wasClean: true });
  },
};

/** Waits until a client of /sockets/session has all that is stored: each event once, by number, over all its connections. */
async function allIsThere(server, conversation, numbered) {
  const { length } = server.stored(conversation);
  const durable = async () => (await numbered.seen()).frames.filter(({ type }) => type === "durable");
  await numbered.waitFor("all that is stored has come", async () => (await durable()).length >= length);
  const numbers = (await durable()).map(({ seq }) => seq);
  assert.deepEqual(numbers, Array.from(numbers, (_, n) => n));
}

const includesAll = (list, wanted) => wanted.every((item) => list.includes(item));
const distinct = (list) => [...new Set(list)].sort();

/** Posts messages one after another, noting each that the server confirmed, until a request fails. */
async function postUntilItFails({ server, conversation, confirmed }) {
  for (let n = 1; ; n += 1) {
    try {
      await server.post(conversation, `flow ${n}`);
    } catch {
      return;
    }
    confirmed.push(`flow ${n}`);
  }
}
