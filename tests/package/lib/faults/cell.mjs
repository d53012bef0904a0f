// One cell of the matrix: numbered messages each way over one client while a fault strikes its link, and the verdict.

import { setTimeout as pause } from "node:timers/promises";

/** Messages each way. */
export const COUNT = 10_000;
/** Messages a second each way, so that a run without a fault takes some seconds. */
const RATE = 2500;

/**
 * Runs a cell in a page, over which there is a lookout. `url` is the mock server's or the proxy's, `server` the mock
 * server, whose ledger is asked in the end; `struck` is what the fault strikes. Gives the counts and, under `problem`,
 * why it is not as it must be.
 */
export async function runCell({ page, lookout, name, fault, url, server, struck }) {
  const ledger = `/ledger/${name}?count=${COUNT}`;
  const { rate = RATE } = fault;
  const options = { url: `${url.replace("http", "ws")}${ledger}&rate=${rate}`, count: COUNT, rate };
  await page.evaluate((name, options) => globalThis.faults.begin(name, options), name, options);
  const run = lookout.watch(name);
  for (let n = 0; n < fault.times; n += 1) {
    await Promise.race([pause(fault.every), run.over]);
    // Whoever is not back yet has nothing that could be struck.
    await run.until(({ open }) => open);
    if (run.last.over) break;
    const { closes } = run.last;
    const noticed = (ends) => run.until((now) => fault.quiet || now.closes >= closes + ends);
    await fault.strike({ ...struck, noticed });
  }
  const last = await run.over;
  const seen = await page.evaluate((name) => globalThis.faults.end(name), name);
  const written = await (await fetch(server.url + ledger)).json();
  return verdict({ fault, last, seen, written });
}

/** `seen` is what the page says of the server's messages, `written` what the server says of the page's. */
function verdict({ fault, last, seen, written }) {
  const counts = {
    lost: seen.lost + written.missing,
    doubled: seen.doubled + written.doubled,
    disordered: seen.disordered + written.out_of_order,
    reconnects: seen.reconnects,
  };
  const problems = [];
  if (!last.over) problems.push(`not complete: ${JSON.stringify(last)}`);
  if (seen.refused.length > 0) problems.push(`refused: ${seen.refused.join("; ")}`);
  if (counts.lost + counts.doubled + counts.disordered > 0) {
    const { lost, doubled, disordered } = seen;
    problems.push(`the page says ${JSON.stringify({ lost, doubled, disordered })}`);
    problems.push(`the server says ${JSON.stringify(written)}`);
  }
  if (!fault.quiet && counts.reconnects === 0) problems.push("it never reconnected, so the fault was not there");
  if (problems.length > 0) problems.push(`the last transitions: ${JSON.stringify(seen.transitions)}`);
  return { ...counts, problem: problems.length > 0 ? problems.join("\n") : undefined };
}
