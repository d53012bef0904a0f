// A server component: the program runs while the page is rendered.

import { ReconnectingWebSocket } from "everwire";
import { WebSocket } from "ws";
import { roundTrip } from "../../src/round-trip.js";

export default async function Page({ searchParams }) {
  const happened = await roundTrip(ReconnectingWebSocket, { ...(await searchParams), WebSocket });
  return <pre id="happened">{JSON.stringify(happened)}</pre>;
}
