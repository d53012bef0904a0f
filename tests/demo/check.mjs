// Drives the demo page in a headless Chromium as a user would, through faults and storms and back, against a running mock
// server. It knows nothing of the code behind the page: what it checks is what can be read there. The pages run side by
// side, each with faults of its own.
//
//   node check.mjs --url URL --chromium FILE [--screenshots DIR] [--picture FILE]
//
// Last line: `P passed, F failed, S skipped`. Exit code 0 or 1.

import { mkdirSync } from "node:fs";
import { parseArgs } from "node:util";
import { launch } from "../package/lib/chromium.mjs";
import { main, note, test } from "../package/lib/report.mjs";
import { byKeyboard } from "./keyboard.mjs";
import { byMouse } from "./mouse.mjs";
import { stagePicture } from "./picture.mjs";
import { storm } from "./storm.mjs";

const { values: args } = parseArgs({
  options: { url: { type: "string" }, chromium: { type: "string" }, screenshots: { type: "string" }, picture: { type: "string" } },
});
if (!args.url || !args.chromium) {
  console.error("usage: check.mjs --url URL --chromium FILE [--screenshots DIR] [--picture FILE]");
  process.exit(2);
}
const { url, screenshots } = args;
if (screenshots) mkdirSync(screenshots, { recursive: true });

main(async () => {
  const browser = await launch(args.chromium);
  note(`Chromium ${browser.version()}, ${url}`);
  try {
    if (args.picture) await test(`the picture is in ${args.picture}`, () => stagePicture(browser, url, args.picture));
    await Promise.all([
      storm(browser, url, { width: 1280, height: 1600, colorScheme: "light", screenshots }),
      storm(browser, url, { width: 390, height: 3700, colorScheme: "dark", screenshots }),
      byMouse(browser, url),
      byKeyboard(browser, url),
    ]);
  } finally {
    await browser.close();
  }
});
