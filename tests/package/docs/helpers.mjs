// What a snippet needs to run, in Node and in a page alike: example.com is the test's own server. Fixtures use the rest.

import { until } from "../behaviour/wait.mjs";

/** Puts the server at `base` behind every address, and `docs` into the global scope. */
export function install(base, WebSocket) {
  const mapped = (url, scheme) => {
    const { hostname, pathname, search } = new URL(url, globalThis.location?.href);
    return /(^|\.)example\.com$/.test(hostname) ? base.replace("http", scheme) + pathname + search : url;
  };
  const { fetch } = globalThis;
  globalThis.fetch = (url, init) => fetch(mapped(url, "http"), init);
  globalThis.WebSocket = class extends WebSocket {
    constructor(url, protocols) {
      super(mapped(url, "ws"), protocols);
    }
  };
  const connections = async () => (await fetch(`${base}/connections`)).json();
  const logged = [];
  const { log } = console;
  console.log = (...line) => (logged.push(line.join(" ")), log(...line));
  globalThis.docs = {
    until,
    connections,
    /** What was written to the console. */
    logged,
    async logs(line) {
      await until(() => `${line}; so far: ${logged.join(" | ")}`, () => logged.includes(line));
    },
    /** Waits until the server has had `count` connections, and received the text in one of them. */
    async received(text) {
      await until(
        `the server to receive ${text}`,
        async () => (await connections()).some(({ received }) => received.includes(text)),
      );
    },
    async connected(count = 1) {
      await until(`connection ${count}`, async () => (await connections()).length >= count);
    },
    close: (code) => fetch(`${base}/close?code=${code}`),
    equal(actual, expected) {
      const [a, e] = [JSON.stringify(actual), JSON.stringify(expected)];
      if (a !== e) throw new Error(`expected ${e}, got ${a}`);
    },
    /** Waits until the page shows the text. */
    async shows(text) {
      await until(
        () => `the page to show ${text}; it shows ${document.body.innerText}`,
        () => document.body.innerText.includes(text),
      );
    },
  };
}
