// OpenHands' `websocket-url` functions.

import { hear, load, say } from "./core.js";

/** A page's location; the default is the page's own. */
export interface PageLocation {
  readonly protocol: string;
  readonly host: string;
}

function call(kind: number, id: string, target: string | null | undefined, page?: PageLocation): string {
  page ??= globalThis.location as PageLocation | undefined;
  if (!page?.host) throw new TypeError("everwire: no page here: pass its location, {protocol, host}");
  let url: Partial<URL> = {};
  try {
    url = new URL(target!);
  } catch {
    // None, relative or unparsable: the page's host.
  }
  const { protocol = "", host = "", pathname = "" } = url;
  const parts = [page.protocol, page.host, encodeURIComponent(id), protocol, host, pathname];
  say(parts.join("\n"));
  load().url(kind);
  return hear();
}

/** The host (with port) of an absolute URL; the page's host where `url` is none, relative or unparsable. */
export function extractBaseHost(url?: string | null, location?: PageLocation): string {
  return call(0, "", url, location);
}

/** The page's scheme with the host of `url`: `"http://localhost:3000"`. */
export function buildHttpBaseUrl(url?: string | null, location?: PageLocation): string {
  return call(1, "", url, location);
}

/**
 * The URL of a conversation's socket, without a query: `wss:` where the page or `url` is secure, a path prefix before
 * `/api/` is kept, the id is escaped. `null` for an id
 * that is none: empty, `.` or `..`.
 */
export function buildWebSocketUrl(
  id: string | null | undefined,
  url?: string | null,
  location?: PageLocation,
): string | null {
  return call(2, id ?? "", url, location) || null;
}
