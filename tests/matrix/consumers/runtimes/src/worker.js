// A Worker that runs the program once for each request.

import { ReconnectingWebSocket } from "everwire";
import { init, ReconnectingWebSocket as Slim } from "everwire/slim";
import wasm from "everwire/wasm";
import { roundTrip } from "./round-trip.js";

export default {
  async fetch(request) {
    const { entry, ...parameters } = Object.fromEntries(new URL(request.url).searchParams);
    if (entry === "everwire/slim") await init(wasm);
    return Response.json(await roundTrip(entry === "everwire" ? ReconnectingWebSocket : Slim, parameters));
  },
};
