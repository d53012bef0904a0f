// What runs before and after each snippet, by its key. One without a fixture fails, and a fixture without a snippet, too.
//
// `where`: "node" or "page"; that of js and ts is Node. `before` and `after` are code in the snippet's own scope; `after` has
// `docs` (see helpers.mjs) and says what must have happened. `replace` changes what can only be an example.

const storage = `const stored = {};
globalThis.sessionStorage = { getItem: (key) => stored[key] ?? null, setItem: (key, text) => (stored[key] = text) };`;

const echoes = `await docs.received("hello"); await docs.logs("hello");`;

/** Mounted by React, it connects, sends and shows what comes. */
const react = (after) => ({
  imports: `import { createElement, StrictMode } from "react";\nimport { createRoot } from "react-dom/client";`,
  after: `createRoot(document.getElementById("root")).render(createElement(StrictMode, null, createElement(Snippet)));\n${after}`,
});

/** What all of the quick starts show. */
const exchanges = `await docs.until("it is connected", () => /(?<!not )connected/.test(document.body.innerText));
document.querySelector("button").click();
await docs.shows("hello");
await docs.received("hello");`;

export const FIXTURES = {
  "socketio.md > Socket.IO > 1": {
    after: `docs.equal(answer, "hello"); await docs.logs("connected false"); await docs.logs("news: fresh"); socket.disconnect();`,
  },
  "socketio.md > Replay without sessions > 1": {
    after: `await docs.logs("1 event 1");
await docs.close(1001);
await docs.logs("2 event 2");
docs.equal(docs.logged.filter((line) => line === "1 event 1").length, 1);
socket.disconnect();`,
  },
  "README.md > React > 2": react(`${exchanges}
await docs.close(1001);
await docs.connected(2);`),
  "openhands.md > OpenHands > 1": {
    after: `await docs.logs("that was the history");
await docs.logs("the agent is idle");
await docs.received(JSON.stringify({ type: "auth", session_api_key: "the conversation's session_api_key" }));
await docs.until("the question", () => docs.logged.filter((line) => line === "user MessageEvent").length === 2);`,
  },
  "openhands.md > React > 1": react(`await docs.shows("connected, the agent is idle");
await docs.shows("MessageEvent");
document.querySelector("button").click();
await docs.until("the answer", () => document.querySelectorAll("li").length === 2);
docs.equal((await docs.connections()).length, 1);`),
  "openhands.md > EventService > 1": { after: `docs.equal(docs.logged, ["true 1"]);` },
  "recipes.md > One connection for many components > 1": react(`await docs.shows("0 messages");
await docs.connected();
document.querySelector("button").click();
await docs.shows("1 messages");
docs.equal((await docs.connections()).length, 1);`),
  "README.md > Vue > 1": {
    imports: `import { createApp } from "vue";`,
    after: `createApp(Snippet).mount("#app");\n${exchanges}`,
  },
  "README.md > Svelte > 1": {
    imports: `import { mount } from "svelte";`,
    after: `mount(Snippet, { target: document.getElementById("app") });\n${exchanges}`,
  },
  "README.md > Solid > 1": {
    imports: `import { render, createComponent } from "solid-js/web";`,
    after: `render(() => createComponent(Snippet, {}), document.getElementById("app"));\n${exchanges}`,
  },
  "README.md > JavaScript > 1": { after: `await docs.logs("open"); ${echoes}` },
  "README.md > Without a bundler > 1": { after: `await docs.shows("hello"); await docs.received("hello");` },
  "README.md > Node > 2": { after: echoes },
  "README.md > ack: messages that have to arrive > 1": {
    after: `docs.equal(ws.counters.acknowledged, 1); await docs.received('{"id":"m1","text":"hello"}');`,
  },
  "README.md > resume: going on where it was > 1": {
    before: storage,
    after: `let heard = 0;
ws.onmessage = () => (heard += 1);
await docs.until("the replay", () => ws.counters.received === 3);
await docs.close(1001);
await docs.connected(2);
docs.equal((await docs.connections()).at(-1).url, "/chat?after_seq=3");
ws.close();
await docs.until("the end", () => ws.state.phase === "closed" && JSON.parse(stored.chat)[0] === 3);`,
  },
  "README.md > parse: what a message is > 1": {
    after: `await docs.logs("text 3");
ws.send("no JSON");
await docs.until("a message that is not taken", () => docs.logged.some((line) => line.startsWith("not taken: no JSON")));`,
  },
  "README.md > What it adds to WebSocket > 1": {
    before: `import type { State as Real } from "everwire";`,
    after: `declare const real: Real;
const described: State = real;
const exported: Real = described;
export { exported };`,
    types: true,
  },
  "recipes.md > A fresh token for each attempt > 1": {
    after: `await docs.connected(2);
const urls = (await docs.connections()).map(({ url }) => url);
if (!urls.some((url) => /^\\/socket\\?token=token\\+\\d$/.test(url))) throw new Error(String(urls));
await docs.until("the frame", async () =>
  (await docs.connections()).some(({ received }) => /^\\{"type":"auth","token":"token \\d"\\}$/.test(received[0])));
first.close();
second.close();`,
  },
  "recipes.md > A fresh token for each attempt > 2": {
    after: `await docs.connected(1);
await docs.close(4401);
await docs.connected(2);
await docs.close(4001);
await docs.until(() => JSON.stringify(ws.transitions), () => docs.logged.includes("log in again"));
const [one, two] = (await docs.connections()).map(({ url }) => url);
if (one === two) throw new Error("the same token twice: " + one);`,
  },
  "recipes.md > Going on after a loss, and after a reload > 1": {
    before: storage,
    after: `await docs.logs("text 3");
docs.equal(docs.logged, ["text 1", "text 2", "text 3"]);
await docs.close(1001);
await docs.connected(2);
docs.equal((await docs.connections()).at(-1).url, "/chat?after_seq=3");
docs.equal(docs.logged.length, 3);`,
  },
  "recipes.md > Going on after a loss, and after a reload > 2": {
    after: `await docs.received('{"type":"subscribe","after":null}');`,
  },
  "recipes.md > A heartbeat behind a proxy > 1": {
    replace: [["25_000", "25"]],
    after: `ws.onmessage = ({ data }) => console.log(data);
await docs.received("ping");
await docs.until("the round trip", () => ws.state.rtt !== null);
docs.equal(docs.logged, []);`,
  },
  "recipes.md > Offline > 1": {
    replace: [["60_000", "50"]],
    after: `await docs.logs("connected");
ws.close();
ws.send("too late");
await docs.until("the end", () => ws.state.phase === "closed");
const end = Date.now() + 60;
await docs.until("the message to be too old", () => Date.now() > end);
ws.reconnect();
await docs.logs("not sent (expired): too late");`,
  },
  "recipes.md > One message after the other > 1": { after: `docs.equal(docs.logged, ["text 1", "text 2", "text 3"]);` },
  "recipes.md > Much to send > 1": { after: `await docs.received("a large file"); docs.equal(ws.readyState, 1);` },
  "recipes.md > A schema for what the server says > 1": {
    after: `await docs.logs("text 3");
ws.send('{"no":"text"}');
await docs.until("a message that is not taken", () => docs.logged.some((line) => line.includes("there is no text")));`,
  },
  "recipes.md > Tests with a fake clock > 1": { after: `docs.equal(docs.logged, ["3000", "1"]);` },
  "recipes.md > A strict Content-Security-Policy, and Trusted Types > 1": {
    replace: [["wss://example.com", "ws://127.0.0.1:* http://127.0.0.1:*"]],
    app: `import { ReconnectingWebSocket } from "./everwire.js";
globalThis.violations = [];
document.addEventListener("securitypolicyviolation", ({ violatedDirective }) => violations.push(violatedDirective));
globalThis.ws = new ReconnectingWebSocket("wss://example.com/socket");
ws.send("hello");`,
    after: `await docs.received("hello");
docs.equal(violations, []);
let refused = false;
try { eval("1"); } catch { refused = true; }
docs.equal(refused, true);`,
  },
  "recipes.md > Workers > 1": {
    replace: [["export default", "const worker ="]],
    after: `docs.equal(await (await worker.fetch()).text(), "hello");`,
  },
  "recipes.md > everwire/slim: the WebAssembly as a file > 1": { after: `await docs.received("hello"); docs.equal(ws.readyState, 1);` },
  "recipes.md > everwire/slim: the WebAssembly as a file > 2": { after: `await docs.received("hello");` },
  "repository > everwire > 1": {
    after: `await docs.received("hello");
await docs.close(4001);
await docs.logs("lost: 4001 by the test");
docs.equal(docs.logged[0], "queued");`,
  },
  "migrating.md > From reconnecting-websocket > 1": {},
  "migrating.md > From reconnecting-websocket > 2": { after: `await docs.received("hello!");` },
  "migrating.md > From react-use-websocket > 1": react(exchanges),
  "migrating.md > From react-use-websocket > 2": react(exchanges),
  "migrating.md > From OpenHands' use-websocket > 1": {},
  "migrating.md > From OpenHands' use-websocket > 2": react(`await docs.shows("connected: nothing yet");
document.querySelector("button").click();
await docs.shows("connected: hello");
docs.equal((await docs.connections()).at(-1).url, "/socket?resend_all=true");
await docs.close(1011);
await docs.shows("WebSocket closed with code 1011: by the test");
await docs.connected(2);`),
  "migrating.md > From partysocket > 1": {},
  "migrating.md > From partysocket > 2": {
    after: `await docs.logs("wss://example.com/parties/main/my-new-room");
docs.equal((await docs.connections()).at(-1).url, "/parties/main/my-new-room?_pk=some-connection-id");`,
  },
};
