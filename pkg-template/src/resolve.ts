// What an attempt needs before it can connect: constants, or functions that are called anew each time.

import type { Client } from "#glue";
import { encodeQuery, parseProtocols, parseUrl } from "./address.js";
import { asError } from "./errors.js";
import { Call } from "./shell.js";
import type { ProtocolsSource, QueryParamsSource, UrlSource } from "./types.js";

export type Sources = [UrlSource, ProtocolsSource, QueryParamsSource | undefined];

const call = (source: unknown): unknown => (typeof source === "function" ? (source as () => unknown)() : source);
const isPromise = (value: unknown): boolean => typeof (value as PromiseLike<unknown> | null)?.then === "function";

/** Answers attempt `id` of `client`: at once where nothing is asynchronous. */
export function resolve(client: Client, id: number, sources: Sources): void {
  const found = ([url, protocols, query]: unknown[]): void =>
    void client.call(Call.Resolved, id, parseUrl(url) + "\n" + encodeQuery(query), parseProtocols(protocols));
  const failed = (error: unknown): void =>
    void client.call(Call.Failed, id, "", asError(error, "everwire: the URL provider failed"));
  try {
    const values = sources.map(call);
    if (values.some(isPromise)) Promise.all(values).then(found).catch(failed);
    else found(values);
  } catch (error) {
    failed(error);
  }
}
