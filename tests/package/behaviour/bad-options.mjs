// Options that cannot be taken: a TypeError that names the option, what it got and what it takes, and no connection.

import { equal, isDomException, isTypeError, ok, thrown } from "./expect.mjs";
import { watch } from "./watch.mjs";

const DELAYS = ["minReconnectionDelay", "maxReconnectionDelay", "minUptime", "connectionTimeout", "closeTimeout"];
const COUNTS = ["maxRetries", "maxEnqueuedMessages"];
const TAKES_DELAY = ["milliseconds", "2147483647"];
const TAKES_COUNT = ["whole number", "Infinity"];
const TAKES_FACTOR = ["number from 1"];
const TAKES_JITTER = ["none", "equal", "full", "decorrelated"];
const TAKES_OVERFLOW = ["drop-newest", "drop-oldest", "reject"];

/** `[value, how an error shows it]` of what is no number of milliseconds. */
const NO_DELAYS = [
  [-1, "-1"],
  [-0.5, "-0.5"],
  [Number.NaN, "NaN"],
  [Infinity, "Infinity"],
  [-Infinity, "-Infinity"],
  [2 ** 31, "2147483648"],
  [1e300, "1e+300"],
  ["100", "100"],
  [null, "null"],
  [true, "true"],
  [10n, "10"],
  [Symbol("ms"), "Symbol(ms)"],
  [{}, "object"],
  [() => 1, "function"],
];
const NO_COUNTS = [
  [-1, "-1"],
  [1.5, "1.5"],
  [Number.NaN, "NaN"],
  [-Infinity, "-Infinity"],
  ["3", "3"],
  [null, "null"],
];
const NO_FACTORS = [
  [-1, "-1"],
  [0, "0"],
  [0.5, "0.5"],
  [Number.NaN, "NaN"],
  [Infinity, "Infinity"],
  ["2", "2"],
];
const NO_JITTERS = [
  ["some", "some"],
  ["Full", "Full"],
  ["", ""],
  [true, "true"],
  [0, "0"],
  [null, "null"],
];
/** What is no limit, where 0 is none either. */
const NO_LIMITS = [...NO_COUNTS, [0, "0"]];
/** What is no time that may be `Infinity`. */
const NO_SPANS = [[0, "0"], ...NO_DELAYS.filter(([value]) => !(typeof value === "number" && value > 2147483647))];
const NO_FUNCTIONS = [
  ["no function", "no function", "function"],
  [{}, "object", "function"],
  [null, "null", "function"],
];
/** What may be a secret is not shown. */
const NO_FRAMES = [
  [{ type: "auth" }, "object", "text", "bytes", "function"],
  [123456, "number", "text"],
  [true, "boolean", "text"],
  [Symbol("secret"), "symbol", "text"],
  [null, "object", "text"],
];
const NO_CODES = [
  [[999], "999", "4999", "function"],
  [[4001, 5000], "5000", "4999"],
  [[4001, "4002"], "4002", "4999"],
  [[Number.NaN], "NaN", "4999"],
  [4001, "4001", "4999"],
  ["4001", "4001", "4999"],
  [null, "null", "4999"],
  [{}, "object", "4999"],
];

/** `[value, parts of the error…]` for the options that are no numbers. */
const OTHERS = {
  startClosed: [
    ["yes", "yes", "true", "false"],
    [1, "1", "true", "false"],
  ],
  queryParams: [
    [7, "number", "object", "function"],
    ["a=1", "string", "object", "function"],
  ],
  WebSocket: [
    [{}, "object", "class"],
    ["ws", "ws", "class"],
  ],
  seed: [
    ["seed", "seed", "number"],
    [Number.NaN, "NaN", "number"],
  ],
  debug: [
    ["yes", "yes", "true", "false"],
    [null, "null", "true", "false"],
  ],
  debugLogger: NO_FUNCTIONS,
  ack: NO_FUNCTIONS,
  signal: [
    [{}, "object", "AbortSignal"],
    [true, "true", "AbortSignal"],
    [null, "null", "AbortSignal"],
    [new AbortController(), "object", "AbortSignal"],
  ],
  auth: NO_FRAMES,
  "heartbeat.message": NO_FRAMES,
  "heartbeat.isReply": NO_FUNCTIONS,
  "resume.cursor": NO_FUNCTIONS,
  "resume.key": NO_FUNCTIONS,
  "resume.load": NO_FUNCTIONS,
  "resume.save": NO_FUNCTIONS,
  "resume.apply": [
    [7, "7", "name", "function"],
    [{}, "object", "name", "function"],
    [null, "null", "name", "function"],
  ],
  "queue.overflow": [
    ["drop", "drop", ...TAKES_OVERFLOW],
    [1, "1", ...TAKES_OVERFLOW],
    [null, "null", ...TAKES_OVERFLOW],
  ],
  "resume.window": [
    [-1, "-1", "whole number", "1000000"],
    [1.5, "1.5", "whole number"],
    [1_000_001, "1000001", "whole number"],
    [Infinity, "Infinity", "whole number"],
    ["3", "3", "whole number"],
  ],
  "close.fatal": NO_CODES,
  "close.retry": NO_CODES,
  ...Object.fromEntries(
    ["heartbeat", "queue", "resume", "close"].map((group) => [
      group,
      [
        [true, "true", "object"],
        [null, "null", "object"],
        [25_000, "25000", "object"],
        [() => ({}), "function", "object"],
      ],
    ]),
  ),
};

