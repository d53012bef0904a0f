// The snippets of the peers' READMEs, as npm has them, with nothing changed but what they import.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { WebSocket } from "ws";
import { until } from "../behaviour/wait.mjs";
import { test } from "../lib/report.mjs";

/** How many there are; an upgrade of a peer that brings more has to be looked at. */
const COUNTS = { "reconnecting-websocket": 4, partysocket: 7 };

export async function readmeTests({ server, everwire, party }) {
  const modules = { "reconnecting-websocket": everwire, partysocket: party };
  for (const [peer, module] of Object.entries(modules)) {
    const snippets = snippetsOf(peer);
    await test(`README of ${peer}: its snippets are found`, () => assert.equal(snippets.length, COUNTS[peer]));
    for (const [at, snippet] of snippets.entries()) {
      const title = snippet.split("\n").find((line) => /new /.test(line)).trim();
      await test(`README of ${peer}, ${at + 1}: ${title}`, () => run(snippet, module, server.url));
    }
  }
}

/** What is JavaScript and imports something. */
function snippetsOf(peer) {
  const text = readFileSync(new URL(`../../node_modules/${peer}/README.md`, import.meta.url), "utf8");
  const blocks = [...text.matchAll(/^```javascript\n(.*?)^```/gms)].map(([, code]) => code);
  // One of them has a quote that never ends, another a subprotocol that no WebSocket takes.
  const repaired = (code) => code.replace("'partysocket`", "'partysocket'").replace('"your protocol"', '"your-protocol"');
  return blocks.filter((code) => /^import/m.test(code)).map(repaired);
}

/** Runs a snippet until what it makes is open on the mock server, which stands for every host that it names. */
async function run(snippet, module, base) {
  const opened = [];
  class Mapped extends WebSocket {
    constructor(url, protocols) {
      super(base.replace(/^http/, "ws") + "/echo", protocols);
      this.on("open", () => opened.push(url));
      this.on("message", (data) => heard.push(String(data)));
    }
  }
  const heard = [];
  const made = [];
  const kept = (Class) =>
    new Proxy(Class, {
      construct(target, args, self) {
        const client = Reflect.construct(target, args, self);
        made.push(client);
        return client;
      },
    });
  const names = { default: kept(module.default), WebSocket: kept(module.WebSocket ?? module.default), WS: Mapped };
  const code = snippet
    .replace(/^import WS from .*$/m, "const WS = modules.WS;")
    .replace(/^import \{ WebSocket \} from .*$/m, "const { WebSocket } = modules;")
    // One snippet names the default as if it were the class.
    .replace(/^import WebSocket from .*$/m, "const { WebSocket } = modules;")
    .replace(/^import (\w+) from .*$/m, "const $1 = modules.default;");
  const before = globalThis.WebSocket;
  globalThis.WebSocket = Mapped;
  try {
    const body = `return (async () => { ${code}\n })();`;
    await new Function("modules", "getSessionToken", body)(names, async () => "token");
    assert.ok(made.length > 0, "it makes a client");
    await until("it is open", () => made.every(({ readyState }) => readyState === 1));
    assert.ok(opened.length > 0 && opened.every((url) => /^wss?:/.test(url)), `opened ${opened}`);
    if (/hello!/.test(code)) await until("the echo", () => heard.includes("hello!"));
    if (/my-new-room/.test(code)) assert.match(opened.at(-1), /^wss:\/\/another-project.*\/parties\/main\/my-new-room\?_pk=some-connection-id$/);
  } finally {
    for (const client of made) client.close();
    globalThis.WebSocket = before;
  }
}
