// What has a deadline ends at it, and the client goes on: a half-open link, a handshake that hangs, a URL that never
// comes. How long each took is reported; what is judged is that it ended at all.

import assert from "node:assert/strict";
import { setTimeout as pause } from "node:timers/promises";
import { until } from "../../behaviour/wait.mjs";

const HEARTBEAT = { interval: 300, timeout: 300 };
const CONNECTION_TIMEOUT = 500;
const STROKES = 4;

/** Each measures milliseconds; `name` says what they may be. */
export const DEADLINES = [
  { name: `half-open link noticed, of ${HEARTBEAT.interval} + ${HEARTBEAT.timeout} ms at most`, measure: halfOpen },
  { name: `hanging handshake ended, of ${CONNECTION_TIMEOUT} ms`, measure: hangingHandshake },
  { name: `URL that never comes ended, of ${CONNECTION_TIMEOUT} ms`, measure: hangingUrl },
];

/** The longest of some strokes, each at another moment of the heartbeat's round. */
async function halfOpen({ page, proxy, address }) {
  const client = await Client.begin(page, "half-open", { url: address });
  const took = [];
  for (let n = 1; n <= STROKES; n += 1) {
    await client.reaches("open", n);
    await pause((n * HEARTBEAT.interval) / STROKES);
    const struck = Date.now();
    await proxy.order({ kind: "silent" });
    took.push((await client.reaches("close", n)) - struck);
  }
  await client.reaches("open", STROKES + 1);
  await client.end();
  return Math.max(...took);
}

async function hangingHandshake({ page, proxy, address }) {
  await proxy.order({ kind: "hang" });
  const client = await Client.begin(page, "handshake", { url: address, connectionTimeout: CONNECTION_TIMEOUT });
  const ended = await client.reaches("close", 1);
  await proxy.order({ kind: "none" });
  await client.reaches("open", 1);
  const { began } = await client.happened();
  await client.end();
  return ended - began;
}

async function hangingUrl({ page, address }) {
  const options = { url: address, hangs: true, connectionTimeout: CONNECTION_TIMEOUT };
  const client = await Client.begin(page, "url", options);
  await client.reaches("open", 1);
  const { began, events } = await client.happened();
  assert.deepEqual(events.map(({ type }) => type), ["close", "open"]);
  await client.end();
  return events[0].at - began;
}

/** A client in the page. */
class Client {
  #page;
  #name;

  static async begin(page, name, options) {
    const client = new Client();
    client.#page = page;
    client.#name = name;
    await page.evaluate((name, options) => globalThis.faults.connect(name, options), name, options);
    return client;
  }

  happened() {
    return this.#page.evaluate((name) => globalThis.faults.happened(name), this.#name);
  }

  /** Waits for the nth event of a type; gives its time. */
  reaches(type, nth) {
    return until(`${this.#name}: ${type} number ${nth}`, async () => {
      const { events } = await this.happened();
      return events.filter((event) => event.type === type)[nth - 1]?.at;
    });
  }

  end() {
    return this.#page.evaluate((name) => globalThis.faults.disconnect(name), this.#name);
  }
}
