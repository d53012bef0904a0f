// The options of a connection, checked: numbers go to the core, the rest is the driver's plan.

import { parseUrl } from "../address.js";
import { Call } from "../core.js";
import type { Driver } from "../driver.js";
import { badOption } from "../errors.js";
import { isFunction } from "../message.js";
import { TAKES, type Plan } from "../options.js";
import type { ManagerOptions } from "./types.js";

const DEFAULTS = { reconnectionDelay: 1000, reconnectionDelayMax: 5000, timeout: 20000, "queue.maxMessages": Infinity };

/** Those that the core has, by its numbers. */
const NUMBERS: Record<string, number> = {
  reconnectionDelay: 0,
  reconnectionDelayMax: 1,
  timeout: 4,
  reconnectionAttempts: 6,
  "queue.maxMessages": 7,
  "queue.maxBytes": 9,
  "resume.window": 16,
};

export function plan(uri: string, opts: ManagerOptions): Plan {
  const { path = "/socket.io", resume = {}, transports, signal, WebSocket = globalThis.WebSocket, clock } = opts;
  if (transports && !transports.includes("websocket")) throw badOption("transports", '["websocket"]', transports);
  if (!isFunction(WebSocket)) throw badOption("WebSocket", "a class", WebSocket);
  for (const name of ["cursor", "key"] as const) {
    if (resume[name] && !isFunction(resume[name])) throw badOption("resume." + name, "a function", resume[name]);
  }
  const url = new URL(parseUrl(uri));
  url.pathname = path.replace(/\/?$/, "/");
  url.search = "EIO=4&transport=websocket" + url.search.replace("?", "&");
  return {
    url: [url.href],
    // Read anew each time: who knows `opts` may change it.
    queryParams: () => (isFunction(opts.query) ? opts.query() : opts.query) as object,
    signal,
    WebSocket,
    clock,
    "resume.cursor": resume.cursor,
    "resume.key": resume.key,
    "resume.apply": resume.apply,
  } as unknown as Plan;
}

/** Gives the core what is its own. */
export function configure(driver: Driver, opts: ManagerOptions): void {
  const { queue, resume, reconnection, randomizationFactor } = opts;
  const values: Record<string, unknown> = { ...DEFAULTS };
  const add = (given: object | undefined, prefix = ""): void => {
    for (const name in given) {
      const value = (given as Record<string, unknown>)[name];
      if (value !== undefined) values[prefix + name] = value;
    }
  };
  add(opts);
  add(queue, "queue.");
  add(resume, "resume.");
  if (reconnection === false) values.reconnectionAttempts = 0;
  for (const name in NUMBERS) {
    const value = values[name];
    if (value === undefined) continue;
    const takes = driver._ask(Call.Set, typeof value === "number" ? value : NaN, NUMBERS[name]);
    if (takes) throw badOption(name, TAKES[takes - 1]!, value);
  }
  // No jitter at all; and twice the delay each time.
  if (randomizationFactor === 0) driver._ask(Call.Set, 0, 8);
  driver._ask(Call.Set, 2, 2);
}
