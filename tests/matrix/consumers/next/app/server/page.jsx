// A server component: the program runs while the page is rendered.

import { roundTripOnServer } from "../../src/on-server.js";

export default async function Page({ searchParams }) {
  return <pre id="happened">{JSON.stringify(await roundTripOnServer(await searchParams))}</pre>;
}
