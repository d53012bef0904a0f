// The options, checked: numbers go to the core, the rest is the driver's plan.

import { encodeQuery, parseProtocols, parseUrl } from "./address.js";
import { Call } from "./core.js";
import type { Driver } from "./driver.js";
import { badOption, show } from "./errors.js";
import { isFunction, isMessage } from "./message.js";
import { parser } from "./parse.js";
import type { Close, Cursor, Message, OneUrlSource, Options, ProtocolsSource, QueryParamsSource, UrlSource } from "./types.js";

type Matcher = ((data: Message) => unknown) | undefined;
type Judge = readonly number[] | ((close: Close) => unknown) | undefined;

/** What the driver needs, by the options' full names. */
export interface Plan {
  readonly url: readonly OneUrlSource[];
  readonly protocols: ProtocolsSource;
  readonly queryParams: QueryParamsSource;
  readonly WebSocket: Options["WebSocket"];
  readonly signal: Options["signal"];
  readonly startClosed: Options["startClosed"];
  readonly debug: Options["debug"];
  readonly debugLogger: Options["debugLogger"];
  readonly seed: Options["seed"];
  readonly auth: unknown;
  readonly clock: Options["clock"];
  readonly parse: Matcher;
  readonly ack: Matcher;
  readonly "heartbeat.message": unknown;
  readonly "heartbeat.isReply": Matcher;
  readonly "resume.cursor": Matcher;
  readonly "resume.key": Matcher;
  readonly "resume.apply": string | ((cursor: Cursor | null) => unknown) | undefined;
  readonly "resume.load": (() => unknown) | undefined;
  readonly "resume.save": ((text: string) => void) | undefined;
  readonly "close.fatal": Judge;
  readonly "close.retry": Judge;
}

/** Options that are one of some words, in the order of the numbers that the core gives them. */
const WORDS: Record<string, string> = {
  jitter: '"none" or "equal" or "full" or "decorrelated"',
  "queue.overflow": '"drop-newest" or "drop-oldest" or "reject"',
};

/** The core's numeric options, in its order; the first name is its own. */
const NUMBERS: readonly string[] = [
  "minReconnectionDelay",
  "maxReconnectionDelay",
  "reconnectionDelayGrowFactor",
  "minUptime",
  "connectionTimeout",
  "closeTimeout",
  "maxRetries",
  "maxEnqueuedMessages queue.maxMessages",
  "jitter",
  "queue.maxBytes",
  "queue.ttl",
  "queue.overflow",
  "queue.highWaterMark",
  "heartbeat",
  "heartbeat.interval",
  "heartbeat.timeout",
  "resume.window",
  "resume.save",
  "url",
  "close.fatal",
  "close.retry",
];

/** What they take, by the numbers of `Range` in `src/core/config.rs`. */
export const TAKES: readonly string[] = [
  "a number of milliseconds from 0 to 2147483647",
  "a number of milliseconds from 1 to 2147483647",
  "a number of milliseconds from 1, or Infinity",
  "a number from 1 to 1000",
  "a whole number from 0, or Infinity",
  "a whole number from 1, or Infinity",
  "a whole number from 0 to 1000000",
  WORDS.jitter!,
  WORDS["queue.overflow"]!,
  "close codes from 1000 to 4999, or a function",
  // Nobody sets a flag.
  "",
  "1 to 255 of them",
];

const isClock = ({ now, setTimeout, clearTimeout }: Record<string, unknown>): boolean =>
  [now, setTimeout, clearTimeout].every(isFunction);

/** Options of options. */
const GROUPS = "options heartbeat queue resume close";

/** What else has to be so, where it is given. No function of a global's is named here: a bundler could not leave it away. */
const CHECKS: readonly [takes: string, is: (value: unknown) => unknown, names: string][] = [
  ["an object", (value) => value && typeof value === "object", GROUPS],
  ["a class", isFunction, "WebSocket"],
  ["true or false", (value) => typeof value === "boolean", "startClosed debug"],
  ["a finite number", (value) => Number.isFinite(value), "seed"],
  ["a function or a Standard Schema", parser, "parse"],
  ["an object with now, setTimeout and clearTimeout", (value) => isClock(Object(value)), "clock"],
  ["an AbortSignal", (value) => (value as AbortSignal | null)?.addEventListener, "signal"],
  ["a name or function", (value) => typeof value === "string" || isFunction(value), "resume.apply"],
  [
    "a function",
    isFunction,
    "debugLogger ack heartbeat.isReply resume.cursor resume.key resume.load resume.save",
  ],
];

/** What `auth` or the like is or gives. Unlike in `send`, an object is a mistake; it may be a secret. */
export function checkFrame(name: string, value: unknown): Message {
  if (!isMessage(value)) throw badOption(name, "text or bytes, or a function of them", value, typeof value);
  return value;
}

/** What can be checked now is checked now, and what is fixed is read once. Inherited options count. */
export function parse(url: UrlSource, protocols: ProtocolsSource, options: unknown): Plan {
  const plan: Record<string, unknown> = {};
  const add = (values: unknown, prefix: string): void => {
    for (const name in values as object) {
      const value = (values as Record<string, unknown>)[name];
      if (value !== undefined) plan[prefix + name] = value;
      if (!prefix && GROUPS.split(" ").includes(name)) add(value, name + ".");
    }
  };
  add(options, "");
  plan.options = options;
  for (const [takes, is, names] of CHECKS) {
    for (const name of names.split(" ")) if (name in plan && !is(plan[name])) throw badOption(name, takes, plan[name]);
  }
  for (const name of ["auth", "heartbeat.message"]) {
    if (name in plan && !isFunction(plan[name])) checkFrame(name, plan[name]);
  }
  const fixed = <T>(value: T, read: (value: T) => unknown): unknown => (isFunction(value) ? value : read(value));
  plan.url = ([] as unknown[]).concat(url).map((url) => fixed(url, parseUrl));
  plan.protocols = fixed(protocols, parseProtocols);
  plan.parse = parser(plan.parse);
  plan.queryParams = fixed(plan.queryParams, (query) => new URLSearchParams(encodeQuery(query)));
  return plan as unknown as Plan;
}

/** Gives the core what is its own. */
export function configure(driver: Driver, plan: Plan): void {
  NUMBERS.forEach((names, row) => {
    for (const name of names.split(" ")) {
      const value: unknown = plan[name as keyof Plan];
      if (value === undefined) continue;
      const codes = /^close\./.test(name);
      const all = codes
        ? isFunction(value) ? [] : Array.isArray(value) ? value : [String(value)]
        : [name === "url" ? plan.url.length : /^(heartbeat|.*save)$/.test(name) ? 1 : (WORDS[name]?.split(" or ").indexOf(show(value)) ?? value)];
      for (const one of all as unknown[]) {
        const takes = driver._ask(Call.Set, typeof one === "number" ? one : NaN, row);
        if (takes) throw badOption(name, TAKES[takes - 1]!, codes ? one : value);
      }
    }
  });
}
