// Where a PartyKit server has a room.

import type { Options as ClientOptions, ProtocolsSource } from "everwire";

/** Query parameters; `null` and `undefined` are left out. */
type Params = Record<string, string | null | undefined>;
type ParamsSource = Params | (() => Params | Promise<Params>);

/** What `WebSocket` of `everwire/partysocket` takes: everything of `ReconnectingWebSocket`, and one more. */
export interface WebSocketOptions extends ClientOptions {
  /**
   * Whether a retry follows a close that a socket said, 1006 among them; it goes over what is final by default. It gets
   * `{code, reason, wasClean}`.
   */
  shouldReconnectOnClose?: { judge(close: CloseEvent): boolean }["judge"] | undefined;
}

/** What leads to a room. */
interface Room {
  /** Host and port; a scheme in front is left out. */
  host: string;
  room?: string | undefined;
  /** Default `main`. */
  party?: string | undefined;
  /** The whole path, instead of prefix, party and room. */
  basePath?: string | undefined;
  /** Default `parties`. */
  prefix?: string | undefined;
  /** Added to the room's path; without a slash in front. */
  path?: string | undefined;
  /** Of the URL; a function is called before each connection. */
  query?: ParamsSource | undefined;
}

/** What a `PartySocket` takes. */
export interface PartySocketOptions extends Room, WebSocketOptions {
  /** What the server knows this client by. Default: a random one. */
  id?: string | undefined;
  /** Default `wss`, and `ws` for this machine and private networks. */
  protocol?: "ws" | "wss" | undefined;
  /** Subprotocols. */
  protocols?: ProtocolsSource;
  /** No warning about slashes in the names of party and room. */
  disableNameValidation?: boolean | undefined;
}

/** What `PartySocket.fetch` takes. */
export interface PartyFetchOptions extends Room {
  room: string;
  protocol?: "http" | "https" | undefined;
  /** What requests. Default: the runtime's. */
  fetch?: typeof fetch | undefined;
}

/** This machine, and networks without a name (RFC 1918): nobody gives them a certificate. */
const PRIVATE =
  /^((localhost|127\.0\.0\.1|\[::ffff:7f00:1]):|(10\.\d+|192\.168|172\.(1[6-9]|2\d|3[01]))\.\d+\.\d+(:|\/|$))/;

/** The parts of a room's URL by the names of `PartySocket`. */
export function placeOf(scheme: string, options: Room & { protocol?: string | undefined }) {
  const { party: name = "main", room, basePath, prefix, path, protocol } = options;
  if (path?.[0] === "/") throw new TypeError("everwire: option `path` starts without a slash");
  const host = options.host.replace(/^(http|ws)s?:\/\/|\/$/g, "");
  const place = { host, room, name, path: path ? "/" + path : "", basePath };
  const origin = `${protocol || scheme + (PRIVATE.test(host) ? "" : "s")}://${host}/`;
  return { ...place, ["_pkurl"]: origin + (basePath || `${prefix || "parties"}/${name}/${room}`) + place.path };
}

/** The room's URL with its query. */
export async function urlOf(scheme: string, options: Room, id?: string): Promise<string> {
  const query = Object.entries((await valueOf(options.query)) ?? {}).filter(([, value]) => value != null);
  if (id) query.unshift(["_pk", id]);
  return placeOf(scheme, options)["_pkurl"] + "?" + new URLSearchParams(query as [string, string][]);
}

/** A value, or what a function gives. */
export function valueOf<T>(source: T | (() => T | Promise<T>)): T | Promise<T> {
  return typeof source === "function" ? (source as () => T | Promise<T>)() : source;
}
