// Who is measured, by the names that the rows and the README give them.

import { readFileSync } from "node:fs";

/** The limit: what the engine can do with nothing on top. */
export const RAW = "WebSocket";

/** `partysocket 1.3.0`: a peer, by what is installed. */
export function peer(name) {
  const manifest = new URL(`../node_modules/${name}/package.json`, import.meta.url);
  return `${name} ${JSON.parse(readFileSync(manifest, "utf8")).version}`;
}

/** `everwire 0.1.0`, or one of its entries: `everwire/react 0.1.0`. */
export function everwire(entry = "") {
  const manifest = new URL("../../pkg-template/package.json", import.meta.url);
  return `everwire${entry} ${JSON.parse(readFileSync(manifest, "utf8")).version}`;
}
