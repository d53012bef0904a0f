// What an attempt connects to: URL, protocols and query, checked as the WebSocket constructor does.

import { badOption, exception, show } from "./errors.js";

/** The URL as the WebSocket constructor would take it. The query is not shown in errors: it may hold a token. */
export function parseUrl(input: unknown): string {
  if (typeof input !== "string" && !(input instanceof URL)) {
    throw new TypeError(`everwire: the URL must be a string or a URL; got ${show(input)}`);
  }
  const text = String(input);
  const shown = show(text.replace(/[?#].*/s, ""));
  let url: URL;
  try {
    url = new URL(text, globalThis.location?.href);
  } catch {
    throw exception("SyntaxError", `the URL ${shown} is invalid`);
  }
  url.protocol = url.protocol.replace(/^http/, "ws");
  if (!/^wss?:$/.test(url.protocol)) {
    throw exception("SyntaxError", `the URL ${shown} has the scheme ${show(url.protocol)}; it takes ws: or wss:`);
  }
  if (url.hash) throw exception("SyntaxError", `the URL ${shown} must not have a fragment (#…)`);
  return url.href;
}

/** Subprotocols are tokens (RFC 6455 §4.1), none twice. */
export function parseProtocols(input: unknown): string[] {
  const protocols: unknown[] = input == null ? [] : Array.isArray(input) ? [...input] : [input];
  protocols.forEach((protocol, index) => {
    if (typeof protocol !== "string" || !/^[\w!#$%&'*+.^`|~-]+$/.test(protocol)) {
      throw exception("SyntaxError", `the subprotocol ${show(protocol)} is no token`);
    }
    if (protocols.indexOf(protocol) !== index) {
      throw exception("SyntaxError", `the subprotocol ${show(protocol)} is given twice`);
    }
  });
  return protocols as string[];
}

/** The parameters, encoded as in a URL. */
export function encodeQuery(params: unknown): string {
  if (params != null && typeof params !== "object") {
    throw badOption("queryParams", "an object, or a function that gives one", params);
  }
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(params ?? {})) {
    if (value != null) query.append(name, String(value));
  }
  return query.toString();
}
