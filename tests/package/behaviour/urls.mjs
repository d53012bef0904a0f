// Where the client connects: URL and query in all their forms, and the URL functions of OpenHands.

import { equal, isTypeError, ok, same, thrown } from "./expect.mjs";
import { watch } from "./watch.mjs";

/** What `/echo?greet=…` greeted with: the server's own view of the query. */
async function greeting(seen) {
  return (await seen.nth("message")).data;
}

export const tests = {
  "queryParams are merged into the URL's own and encoded": async ({ client, ws }) => {
    const socket = client(ws("/echo?x=1"), null, { queryParams: { greet: "a b&c=ü", yes: true, n: 2.5 } });
    equal(await greeting(watch(socket)), "a b&c=ü", "the server's view");
    const { searchParams } = new URL(socket.url);
    same(
      [...searchParams].sort(),
      [
        ["greet", "a b&c=ü"],
        ["n", "2.5"],
        ["x", "1"],
        ["yes", "true"],
      ],
      "the parameters",
    );
  },

  "queryParams may be URLSearchParams, a Map, or pairs, and a function may give them": async ({ client, ws }) => {
    const pairs = [
      ["greet", "a b&c=ü"],
      ["n", 1],
      ["n", 2],
      ["none", null],
    ];
    for (const [form, queryParams, numbers] of [
      ["URLSearchParams", new URLSearchParams(pairs.slice(0, 3)), ["1", "2"]],
      ["Map", new Map(pairs), ["2"]],
      ["pairs", pairs, ["1", "2"]],
      ["an iterator", pairs.values(), ["1", "2"]],
    ]) {
      // An iterator has no second time: a function that gives the same one again would give nothing.
      const fixedOnly = form === "an iterator";
      for (const given of fixedOnly ? [queryParams] : [queryParams, async () => queryParams]) {
        const socket = client(ws("/echo?greet=own&n=0"), null, { queryParams: given });
        const seen = watch(socket);
        equal(await greeting(seen), "a b&c=ü", `${form}: the server's view`);
        const { searchParams } = new URL(socket.url);
        same(searchParams.getAll("n"), numbers, `${form}: a parameter that is given twice`);
        ok(!searchParams.has("none"), `${form}: null is left out`);
        // Each attempt has them, not the first alone.
        socket.reconnect();
        await seen.nth("message", 2);
        same(seen.data(), ["a b&c=ü", "a b&c=ü"], `${form}: both attempts`);
      }
    }
  },

  "a queryParams function is asked for each attempt, and may be async": async ({ client, ws, faults }) => {
    let asked = 0;
    const queryParams = async () => ({ greet: `attempt ${(asked += 1)}` });
    const seen = watch(client(ws("/echo"), null, { queryParams }));
    equal(await greeting(seen), "attempt 1", "the first greeting");
    await faults({ kind: "reset" });
    await seen.nth("message", 2);
    equal(seen.data()[1], "attempt 2", "the second greeting");
  },

  "the URL may be a URL object, a function, or a promise of either": async ({ client, ws }) => {
    const forms = {
      "URL object": (text) => new URL(text),
      function: (text) => () => text,
      "function of a URL object": (text) => () => new URL(text),
      "async function": (text) => async () => text,
    };
    for (const [form, make] of Object.entries(forms)) {
      const socket = client(make(ws(`/echo?greet=${encodeURIComponent(form)}`)));
      equal(await greeting(watch(socket)), form, "the greeting");
    }
  },

  "a URL function is asked for each attempt": async ({ client, ws, faults }) => {
    let asked = 0;
    const socket = client(() => ws(`/echo?greet=${(asked += 1)}`));
    const seen = watch(socket);
    equal(await greeting(seen), "1", "the first greeting");
    await faults({ kind: "reset" });
    await seen.nth("message", 2);
    equal(seen.data()[1], "2", "the second greeting");
    ok(socket.url.endsWith("greet=2"), `url is that of the last attempt, got ${socket.url}`);
  },

  "url is known at once where it is given as text": async ({ client, ws }) => {
    equal(client(ws("/echo")).url, ws("/echo"), "url");
    equal(
      client("WS://127.0.0.1:1/a b", null, { startClosed: true }).url,
      "ws://127.0.0.1:1/a%20b",
      "url is normalised",
    );
  },

  extractBaseHost: ({ everwire }) => {
    const page = { protocol: "https:", host: "app.example:8443" };
    const cases = [
      ["http://localhost:3000/api/conversations/7", "localhost:3000"],
      ["https://h.example/api", "h.example"],
      ["/api/conversations/7", page.host],
      ["not a url", page.host],
      ["", page.host],
      [null, page.host],
      [undefined, page.host],
    ];
    for (const [url, host] of cases) equal(everwire.extractBaseHost(url, page), host, `the host of ${url}`);
  },

  buildHttpBaseUrl: ({ everwire }) => {
    const { buildHttpBaseUrl } = everwire;
    const plain = { protocol: "http:", host: "localhost:5173" };
    const secure = { protocol: "https:", host: "app.example" };
    equal(buildHttpBaseUrl("http://localhost:3000/api/x", plain), "http://localhost:3000", "on a http page");
    equal(buildHttpBaseUrl("http://localhost:3000/api/x", secure), "https://localhost:3000", "on a https page");
    equal(buildHttpBaseUrl(null, secure), "https://app.example", "without a conversation URL");
  },

  buildWebSocketUrl: ({ everwire }) => {
    const { buildWebSocketUrl } = everwire;
    const plain = { protocol: "http:", host: "localhost:5173" };
    const secure = { protocol: "https:", host: "app.example" };
    const url = "http://localhost:3000/api/conversations/7?x=1";
    equal(buildWebSocketUrl("7", url, plain), "ws://localhost:3000/sockets/events/7", "on a http page");
    equal(buildWebSocketUrl("7", url, secure), "wss://localhost:3000/sockets/events/7", "wss on a https page");
    equal(buildWebSocketUrl("7", "https://h/api/x", plain), "wss://h/sockets/events/7", "wss for a https target");
    equal(buildWebSocketUrl("7", null, plain), "ws://localhost:5173/sockets/events/7", "the page's host");
    const prefixed = "http://h:1/runtime/55313/api/conversations/7";
    equal(buildWebSocketUrl("7", prefixed, plain), "ws://h:1/runtime/55313/sockets/events/7", "a prefix is kept");
    equal(buildWebSocketUrl("a/b?c", url, plain), "ws://localhost:3000/sockets/events/a%2Fb%3Fc", "the id is escaped");
    equal(buildWebSocketUrl("7", "ftps://h/api/x", plain), "ws://h/sockets/events/7", "ftps is no secure target");
    equal(buildWebSocketUrl("...", null, plain), "ws://localhost:5173/sockets/events/...", "three dots are an id");
    for (const none of ["", ".", "..", null, undefined]) equal(buildWebSocketUrl(none, url, plain), null, `the id ${none}`);
  },

  "a location without a host is a TypeError that says what to pass": ({ everwire }) => {
    const { buildHttpBaseUrl, buildWebSocketUrl, extractBaseHost } = everwire;
    for (const page of [{ protocol: "http:" }, { protocol: "file:", host: "" }, {}]) {
      for (const call of [
        () => extractBaseHost("/api", page),
        () => buildHttpBaseUrl(null, page),
        () => buildWebSocketUrl("7", undefined, page),
      ])
        isTypeError(thrown(call, String(call)), ["location", "protocol", "host"], String(call));
    }
  },

  "the page's location is the default; where there is no page the error says what to pass": ({ everwire }) => {
    const { buildHttpBaseUrl, buildWebSocketUrl, extractBaseHost } = everwire;
    const calls = [() => extractBaseHost("/api"), () => buildHttpBaseUrl(null), () => buildWebSocketUrl("7")];
    if (globalThis.location) {
      const { host, origin } = location;
      same(
        calls.map((call) => call()),
        [host, origin, `ws://${host}/sockets/events/7`],
        "on this page",
      );
    } else {
      for (const call of calls) isTypeError(thrown(call, String(call)), ["location", "protocol", "host"], String(call));
    }
  },

  "a URL relative to the page is taken on a page, and refused where there is none": ({ client }) => {
    const construct = () => client("/echo?x=1", null, { startClosed: true });
    if (globalThis.location) equal(construct().url, `ws://${location.host}/echo?x=1`, "url");
    else equal(thrown(construct, "a relative URL").name, "SyntaxError", "the exception");
  },
};
