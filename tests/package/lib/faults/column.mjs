// A column of the matrix: one engine with one page, in which the clients of its cells run side by side.

import assert from "node:assert/strict";
import { freshFolder } from "../consumer.mjs";
import { FaultProxy } from "../fault-proxy.mjs";
import { MockServer } from "../mock-server.mjs";
import { someAtATime } from "../pool.mjs";
import { notHere, record, skip, test } from "../report.mjs";
import { runCell } from "./cell.mjs";
import { Lookout } from "./lookout.mjs";
import { runInNamespace } from "./namespace.mjs";
import { openFaults } from "./site.mjs";

/** Cells that run at a time: enough to fill the pauses of one another, few enough for a small machine. */
const AT_A_TIME = 3;

export class Column {
  #engine;
  #paths;
  #installed;
  #browser;
  #server;
  #page;
  #lookout;

  /** `paths` are the suite's, `installed` is the package's folder, `site` serves the page. */
  static async start({ engine, paths, installed, site }) {
    const column = new Column();
    column.#engine = engine;
    column.#paths = paths;
    column.#installed = installed;
    column.#browser = await engine.start(paths);
    column.#server = await new MockServer(paths["server-bin"]).start();
    column.#page = await openFaults(column.#browser, site);
    column.#lookout = new Lookout(column.#page);
    return column;
  }

  get title() {
    return `${this.#browser.name} ${this.#browser.version}`;
  }

  async close() {
    await this.#browser.close();
    await this.#server.stop();
  }

  /** Measures deadlines and puts each into its row. */
  measure(deadlines, matrix) {
    return someAtATime(deadlines.length, deadlines, async ({ name, measure }, index) => {
      const proxy = await this.#proxy(this.#server, index);
      let took;
      const passed = await test(`${this.#engine.name}: ${name}`, async () => {
        const address = `${proxy.url.replace("http", "ws")}/ledger/deadlines?count=0`;
        took = await measure({ page: this.#page, proxy, address });
      });
      await proxy.stop();
      matrix.put(name, this.title, { text: passed ? String(took) : "FAIL" });
    });
  }

  /** Runs the cells of faults and puts each into its row. */
  run(faults, matrix) {
    // The longest first, so that none is left to run alone in the end.
    const longest = faults.toSorted((a, b) => (b.lasts ?? 0) - (a.lasts ?? 0));
    return someAtATime(AT_A_TIME, longest, async (fault, index) => {
      matrix.put(fault.name, this.title, await this.#cell(fault, index));
    });
  }

  /** To be called in the end: the page has no exceptions that nobody caught. */
  nothingWasThrown() {
    return test(`${this.#engine.name}: nothing was thrown at nobody`, async () => {
      assert.deepEqual(await this.#page.evaluate(() => globalThis.faults.thrown), []);
    });
  }

  async #cell(fault, index) {
    const name = `${this.#engine.name}: ${fault.name}`;
    if (fault.whyNot) {
      skip(name, fault.whyNot);
      return { text: "–", note: fault.whyNot };
    }
    const started = Date.now();
    const harmless = fault.harmless?.[this.#engine.name];
    const quiet = fault.quiet || harmless !== undefined;
    try {
      const { lost, doubled, disordered, reconnects, problem } = await (fault.inNamespace
        ? runInNamespace({ engine: this.#engine.name, installed: this.#installed, paths: this.#paths })
        : this.#behindProxy({ ...fault, quiet }, index));
      const text = `${lost}/${doubled}/${disordered} ${reconnects}×`;
      if (problem === undefined && harmless !== undefined) {
        notHere(`${name}: ${text}`, harmless);
        return { text, note: harmless };
      }
      record(`${name}: ${text} in ${((Date.now() - started) / 1000).toFixed(1)} s`, problem);
      return { text: problem === undefined ? text : `${text} FAIL` };
    } catch (error) {
      record(name, error?.stack ?? error);
      return { text: "FAIL" };
    }
  }

  /** A cell behind a proxy of its own and, where the fault is the server's, before a server of its own. */
  async #behindProxy(fault, index) {
    const folder = fault.ownServer ? freshFolder("ledger") : undefined;
    const args = ["--ledger-dir", folder];
    const server = folder ? await new MockServer(this.#paths["server-bin"], args).start() : this.#server;
    const proxy = await this.#proxy(server, index);
    const name = fault.name.replaceAll(/[^a-zA-Z0-9]+/g, "-");
    try {
      const where = { page: this.#page, lookout: this.#lookout, url: proxy.url, server };
      return await runCell({ ...where, name, fault, struck: { proxy, server } });
    } finally {
      await proxy.stop();
      if (folder) await server.stop();
    }
  }

  /** On an address of its own: in Firefox, handshakes with one address wait for one another. */
  #proxy(server, index) {
    return FaultProxy.start(this.#paths["proxy-bin"], server.url, `127.0.0.${index + 2}`);
  }
}
