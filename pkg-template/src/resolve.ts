// What an attempt needs before it can connect: constants, or functions that are called anew each time.

import type { Client } from "#glue";
import { encodeQuery, parseProtocols, parseUrl } from "./address.js";
import { asError } from "./errors.js";
import { Call } from "./shell.js";
import type { ProtocolsSource, QueryParamsSource, UrlSource } from "./types.js";

export type Sources = [UrlSource, ProtocolsSource, QueryParamsSource | undefined];

/**
 * Answers attempt `id` of `client`. At once where everything is fixed; functions are called in a microtask, as a call of
 * the user's never calls the user back.
 */
export function resolve(client: Client, id: number, sources: Sources): void {
  const found = ([url, protocols, query]: readonly unknown[]): void =>
    void client.call(Call.Resolved, id, parseUrl(url) + "\n" + encodeQuery(query), parseProtocols(protocols));
  if (sources.some((source) => typeof source === "function")) {
    // Asynchronous each, so that every failure has somebody who waits for it.
    const call = async (source: Sources[number]): Promise<unknown> => (typeof source === "function" ? source() : source);
    void Promise.resolve()
      .then(() => Promise.all(sources.map(call)))
      .then(found)
      .catch((error) => client.call(Call.Failed, id, "", asError(error, "everwire: the URL provider failed")));
  } else {
    found(sources);
  }
}
