// Runs the program with what the command line says, and prints what happened. Who has no WebSocket takes that of ws.

import { roundTrip } from "./round-trip.js";

export async function run(ReconnectingWebSocket) {
  const parameters = JSON.parse(process.argv[2]);
  const own = typeof WebSocket === "function" ? {} : { WebSocket: (await import("ws")).WebSocket };
  console.log(JSON.stringify(await roundTrip(ReconnectingWebSocket, { ...parameters, ...own })));
}
