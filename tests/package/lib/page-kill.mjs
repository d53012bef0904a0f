// The server's process is killed under an open connection and started again on the same port.

import assert from "node:assert/strict";
import { until } from "../behaviour/wait.mjs";
import { openPage } from "./pages.mjs";
import { test } from "./report.mjs";

export async function killTests({ browser, url, server, name }) {
  const { page, thrown } = await openPage(browser, url);
  await test(`${name}: SIGKILL of the server and a restart on the same port: back, and the queue arrives`, async () => {
    await page.evaluate(
      (url) => {
        const socket = new everwire.ReconnectingWebSocket(url, null, {
          minReconnectionDelay: 50,
          maxReconnectionDelay: 200,
        });
        const seen = { opens: 0, data: [], closes: [], path: [] };
        socket.onopen = () => (seen.opens += 1);
        socket.onmessage = ({ data }) => seen.data.push(data);
        socket.onclose = ({ code, reason, wasClean }) => seen.closes.push({ code, reason, wasClean });
        socket.onstatechange = ({ state }) => seen.path.push(`${state.phase} (${state.cause})`);
        globalThis.killed = { socket, seen };
      },
      `${server.url.replace("http", "ws")}/echo`,
    );
    const seen = () => page.evaluate(() => ({ ...killed.seen, state: killed.socket.state }));
    const send = (text) => page.evaluate((text) => killed.socket.send(text), text);
    const reaches = async (what, condition) => {
      let last;
      await until(
        () => `${what}; the page showed ${JSON.stringify(last)}`,
        async () => condition((last = await seen())),
      );
    };

    await reaches("open", ({ opens }) => opens === 1);
    assert.equal(await send("before"), "sent");
    await reaches("the echo", ({ data }) => data.includes("before"));

    await server.stop("SIGKILL");
    await reaches("two failed retries", ({ state, closes }) => state.attempt >= 2 && closes.length >= 3);
    assert.equal(await send("meanwhile 1"), "queued");
    assert.equal(await send("meanwhile 2"), "queued");
    await server.start();
    await reaches("open again", ({ opens }) => opens === 2);
    assert.equal(await send("after"), "sent");
    await reaches("all echoes", ({ data }) => data.includes("after"));

    const { data, closes, path } = await seen();
    assert.deepEqual(data, ["before", "meanwhile 1", "meanwhile 2", "after"]);
    for (const close of closes) assert.deepEqual(close, { code: 1006, reason: "", wasClean: false });
    assert.ok(
      path.includes("waiting (connection lost)") && path.includes("waiting (handshake failed)"),
      path.join(", "),
    );
    assert.deepEqual(thrown, []);
  });
  await page.close();
}
