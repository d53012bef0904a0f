// One cell of the matrix: numbered messages each way over one client while a fault strikes its link, and the verdict.

import { setTimeout as pause } from "node:timers/promises";

/** Messages each way. */
export const COUNT = 10_000;
/** Messages a second each way, so that a run without a fault takes some seconds. */
const RATE = 2500;
/** Milliseconds without a message either way after which a run has failed. No fault lasts a tenth of that. */
const LIMIT = 30_000;
const POLL = 50;

/**
 * Runs a cell in a page. `url` is the mock server's or the proxy's, `server` the mock server, whose ledger is asked in
 * the end; `struck` is what the fault strikes. Gives the counts and, under `problem`, why it is not as it must be.
 */
export async function runCell({ page, name, fault, url, server, struck }) {
  const ledger = `/ledger/${name}?count=${COUNT}`;
  const address = `${url.replace("http", "ws")}${ledger}&rate=${RATE}`;
  const options = { url: address, count: COUNT, rate: RATE };
  await page.evaluate((name, options) => globalThis.faults.begin(name, options), name, options);
  const run = new Watch(page, name);
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

/** Follows a run. */
class Watch {
  /** What it was when the page was asked last. */
  last = { received: 0, acknowledged: 0, closes: 0, refused: 0, open: false, over: false };
  /** Resolves with the last look when it is complete, or nothing comes any more. */
  over;
  #ended = false;

  constructor(page, name) {
    this.over = this.#follow(page, name).finally(() => (this.#ended = true));
    // Who races it may not be there any more when it fails; who waits for it gets the error all the same.
    this.over.catch(() => {});
  }

  /** Resolves when this is so, or will not be. */
  async until(condition) {
    const limit = Date.now() + LIMIT;
    while (!condition(this.last) && !this.#ended && Date.now() < limit) await pause(POLL / 2);
  }

  async #follow(page, name) {
    let [came, since] = [-1, Date.now()];
    for (;;) {
      const { received, acknowledged, refused, over } = (this.last = await page.evaluate(
        (name) => globalThis.faults.look(name),
        name,
      ));
      if (received + acknowledged > came) [came, since] = [received + acknowledged, Date.now()];
      if (over || refused > 0 || Date.now() > since + LIMIT) return this.last;
      await pause(POLL);
    }
  }
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
