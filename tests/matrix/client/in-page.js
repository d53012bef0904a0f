// Begins the program in a page, once `ready`. Its address says where the server is; who drives the browser waits for
// `outcome`.

import { roundTrip } from "./round-trip.js";

export function begin(ReconnectingWebSocket, ready) {
  const parameters = Object.fromEntries(new URLSearchParams(location.search));
  globalThis.outcome ??= Promise.resolve(ready).then(() => roundTrip(ReconnectingWebSocket, parameters));
}
