// A lost connection goes on where it was: a cursor says from where, keys say what came already, a store carries both over
// a page load.

import { equal, includes, ok, same } from "./expect.mjs";
import { onFake } from "./fakes.mjs";
import { watch } from "./watch.mjs";

const parsed = (data) => JSON.parse(data);
const seq = (data) => parsed(data).seq;
const id = (data) => parsed(data).id;

/** Messages of these fields. */
const say = (link, ...messages) => messages.forEach((message) => link.receive(JSON.stringify(message)));
const query = ({ url }) => url.split("?")[1] ?? "";
const got = (seen, field) => seen.data().map((data) => parsed(data)[field]);

const reports = (env, text) =>
  env.until(`"${text}" is reported`, () => env.reported().some((message) => message.includes(text)));
const throws = (text) => () => {
  throw new Error(`thrown by a test: ${text}`);
};

export const tests = {
  "the cursor of the newest message is in the query of the next attempt": async (env) => {
    const { socket, open, made } = onFake(env, { resume: { cursor: seq, apply: "after" }, queryParams: { a: 1 } });
    const first = await open(1);
    equal(query(first), "a=1", "the first query");
    equal(socket.state.resumed, false, "resumed, the first time");
    say(first, { seq: 1 }, { seq: 2 });
    first.end(1006);
    const second = await open(2);
    equal(query(second), "a=1&after=2", "the second query");
    equal(socket.state.resumed, true, "resumed, the second time");
    second.end(1006);
    equal(query(await made(3)), "a=1&after=2", "the third query: nothing came meanwhile");
  },

  "it replaces a parameter of the URL and of queryParams, encoded as in a URL": async (env) => {
    const options = { resume: { cursor: seq, apply: "after" }, queryParams: { after: "start", b: 1 } };
    const { open } = onFake(env, options, undefined, "ws://127.0.0.1:9/p?after=0&x=y");
    const first = await open(1);
    equal(query(first), "x=y&after=start&b=1", "the first query");
    say(first, { seq: "2026-01-01T00:00:00+00:00 &" });
    first.end(1006);
    equal(new URLSearchParams(query(await open(2))).get("after"), "2026-01-01T00:00:00+00:00 &", "the cursor");
  },

  "a cursor of 0, of text, and of a negative number": async (env) => {
    for (const [cursor, expected] of [[0, "0"], [-1, "-1"], ["", ""], ["id-7", "id-7"], [1.5, "1.5"]]) {
      const { open } = onFake(env, { resume: { cursor: () => cursor, apply: "c" } });
      const first = await open(1);
      say(first, {});
      first.end(1006);
      equal(query(await open(2)), `c=${expected}`, `the query of ${JSON.stringify(cursor)}`);
    }
  },

  "a cursor that goes back moves nothing: the newest counts, in numbers as numbers": async (env) => {
    const { seen, open } = onFake(env, { resume: { cursor: seq, apply: "c" } });
    const first = await open(1);
    say(first, { seq: 9 }, { seq: 10 }, { seq: 2 }, { seq: 10 });
    first.end(1006);
    equal(query(await open(2)), "c=10", "the query");
    same(got(seen, "seq"), [9, 10, 2, 10], "all are delivered: without a key nothing is a repetition");
  },

  "what is no cursor moves nothing, and the message is delivered": async (env) => {
    const nonsense = [null, undefined, Number.NaN, Infinity, {}, [], true, () => 1, Promise.resolve(99)];
    let next = 0;
    const resume = { cursor: () => (next === 0 ? (next++, 5) : nonsense[next++ - 1]), apply: "c" };
    const { seen, open } = onFake(env, { resume });
    const first = await open(1);
    for (let n = 0; n <= nonsense.length; n += 1) say(first, { n });
    first.end(1006);
    equal(query(await open(2)), "c=5", "the query");
    equal(seen.of("message").length, nonsense.length + 1, "messages");
  },

  "a message whose key has come is not delivered, also on another connection": async (env) => {
    const { socket, seen, open } = onFake(env, { resume: { key: id } });
    const first = await open(1);
    say(first, { id: "a" }, { id: "b" }, { id: "a" });
    first.end(1006);
    say(await open(2), { id: "a" }, { id: "b" }, { id: "c" }, {}, {});
    same(got(seen, "id"), ["a", "b", "c", undefined, undefined], "what was delivered");
    same([socket.counters.received, socket.counters.duplicates], [5, 3], "received, duplicates");
    equal(socket.state.resumed, false, "keys alone ask for no replay");
  },

  "a number is a key, too; what is none is never a repetition": async (env) => {
    const { seen, open } = onFake(env, { resume: { key: (data) => [7, "7", {}, {}, Number.NaN, Number.NaN, null][data] } });
    const link = await open(1);
    for (let n = 0; n < 7; n += 1) link.receive(`${n}`);
    same(seen.data(), ["0", "2", "3", "4", "5", "6"], "what was delivered");
  },

  "window: so many keys are remembered, 0 none": async (env) => {
    const small = onFake(env, { resume: { key: id, window: 2 } });
    say(await small.open(1), { id: 1 }, { id: 2 }, { id: 3 }, { id: 2 }, { id: 1 });
    same(got(small.seen, "id"), [1, 2, 3, 1], "what was delivered with a window of 2");
    const none = onFake(env, { resume: { key: id, window: 0 } });
    say(await none.open(1), { id: 1 }, { id: 1 });
    same(got(none.seen, "id"), [1, 1], "what was delivered with a window of 0");
  },

  "a repetition does not move the cursor, and keeps the link alive": async (env) => {
    const { socket, open } = onFake(env, { resume: { key: id, cursor: seq, apply: "c" } });
    const first = await open(1);
    say(first, { id: "a", seq: 1 }, { id: "a", seq: 99 });
    first.end(1006);
    equal(query(await open(2)), "c=1", "the query");
    equal(socket.counters.duplicates, 1, "duplicates");
  },

  "cursor and key functions that throw are reported, and the message delivered": async (env) => {
    const resume = { cursor: throws("resume.cursor"), key: throws("resume.key"), apply: "c" };
    const { seen, open } = onFake(env, { resume });
    const first = await open(1);
    first.receive("x");
    first.receive("x");
    same(seen.data(), ["x", "x"], "what was delivered");
    first.end(1006);
    equal(query(await open(2)), "", "the query");
    for (const name of ["resume.cursor", "resume.key"]) await reports(env, name);
  },

  "a key function that makes the class answer at once: each message keeps its own key": async (env) => {
    let link;
    const key = (data) => {
      if (data === "outer") link.receive("inner");
      return data;
    };
    const { seen, open } = onFake(env, { resume: { key } });
    link = await open(1);
    link.receive("outer");
    link.receive("inner");
    link.receive("again");
    same(seen.data(), ["inner", "outer", "again"], "what was delivered");
  },

  "apply as a function: called before each attempt with the cursor, null at first": async (env) => {
    const asked = [];
    const apply = async (cursor) => {
      asked.push(cursor);
      return cursor === null ? undefined : { query: { mode: "since", after: cursor }, frame: `resume ${cursor}` };
    };
    const { socket, made, open } = onFake(env, { resume: { cursor: seq, apply }, auth: "auth" });
    socket.send("queued");
    const first = await open(1);
    same([query(first), first.sent], ["", ["auth", "queued"]], "the first query and frames");
    say(first, { seq: 3 });
    first.end(1006);
    await made(2);
    socket.send("queued, too");
    const second = await open(2);
    equal(query(second), "mode=since&after=3", "the second query");
    same(second.sent, ["auth", "resume 3", "queued, too"], "frames: auth, resume, then what was queued");
    same(asked, [null, 3], "what it was called with");
  },

  "an apply function that throws, rejects, or gives a bad query or frame is a failed attempt": async (env) => {
    const own = new RangeError("thrown by the user's function");
    for (const [bad, parts] of [
      [() => { throw own; }, ["thrown by"]],
      [() => Promise.reject(own), ["thrown by"]],
      [() => ({ query: 7 }), ["queryParams", "object"]],
      [() => ({ frame: {} }), ["takes text or bytes", "object"]],
    ]) {
      let asked = 0;
      const { socket, seen, open } = onFake(env, { resume: { apply: () => ((asked += 1) === 1 ? bad() : undefined) } });
      const first = await open(1);
      equal(asked, 2, "the first attempt made no socket");
      equal(seen.of("statechange").find(({ state }) => state.phase === "waiting").state.cause, "url failed", "the cause");
      includes(seen.of("error")[0].message, parts, "the error");
      same(first.sent, [], "what the socket got");
      equal(socket.state.error, null, "the error once it is open");
    }
  },

  "save and load: another client goes on with cursor and keys": async (env) => {
    let stored;
    const resume = { cursor: seq, key: id, apply: "c", save: (text) => (stored = text), load: () => stored };
    const { socket, open } = onFake(env, { resume });
    const first = await open(1);
    say(first, { seq: 1, id: 'ü "' }, { seq: 2, id: "b" });
    equal(stored, undefined, "what is stored at once");
    await env.until("it is stored", () => stored);
    socket.close();
    first.end(1005, "", true);
    const next = onFake(env, { resume });
    const link = await next.open(1);
    equal(query(link), "c=2", "the query of the first attempt");
    equal(next.socket.state.resumed, true, "resumed");
    say(link, { seq: 1, id: 'ü "' }, { seq: 2, id: "b" }, { seq: 3, id: "c" });
    same(got(next.seen, "id"), ["c"], "what was delivered");
  },

  "a text cursor is stored as such, and keys without a cursor are, too": async (env) => {
    for (const [message, expected] of [[{ seq: "12", id: "a" }, "c=12"], [{ id: "a" }, ""]]) {
      let stored;
      const resume = { cursor: seq, key: id, apply: "c", save: (text) => (stored = text), load: () => stored };
      say(await onFake(env, { resume }).open(1), message);
      await env.until("it is stored", () => stored);
      const { open, seen } = onFake(env, { resume });
      const link = await open(1);
      equal(query(link), expected, "the query");
      say(link, { ...message, again: true }, { seq: "9", id: "b" });
      link.end(1006);
      // As text "12" is less than "9".
      equal(query(await open(2)), "c=9", "the query after a newer one");
      same(got(seen, "id"), ["b"], "what was delivered");
    }
  },

  "save: at most about once a second, with the newest, and at the end": async (env) => {
    const saved = [];
    const resume = { cursor: seq, apply: "c", save: (text) => saved.push(parsed(text)[0]) };
    const { socket, seen, open } = onFake(env, { resume });
    const link = await open(1);
    const began = performance.now();
    for (let n = 1; n <= 50; n += 1) say(link, { seq: n });
    await env.until("it is saved", () => saved.length > 0);
    const took = performance.now() - began;
    ok(took > 900, `not before a second is over: ${took} ms`);
    same(saved, [50], "what was saved: the newest, once");
    say(link, { seq: 51 });
    socket.close();
    link.end(1005, "", true);
    await seen.reaches("closed", ({ phase }) => phase === "closed");
    await env.until("it is saved at the end", () => saved.length > 1);
    same(saved, [50, 51], "what was saved");
    socket.reconnect();
    (await env.until("another socket", () => link.constructor.made[1])).open();
    socket.close();
    equal(saved.length, 2, "nothing has changed: nothing is saved");
  },

  "save is never called inside a call of the user's": async (env) => {
    let inside = false;
    const saved = [];
    const resume = { cursor: seq, apply: "c", save: (text) => saved.push([text, inside]) };
    const { socket, made, open } = onFake(env, { resume, minReconnectionDelay: 60_000, maxReconnectionDelay: 60_000 });
    const link = await open(1);
    say(link, { seq: 1 });
    link.end(1006);
    inside = true;
    socket.close();
    inside = false;
    await env.until("it is saved", () => saved.length > 0);
    same(saved, [["[1]", false]], "what was saved, and whether inside close()");
    await made(1);
  },

  "a save that throws is reported and changes nothing": async (env) => {
    const { socket, seen, open } = onFake(env, { resume: { cursor: seq, apply: "c", save: throws("resume.save") } });
    const link = await open(1);
    say(link, { seq: 1 });
    socket.close();
    link.end(1005, "", true);
    await seen.reaches("closed", ({ phase }) => phase === "closed");
    await reports(env, "resume.save");
    await seen.nth("close");
  },

  "what load gives is ignored where it is nonsense, and a load that throws is reported": async (env) => {
    const texts = ["", "x", "null", "5", '"abc"', "{}", "[]", "[{}]", "[null]", "[true, {}]", '{"0": 1}', 7, {}, null];
    for (const text of [...texts, undefined]) {
      const { socket, seen, open } = onFake(env, { resume: { key: id, apply: "c", load: () => text } });
      const link = await open(1);
      equal(query(link), "", `the query after ${JSON.stringify(text)}`);
      equal(socket.state.resumed, false, "resumed");
      say(link, { id: "b" }, { id: "undefined" }, { id: "null" });
      equal(seen.of("message").length, 3, `messages after ${JSON.stringify(text)}`);
    }
    const { open } = onFake(env, { resume: { apply: "c", load: throws("resume.load") } });
    equal(query(await open(1)), "", "the query");
    await reports(env, "resume.load");
  },

  "a conversation on the real server: nothing is missed and nothing comes twice over resets": async (env) => {
    const { client, ws, base, faults, until } = env;
    const created = await fetch(`${base}/api/conversations`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: "{}",
    });
    const conversation = (await created.json()).id;
    const post = (text) =>
      fetch(`${base}/api/conversations/${conversation}/events`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ role: "user", content: [{ type: "text", text }], run: false }),
      });
    const isFullState = ({ kind, key }) => kind === "ConversationStateUpdateEvent" && key === "full_state";
    const resume = {
      // The full state is made anew for each connection, and newer than what is replayed after it.
      cursor: (data) => (isFullState(parsed(data)) ? null : parsed(data).timestamp),
      key: id,
      apply: (after) => ({ query: after === null ? { resend_mode: "all" } : { resend_mode: "since", after_timestamp: after } }),
    };
    const socket = client(ws(`/sockets/events/${conversation}`), null, { resume });
    const seen = watch(socket);
    const texts = () =>
      seen.data().map(parsed).filter(({ kind }) => kind === "MessageEvent").map((event) => event.llm_message.content[0].text);
    await seen.nth("open");
    const sent = [];
    for (let n = 0; n < 12; n += 1) {
      if (n % 4 === 2) await faults({ kind: "reset" });
      sent.push(`text ${n}`);
      const { ok: accepted, status } = await post(`text ${n}`);
      ok(accepted, `the event is accepted: HTTP ${status}`);
    }
    await until(() => `all of them, so far ${texts()}`, () => texts().length >= sent.length);
    same([...texts()].sort(), [...sent].sort(), "each once");
    ok(socket.counters.opened >= 2, "there was more than one connection");
  },
};
