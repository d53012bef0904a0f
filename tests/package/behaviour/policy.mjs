// Which closes are final, how long a retry waits when the server has a say in it, and which URL it goes to.

import { equal, ok, same } from "./expect.mjs";
import { fakeClass, onFake } from "./fakes.mjs";
import { watch } from "./watch.mjs";

const FATAL = [1008, 1010, 4001, 4003, 4004, 4401, 4403, 4404];
const NOT_FATAL = [1000, 1001, 1002, 1006, 1011, 1012, 1013, 3000, 4000, 4002, 4408, 4999];

const reports = (env, text) =>
  env.until(`"${text}" is reported`, () => env.reported().some((message) => message.includes(text)));

/** What phase a client is in after its open connection was closed so. */
async function after(env, [code, reason = "", wasClean = code !== 1006], options) {
  const { socket, seen, open } = onFake(env, options);
  (await open(1)).end(code, reason, wasClean);
  await seen.nth("close");
  same(seen.closes(), [{ code, reason, wasClean }], "the close is what the transport said");
  return { socket, state: socket.state, path: seen.path() };
}

const phase = async (env, close, options) => (await after(env, close, options)).state.phase;

/** No retry comes before the test has looked. */
const SLOW = { minReconnectionDelay: 40_000, maxReconnectionDelay: 40_000, jitter: "none" };

/** In how many ms the retry after such a close is planned. */
async function delay(env, close, options) {
  const { state } = await after(env, close, { ...SLOW, ...options });
  equal(state.phase, "waiting", "phase");
  return state.nextAttemptAt - Date.now();
}

/** That it lies between, with what a busy machine takes. */
const between = (got, low, high, what) => ok(got > low - 5000 && got <= high + 50, `${what}: ${low} to ${high} ms, got ${got}`);

