// WebKitGTK, by its W3C WebDriver, in the browser that comes with it. It wants a display: Xvfb on one that is free.

import { freshFolder } from "../consumer.mjs";
import { freePort } from "../ports.mjs";
import { start } from "../process.mjs";
import { until, within } from "../../behaviour/wait.mjs";
import { callInPage, outcome } from "./call.mjs";

export async function startWebKit({ webkit: driver, minibrowser, xvfb }) {
  const display = await startDisplay(xvfb);
  const port = await freePort();
  // What it keeps must neither disturb nor outlive a run.
  const home = freshFolder("webkit");
  const env = { ...process.env, HOME: home, DISPLAY: display.name, WEBKIT_DISABLE_COMPOSITING_MODE: "1" };
  const service = start(driver, ["--host=127.0.0.1", `--port=${port}`], { env });
  const base = `http://127.0.0.1:${port}`;
  await until("WebKitWebDriver to listen", () => fetch(`${base}/status`).then(({ ok }) => ok, () => false));

  const capabilities = { "webkitgtk:browserOptions": { binary: minibrowser, args: ["--automation"] } };
  const session = await command(base, "POST", "/session", { capabilities: { alwaysMatch: capabilities } });
  const page = `/session/${session.sessionId}`;
  await command(base, "POST", `${page}/timeouts`, { script: 600_000 });
  return {
    name: "WebKitGTK",
    version: session.capabilities.browserVersion,
    /** It has one window; each page takes the place of the one before. */
    async open(url) {
      await command(base, "POST", `${page}/url`, { url });
      const evaluate = async (body, ...args) => {
        const script = `const done = arguments[0]; ${callInPage(body, args)}.then(done);`;
        return outcome(await command(base, "POST", `${page}/execute/async`, { script, args: [] }));
      };
      return { evaluate, close: () => command(base, "POST", `${page}/url`, { url: "about:blank" }) };
    },
    async close() {
      await service.stop();
      await display.stop();
    },
  };
}

/** One WebDriver command. */
async function command(base, method, path, body) {
  const response = await fetch(base + path, { method, body: JSON.stringify(body) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${path}: ${value.error}: ${value.message}`);
  return value;
}

/** A screen that nobody sees. Xvfb picks the number and writes it to the descriptor that it is told. */
async function startDisplay(xvfb) {
  const server = start(xvfb, ["-displayfd", "1", "-screen", "0", "1024x768x24", "-nolisten", "tcp"]);
  const number = new Promise((resolve) => server.child.stdout.once("data", (line) => resolve(String(line).trim())));
  const ended = server.exited.then((how) => Promise.reject(new Error(`Xvfb ${how}:\n${server.log()}`)));
  ended.catch(() => {});
  const name = `:${await within("Xvfb to start", Promise.race([number, ended]))}`;
  return { name, stop: () => server.stop("SIGTERM") };
}
