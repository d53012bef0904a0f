// Pages with a strict Content-Security-Policy.

import assert from "node:assert/strict";
import { openPage } from "./pages.mjs";
import { test } from "./report.mjs";

export async function cspTests({ browser, site, server }) {
  const url = `${server.url.replace("http", "ws")}/echo?greet=hello`;

  for (const name of ["plain", "bundled"]) {
    await test(`strict CSP with 'wasm-unsafe-eval', ${name}: it connects`, async () => {
      const { page, thrown } = await openPage(browser, `${site}/csp-${name}.html`);
      const greeting = await page.evaluate(
        (url) =>
          new Promise((resolve, reject) => {
            const socket = new everwire.ReconnectingWebSocket(url, null, { maxRetries: 0 });
            socket.onmessage = ({ data }) => {
              socket.close();
              resolve(data);
            };
            socket.onclose = () => reject(socket.state.error);
          }),
        url,
      );
      assert.equal(greeting, "hello");
      assert.deepEqual(thrown, []);
      await page.close();
    });
  }

  await test("strict CSP without it: importing is fine, the constructor's error says what the policy needs", async () => {
    const { page, thrown } = await openPage(browser, `${site}/csp-without.html`);
    const errors = await page.evaluate((url) => {
      const tried = () => {
        try {
          new everwire.ReconnectingWebSocket(url);
          return null;
        } catch (error) {
          const { name, message, cause } = error;
          return { name, message, isError: error instanceof Error, cause: cause?.name };
        }
      };
      return [tried(), tried()];
    }, url);
    for (const error of errors) {
      assert.ok(error, "the constructor throws, each time");
      assert.ok(error.isError);
      assert.match(error.message, /everwire/);
      assert.match(error.message, /Content-Security-Policy|CSP/);
      assert.match(error.message, /'wasm-unsafe-eval'/);
      assert.equal(error.cause, "CompileError");
    }
    assert.deepEqual(thrown, []);
    await page.close();
  });
}
