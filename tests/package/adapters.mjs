// The adapters of the packed tarball in apps of their frameworks, in real headless Chromium and on a server.
//
//   node adapters.mjs --tarball F --server-bin F --chromium F

import { adapterTests } from "./lib/adapter-tests.mjs";
import { paths } from "./lib/args.mjs";
import { launch } from "./lib/chromium.mjs";
import { installTarball } from "./lib/consumer.mjs";
import { FRAMEWORKS, installFrameworks, pageScript, serverFile, version } from "./lib/frameworks.mjs";
import { MockServer } from "./lib/mock-server.mjs";
import { main, note } from "./lib/report.mjs";
import { serverRendering } from "./lib/server-rendering.mjs";
import { serve, text } from "./lib/site.mjs";

main(async () => {
  const { tarball, "server-bin": binary, chromium } = paths("tarball", "server-bin", "chromium");
  const { folder } = installTarball(tarball, "adapters");
  installFrameworks(folder);
  const server = await new MockServer(binary).start();
  const browser = await launch(chromium);
  try {
    for (const name of Object.keys(FRAMEWORKS)) {
      note(`${name} ${version(name)}`);
      const html = await serverRendering({ name, server, file: await serverFile(folder, name) });
      const site = await serve({
        "/": page(""),
        "/rendered": page(`<div id="rendered">${html}</div>`),
        "/app.js": text(await pageScript(folder, name), ".js"),
      });
      await adapterTests({ name, server, browser, site });
    }
  } finally {
    await browser.close();
    await server.stop();
  }
});

/** What Solid's own `generateHydrationScript` sets up is all that a page has on top. */
function page(body) {
  const head = `<!doctype html><meta charset="utf-8"><title>everwire</title><link rel="icon" href="data:,">`;
  const hydration = `<script>globalThis._$HY = { events: [], completed: new WeakSet(), r: {}, fe() {} };</script>`;
  return text(`${head}<body>${body}${hydration}<script src="/app.js"></script>`);
}
