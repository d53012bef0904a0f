// Errors show what was wrong and never what may be a secret: credentials and query of a URL, subprotocols, parameters.

import { equal, ok, thrown } from "./expect.mjs";
import { watch } from "./watch.mjs";

const SECRET = "hunter2";

const URLS = [
  `wss://user:${SECRET}@h:99999/`,
  `wss://${SECRET}@h:99999/`,
  `wss://user:at@${SECRET}@h:99999/`,
  // The standard takes a backslash for a slash, and needs no slashes at all.
  `wss:\\\\user:${SECRET}@h:99999/`,
  `wss:user:${SECRET}@h:99999/`,
  `//user:${SECRET}@h:99999/`,
  `ftp://user:${SECRET}@h/`,
  `wss://user:${SECRET}@h/#part`,
  `wss://h:99999/?token=${SECRET}`,
  `wss://h:99999/?mail=a@b&token=${SECRET}`,
  `wss://h:99999/?mail=${SECRET}@h`,
  `wss://h/#${SECRET}`,
  new URL(`ftp://user:${SECRET}@h/?token=${SECRET}`),
  [`wss://h:99999/?token=${SECRET}`],
  { token: SECRET },
];
const PROTOCOLS = [
  `two ${SECRET}`,
  [`two ${SECRET}`],
  ["chat", `${SECRET},`],
  [SECRET, "chat", SECRET],
  [[`two ${SECRET}`]],
  { token: SECRET },
];
const QUERIES = [
  `token=${SECRET}`,
  [SECRET],
  [[SECRET, SECRET, SECRET]],
  new Map([[SECRET, Symbol(SECRET)]]),
  { [SECRET]: Symbol(SECRET) },
];

/** The arguments of a client that is given `value` in one place. */
const PLACES = {
  URL: [URLS, (value) => [value, null, {}]],
  protocols: [PROTOCOLS, (value, url) => [url, value, {}]],
  queryParams: [QUERIES, (value, url) => [url, null, { queryParams: value }]],
};

/** Everything that an error says, with its own properties and its causes. */
function wordsOf(error) {
  if (!error || typeof error !== "object") return String(error);
  const { name, message, stack, cause } = error;
  const own = Object.entries(error).filter(([key]) => key !== "cause");
  return [name, message, stack, ...own.flat(), cause === undefined ? "" : wordsOf(cause)].map(String).join("\n");
}

function tellsNothing(error, what) {
  const words = wordsOf(error);
  ok(!words.includes(SECRET), `${what}: the error keeps the secret to itself; it says ${words}`);
}

/** That a client which fails has told an error, and no secret in anything that it told. */
async function failsInSilence(socket, what) {
  const seen = watch(socket);
  const state = await seen.reaches("closed", ({ phase }) => phase === "closed");
  equal(seen.of("error").length, 1, `${what}: errors`);
  for (const { error, message, reason, state: at } of seen.events) {
    for (const words of [error, message, reason, at?.error, at?.lastClose?.reason]) tellsNothing(words, what);
  }
  tellsNothing(state.error, what);
}

export const tests = {
  ...Object.fromEntries(
    Object.entries(PLACES).map(([place, [values, args]]) => [
      `a bad value for ${place} is not shown, neither thrown nor told in events and state`,
      async ({ client, ws }) => {
        for (const [n, value] of values.entries()) {
          const what = `bad value ${n + 1} for ${place}`;
          const [url, protocols, options] = args(value, ws("/echo"));
          tellsNothing(
            thrown(() => client(url, protocols, options), what),
            what,
          );
          const late = args(() => value, ws("/echo"));
          await failsInSilence(client(late[0], late[1], { ...late[2], maxRetries: 0 }), `${what}, by a function`);
        }
      },
    ]),
  ),

  "a connection that fails does not show its URL": async ({ client, refused }) => {
    const url = refused.replace("ws://", `ws://user:${SECRET}@`);
    const socket = client(url, null, { maxRetries: 0, queryParams: { token: SECRET } });
    await failsInSilence(socket, "a refused handshake");
  },

  "a close reason that is too long is not shown": ({ client, ws }) => {
    const socket = client(ws("/echo"), null, { startClosed: true });
    tellsNothing(
      thrown(() => socket.close(1000, SECRET.repeat(20)), "close()"),
      "close()",
    );
  },
};
