// What an attempt connects to: URL, protocols and query, checked as the WebSocket constructor does.

import { badOption, exception, show } from "./errors.js";

/** The URL as the WebSocket constructor would take it. Errors show neither credentials nor the query. */
export function parseUrl(input: unknown): string {
  let got = show(input);
  if (typeof input === "string" || input instanceof URL) {
    const text = String(input);
    got = show(text.replace(/[?#].*/s, "").replace(/[:/\\].*@/s, ":"));
    try {
      const url = new URL(text, globalThis.location?.href);
      url.protocol = url.protocol.replace("http", "ws");
      if (/^wss?:[^#]+$/.test(url.href)) return url.href;
    } catch {
      // Said below.
    }
  }
  throw exception("SyntaxError", `a WebSocket URL is ws: or wss: and has no #fragment; got ${got}`);
}

/** The URL with an encoded query: a parameter that it already has, its name encoded in the same way, is replaced. */
export function mergeQuery(url: string, query: string): string {
  if (!query) return url;
  const nameOf = (pair: string): unknown => pair.split("=")[0];
  const [path, ...old] = url.split("?");
  const pairs = query.split("&");
  const kept = old.join("?").split("&").filter((pair) => pair && !pairs.some((other) => nameOf(other) === nameOf(pair)));
  return path + "?" + kept.concat(pairs).join("&");
}

/** Whether the URL leads to this machine itself, which can be reached without a network. */
export function isLocal(url: string): boolean {
  return /^(localhost$|127\.|\[::1])/.test(new URL(url).hostname);
}

/** When a close reason asks to be left alone until, in ms from now: `retry-after: 5`, `retry_after=1500ms`, `2 min`. */
export function retryAfter(reason: string): number | undefined {
  const [, count, unit] = /retry[-_ ]*after[ :="']*(\d+) *(ms?)?/i.exec(reason) ?? [];
  if (count) return Math.min(LONGEST_HINT, +count * (!unit ? 1000 : unit[1] ? 1 : 60000));
}

/** An hour; the core takes no longer one. */
const LONGEST_HINT = 3600000;

/** Subprotocols are tokens (RFC 6455 §4.1), none twice. Errors do not show them: some carry a token there. */
export function parseProtocols(input: unknown): string[] {
  const protocols = ([] as unknown[]).concat(input ?? []);
  protocols.forEach((protocol, at) => {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(protocol as string) || protocols.indexOf(protocol) < at) {
      throw exception("SyntaxError", `a subprotocol is a token, given once; number ${at + 1} is not`);
    }
  });
  return protocols as string[];
}

/** The parameters, encoded as in a URL: of a plain object, or of pairs as `URLSearchParams` and `Map` have them. */
export function encodeQuery(input: unknown): string {
  const params = input ?? {};
  const type = typeof params;
  if (type !== "object") throw badOption("queryParams", "an object, or a function of one", params, type);
  const pairs = Symbol.iterator in (params as object) ? [...(params as Iterable<[string, unknown]>)] : Object.entries(params as object);
  return String(new URLSearchParams(pairs.filter(([, value]) => value != null) as [string, string][]));
}
