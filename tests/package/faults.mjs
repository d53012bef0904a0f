// The packed tarball under real faults: in each engine, through each fault, numbered messages each way, of which none
// may be lost, doubled or out of order. It shows a table, fault × engine.
//
//   node faults.mjs --tarball F --server-bin F --proxy-bin F [--chromium F] [--firefox F]
//     [--webkit F --minibrowser F --xvfb F] [--only REGEX] [--seed N]
//
// `--only` chooses cells: it is looked for in `ENGINE: FAULT`. `--seed` is the random schedule's.

import { values } from "./lib/args.mjs";
import { installTarball } from "./lib/consumer.mjs";
import { ENGINES } from "./lib/engines/index.mjs";
import { faults } from "./lib/faults/catalogue.mjs";
import { COUNT } from "./lib/faults/cell.mjs";
import { Column } from "./lib/faults/column.mjs";
import { DEADLINES } from "./lib/faults/deadlines.mjs";
import { Matrix } from "./lib/faults/matrix.mjs";
import { kernelFault } from "./lib/faults/namespace.mjs";
import { serveFaults } from "./lib/faults/site.mjs";
import { main, record, show, skip } from "./lib/report.mjs";

const DEFAULT_SEED = 1;

const paths = values({
  needed: ["tarball", "server-bin", "proxy-bin"],
  optional: ENGINES.flatMap(({ needs }) => needs),
  words: ["only", "seed"],
});
const only = new RegExp(paths.only ?? "");

main(async () => {
  const { installed } = installTarball(paths.tarball, "faults");
  const rows = [...faults(Number(paths.seed ?? DEFAULT_SEED)), kernelFault()];
  const wanted = ENGINES.map((engine) => {
    const here = ({ name }) => only.test(`${engine.name}: ${name}`);
    return { engine, cells: rows.filter(here), deadlines: DEADLINES.filter(here) };
  }).filter(({ cells, deadlines }) => cells.length + deadlines.length > 0);

  const columns = await started(wanted, { paths, installed, site: await serveFaults(installed) });
  const titles = columns.map(({ column }) => column.title);
  const figures = new Matrix("milliseconds", DEADLINES, titles);
  const matrix = new Matrix("lost/doubled/out of order, reconnects", rows, titles);
  try {
    // First, while nothing keeps the machine busy: these measure.
    await Promise.all(columns.map(({ column, deadlines }) => column.measure(deadlines, figures)));
    await Promise.all(columns.map(({ column, cells }) => column.run(cells, matrix)));
    for (const { column } of columns) await column.nothingWasThrown();
  } finally {
    await Promise.all(columns.map(({ column }) => column.close()));
  }
  show(`${COUNT} messages each way through each fault`);
  matrix.show();
  figures.show();
});

/** The columns of the engines that are here. One that is not, or does not start, keeps none of the others away. */
async function started(wanted, setting) {
  const columns = await Promise.all(
    wanted.map(async ({ engine, ...rest }) => {
      const missing = engine.needs.filter((name) => paths[name] === undefined);
      if (missing.length > 0) return skip(engine.name, `not on this machine (--${missing.join(", --")})`);
      try {
        return { column: await Column.start({ engine, ...setting }), ...rest };
      } catch (error) {
        return record(`${engine.name} starts`, error?.stack ?? error);
      }
    }),
  );
  return columns.filter((column) => column !== undefined);
}