export const tests = {
  "the codes after which no retry helps are final, all others are not": async (env) => {
    for (const code of FATAL) {
      const { state, socket } = await after(env, [code, "why"]);
      same([state.phase, state.cause], ["closed", "closed by server"], `phase and cause after ${code}`);
      ok(!socket.shouldReconnect && state.error.message.includes(`${code}: why`), `the error says it: ${state.error}`);
    }
    for (const code of NOT_FATAL) equal(await phase(env, [code], SLOW), "waiting", `phase after ${code}`);
  },

  "a fatal code is one without a clean close, too": async (env) => {
    equal(await phase(env, [4004, "gone", false]), "closed", "phase");
  },

  "reconnect() tries again after a final close": async (env) => {
    const { socket, made, open, seen } = onFake(env);
    (await open(1)).end(4001, "", true);
    await seen.reaches("closed", (state) => state.phase === "closed");
    socket.reconnect();
    (await made(2)).open();
    await seen.nth("open", 2);
  },

  "close.fatal adds codes, close.retry takes some away": async (env) => {
    const close = { fatal: [4123, 1000], retry: [4001, 4002] };
    for (const code of [4123, 1000, 4004]) equal(await phase(env, [code], { close }), "closed", `phase after ${code}`);
    for (const code of [4001, 4002, 4124]) equal(await phase(env, [code], { close, ...SLOW }), "waiting", `phase after ${code}`);
  },

  "functions: they get the close, say what they know, and leave the rest to the codes": async (env) => {
    const asked = [];
    const close = {
      fatal: (end) => {
        asked.push({ ...end });
        return end.reason === "banned";
      },
      retry: ({ code }) => code === 4001,
    };
    equal(await phase(env, [1011, "banned"], { close }), "closed", "phase: fatal");
    equal(await phase(env, [4001, "try"], { close, ...SLOW }), "waiting", "phase: retry");
    equal(await phase(env, [4001, "banned"], { close, ...SLOW }), "waiting", "phase: both, and retry wins");
    equal(await phase(env, [4004, "other"], { close }), "closed", "phase: neither, and the code is fatal");
    equal(await phase(env, [1006, ""], { close, ...SLOW }), "waiting", "phase: neither, and the code is not");
    same(asked[0], { code: 1011, reason: "banned", wasClean: true }, "what it was called with");
  },

  "a function for one, codes for the other": async (env) => {
    const close = { fatal: [4123], retry: ({ reason }) => reason === "soon" };
    equal(await phase(env, [4123, "soon"], { close, ...SLOW }), "waiting", "phase");
    equal(await phase(env, [4123], { close }), "closed", "phase");
  },

  "a function may end a client whose server refuses the handshake": async (env) => {
    const { seen, made } = onFake(env, { close: { fatal: ({ code }) => code === 1006 } });
    (await made(1)).end(1006);
    equal((await seen.reaches("closed", (state) => state.phase === "closed")).cause, "handshake failed", "the cause");
  },

  "functions that throw are reported, and the codes decide": async (env) => {
    const throws = (text) => () => {
      throw new Error(`thrown by a test: ${text}`);
    };
    const close = { fatal: throws("close.fatal"), retry: throws("close.retry") };
    equal(await phase(env, [4001], { close }), "closed", "phase");
    equal(await phase(env, [1011], { close, ...SLOW }), "waiting", "phase");
    for (const name of ["close.fatal", "close.retry"]) await reports(env, name);
  },

  "what a function does to the close it got changes nothing": async (env) => {
    const close = { fatal: (end) => void Object.assign(end, { code: 4001, reason: "changed" }) };
    const { state } = await after(env, [1011, "as it was"], { close, ...SLOW });
    same([state.phase, state.lastClose.reason], ["waiting", "as it was"], "phase, reason");
  },

  "close() and send() from inside a function": async (env) => {
    let socket;
    const said = [];
    const close = { fatal: () => void said.push(socket.send("from fatal"), socket.close()) };
    const fake = onFake(env, { close });
    ({ socket } = fake);
    (await fake.open(1)).end(1011, "", true);
    await fake.seen.reaches("closed", (state) => state.phase === "closed");
    same(said, ["queued", undefined], "send says");
    equal(fake.seen.of("close").length, 1, "close events");
  },

  "a code of the real server is final, and retried where that is asked for": async ({ client, ws, faults }) => {
    for (const [options, phase] of [
      [{}, "closed"],
      [{ close: { retry: [4004] } }, "open"],
    ]) {
      const seen = watch(client(ws("/echo"), null, options));
      await seen.nth("open");
      await faults({ kind: "close", code: 4004, reason: "Conversation not found" });
      await seen.nth("close");
      const { lastClose } = await seen.reaches(phase, (state) => state.phase === phase);
      same(lastClose, { code: 4004, reason: "Conversation not found", wasClean: true }, "lastClose");
    }
  },

  "a close reason may say when to come back": async (env) => {
    for (const [reason, ms] of [
      ["retry-after: 20", 20_000],
      ["Retry-After: 20000ms", 20_000],
      ['{"retry_after": "20"}', 20_000],
      ["overloaded, please retry after 20", 20_000],
    ]) {
      // And up to one first delay more, so that a fleet does not come back at once.
      between(await delay(env, [1011, reason], { minReconnectionDelay: 100 }), ms, ms + 100, reason);
    }
    between(await delay(env, [1013, "retry-after: 0"], { minReconnectionDelay: 0 }).catch(() => 0), 0, 0, "at once");
    between(await delay(env, [1011, "retry after lunch"]), 40_000, 40_000, "no hint");
  },

  "1012, the service restarts: 5 to 30 s; 1013, try again later: half of the cap to all of it": async (env) => {
    const delays = { minReconnectionDelay: 100, maxReconnectionDelay: 60_000, jitter: "full" };
    for (let n = 0; n < 5; n += 1) {
      between(await delay(env, [1012], delays), 5000, 30_000, "1012");
      const later = await delay(env, [1013], delays);
      ok(later > 25_000, `1013: at least half of the cap, got ${later}`);
      between(later, 30_000, 60_000, "1013");
    }
    between(await delay(env, [1012], { ...delays, maxReconnectionDelay: 1000 }), 1000, 1000, "1012 under a cap");
  },

  "url as a list: the next one after an attempt that failed, and after the last the first": async (env) => {
    const Fake = fakeClass();
    const urls = ["ws://one.test/", () => "ws://two.test/", new URL("ws://three.test/")];
    const { seen, made } = onFake(env, {}, Fake, urls);
    for (let n = 1; n <= 4; n += 1) (await made(n)).end(1006);
    const fifth = await made(5);
    same(
      Fake.made.map(({ url }) => new URL(url).hostname.split(".")[0]),
      ["one", "two", "three", "one", "two"],
      "the attempts",
    );
    fifth.open();
    await seen.nth("open");
  },

  "a URL of a list that fails by itself is passed over, and its secret with it": async (env) => {
    const Fake = fakeClass();
    const bad = () => {
      throw new Error("no such place");
    };
    const { socket, seen, made } = onFake(env, {}, Fake, [bad, "ws://two.test/"]);
    (await made(1)).open();
    await seen.nth("open");
    equal(Fake.made[0].url, "ws://two.test/", "the URL");
    equal(socket.url, "ws://two.test/", "url");
    equal(seen.of("error")[0].message, "no such place", "the error");
  },

  "a connection that lasted is tried again where it was": async (env) => {
    const Fake = fakeClass();
    const { seen, made } = onFake(env, { minUptime: 0 }, Fake, ["ws://one.test/", "ws://two.test/"]);
    (await made(1)).end(1006);
    (await made(2)).open();
    await seen.nth("open");
    Fake.made[1].end(1006);
    equal((await made(3)).url, "ws://two.test/", "the URL of the third attempt");
  },

  "1013 sends to the next URL at the next attempt": async (env) => {
    const Fake = fakeClass();
    const { seen, made } = onFake(env, { minUptime: 0 }, Fake, ["ws://one.test/", "ws://two.test/"]);
    (await made(1)).open();
    await seen.nth("open");
    Fake.made[0].end(1013, "retry-after: 1ms", true);
    equal((await made(2)).url, "ws://two.test/", "the URL of the second attempt");
  },

  "from a server that is away to one that is there": async ({ client, ws, refused }) => {
    const socket = client([refused, ws("/echo")]);
    const seen = watch(socket);
    await seen.nth("open");
    equal(socket.url, ws("/echo"), "url");
    equal(seen.of("close").length, 1, "closes");
  },
};
