// Runs the behaviour tests in whatever runtime this is: Node with a WebSocket class passed in, Node with its own, a
// page without a bundler, a page with one. Each runtime gives its `runtime` object; the tests are the same.

import { until, within } from "./wait.mjs";
import * as auth from "./auth.mjs";
import * as badCalls from "./bad-calls.mjs";
import * as badOptions from "./bad-options.mjs";
import * as badProviders from "./bad-providers.mjs";
import * as badTransports from "./bad-transports.mjs";
import * as callbacks from "./callbacks.mjs";
import * as clock from "./clock.mjs";
import * as deliver from "./deliver.mjs";
import * as eventTarget from "./event-target.mjs";
import * as faults from "./faults.mjs";
import * as heartbeat from "./heartbeat.mjs";
import * as observing from "./observing.mjs";
import * as page from "./page.mjs";
import * as parse from "./parse.mjs";
import * as policy from "./policy.mjs";
import * as promptTransports from "./prompt-transports.mjs";
import * as providers from "./providers.mjs";
import * as queue from "./queue.mjs";
import * as queueLimits from "./queue-limits.mjs";
import * as resume from "./resume.mjs";
import * as secrets from "./secrets.mjs";
import * as session from "./session.mjs";
import * as streams from "./streams.mjs";
import * as urls from "./urls.mjs";

const MODULES = [
  session,
  faults,
  queue,
  queueLimits,
  heartbeat,
  deliver,
  resume,
  policy,
  auth,
  observing,
  page,
  urls,
  badOptions,
  badCalls,
  badProviders,
  secrets,
  providers,
  badTransports,
  promptTransports,
  callbacks,
  eventTarget,
  streams,
  parse,
  clock,
];
const TEST_LIMIT = 60_000;

/** Options that make tests quick; each test's own come on top. */
const QUICK = { minReconnectionDelay: 20, maxReconnectionDelay: 100, minUptime: 200, closeTimeout: 1000 };

/**
 * Runs all tests and tells `onResult(name, reason)` of each; `reason` is undefined where it passed.
 *
 * `runtime`: `everwire` (the module), `base` (the mock server's http URL), `refused` (a ws URL that nobody serves),
 * `options` (what every client here needs, such as a WebSocket class), `reported()` (messages of the exceptions that
 * reached the runtime's global handler).
 */
export async function runBehaviour(runtime, onResult) {
  const tests = MODULES.flatMap(({ tests }) => Object.entries(tests));
  for (const [name, body] of tests) {
    const clients = [];
    try {
      await within("the test to end", one(runtime, body, clients), TEST_LIMIT);
      await onResult(name);
    } catch (error) {
      await onResult(name, error?.stack ?? String(error));
    }
    for (const client of clients) client.close();
  }
}

async function one(runtime, body, clients) {
  const { everwire, base } = runtime;
  const faults = async (body) => {
    const init = body && {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(body),
    };
    const response = await fetch(`${base}/faults`, init);
    if (!response.ok) throw new Error(`faults: HTTP ${response.status} ${await response.text()}`);
    return response.json();
  };
  /** Sees to it that a client which the test made itself is closed when the test is over. */
  const adopt = (client) => {
    clients.push(client);
    return client;
  };
  await faults({ kind: "none" });
  await body({
    ...runtime,
    faults,
    until,
    /** The mock server's WebSocket URL of `path`. */
    ws: (path) => base.replace(/^http/, "ws") + path,
    /** A client with quick options; it is closed when the test is over. */
    client: (url, protocols, options) =>
      adopt(new everwire.ReconnectingWebSocket(url, protocols, { ...runtime.options, ...QUICK, ...options })),
    adopt,
  });
}
