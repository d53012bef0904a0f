// OpenHands' `websocket-url` functions, by the engine's own parser. `src/core/url.rs` has them for Rust; the same cases
// test both.

/** A page's location; the default is the page's own. */
export interface PageLocation {
  readonly protocol: string;
  readonly host: string;
}

interface Place {
  /** The page's host, or that of the URL where it has one. */
  readonly host: string;
  /** Whether the page came by https. */
  readonly secure: boolean;
  /** The URL, as far as it can be parsed. */
  readonly url: Partial<URL>;
}

function place(target: string | null | undefined, page?: PageLocation): Place {
  page ??= globalThis.location as PageLocation | undefined;
  if (!page?.host) throw new TypeError("everwire: no page: pass a location, {protocol, host}");
  let url: Partial<URL> = {};
  try {
    url = new URL(target!);
  } catch {
    // None, relative or unparsable: the page's host.
  }
  return { host: url.host || page.host, secure: isSecure(page.protocol), url };
}

const isSecure = (protocol = ""): boolean => /^(http|ws)s:$/.test(protocol);

/** The host (with port) of an absolute URL; the page's host where `url` is none, relative or unparsable. */
export function extractBaseHost(url?: string | null, location?: PageLocation): string {
  return place(url, location).host;
}

/** The page's scheme with the host of `url`: `"http://localhost:3000"`. */
export function buildHttpBaseUrl(url?: string | null, location?: PageLocation): string {
  const { host, secure } = place(url, location);
  return `http${secure ? "s" : ""}://${host}`;
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
  const { host, secure, url: target } = place(url, location);
  if (!id || /^\.\.?$/.test(id)) return null;
  const hosted = target.host ? target : {};
  const [prefix, ...rest] = (hosted.pathname ?? "").split("/api/");
  const scheme = secure || isSecure(hosted.protocol) ? "wss" : "ws";
  return `${scheme}://${host}${rest.length ? prefix : ""}/sockets/events/${encodeURIComponent(id)}`;
}
