// The engines, each with the paths that it needs. `start(paths)` gives `{name, version, open(url), close()}`, a page
// `evaluate(body, …args)` and `close()`: `body` is a function (or its source) that runs in the page; what goes in and out
// is JSON.

import { startChromium } from "./chromium.mjs";
import { startFirefox } from "./firefox.mjs";
import { startWebKit } from "./webkit.mjs";

export const ENGINES = [
  { name: "Chromium", needs: ["chromium"], start: startChromium },
  { name: "Firefox", needs: ["firefox"], start: startFirefox },
  { name: "WebKitGTK", needs: ["webkit", "minibrowser", "xvfb"], start: startWebKit },
];
