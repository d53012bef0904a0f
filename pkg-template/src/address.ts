// What an attempt connects to: URL, protocols and query, checked as the WebSocket constructor does.

import { badOption, exception, show } from "./errors.js";

/** The URL as the WebSocket constructor would take it. The query is not shown in errors: it may hold a token. */
export function parseUrl(input: unknown): string {
  const text = String(input);
  try {
    if (typeof input === "string" || input instanceof URL) {
      const url = new URL(text, globalThis.location?.href);
      url.protocol = url.protocol.replace("http", "ws");
      if (/^wss?:/.test(url.href) && !url.hash) return url.href;
    }
  } catch {
    // Said below.
  }
  const got = show(typeof input === "string" ? text.replace(/[?#].*/s, "") : input);
  throw exception("SyntaxError", `a WebSocket URL is absolute, ws: or wss:, without #fragment; got ${got}`);
}

/** Subprotocols are tokens (RFC 6455 §4.1), none twice. */
export function parseProtocols(input: unknown): string[] {
  const protocols = ([] as unknown[]).concat(input ?? []);
  for (const protocol of protocols) {
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(protocol as string) || protocols.lastIndexOf(protocol) !== protocols.indexOf(protocol)) {
      throw exception("SyntaxError", `a subprotocol is a token (RFC 6455), given once; got ${show(protocol)}`);
    }
  }
  return protocols as string[];
}

/** The parameters, encoded as in a URL. */
export function encodeQuery(params: unknown): string {
  if (typeof (params ?? {}) !== "object") {
    throw badOption("queryParams", "an object, or a function that gives one", params);
  }
  const given = Object.entries(params ?? {}).filter(([, value]) => value != null);
  return String(new URLSearchParams(given));
}
