// What an attempt needs before it can connect: constants, or functions that are called anew each time.

import { encodeQuery, mergeQuery, parseProtocols, parseUrl } from "./address.js";
import { isFunction } from "./message.js";
import { checkFrame, type Plan } from "./options.js";
import type { Cursor, Message, ResumeRequest } from "./types.js";

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
  { url, protocols, queryParams, auth, "resume.apply": apply }: Plan,
  endpoint: number,
  cursor: Cursor | null,
  found: (resolved: Resolved) => void,
  failed: (error: unknown) => void,
): void {
  const request = isFunction(apply)
    ? () => (apply as (cursor: Cursor | null) => unknown)(cursor)
    : apply && cursor !== null && { query: { [apply as string]: cursor } };
  const sources = [url[endpoint % url.length], protocols, queryParams, auth, request];
  const answer = ([url, protocols, query, auth, request]: readonly unknown[]): void => {
    const { query: after, frame } = Object(request) as ResumeRequest;
    found({
      _url: mergeQuery(mergeQuery(parseUrl(url), encodeQuery(query)), encodeQuery(after)),
      _protocols: parseProtocols(protocols),
      _greetings: [auth, frame].filter((frame) => frame != null).map((frame) => checkFrame("auth", frame)),
    });
  };
  if (sources.some(isFunction)) {
    // Asynchronous each, so that every failure has somebody who waits for it.
    const call = async (source: unknown): Promise<unknown> => (isFunction(source) ? source() : source);
    void Promise.resolve()
      .then(() => Promise.all(sources.map(call)))
      .then(answer)
      .catch(failed);
  } else {
    answer(sources);
  }
}
