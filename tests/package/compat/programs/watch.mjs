// Writes down the four events that all of the classes have.

import { until } from "../../behaviour/wait.mjs";

export function watch(client) {
  const events = [];
  for (const type of ["open", "message", "error", "close"]) {
    client.addEventListener(type, (event) => events.push({ type, event }));
  }
  const of = (type) => events.filter((one) => one.type === type).map(({ event }) => event);
  const shown = () => events.map(({ type, event }) => type + (event.code ?? "")).join(" ");
  return {
    of,
    /** The types, in order. */
    order: () => events.map(({ type }) => type),
    data: () => of("message").map(({ data }) => data),
    closes: () => of("close").map(({ code, reason, wasClean }) => [code, reason, wasClean]),
    async nth(type, n = 1) {
      await until(
        () => `${type} event ${n}; so far: ${shown()}`,
        () => of(type).length >= n,
      );
      return of(type)[n - 1];
    },
  };
}

/** A client on the echo service, open. */
export async function opened({ client, ws }, options, path = "/echo") {
  const socket = client(ws(path), [], options);
  const seen = watch(socket);
  await seen.nth("open");
  return { socket, seen };
}
