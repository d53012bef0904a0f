import { readFile } from "node:fs/promises";
import { ReconnectingWebSocket } from "everwire";
import { init, ReconnectingWebSocket as Slim } from "everwire/slim";
import { WebSocket } from "ws";
import { roundTrip } from "../../../src/round-trip.js";

export async function GET(request) {
  const { entry, ...parameters } = Object.fromEntries(request.nextUrl.searchParams);
  if (entry === "everwire/slim") await init(readFile(new URL("everwire/wasm", import.meta.url)));
  return Response.json(
    await roundTrip(entry === "everwire" ? ReconnectingWebSocket : Slim, { ...parameters, WebSocket }),
  );
}
