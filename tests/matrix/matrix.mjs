// The packed tarball where its users put it: bundlers × runtimes × frameworks, in the real ones. In each cell the client
// connects, exchanges a message, is cut by the server, comes back and exchanges another (`client/round-trip.js`). It
// shows what became of each; a cell that cannot exist says why.
//
//   node matrix.mjs --tarball F --server-bin F [--chromium F] [--firefox F]
//     [--webkit F --minibrowser F --xvfb F] [--only REGEX]
//
// `consumers/` are projects as users have them, `client/` is the program, `templates/` is what several projects share.
// `--only` chooses rows by their names.

import { ENGINES } from "../package/lib/engines/index.mjs";
import { values } from "../package/lib/args.mjs";
import { Matrix } from "../package/lib/faults/matrix.mjs";
import { MockServer } from "../package/lib/mock-server.mjs";
import { someAtATime } from "../package/lib/pool.mjs";
import { main, show, skip } from "../package/lib/report.mjs";
import { Browsers } from "./lib/browsers.mjs";
import { Cells, columnOf } from "./lib/cells.mjs";
import { Consumers } from "./lib/consumers.mjs";
import { COLUMNS, runtimes } from "./lib/runtimes.mjs";
import { sites } from "./lib/sites.mjs";

/** As many as a small machine has processors; what is built waits for a browser without a place. */
const AT_ONCE = 2;

const paths = values({
  needed: ["tarball", "server-bin"],
  optional: ENGINES.flatMap(({ needs }) => needs),
  words: ["only"],
});
const only = new RegExp(paths.only ?? "");

main(async () => {
  const consumers = new Consumers(paths.tarball);
  const server = await new MockServer(paths["server-bin"]).start();
  const browsers = new Browsers(paths);
  for (const { name, why } of browsers.missing) skip(name, why);
  const cells = new Cells({ server: server.url, browsers });

  const inPages = sites(consumers).filter(({ name }) => only.test(name));
  const without = runtimes(consumers).filter(({ name }) => only.test(name));
  const bundlers = inPages.filter(({ pages }) => pages.everwire);
  const frameworks = inPages.flatMap(({ pages }) => Object.keys(pages)).filter((page) => !page.startsWith("everwire"));
  const tables = {
    bundlers: new Matrix("bundlers", bundlers, inEach(["everwire", "everwire/slim"], browsers.names)),
    frameworks: new Matrix("frameworks", frameworks.map((name) => ({ name })), browsers.names),
    runtimes: new Matrix("runtimes", without, COLUMNS),
  };
  const alone = without.filter(({ inSite }) => !inSite);
  await someAtATime(AT_ONCE, [...inPages, ...alone], async (row) => {
    const begun = await cells.begin(row, tables);
    if (!begun) return;
    if (!row.pages) return cells.ofRuntime(row, begun, tables.runtimes);
    const served = without.filter(({ inSite }) => inSite && row.name === inSite);
    // Its cells wait for browsers; the next one is built meanwhile.
    cells.later(async () => {
      await cells.ofSite(row, begun, tables);
      for (const runtime of served) await cells.ofRuntime(runtime, await runtime.begin(begun), tables.runtimes);
    }, begun);
  });
  await cells.done();
  show(`engines: ${(await browsers.versions()).join(", ")}`);
  await browsers.close();
  await server.stop();
  for (const table of Object.values(tables)) table.show();
});

const inEach = (entries, engines) => entries.flatMap((entry) => engines.map((engine) => columnOf(entry, engine)));
