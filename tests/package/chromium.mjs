// The packed tarball in real headless Chromium: as a plain module script, bundled, and under a strict CSP.
//
//   node chromium.mjs --tarball F --server-bin F --chromium F

import { paths } from "./lib/args.mjs";
import { launch } from "./lib/chromium.mjs";
import { installTarball } from "./lib/consumer.mjs";
import { MockServer } from "./lib/mock-server.mjs";
import { behaviourInPage } from "./lib/page-behaviour.mjs";
import { cspTests } from "./lib/page-csp.mjs";
import { killTests } from "./lib/page-kill.mjs";
import { pages } from "./lib/pages.mjs";
import { main } from "./lib/report.mjs";
import { serve } from "./lib/site.mjs";

const PAGES = [
  ["plain module", "/plain.html"],
  ["esbuild bundle", "/bundled.html"],
];

main(async () => {
  const { tarball, "server-bin": binary, chromium } = paths("tarball", "server-bin", "chromium");
  const consumer = installTarball(tarball, "chromium");
  const site = await serve(await pages(consumer));
  const browser = await launch(chromium);

  /** Tests with a server of their own, whose faults and end are nobody else's. */
  const withServer = async (tests) => {
    const server = await new MockServer(binary).start();
    try {
      await tests(server);
    } finally {
      await server.stop();
    }
  };
  const inPage = ([name, path]) =>
    withServer(async (server) => {
      await behaviourInPage({ browser, url: site + path, base: server.url, name });
      await killTests({ browser, url: site + path, server, name });
    });

  try {
    // Side by side: they mostly wait.
    await Promise.all(PAGES.map(inPage));
    await withServer((server) => cspTests({ browser, site, server }));
  } finally {
    await browser.close();
  }
});
