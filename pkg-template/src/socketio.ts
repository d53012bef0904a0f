// The entry `everwire/socketio`: a Socket.IO client, as socket.io-client's is used.

import { Manager } from "./socketio/manager.js";
import type { Socket as NamespaceSocket } from "./socketio/socket.js";
import type { DefaultEventsMap, EventsMap, IoOptions } from "./socketio/types.js";

const managers = new Map<string, { readonly manager: Manager; readonly names: Set<string> }>();

/**
 * A namespace of a server: `io("https://example.com/admin")` is `/admin` at `example.com`. Namespaces of one server share a
 * connection, unless `forceNew` is set, `multiplex` is not, or one of that name is there already.
 *
 * @throws TypeError for a bad option; DOMException `SyntaxError` for a URL that no WebSocket takes.
 */
export function io<Listen extends EventsMap = DefaultEventsMap, Emit extends EventsMap = Listen>(
  uri?: string | URL | IoOptions,
  options?: IoOptions,
): NamespaceSocket<Listen, Emit> {
  const bare = typeof uri === "string" || uri instanceof URL;
  const opts = (bare ? options : (uri ?? options)) ?? {};
  const text = String(bare ? uri : "/");
  let url: URL | undefined;
  try {
    url = new URL(text, globalThis.location?.href);
  } catch {
    // The manager says what is wrong with it.
  }
  const name = (bare && url?.pathname) || "/";
  const key = `${url?.origin}${opts.path}`;
  const known = managers.get(key);
  if (!url || opts.forceNew || opts.multiplex === false || known?.names.has(name)) return new Manager(url ?? text, opts).socket(name, opts);
  const { manager, names } = known ?? { manager: new Manager(url, opts), names: new Set() };
  managers.set(key, { manager, names: names.add(name) });
  return manager.socket(name, opts);
}

export { io as connect, io as default, Manager };
export { Socket } from "./socketio/socket.js";

/** That of Socket.IO. */
export const protocol = 5;

export type * from "./socketio/types.js";
