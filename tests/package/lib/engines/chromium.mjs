// Chromium, by its DevTools protocol, and no more of that than it takes to run something in a page: playwright-core has
// itself told of every WebSocket frame, which costs more than all that is tested.

import { ARGS } from "../chromium.mjs";
import { freshFolder } from "../consumer.mjs";
import { callInPage, outcome } from "./call.mjs";
import { startListening, Wire } from "./wire.mjs";

const ALONE = ["--headless", "--no-sandbox", "--remote-debugging-port=0"];

export async function startChromium({ chromium }) {
  const args = [...ARGS, ...ALONE, `--user-data-dir=${freshFolder("chromium")}`, "about:blank"];
  const { browser, address } = await startListening("Chromium", "DevTools listening on ", chromium, args);
  const wire = await Wire.open(address);
  const { product } = await wire.call("Browser.getVersion", {});
  return {
    name: "Chromium",
    version: product.split("/")[1],
    async open(url) {
      const { targetId } = await wire.call("Target.createTarget", { url });
      const { sessionId } = await wire.call("Target.attachToTarget", { targetId, flatten: true });
      const evaluate = async (body, ...args) => {
        const call = { expression: callInPage(body, args), awaitPromise: true };
        const { result, exceptionDetails } = await wire.call("Runtime.evaluate", call, { sessionId });
        if (exceptionDetails) throw new Error(`in the page: ${exceptionDetails.text}`);
        return outcome(result.value);
      };
      return {
        evaluate,
        /** Any other command of the protocol, to this page. */
        call: (method, params) => wire.call(method, params, { sessionId }),
        close: () => wire.call("Target.closeTarget", { targetId }),
      };
    },
    close: () => browser.stop(),
  };
}
