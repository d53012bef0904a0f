// Firefox, by WebDriver BiDi, which it speaks itself: no driver in between.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { freshFolder } from "../consumer.mjs";
import { callInPage, outcome } from "./call.mjs";
import { startListening, Wire } from "./wire.mjs";

/** On top of what Firefox sets by itself for a driven browser: no network beyond this machine. */
const PREFS = {
  "network.dns.disabled": true,
  "network.captive-portal-service.enabled": false,
  "network.connectivity-service.enabled": false,
  "browser.shell.checkDefaultBrowser": false,
  "datareporting.policy.dataSubmissionEnabled": false,
};

export async function startFirefox({ firefox }) {
  const profile = freshFolder("firefox");
  const prefs = Object.entries(PREFS).map(([name, value]) => `user_pref("${name}", ${JSON.stringify(value)});\n`);
  writeFileSync(join(profile, "user.js"), prefs.join(""));
  const args = ["--headless", "--no-remote", "--profile", profile, "--remote-debugging-port", "0", "about:blank"];
  // Its home is the profile too: what it keeps outside of a profile must neither disturb nor outlive a run.
  const env = { ...process.env, HOME: profile };
  const { browser, address } = await startListening("Firefox", "WebDriver BiDi listening on ", firefox, args, env);
  const wire = await Wire.open(`${address}/session`);
  const { capabilities } = await wire.call("session.new", { capabilities: {} });
  return {
    name: "Firefox",
    version: capabilities.browserVersion,
    async open(url) {
      const { context } = await wire.call("browsingContext.create", { type: "tab" });
      await wire.call("browsingContext.navigate", { context, url, wait: "complete" });
      const evaluate = async (body, ...args) => {
        const call = { expression: callInPage(body, args), target: { context }, awaitPromise: true };
        const { result, exceptionDetails } = await wire.call("script.evaluate", call);
        if (exceptionDetails) throw new Error(`in the page: ${exceptionDetails.text}`);
        return outcome(result.value);
      };
      return { evaluate, close: () => wire.call("browsingContext.close", { context }) };
    },
    close: () => browser.stop(),
  };
}
