// What an attempt needs before it can connect: constants, or functions that are called anew each time.

import { encodeQuery, mergeQuery, parseProtocols, parseUrl } from "./address.js";
import { checkFrame } from "./options.js";
import type { Cursor, Message, ProtocolsSource, QueryParamsSource, ResumeRequest, UrlSource } from "./types.js";

/** Where it all comes from. */
export interface Sources {
  readonly _urls: readonly Exclude<UrlSource, readonly unknown[]>[];
  readonly _protocols: ProtocolsSource;
  readonly _query: QueryParamsSource | undefined;
  readonly _auth: unknown;
  readonly _apply: string | ((cursor: Cursor | null) => unknown) | undefined;
}

/** What an attempt connects to, and its first frames. */
export interface Resolved {
  readonly _url: string;
  readonly _protocols: string[];
  readonly _greetings: Message[];
}

/**
 * Answers at once where everything is fixed; functions are called in a microtask, as a call of the user's never calls
 * the user back.
 */
export function resolve(
  { _urls, _protocols, _query, _auth, _apply }: Sources,
  endpoint: number,
  cursor: Cursor | null,
  found: (resolved: Resolved) => void,
  failed: (error: unknown) => void,
): void {
  const apply = typeof _apply === "function" ? () => _apply(cursor) : _apply;
  const sources = [_urls[endpoint % _urls.length], _protocols, _query, _auth, apply];
  const answer = ([url, protocols, query, auth, apply]: readonly unknown[]): void => {
    const request = (
      typeof apply !== "string" ? apply : cursor === null ? {} : { query: { [apply]: cursor } }
    ) as ResumeRequest | undefined;
    found({
      _url: mergeQuery(mergeQuery(parseUrl(url), encodeQuery(query)), encodeQuery(request?.query)),
      _protocols: parseProtocols(protocols),
      _greetings: [auth, request?.frame].filter((frame) => frame != null).map((frame) => checkFrame("auth", frame)),
    });
  };
  if (sources.some((source) => typeof source === "function")) {
    // Asynchronous each, so that every failure has somebody who waits for it.
    const call = async (source: unknown): Promise<unknown> => (typeof source === "function" ? source() : source);
    void Promise.resolve()
      .then(() => Promise.all(sources.map(call)))
      .then(answer)
      .catch(failed);
  } else {
    answer(sources);
  }
}
