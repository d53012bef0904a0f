// The program in Node, where Next bundles what it runs.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ReconnectingWebSocket } from "everwire";
import { init, ReconnectingWebSocket as Slim } from "everwire/slim";
import { WebSocket } from "ws";
import { roundTrip } from "./round-trip.js";

export async function roundTripOnServer({ entry, ...parameters }) {
  // `new URL(…, import.meta.url)` would be the browser's address of it, in a server component.
  const wasm = join(process.cwd(), "node_modules/everwire/dist/everwire.wasm");
  if (entry === "everwire/slim") await init(readFile(wasm));
  return roundTrip(entry === "everwire" ? ReconnectingWebSocket : Slim, { ...parameters, WebSocket });
}
