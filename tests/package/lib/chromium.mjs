// Real headless Chromium, from wherever the machine has it. It can reach 127.0.0.* and nothing else.

import { chromium } from "playwright-core";

/** So that it is alone with this machine. */
export const ARGS = [
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-dev-shm-usage",
  "--no-first-run",
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.*",
];

/** Launches the browser at `executablePath`; playwright-core kills it when this process ends. */
export function launch(executablePath) {
  return chromium.launch({ executablePath, args: ARGS, chromiumSandbox: false });
}
