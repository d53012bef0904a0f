// The Socket.IO client under test.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { WebSocket } from "ws";
import { installTarball } from "../../package/lib/consumer.mjs";

/** What the tarball exports from `everwire/NAME`, by name: `{everwire, socketio, …}`. */
export async function installedEntries(tarball, names) {
  const { installed } = installTarball(tarball, "interop");
  const load = async (name) => [name, await import(pathToFileURL(join(installed, "dist", `${name}.js`)))];
  return Object.fromEntries(await Promise.all(names.map(load)));
}

/**
 * The function `io` of the tarball, with the class that this Node may lack; or that of `socket.io-client`, to see whether
 * what fails is the client's fault or the server's.
 */
export async function clientIo(entries, other) {
  if (other) return (await import(other)).io;
  return (url, options) => entries.socketio.io(url, { ...options, WebSocket });
}
