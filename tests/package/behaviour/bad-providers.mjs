// Functions of the user's that give the URL, protocols or query: each way they fail is a failed attempt, never more.

import { equal, includes, ok, same } from "./expect.mjs";
import { watch } from "./watch.mjs";

const ABNORMAL = { code: 1006, reason: "", wasClean: false };

/**
 * A client whose first attempt fails by `bad` and whose second is fine. Checks what every such failure has in common and
 * returns the error that the user was told.
 */
async function failsOnceThenOpens({ client, ws, faults }, place, bad, options = {}) {
  const { handshakes } = await faults();
  let asked = 0;
  const first = (good) => () => ((asked += 1) === 1 ? bad() : good);
  const url = place === "url" ? first(ws("/echo")) : ws("/echo");
  const protocols = place === "protocols" ? first("chat") : null;
  const query = place === "queryParams" ? { queryParams: first({ a: 1 }) } : {};
  const socket = client(url, protocols, { ...query, ...options });
  const seen = watch(socket);
  await seen.nth("open");
  await seen.reaches("open", ({ phase }) => phase === "open");

  const order = seen.events.map(({ type, state }) => state?.phase ?? type);
  same(order, ["connecting", "error", "close", "waiting", "connecting", "open", "open"], "the events");
  same(seen.closes(), [ABNORMAL], "the close");
  equal((await faults()).handshakes, handshakes + 1, "handshakes: the failed attempt made none");
  const { error, message } = seen.of("error")[0];
  ok(error instanceof Error, `event.error is an Error, got ${error}`);
  ok(message, "event.message says something");
  const { state } = seen.of("statechange")[1];
  ok(state.error instanceof Error && state.error.message, "state.error says something");
  return { error, state };
}

const fails = (place, bad, check, options) => async (env) => {
  const { error, state } = await failsOnceThenOpens(env, place, bad, options);
  equal(state.cause, options ? "attempt timed out" : "url failed", "the cause");
  check(error);
};

const own = new RangeError("thrown by the user's function");
const isOwn = (error) => ok(error === own, `the user's own exception, got ${error}`);
const names =
  (...parts) =>
  (error) => {
    ok(error instanceof TypeError || error instanceof DOMException, `a TypeError or DOMException, got ${error?.name}`);
    includes(error.message, parts, "the message");
  };
const throwOwn = () => {
  throw own;
};
const never = () => new Promise(() => {});
const tooLate = (error) => includes(error.message, ["timed out"], "the message");

export const tests = {
  "a URL function that throws": fails("url", throwOwn, isOwn),
  "a URL function that rejects": fails("url", () => Promise.reject(own), isOwn),
  "a URL function that throws what is no Error": fails(
    "url",
    () => Promise.reject("just text"),
    (error) => includes(`${error.message} ${error.cause}`, ["just text"], "message and cause"),
  ),
  "a URL function that gives a number": fails("url", () => 7, names("URL", "7")),
  "a URL function that resolves with undefined": fails("url", async () => undefined, names("URL", "undefined")),
  "a URL function that gives an object": fails("url", () => ({}), names("URL", "object")),
  "a URL function that gives an invalid URL": fails("url", () => "ws://host:99999/", names("ws://host:99999/")),
  "a URL function that gives another scheme": fails("url", () => "ftp://h/", names("ftp", "ws")),
  "a URL function that gives a fragment": fails("url", () => "ws://127.0.0.1/#f", names("fragment")),
  "a URL function that never settles is given up at connectionTimeout": fails("url", never, tooLate, {
    connectionTimeout: 150,
  }),
  "a thenable whose then throws": fails(
    "url",
    () => ({
      get then() {
        throw own;
      },
    }),
    isOwn,
  ),

  "a protocols function that throws": fails("protocols", throwOwn, isOwn),
  "a protocols function that rejects": fails("protocols", () => Promise.reject(own), isOwn),
  "a protocols function that gives an object": fails("protocols", () => ({}), names("protocol", "number 1")),
  "a protocols function that gives duplicates": fails("protocols", () => ["a", "a"], names("protocol", "number 2")),
  "a protocols function that never settles": fails("protocols", never, tooLate, { connectionTimeout: 150 }),

  "a queryParams function that throws": fails("queryParams", throwOwn, isOwn),
  "a queryParams function that rejects": fails("queryParams", () => Promise.reject(own), isOwn),
  "a queryParams function that gives a number": fails("queryParams", () => 7, names("queryParams", "number")),
  "a queryParams function that never settles": fails("queryParams", never, tooLate, { connectionTimeout: 150 }),

  "a URL function that fails for good ends with maxRetries": async ({ client }) => {
    const socket = client(throwOwn, null, { maxRetries: 2 });
    const seen = watch(socket);
    await seen.reaches("closed", ({ phase }) => phase === "closed");
    same(seen.closes(), [ABNORMAL, ABNORMAL, ABNORMAL], "the closes");
    equal(seen.of("error").length, 3, "errors");
  },

  "a URL that comes after its deadline opens nothing": async ({ client, ws, faults, until }) => {
    const { handshakes } = await faults();
    const late = [];
    const url = () => new Promise((resolve) => late.push(resolve));
    const socket = client(url, null, { connectionTimeout: 50, maxRetries: 1 });
    const seen = watch(socket);
    await seen.reaches("closed", ({ phase }) => phase === "closed");
    for (const resolve of late) resolve(ws("/echo"));
    // Something that does reach the server, after which the late URLs would have as well.
    const other = watch(client(ws("/echo")));
    await other.nth("open");
    await until("only that handshake is there", async () => (await faults()).handshakes === handshakes + 1);
    equal(seen.of("open").length, 0, "open events");
    equal(seen.of("close").length, 2, "close events");
  },

  "close() while the URL is awaited: one close, and the URL that comes later opens nothing": async ({
    client,
    ws,
    faults,
  }) => {
    const { handshakes } = await faults();
    let give;
    const socket = client(() => new Promise((resolve) => (give = resolve)));
    const seen = watch(socket);
    await seen.reaches("the URL is asked for", () => give);
    socket.close();
    give(ws("/echo"));
    await watch(client(ws("/echo"))).nth("open");
    equal(socket.state.phase, "closed", "phase");
    equal(seen.of("close").length, 1, "close events");
    equal((await faults()).handshakes, handshakes + 1, "handshakes: only the other client's");
  },
};
