// Where everwire differs from reconnecting-websocket 4.4 and partysocket 1.3, on purpose. Every row is shown by a program
// that runs on both. The package's documentation has the same table, and a test compares them.

/** By a short name: what it is about, what the peers do, what everwire does and why. */
export const DIFFERENCES = {
  send: [
    "what `send` says",
    "nothing; partysocket: `true` where the socket took it",
    "`\"sent\"`, `\"queued\"` or `\"dropped\"`; `everwire/partysocket`: `true` or `false`, as there",
  ],
  "close-codes": [
    "the code of a close",
    "1000 and clean, also after a timeout, a refused handshake and `reconnect()`",
    "what the connection said; 1006 and not clean where it said nothing, 1005 after `close()` without a code, as `WebSocket` has it",
  ],
  final: [
    "a server that says no: 1008, 4001, 4401 …",
    "tries again, for ever",
    "is closed; `close: { retry: () => true }` tries again, and `shouldReconnectOnClose` decides in `everwire/partysocket`",
  ],
  deadline: [
    "a URL function that never answers",
    "waits for ever, and `reconnect()` does nothing",
    "one deadline over the whole attempt, `connectionTimeout`",
  ],
  "comes-back": [
    "`reconnect()` after the last retry",
    "reconnecting-websocket: does nothing",
    "connects",
  ],
  defaults: [
    "delays by default",
    "1 to 5 s, partysocket 3 s, growing by 1.3 to 10 s; 4 s for a handshake",
    "3 s, growing by 2 to 45 s; 10 s for an attempt",
  ],
  jitter: [
    "how delays are spread",
    "not at all, or once a page load: a fleet comes back together",
    "drawn anew for each retry, `jitter: \"none\"` turns it off",
  ],
  queue: [
    "messages that are kept",
    "all, until memory ends",
    "1,000 and 16 MiB, and `send` says so; `queue` changes it",
  ],
  "each-attempt": [
    "`close` events",
    "one for a connection; none where the URL failed",
    "exactly one for each attempt and each connection",
  ],
  "error-first": [
    "the order of `error` and `close`",
    "`close` comes first",
    "`error` comes first, as `WebSocket` has it",
  ],
  errors: [
    "what an `error` event says",
    "`\"TIMEOUT\"`, or in a browser nothing",
    "`error` and `message`, always",
  ],
  "own-events": [
    "events that it makes itself, in a browser",
    "partysocket: listeners get a `close` whose `code` is `\"close\"`, and an `error` without `error`",
    "they say what happened",
  ],
  closing: [
    "`readyState` after `close()`",
    "partysocket: `CLOSED` at once",
    "`CLOSING`, until the server has answered or `closeTimeout` is over",
  ],
  "no-callback": [
    "when events come",
    "partysocket: `close` within `close()`",
    "never within a call of yours",
  ],
  listeners: [
    "who is called when",
    "`on…` handlers first; reconnecting-websocket: a listener that was added twice, twice",
    "in the order in which they were added, each once, as `EventTarget` has it",
  ],
  targets: [
    "`event.target`",
    "the socket beneath, mostly",
    "the client",
  ],
  url: [
    "`url` before the first connection",
    "empty",
    "the URL, where it is fixed",
  ],
  bytes: [
    "`bufferedAmount` of text that waits",
    "characters",
    "bytes",
  ],
  input: [
    "bad input: a URL or option that is none, no WebSocket class",
    "taken, and it never connects, or connects at once and always",
    "an exception that names it",
  ],
};
