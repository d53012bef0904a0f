import { roundTripOnServer } from "../../../src/on-server.js";

export async function GET(request) {
  return Response.json(await roundTripOnServer(Object.fromEntries(request.nextUrl.searchParams)));
}
