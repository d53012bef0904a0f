// Arguments that cannot be taken: the exceptions of the W3C WebSocket, each with a sentence a user can act on.

import { equal, includes, isDomException, isTypeError, ok, same, thrown } from "./expect.mjs";
import { watch } from "./watch.mjs";

const construct =
  ({ client }, url, protocols) =>
  () =>
    client(url, protocols);

/** That `call` is refused with a DOMException, and the open connection works on as if nothing had happened. */
async function refusedWhileOpen({ client, ws }, cases) {
  const socket = client(ws("/echo"));
  const seen = watch(socket);
  await seen.nth("open");
  for (const [call, name, parts] of cases)
    isDomException(
      thrown(() => call(socket), name),
      name,
      parts,
      String(call),
    );
  equal(socket.readyState, 1, "readyState");
  socket.send("works");
  await seen.nth("message");
  same(seen.closes(), [], "no close");
}

export const tests = {
  "an invalid URL is a SyntaxError at construction": (env) => {
    for (const url of ["ws://", "ws://host:99999/", "http://[::1", "wss://a:b/"]) {
      isDomException(thrown(construct(env, url), url), "SyntaxError", [url], url);
    }
  },

  "a scheme other than ws, wss, http, https is a SyntaxError that says which are taken": (env) => {
    for (const url of ["ftp://127.0.0.1/", "mailto:a@b.example", "javascript:0", "file:///etc"]) {
      const scheme = url.slice(0, url.indexOf(":"));
      isDomException(thrown(construct(env, url), url), "SyntaxError", [scheme, "ws", "wss"], url);
    }
  },

  "a URL with a fragment is a SyntaxError": (env) => {
    const url = env.ws("/echo#part");
    isDomException(thrown(construct(env, url), url), "SyntaxError", ["fragment"], url);
  },

  "a URL that is no string, URL or function is an error that shows it": (env) => {
    // In a page, text such as "null" would be a URL relative to the page: a mistake must not become one.
    const cases = [
      [undefined, "undefined"],
      [null, "null"],
      [7, "7"],
      [{}, "object"],
      [Symbol("u"), "Symbol(u)"],
    ];
    for (const [url, shown] of cases) {
      const error = thrown(construct(env, url), shown);
      ok(error instanceof TypeError || error.name === "SyntaxError", `a TypeError or SyntaxError, got ${error}`);
      includes(error.message, ["URL", shown], "the message");
    }
  },

  "duplicate protocols are a SyntaxError that says which one": (env) => {
    const error = thrown(construct(env, env.ws("/echo"), ["chat", "other", "chat"]), "duplicates");
    isDomException(error, "SyntaxError", ["protocol", "number 3"], "duplicates");
  },

  "a protocol that is no token is a SyntaxError that says which one": (env) => {
    for (const protocol of ["two words", "", "a,b", "ü", "a\r\nX: y", {}]) {
      for (const [protocols, which] of [
        [protocol, "number 1"],
        [[protocol], "number 1"],
        [["fine", protocol], "number 2"],
      ]) {
        const error = thrown(construct(env, env.ws("/echo"), protocols), JSON.stringify(protocols));
        isDomException(error, "SyntaxError", ["protocol", which], JSON.stringify(protocols));
      }
    }
  },

  "without new it is a TypeError": ({ everwire, ws }) => {
    isTypeError(
      thrown(() => everwire.ReconnectingWebSocket(ws("/echo")), "a call without new"),
      ["new"],
      "a call without new",
    );
  },

  "close() with an unknown code is an InvalidAccessError that shows it and says what is taken": async (env) => {
    const codes = [0, 1, 999, 1001, 1005, 1006, 2999, 5000, 65535, 66536, -1, Number.NaN, null, "no code"];
    await refusedWhileOpen(
      env,
      codes.map((code) => [
        (socket) => socket.close(code),
        "InvalidAccessError",
        [String(code), "1000", "3000", "4999"],
      ]),
    );
  },

  "close() with a reason over 123 bytes is a SyntaxError that says so": async (env) => {
    const reasons = ["x".repeat(124), "é".repeat(62), "👋".repeat(31)];
    await refusedWhileOpen(
      env,
      reasons.map((reason) => [(socket) => socket.close(1000, reason), "SyntaxError", ["123", "byte"]]),
    );
  },

  "reconnect() checks code and reason alike": async (env) => {
    await refusedWhileOpen(env, [
      [(socket) => socket.reconnect(1001), "InvalidAccessError", ["1001", "3000"]],
      [(socket) => socket.reconnect(1000, "x".repeat(124)), "SyntaxError", ["123"]],
    ]);
  },

  "close() checks its arguments in every phase": async ({ client, ws, faults }) => {
    const refused = (socket, phase) => {
      equal(socket.state.phase, phase, "phase");
      isDomException(
        thrown(() => socket.close(1001), phase),
        "InvalidAccessError",
        ["1001"],
        phase,
      );
      equal(socket.state.phase, phase, `phase after a refused close while ${phase}`);
    };
    refused(client(ws("/echo"), null, { startClosed: true }), "idle");
    await faults({ kind: "refuse" });
    const socket = client(ws("/echo"), null, {
      minReconnectionDelay: 60_000,
      maxReconnectionDelay: 60_000,
      jitter: "none",
    });
    refused(socket, "connecting");
    await watch(socket).reaches("waiting", ({ phase }) => phase === "waiting");
    refused(socket, "waiting");
    socket.close();
    refused(socket, "closed");
  },

  "the longest reason and the ends of the code range are taken": async ({ client, ws }) => {
    for (const [code, reason] of [
      [1000, "x".repeat(123)],
      [3000, "é".repeat(61)],
      [4999, ""],
    ]) {
      const socket = client(ws("/echo"));
      const seen = watch(socket);
      await seen.nth("open");
      socket.close(code, reason);
      await seen.nth("close");
      same(seen.closes(), [{ code, reason, wasClean: true }], "the close");
    }
  },

  "send() without an argument is a TypeError": async ({ client, ws }) => {
    const socket = client(ws("/echo"));
    const error = thrown(() => socket.send(), "send()");
    ok(error instanceof TypeError, `a TypeError, got ${error}`);
    includes(error.message, ["send"], "the message");
    same(socket.state.queued, { messages: 0, unacknowledged: 0, bytes: 0 }, "nothing is queued");
  },

  "send() of something that is no text or binary sends its string, as the W3C has it": async ({ client, ws }) => {
    const socket = client(ws("/echo"));
    const seen = watch(socket);
    const sendAll = () => [7, null, undefined, { toString: () => "own" }, true].forEach((data) => socket.send(data));
    sendAll();
    await seen.nth("open");
    sendAll();
    const texts = ["7", "null", "undefined", "own", "true"];
    await seen.nth("message", 2 * texts.length);
    same(seen.data(), [...texts, ...texts], "queued and sent at once alike");
  },

  "send() of a value that cannot be a string throws its own error and changes nothing": async ({ client, ws }) => {
    const socket = client(ws("/echo"));
    const seen = watch(socket);
    const failure = new RangeError("no string");
    const value = {
      toString() {
        throw failure;
      },
    };
    for (const phase of ["connecting", "open"]) {
      equal(socket.state.phase, phase, "phase");
      equal(
        thrown(() => socket.send(value), phase),
        failure,
        `while ${phase}`,
      );
      ok(thrown(() => socket.send(Symbol("s")), phase) instanceof TypeError, `a Symbol while ${phase}`);
      await seen.reaches("open", (state) => state.isConnected);
    }
    socket.send("works");
    await seen.nth("message");
    same(seen.data(), ["works"], "the echoes");
  },

  "an unknown binaryType changes nothing, as the W3C has it": ({ client, ws }) => {
    const socket = client(ws("/echo"));
    for (const type of ["arraybuffer", "blob"]) {
      socket.binaryType = type;
      socket.binaryType = "text";
      equal(socket.binaryType, type, "binaryType");
    }
  },
};
