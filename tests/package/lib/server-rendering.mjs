// Rendering on a server, in a Node of its own: it shows what is there before there is a connection, and opens none.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { test } from "./report.mjs";

/** Any look at the class would be a step towards a connection. */
const SCRIPT = `
let looked = 0;
const get = () => (looked++, class { constructor(url) { throw new Error("a WebSocket to " + url); } });
Object.defineProperty(globalThis, "WebSocket", { get, configurable: true });
const [file, url] = process.argv.slice(1);
const { render } = await import(file);
const html = await render({ url, options: { onOpen() {}, reconnect: { enabled: true } } });
const again = await render({ url, options: { share: true } });
await new Promise((resolve) => setTimeout(resolve));
console.log(JSON.stringify({ html, same: html === again, looked }));
`;

/** Returns the page's HTML. */
export async function serverRendering({ name, server, file }) {
  let html = "";
  await test(`${name}: on a server it shows the idle state, and opens nothing`, async () => {
    const handshakes = async () => (await (await fetch(`${server.url}/faults`)).json()).handshakes;
    const before = await handshakes();
    const url = `${server.url.replace("http", "ws")}/echo`;
    const args = ["--input-type=module", "--eval", SCRIPT, file, url];
    // That Node ends by itself shows that nothing was left open either.
    const { stdout } = await promisify(execFile)(process.execPath, args, { timeout: 60_000 });
    const rendered = JSON.parse(stdout);
    ({ html } = rendered);
    assert.equal(rendered.looked, 0);
    assert.equal(rendered.same, true);
    assert.match(html, /class="phase"[^>]*>(<!--.*?-->)*idle/);
    assert.match(html, /class="connected"[^>]*>(<!--.*?-->)*false/);
    assert.equal(await handshakes(), before);
  });
  return html;
}
