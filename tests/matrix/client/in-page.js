// Begins the program in a page. Its address says where the server is; who drives the browser waits for `outcome`.

import { roundTrip } from "./round-trip.js";

export function begin(ReconnectingWebSocket) {
  globalThis.outcome = roundTrip(ReconnectingWebSocket, Object.fromEntries(new URLSearchParams(location.search)));
}
