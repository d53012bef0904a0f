// The options, checked: what is a number goes to the core, what is a function into the driver's plan.

import { parseProtocols, parseUrl, encodeQuery } from "./address.js";
import { Call, hear, say } from "./core.js";
import type { Driver, Plan } from "./driver.js";
import { badOption } from "./errors.js";
import { isMessage } from "./message.js";
import type { Message, Options, ProtocolsSource, UrlSource } from "./types.js";

type Values = Record<string, unknown>;

/** Options that are one of some words, by the numbers that the core gives them. */
const WORDS: Record<string, readonly unknown[]> = {
  jitter: ["none", "equal", "full", "decorrelated"],
  "queue.overflow": ["drop-newest", "drop-oldest", "reject"],
};

/** Options of options. */
const GROUPS = ["heartbeat", "queue", "resume", "close"];

const isFunction = (value: unknown): boolean => typeof value === "function";
const isBoolean = (value: unknown): boolean => typeof value === "boolean";

/** What has to be so, where it is given. */
const CHECKS: readonly [takes: string, is: (value: unknown) => unknown, ...names: string[]][] = [
  ["a class", isFunction, "WebSocket"],
  ["true or false", isBoolean, "startClosed", "debug"],
  ["a finite number", Number.isFinite, "seed"],
  ["an AbortSignal", (value) => (value as AbortSignal | null)?.addEventListener, "signal"],
  ["a parameter's name or a function", (value) => typeof value === "string" || isFunction(value), "resume.apply"],
  [
    "a function",
    isFunction,
    "debugLogger",
    "ack",
    "heartbeat.isReply",
    "resume.cursor",
    "resume.key",
    "resume.load",
    "resume.save",
  ],
];

/** What `auth` or the like is or gives. Unlike in `send`, an object is a mistake; it may be a secret. */
export function checkFrame(name: string, value: unknown): Message {
  if (!isMessage(value)) throw badOption(name, "text or bytes, or a function of them", value, typeof value);
  return value;
}

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
  for (const [takes, is, ...names] of CHECKS) {
    for (const name of names) if (name in flat && !is(flat[name])) throw badOption(name, takes, flat[name]);
  }
  for (const name of ["auth", "heartbeat.message"]) {
    if (name in flat && !isFunction(flat[name])) checkFrame(name, flat[name]);
  }
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
    _signal: flat.signal,
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
        for (const code of Array.isArray(value) ? value : [String(value)]) set(name, code, code);
      }
    } else if (name === "heartbeat" || name === "resume.save") {
      set(name, value, 1);
    } else if (name !== "url" && !GROUPS.includes(name)) {
      set(name, value, WORDS[name]?.indexOf(value) ?? value, name === "queue.maxMessages" ? "maxEnqueuedMessages" : name);
    }
  }
}
