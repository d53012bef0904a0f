// Runs in the page: clients that say when they opened and when they noticed an end.

import { OPTIONS } from "./page.mjs";

const clients = new Map();

/** Begins a client. With `hangs`, its URL never comes at the first attempt. */
export function connect(name, { url, hangs, ...options }) {
  const urls = hangs ? [new Promise(() => {})] : [];
  const { ReconnectingWebSocket } = globalThis.everwire;
  const client = { began: Date.now(), events: [], socket: null };
  client.socket = new ReconnectingWebSocket(() => urls.shift() ?? url, null, { ...OPTIONS, ...options });
  for (const type of ["open", "close"])
    client.socket.addEventListener(type, () => client.events.push({ type, at: Date.now() }));
  clients.set(name, client);
}

/** When it began and what happened since, in the time of this machine. */
export function happened(name) {
  const { began, events } = clients.get(name);
  return { began, events };
}

export function disconnect(name) {
  clients.get(name).socket.close();
  clients.delete(name);
}
