// Runs the behaviour tests in a page and records their results under the page's name.

import { openPage } from "./pages.mjs";
import { freePort } from "./ports.mjs";
import { record } from "./report.mjs";

export async function behaviourInPage({ browser, url, base, name }) {
  const { page, thrown } = await openPage(browser, url);
  await page.exposeFunction("onResult", (test, reason) => record(`${name}: ${test}`, reason ?? undefined));
  const refused = `ws://127.0.0.1:${await freePort()}/`;
  await page.evaluate(
    async ({ base, refused }) => {
      const { runBehaviour } = await import("/behaviour/run.mjs");
      // What a listener throws must arrive where the page looks for uncaught exceptions.
      const reported = [];
      addEventListener("error", (event) => reported.push(event.message));
      addEventListener("unhandledrejection", (event) => reported.push(String(event.reason)));
      const { everwire, onResult } = globalThis;
      const runtime = { everwire, base, refused, options: {}, reported: () => reported };
      await runBehaviour(runtime, (name, reason) => onResult(name, reason));
    },
    { base, refused },
  );
  const foreign = thrown.filter((message) => !message.includes("thrown by a test"));
  record(`${name}: nothing else was thrown at nobody`, foreign.length > 0 ? foreign.join("\n") : undefined);
  await page.close();
}