/** Options of which one has this value; its name may be that of a group and an option in it. */
const only = (name, value) => {
  const [group, option] = name.split(".");
  return { [group]: option ? { [option]: value } : value };
};

/** Constructs with these options and returns what is thrown. (A client that should not be there gets closed.) */
function refusal({ client, ws }, options, what) {
  return thrown(() => client(ws("/echo"), null, options), what);
}

/** A client of a port that nobody serves, whose options inherit from `prototype`. */
function inheriting({ everwire, adopt, refused, options }, prototype) {
  const own = { minReconnectionDelay: 1, jitter: "none", ...options };
  return adopt(new everwire.ReconnectingWebSocket(refused, null, Object.assign(Object.create(prototype), own)));
}

/** That `maxRetries: 1` came from there. */
async function retriesOnce(env, prototype) {
  const seen = watch(inheriting(env, prototype));
  await seen.reaches("closed", ({ phase }) => phase === "closed");
  equal(seen.of("close").length, 2, "attempts");
}

/** One test for all values of an option: each throws, each error is complete, no connection is made. */
const each = (option, values, takes) => async (env) => {
  const { handshakes } = await env.faults();
  for (const [value, shown] of values) {
    const what = `${option}: ${shown}`;
    isTypeError(refusal(env, only(option, value), what), [`\`${option}\``, shown, ...takes], what);
  }
  equal((await env.faults()).handshakes, handshakes, "handshakes");
};

const entries = (names, values, takes) =>
  names.map((name) => [`bad ${name}: the error says what it takes`, each(name, values, takes)]);

