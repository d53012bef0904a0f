// The program in Node, where Next bundles what it runs.

import { readFile } from "node:fs/promises";
import { ReconnectingWebSocket } from "everwire";
import { init, ReconnectingWebSocket as Slim } from "everwire/slim";
import { WebSocket } from "ws";
import { roundTrip } from "./round-trip.js";

export async function roundTripOnServer({ entry, ...parameters }) {
  if (entry === "everwire/slim") await init(readFile(new URL("everwire/wasm", import.meta.url)));
  return roundTrip(entry === "everwire" ? ReconnectingWebSocket : Slim, { ...parameters, WebSocket });
}
