// The options, checked: what is a number goes to the core, what is a function into the driver's plan.

import { parseProtocols, parseUrl, encodeQuery } from "./address.js";
import { Call, hear, say } from "./core.js";
import type { Driver, Plan } from "./driver.js";
import { badOption } from "./errors.js";
import type { Options, ProtocolsSource, UrlSource } from "./types.js";

type Values = Record<string, unknown>;

/** Options that are one of some words, by the numbers that the core gives them. */
const WORDS: Record<string, readonly unknown[]> = {
  jitter: ["none", "equal", "full", "decorrelated"],
  "queue.overflow": ["drop-newest", "drop-oldest", "reject"],
};

/** Options of options. */
const GROUPS = ["heartbeat", "queue", "resume", "close"];

/** What has to be of a type, where it is given. */
const TYPES: [string, string, string][] = [
  ["WebSocket", "function", "a class"],
  ["startClosed", "boolean", "true or false"],
  ["debug", "boolean", "true or false"],
  ["debugLogger", "function", "a function"],
  ["ack", "function", "a function"],
  ["heartbeat.isReply", "function", "a function"],
  ["resume.cursor", "function", "a function"],
  ["resume.key", "function", "a function"],
  ["resume.load", "function", "a function"],
  ["resume.save", "function", "a function"],
];

/** The options by their full names: `queue.ttl`. Inherited ones count. */
export function flatten(options: unknown): Values {
  const flat: Values = {};
  const add = (values: object, prefix: string): void => {
    for (const name in values) {
      const value = (values as Values)[name];
      if (value === undefined) continue;
      if (!prefix && GROUPS.includes(name)) {
        if (typeof value !== "object" || !value) throw badOption(name, "an object", value);
        add(value, name + ".");
      }
      flat[prefix + name] = value;
    }
  };
  if (typeof options !== "object" || !options) throw badOption("options", "an object", options);
  add(options, "");
  for (const [name, type, takes] of TYPES) {
    if (flat[name] !== undefined && typeof flat[name] !== type) throw badOption(name, takes, flat[name]);
  }
  const { seed } = flat;
  if (seed !== undefined && !Number.isFinite(seed)) throw badOption("seed", "a finite number", seed);
  return flat;
}

/** What the driver needs, checked as far as it can be now. */
export function plan(url: UrlSource, protocols: ProtocolsSource, flat: Values): Plan {
  const urls = Array.isArray(url) ? (url as readonly unknown[]) : [url];
  const query = flat.queryParams as Options["queryParams"];
  const judge = (name: string): unknown => (typeof flat[name] === "function" ? flat[name] : undefined);
  return {
    _urls: urls.map((url) => (typeof url === "function" ? url : parseUrl(url))),
    _protocols: typeof protocols === "function" ? protocols : parseProtocols(protocols),
    // Read once: an iterator has no second time.
    _query: typeof query === "function" ? query : new URLSearchParams(encodeQuery(query)),
    _auth: flat.auth,
    _apply: flat["resume.apply"],
    _class: flat.WebSocket,
    _ping: flat["heartbeat.message"],
    _isReply: flat["heartbeat.isReply"],
    _cursor: flat["resume.cursor"],
    _key: flat["resume.key"],
    _ack: flat.ack,
    _fatal: judge("close.fatal"),
    _retry: judge("close.retry"),
    _save: flat["resume.save"],
  } as Plan;
}

/** Gives the core what is its own. */
export function configure(driver: Driver, flat: Values, urls: number): void {
  const set = (name: string, value: unknown, number: unknown, as = name): void => {
    say(as);
    if (driver._ask(Call.Set, typeof number === "number" ? number : NaN)) throw badOption(name, hear(), value);
  };
  set("url", urls, urls);
  for (const name in flat) {
    const value = flat[name];
    if (/^close\./.test(name)) {
      if (typeof value !== "function") {
        for (const code of Array.isArray(value) ? value : [NaN]) set(name, value, code);
      }
    } else if (name === "heartbeat" || name === "resume.save") {
      set(name, value, 1);
    } else if (name !== "url" && !GROUPS.includes(name)) {
      set(name, value, WORDS[name]?.indexOf(value) ?? value, name === "queue.maxMessages" ? "maxEnqueuedMessages" : name);
    }
  }
}