export const tests = {
  ...Object.fromEntries([
    ...entries(DELAYS, NO_DELAYS, TAKES_DELAY),
    ...entries(COUNTS, NO_COUNTS, TAKES_COUNT),
    ...entries(["reconnectionDelayGrowFactor"], NO_FACTORS, TAKES_FACTOR),
    ...entries(["jitter"], NO_JITTERS, TAKES_JITTER),
    ...entries(["heartbeat.interval", "heartbeat.timeout"], [[0, "0"], ...NO_DELAYS], TAKES_DELAY),
    ...entries(["queue.ttl"], NO_SPANS, ["milliseconds", "Infinity"]),
    ...entries(["queue.maxMessages", "queue.maxBytes"], NO_COUNTS, TAKES_COUNT),
    ...entries(["queue.highWaterMark"], NO_LIMITS, TAKES_COUNT),
  ]),

  ...Object.fromEntries(
    Object.entries(OTHERS).map(([option, values]) => [
      `bad ${option}: the error says what it takes`,
      (env) => {
        for (const [value, ...parts] of values) {
          const what = `${option}: ${String(value)}`;
          isTypeError(refusal(env, only(option, value), what), [`\`${option}\``, ...parts], what);
        }
      },
    ]),
  ),

  "a cap below the base delay wins, as in reconnecting-websocket": async ({ client, refused }) => {
    const delays = { minReconnectionDelay: 60_000, maxReconnectionDelay: 1, jitter: "none", maxRetries: 3 };
    await watch(client(refused, null, delays)).reaches("closed", ({ phase }) => phase === "closed");
  },

  "a list of URLs: one to 255, each of which is checked": ({ client, ws }) => {
    const closed = { startClosed: true };
    for (const length of [0, 256]) {
      const urls = Array.from({ length }, () => ws("/echo"));
      isTypeError(thrown(() => client(urls, null, closed), length), ["`url`", "1 to 255"], `${length} URLs`);
    }
    for (const bad of ["ftp://h/", 7, null, [ws("/echo")]]) {
      isDomException(thrown(() => client([ws("/echo"), bad], null, closed), bad), "SyntaxError", ["URL"], String(bad));
    }
  },

  "a bad option leaves nothing behind: no listener, no timer, and the next client is as good as new": async (env) => {
    const { signal } = new AbortController();
    let listeners = 0;
    signal.addEventListener = () => (listeners += 1);
    refusal(env, { signal, "queue": { maxBytes: "x" } }, "a bad option");
    equal(listeners, 0, "listeners");
    await watch(env.client(env.ws("/echo"))).nth("open");
  },

  "options that are no object are a TypeError that says so": ({ everwire, ws }) => {
    for (const [value, shown] of [
      [5, "5"],
      ["x", "x"],
      [true, "true"],
    ]) {
      const construct = () => new everwire.ReconnectingWebSocket(ws("/echo"), null, value);
      isTypeError(thrown(construct, shown), ["options", "object", shown], shown);
    }
  },

  "null and undefined are no options": async ({ everwire, adopt, ws, options }) => {
    for (const none of [null, undefined]) {
      // Where the runtime has no WebSocket, a client without options says so: then it has read them.
      const construct = () => adopt(new everwire.ReconnectingWebSocket(ws("/echo"), null, none));
      if (options.WebSocket && typeof WebSocket === "undefined") isTypeError(thrown(construct, "none"), ["WebSocket"], "none");
      else await watch(construct()).nth("open");
    }
  },

  "options that are inherited count like own ones": async (env) => {
    equal(inheriting(env, { startClosed: true }).state.phase, "idle", "startClosed");
    isTypeError(
      thrown(() => inheriting(env, { maxRetries: -1 }), "a bad one"),
      ["maxRetries", "-1"],
      "a bad one",
    );
    for (const prototype of [{ maxRetries: 1 }, Object.create({ maxRetries: 1 })]) await retriesOnce(env, prototype);
  },

  "the ends of each range are taken": ({ client, ws }) => {
    const longest = 2 ** 31 - 1;
    const closed = { startClosed: true };
    for (const name of DELAYS) {
      const cap = name === "minReconnectionDelay" ? { maxReconnectionDelay: longest } : {};
      const least = name.endsWith("Timeout") ? 1 : 0;
      client(ws("/echo"), null, { ...closed, ...cap, [name]: longest });
      client(ws("/echo"), null, { ...closed, minReconnectionDelay: 0, [name]: least });
    }
    for (const name of COUNTS)
      for (const value of [0, 1, Infinity]) client(ws("/echo"), null, { ...closed, [name]: value });
    for (const jitter of TAKES_JITTER) client(ws("/echo"), null, { ...closed, jitter });
    client(ws("/echo"), null, { ...closed, reconnectionDelayGrowFactor: 1, seed: -1.5 });
    const groups = [
      { heartbeat: { interval: 1, timeout: longest, message: "", isReply: undefined } },
      { heartbeat: {}, queue: {}, resume: {}, close: {} },
      { queue: { maxMessages: 0, maxBytes: 0, ttl: 1, highWaterMark: 1 } },
      { queue: { maxMessages: Infinity, maxBytes: Infinity, ttl: Infinity, highWaterMark: Infinity } },
      ...TAKES_OVERFLOW.map((overflow) => ({ queue: { overflow } })),
      { resume: { window: 0 } },
      { resume: { window: 1_000_000, apply: "after", load: () => null } },
      { close: { fatal: [], retry: [1000, 4999] } },
      { heartbeat: undefined, queue: undefined, resume: undefined, close: undefined, signal: undefined, auth: undefined },
    ];
    for (const group of groups) client(ws("/echo"), null, { ...closed, ...group });
    client(Array.from({ length: 255 }, () => ws("/echo")), null, closed);
    const { state } = client(ws("/echo"), null, {
      ...closed,
      queryParams: undefined,
      jitter: undefined,
      maxRetries: undefined,
    });
    equal(state.phase, "idle", "undefined means the default");
  },

  "a getter that throws is the caller's own error": ({ everwire, adopt, ws, options }) => {
    const failure = new RangeError("thrown by a getter");
    const bag = {
      ...options,
      get jitter() {
        throw failure;
      },
    };
    const error = thrown(
      () => adopt(new everwire.ReconnectingWebSocket(ws("/echo"), null, bag)),
      "a getter that throws",
    );
    ok(error === failure, `the getter's own exception, got ${error}`);
  },
};
